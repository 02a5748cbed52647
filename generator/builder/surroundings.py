"""Tell what mkdocs.yml and the theme ask of pages, so that it can be checked where it is written.

Only what is certain: a plugin or hook that is not known may change the navigation, the templates or
the links later, and then it is left to MkDocs to say what is wrong.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path, PurePath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, set_exclusions

from generator.diagnostics import Location
from generator.model import Surroundings
from generator.source import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Text,
    parse_yaml,
    read_text,
)

_KNOWN = ("generator.", "material.", "mkdocs.")


def find_surroundings(config: MkDocsConfig) -> Surroundings:
    """Return what a build with this configuration refuses."""
    links, nav = config.validation.links, config.validation.nav
    refuses_links = config.strict and links.absolute_links >= logging.WARNING
    themes = config.theme.dirs
    is_known = partial(_are_known, config)
    return Surroundings(
        refuses_absolute_links=refuses_links and is_known("config", "page_markdown"),
        nav=_nav(config) if is_known("config", "files", "nav") else None,
        refuses_omitted=config.strict and nav.omitted_files >= logging.WARNING,
        refuses_unknown=config.strict and nav.not_found >= logging.WARNING,
        has_file=lambda path: os.path.isfile(os.path.join(config.docs_dir, path)),
        may_be_omitted=partial(_may_be_omitted, config),
        has_icons=any(os.path.isdir(os.path.join(folder, ".icons")) for folder in themes),
        has_theme_file=partial(_has_file, themes) if is_known("config", "env") else _has_all,
        theme_files=partial(_files, themes),
    )


def _are_known(config: MkDocsConfig, *events: str) -> bool:
    handlers = (handler for event in events for handler in config.plugins.events[event])
    return all(getattr(h, "__module__", "").startswith(_KNOWN) for h in handlers)


def _nav(config: MkDocsConfig) -> Mapping[str, Location] | None:
    """Return the pages that the navigation names, and where; None if it names none.

    What does not stand in the file itself (INHERIT, a plugin) stands at its beginning.
    """
    if config.nav is None:
        return None
    file = Path(config.config_file_path or "mkdocs.yml").resolve()
    text = read_text(file.parent, file.name)
    node, _ = parse_yaml(text) if isinstance(text, Text) else (None, ())
    nav = node.get("nav") if isinstance(node, MappingNode) else None
    places = {_path(item.text): item.location for item in reversed([*_items(nav)])}
    return {path: places.get(path, Location(file.name)) for path in _paths(config.nav)}


def _items(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the values in a navigation, as they are written."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        yield from chain.from_iterable(map(_items, node.items))
    elif isinstance(node, MappingNode):
        yield from chain.from_iterable(_items(value) for _, value in node.items)


def _paths(item: object) -> Iterator[str]:
    if isinstance(item, str):
        yield _path(item)
    elif isinstance(item, dict | list):
        for below in item.values() if isinstance(item, dict) else item:
            yield from _paths(below)


def _path(text: str) -> str:
    return PurePath(text).as_posix()  # as MkDocs looks it up


def _may_be_omitted(config: MkDocsConfig, path: str) -> bool:
    """Tell whether a page is left out by ``not_in_nav``, ``exclude_docs`` or ``draft_docs``."""
    file = File(path, config.docs_dir, config.site_dir, config.use_directory_urls)
    set_exclusions([file], config)
    return not file.inclusion.is_in_nav()


def _has_file(folders: list[str], path: str) -> bool:
    """Tell whether the theme has a file; a path that leads out of it is none, as for Jinja."""
    return _is_inside(path) and any(
        os.path.isfile(os.path.join(folder, path)) for folder in folders
    )


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/")


def _has_all(_path: str) -> bool:
    return True


def _files(folders: list[str], below: str) -> Iterator[str]:
    for folder in folders if _is_inside(below) else ():
        top = os.path.join(folder, below)
        for where, _, names in os.walk(top):
            inside = os.path.relpath(where, top).replace(os.sep, "/")
            yield from (name if inside == "." else f"{inside}/{name}" for name in names)
