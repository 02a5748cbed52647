"""Stage 4: take a page's text apart for search once, until its content changes.

Material's search plugin parses the HTML of every page. It keeps its own way of making entries from
the parts; only the parsing is kept, by a digest of the content, which is all that it reads. The
entries are written as it would write them, but not all at once.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from generator.builder.code import file_digest
from generator.builder.digest import digest_text
from generator.builder.search_parser import Sections, parse_quickly
from generator.builder.store import Store

_PLUGIN = "material.plugins.search.plugin"
_KNOWN = frozenset({"51b5fe3e5ee1e5a5f62b84ef45b3a136"})  # its module in Material 9.8.1


class _Index(Protocol):
    """Material's index, as far as this module knows it."""

    config: Mapping[str, object]
    entries: list[object]

    def create_entry_for_section(
        self, section: object, toc: object, url: str, page: Page
    ) -> None: ...

    def generate_search_index(self, prev: object) -> str: ...


class _Plugin(Protocol):
    search_index: object


@dataclass(slots=True)
class _Section:
    """A part of a page, as Material's parser leaves it."""

    id: str | None
    title: list[str]
    text: list[str]


class KeptIndex:
    """Stands for Material's index while pages are added to it, and is it for everything else."""

    def __init__(self, index: _Index, store: Store) -> None:
        self._index = index
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def add_entry_from_context(self, page: Page) -> None:
        """Add a page, parsing it only if no build has."""
        search = page.meta.get("search") or {}
        if search.get("exclude"):
            return
        for section in self._sections(page.content or ""):
            self._index.create_entry_for_section(_Section(*section), page.toc, page.url, page)

    def generate_search_index(self, prev: object) -> str:
        """Return the index as JSON; written as one value, it would take its room three times."""
        if prev:
            return self._index.generate_search_index(prev)
        options = {key: self._index.config[key] for key in _OPTIONS}
        entries = self._index.entries
        pieces = [f'{{"config":{_as_json(options)},"docs":[']
        for start in range(0, len(entries), _SOME):
            pieces += "," if start else "", _as_json(entries[start : start + _SOME])[1:-1]
        return "".join([*pieces, "]}"])

    def _sections(self, content: str) -> Sections:
        key = sections_key(content)
        found = self._store.get(key)
        if found is None:
            found = parse(content)
            self._store.put(key, found)
        return cast("Sections", found)


# What of the plugin's options goes into its index, and how many entries are written at once.
_OPTIONS = ("lang", "separator", "pipeline", "fields")
_SOME = 100


def _as_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), default=str)


class _NoIndex:
    """Takes pages and does nothing."""

    def add_entry_from_context(self, page: Page) -> None:
        """Do nothing."""


def sections_key(content: str) -> str:
    """Name the parts of a page's content."""
    return f"sections {digest_text(content).hex()} {sorted(_KNOWN)}"


def parse(content: str) -> Sections:
    """Take a page's content apart."""
    quickly = parse_quickly(content)
    if quickly is not None:
        return quickly
    parser = sys.modules[_PLUGIN].Parser()
    parser.feed(content)
    parser.close()
    return [
        (section.id, section.title, section.text)
        for section in parser.data
        if not section.is_excluded()
    ]


def keeps_sections(config: MkDocsConfig) -> bool:
    """Tell whether the search plugin is one whose parsing may be kept."""
    return any(_is_known(plugin) for plugin in config.plugins.values())


def keep_sections(config: MkDocsConfig, store: Store) -> None:
    """Put our index in the place of the plugin's, between `on_config` and `on_page_context`."""
    for plugin in config.plugins.values():
        if _is_known(plugin) and hasattr(plugin, "search_index"):
            owner = cast("_Plugin", plugin)
            owner.search_index = KeptIndex(cast("_Index", owner.search_index), store)


@contextmanager
def no_index(config: MkDocsConfig) -> Iterator[None]:
    """Let search plugins prepare pages for their templates, without adding them."""
    owners = [cast("_Plugin", p) for p in config.plugins.values() if hasattr(p, "search_index")]
    indexes = [owner.search_index for owner in owners]
    for owner in owners:
        owner.search_index = _NoIndex()
    try:
        yield
    finally:
        for owner, index in zip(owners, indexes, strict=True):
            owner.search_index = index


def is_material(plugin: object) -> bool:
    """Tell whether a plugin is Material's search, of any version."""
    return (type(plugin).__module__, type(plugin).__name__) == (_PLUGIN, "SearchPlugin")


def _is_known(plugin: object) -> bool:
    if not is_material(plugin):
        return False
    digest = file_digest(str(sys.modules[_PLUGIN].__file__))
    return digest is not None and digest.hex() in _KNOWN
