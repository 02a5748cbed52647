"""See which files a page's snippets ask for: those they take in, and those that are not there.

Snippets asks whether a file exists before it opens one, and Python tells nobody of that. Here it
asks through us. What it finds is a function of its options and of the answers, so a page whose
questions would be answered alike takes in the same files.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from stat import S_ISDIR
from typing import TYPE_CHECKING, Protocol, cast

import markdown

from generator.builder.code import file_digest
from generator.builder.watch import Watch

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

NAME = "pymdownx.snippets"

# Read with this in mind.
_KNOWN = frozenset({"634afd86c45117de13c4e92cbf369051"})  # its module in pymdown-extensions 11.0.2


class _Snippets(Protocol):
    """The preprocessor of Snippets, as far as this module knows it."""

    base_path: Sequence[str]
    restrict_base_path: bool
    get_snippet_path: Callable[[str], str | None]


def base_paths(config: "MkDocsConfig") -> Iterator[str]:
    """Yield where a configuration lets snippets be."""
    options = (config.mdx_configs or {}).get(NAME)
    found = options.get("base_path", ()) if isinstance(options, Mapping) else ()
    yield from [found] if isinstance(found, str) else map(str, found)


def are_seen(config: "MkDocsConfig") -> bool:
    """Tell whether all that the snippets of a configuration ask for can be seen."""
    options = (config.mdx_configs or {}).get(NAME) or {}
    return not options.get("url_download") and _is_known()


@cache
def _is_known() -> bool:
    found = file_digest(str(import_module(NAME).__file__))
    return found is not None and found.hex() in _KNOWN


def ask_through(md: markdown.Markdown, config: "MkDocsConfig", watch: Watch) -> None:
    """Let the snippets of an instance ask a watch what there is."""
    if "snippet" in md.preprocessors and are_seen(config):
        snippets = cast("_Snippets", md.preprocessors["snippet"])
        snippets.get_snippet_path = partial(_find, snippets, snippets.get_snippet_path, watch)


def _find(
    snippets: _Snippets, own: Callable[[str], str | None], watch: Watch, path: str
) -> str | None:
    """Return the file that Snippets would find under a name; None if there is none."""
    for base in snippets.base_path:
        kind = watch.seek(base)
        if kind and not S_ISDIR(kind):  # one file: by which names it goes, is not seen
            watch.give_up()
            return own(path)
        filename = _candidate(base, path, is_restricted=snippets.restrict_base_path)
        if kind and filename is not None and watch.seek(filename):
            return filename
    return None


def _candidate(base: str, path: str, *, is_restricted: bool) -> str | None:
    """Return where a snippet may be; None if it may only be in the folder, and is not there."""
    filename = os.path.join(base, path)
    if not is_restricted:
        return filename
    filename = os.path.abspath(filename)
    return filename if filename.startswith(os.path.join(base, "")) else None
