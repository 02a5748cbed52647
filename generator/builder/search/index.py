"""Stage 4: take a page's text apart for search once, until its content changes.

Material's search plugin parses the HTML of every page. It keeps its own way of making entries from
the parts; only the parsing is kept, by a digest of the content, which is all that it reads. In a
build the entries wait in a file, and are written as it would write them.
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from generator.builder.code import file_digest
from generator.builder.digest import ABSENT, digest_text
from generator.builder.logs import log_level
from generator.builder.search import parser
from generator.builder.search.entries import EntriesFile, Entry, Written
from generator.builder.search.parser import Sections, parse_quickly
from generator.builder.store import Store

_PLUGIN = "material.plugins.search.plugin"
_KNOWN = frozenset({"51b5fe3e5ee1e5a5f62b84ef45b3a136"})  # its module in Material 9.8.1
_MARK = "data-search-"  # starts the name of each attribute that it takes out of a page


class _Index(Protocol):
    """Material's index, as far as this module knows it."""

    config: Mapping[str, object]
    entries: list[Entry]

    def create_entry_for_section(
        self, section: object, toc: object, url: str, page: Page
    ) -> None: ...

    def generate_search_index(self, prev: object) -> str: ...


class _Receiver(Protocol):
    def add_entry_from_context(self, page: Page) -> None: ...


class _Plugin(Protocol):
    config: Mapping[str, object]
    search_index: _Receiver


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
        self._file: EntriesFile | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def keep_in_file(self) -> None:
        """Let entries wait in a file, from now on, for as long as nobody asks for them."""
        self._file = EntriesFile()

    @property
    def entries(self) -> list[Entry]:
        """Return all entries, for whoever does something of their own with them."""
        self._take_back()
        return self._index.entries

    @entries.setter
    def entries(self, entries: list[Entry]) -> None:
        self._file = None
        self._index.entries = entries

    def add_entry_from_context(self, page: Page) -> None:
        """Add a page, parsing it only if no build has."""
        search = page.meta.get("search") or {}
        if search.get("exclude"):
            return
        for section in self._sections(page.content or ""):
            self._index.create_entry_for_section(_Section(*section), page.toc, page.url, page)
        if self._file is not None and not self._file.take(self._index.entries):
            self._take_back()

    def generate_search_index(self, prev: object) -> str | Written:
        """Return the index as JSON."""
        if prev or self._file is None:
            self._take_back()
            return self._index.generate_search_index(prev)
        return self._file.index({key: self._index.config[key] for key in _OPTIONS})

    def _take_back(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            self._index.entries[:0] = file.give_back()

    def _sections(self, content: str) -> Sections:
        key = sections_key(content)
        found = self._store.get(key)
        if found is None:
            found = parse(content)
            self._store.put(key, found)
        return cast("Sections", found)


# What of the plugin's options goes into its index.
_OPTIONS = ("lang", "separator", "pipeline", "fields")


class _NoIndex:
    """Takes pages and does nothing."""

    def add_entry_from_context(self, page: Page) -> None:
        """Do nothing."""


def sections_key(content: str) -> str:
    """Name the parts of a page's content."""
    return f"sections {digest_text(content).hex()} {_parsers()}"


@cache
def _parsers() -> str:
    """Name the code that takes pages apart: the plugin's, and ours in its place."""
    return " ".join([*sorted(_KNOWN), (file_digest(parser.__file__) or ABSENT).hex()])


def parse(content: str) -> Sections:
    """Take a page's content apart."""
    quickly = parse_quickly(content)
    if quickly is not None:
        return quickly
    patient = sys.modules[_PLUGIN].Parser()
    patient.feed(content)
    patient.close()
    return [
        (section.id, section.title, section.text)
        for section in patient.data
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


def keep_entries_in_files(config: MkDocsConfig) -> None:
    """Let our indexes hold their entries in files, until they are written."""
    for plugin in config.plugins.values():
        index = getattr(plugin, "search_index", None)
        if isinstance(index, KeptIndex):
            index.keep_in_file()


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


def is_all_that_is_told(config: MkDocsConfig) -> bool:
    """Tell whether `add_page` does all that plugins do with a page before its template."""
    methods = config.plugins.events["page_context"]
    says_nothing = log_level() > logging.DEBUG
    return says_nothing and all(_is_known(getattr(each, "__self__", None)) for each in methods)


def add_page(config: MkDocsConfig, page: Page) -> bool:
    """Add a page as its event would; tell whether that is all that the event would do.

    It also looks for marks to take out of the page, with an expression that takes longer than all
    the rest. Where there are none, nothing is left to do.
    """
    if type(page.content) is not str or _MARK in page.content:
        return False
    for method in config.plugins.events["page_context"]:
        plugin = cast("_Plugin", method.__self__)  # type: ignore[attr-defined]
        if plugin.config["enabled"]:
            plugin.search_index.add_entry_from_context(page)
    return True


def is_material(plugin: object) -> bool:
    """Tell whether a plugin is Material's search, of any version."""
    return (type(plugin).__module__, type(plugin).__name__) == (_PLUGIN, "SearchPlugin")


def _is_known(plugin: object) -> bool:
    if not is_material(plugin):
        return False
    digest = file_digest(str(sys.modules[_PLUGIN].__file__))
    return digest is not None and digest.hex() in _KNOWN
