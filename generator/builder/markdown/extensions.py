"""What is known of Markdown extensions: which of them a page's HTML may be kept for, and how."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generator.builder.code import file_digest
from generator.builder.digest import (
    Digest,
    UnkeyableError,
    digest_value,
    insist_on_known,
)
from generator.builder.markdown import snippets

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

# Their output depends on the text, their options, and files that are opened while a page renders.
# `reset` brings each of these back to how it was made, so one instance serves all pages.
REUSABLE = frozenset(
    {
        "markdown.extensions.abbr",
        "markdown.extensions.admonition",
        "markdown.extensions.attr_list",
        "markdown.extensions.def_list",
        "markdown.extensions.fenced_code",
        "markdown.extensions.footnotes",
        "markdown.extensions.md_in_html",
        "markdown.extensions.meta",
        "markdown.extensions.nl2br",
        "markdown.extensions.sane_lists",
        "markdown.extensions.tables",
        "markdown.extensions.toc",
        "pymdownx.betterem",
        "pymdownx.caret",
        "pymdownx.details",
        "pymdownx.emoji",
        "pymdownx.highlight",
        "pymdownx.inlinehilite",
        "pymdownx.keys",
        "pymdownx.mark",
        "pymdownx.smartsymbols",
        "pymdownx.snippets",
        "pymdownx.superfences",
        "pymdownx.tabbed",
        "pymdownx.tasklist",
        "pymdownx.tilde",
    }
)

# The same, but for reuse, which has not been tried with them.
KEEPABLE = REUSABLE | {
    "markdown.extensions.codehilite",
    "markdown.extensions.extra",
    "markdown.extensions.smarty",
    "markdown.extensions.wikilinks",
    "pymdownx.arithmatex",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.definition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.html",
    "pymdownx.blocks.tab",
    "pymdownx.critic",
    "pymdownx.escapeall",
    "pymdownx.magiclink",
    "pymdownx.progressbar",
    "pymdownx.saneheaders",
}

_EMOJI = "pymdownx.emoji"


def named_extensions(config: "MkDocsConfig") -> list[str]:
    """Return the extensions' full names; raise UnkeyableError if one is an object."""
    names = []
    for name in config.markdown_extensions:
        if not isinstance(name, str):
            raise UnkeyableError(type(name).__qualname__)
        is_short = "." not in name and ":" not in name
        names.append(f"markdown.extensions.{name}" if is_short else name)
    return names


def extensions_digest(config: "MkDocsConfig") -> Digest:
    """Name all that the extensions' output depends on beside the page.

    Raise UnkeyableError where one of them is unknown, or has an option that is.
    """
    names = named_extensions(config)
    unknown = set(names) - KEEPABLE
    if unknown:
        raise UnkeyableError(", ".join(sorted(unknown)))
    insist_on_known(config.mdx_configs or {})
    return digest_value((names, config.mdx_configs or {}, list(own_icons(config))))


def are_reusable(config: "MkDocsConfig") -> bool:
    """Tell whether one Markdown instance serves all pages."""
    footnotes = (config.mdx_configs or {}).get("footnotes") or {}
    # Each reset counts this prefix up.
    return set(named_extensions(config)) <= REUSABLE and not footnotes.get("UNIQUE_IDS")


def reads_unseen(config: "MkDocsConfig", markdown: str) -> bool:
    """Tell whether a page may ask for files in a way that cannot be seen."""
    if snippets.NAME not in config.markdown_extensions or snippets.are_seen(config):
        return False
    options = (config.mdx_configs or {}).get(snippets.NAME) or {}
    return "8<" in markdown or bool(options.get("auto_append"))


def icon_folders(config: "MkDocsConfig") -> list[str]:
    """Return the folders of a project's own icons, as mkdocs.yml names them."""
    options = ((config.mdx_configs or {}).get(_EMOJI) or {}).get("options") or {}
    return list(options.get("custom_icons", [])) if isinstance(options, Mapping) else []


def forget_icons() -> None:
    """Let Material look for icons, and read them, again.

    It does so once in a process, and puts what it finds into a table of PyMdown Extensions.
    """
    emoji = sys.modules.get("material.extensions.emoji")
    if emoji is not None:
        emoji._load.cache_clear()  # noqa: SLF001 - Material has no other way to them
        emoji._load_twemoji_index.cache_clear()  # noqa: SLF001
        table = emoji.twemoji_db.emoji
        for name in [name for name, icon in table.items() if "path" in icon]:
            del table[name]


def own_icons(config: "MkDocsConfig") -> Iterator[tuple[str, Digest]]:
    """Yield a project's own icons: Material reads each once, so only the first page is seen to."""
    for top in icon_folders(config):
        for folder, _, names in sorted(os.walk(top, followlinks=True)):
            for name in sorted(names):
                path = Path(folder, name)
                yield str(path), file_digest(str(path)) or b""
