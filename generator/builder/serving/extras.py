"""What a site has beside pages and static files: the theme's templates, and what plugins write.

All of it is made when it is asked for, by MkDocs' and the plugins' own code, in a folder of the
preview's. The search index costs most: each page's part of it is made once, until the page changes.
"""

import copy
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, cast

import jinja2
from mkdocs.commands.build import _build_extra_template, _build_theme_template, get_context
from mkdocs.structure.pages import Page

from generator.builder.driver import Building
from generator.builder.search.index import keep_sections, sections_key
from generator.builder.serving.resident import Resident
from generator.builder.store import Store

_AT_ONCE = 20  # pages added to the search index before others get a turn


class _Index(Protocol):
    """The search index of Material's plugin, or of MkDocs' own."""

    entries: list[object]
    _entries: list[object]


class _Searches(Protocol):
    """A plugin that has a search index."""

    search_index: _Index


Parts = dict[str, dict[str, object]]  # of pages, by path: as the search's parser left them


class Extras:
    """Makes them, one at a time."""

    def __init__(
        self, building: Building, env: jinja2.Environment, records: Resident, parts: Parts
    ) -> None:
        self._building = building
        self._doc_files = building.doc_files
        self._records = records
        self.parts = dict(parts)
        plugins = building.config.plugins
        self._owners = [cast("_Searches", p) for p in plugins.values() if _searches(p)]
        self._fresh = [copy.deepcopy(owner.search_index) for owner in self._owners]
        self._entries: dict[str, list[list[object]]] = {}
        self._templates: Mapping[str, Callable[[], None]] = dict(_templates(building, env))
        self._made: set[str] = set()  # templates that are as they would be made now
        self._is_finished = False
        self._written = set(_files(building.config.site_dir))

    def read_ahead(self) -> None:
        """Take what builds kept of the search index, while there is a file of it."""
        for page in self._pages():
            key = sections_key(page.content or "")
            found = self._records.read_disk(key)
            if found is not None:
                self.parts[page.file.src_uri] = {key: found}

    def has_template(self, path: str) -> bool:
        """Tell whether a template makes the file at a path."""
        return path in self._templates

    def forget(self, pages: Iterable[Page]) -> None:
        """Make everything again, of the search index the parts of these pages."""
        for page in pages:
            self._entries.pop(page.file.src_uri, None)
        self._made.clear()
        self._is_finished = False

    def paths(self) -> set[str]:
        """Return every path at which there is something, all made."""
        while self.make_some(""):
            pass
        return {*filter(self._make_template, self._templates), *self._written}

    def make_some(self, path: str) -> bool:
        """Do a part of the work that ``path`` needs; tell whether more is to be done."""
        if self._is_finished or path in self._templates:
            return False
        missing = [p for p in self._pages() if p.file.src_uri not in self._entries]
        for page in missing[:_AT_ONCE]:
            self._entries[page.file.src_uri] = self._index(page)
        if not missing:
            self._finish()
        return bool(missing)

    def read(self, path: str) -> bytes | None:
        """Return what stands at a path; None if nothing does."""
        if path in self._templates:
            return self._read(path) if self._make_template(path) else None
        while self.make_some(path):
            pass
        return self._read(path) if path in self._written else None

    def _pages(self) -> list[Page]:
        return [file.page for file in self._doc_files if file.page is not None]

    def _read(self, path: str) -> bytes:
        return Path(self._building.config.site_dir, path).read_bytes()

    def _make_template(self, path: str) -> bool:
        """Make a template's file; tell whether there is one, for an empty one is not written."""
        if path not in self._made:
            Path(self._building.config.site_dir, path).unlink(missing_ok=True)
            self._templates[path]()
            self._made.add(path)
        return Path(self._building.config.site_dir, path).is_file()

    def _index(self, page: Page) -> list[list[object]]:
        """Return a page's entries in each search index."""
        building, uri = self._building, page.file.src_uri
        parts = _Parts(self.parts.get(uri) or {})
        for owner, fresh in zip(self._owners, self._fresh, strict=True):
            owner.search_index = copy.deepcopy(fresh)
        indexes = [owner.search_index for owner in self._owners]
        keep_sections(building.config, cast("Store", parts))
        content = page.content
        context = get_context(building.nav, self._doc_files, building.config, page)
        try:
            building.config.plugins.on_page_context(
                context, page=page, config=building.config, nav=building.nav
            )
        finally:
            page.content = content
        self.parts[uri] = parts.used
        return [getattr(index, _entries_of(index)) for index in indexes]

    def _finish(self) -> None:
        """Let plugins write what they write at the end."""
        for number, (owner, fresh) in enumerate(zip(self._owners, self._fresh, strict=True)):
            index = copy.deepcopy(fresh)
            found = (self._entries[page.file.src_uri][number] for page in self._pages())
            setattr(index, _entries_of(index), [entry for part in found for entry in part])
            owner.search_index = index
        config = self._building.config
        config.plugins.on_post_build(config=config)
        self._written = {*_files(config.site_dir)} - self._templates.keys()
        self.parts = {uri: self.parts[uri] for uri in self._entries}
        self._is_finished = True


class _Parts:
    """Answers as `Store` does, for one page."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known
        self.used: dict[str, object] = {}

    def get(self, key: str) -> object:
        """Return what is kept under a key, or None."""
        found = self._known.get(key)
        if found is not None:
            self.used[key] = found
        return found

    def put(self, key: str, value: object) -> None:
        """Keep it."""
        self.used[key] = value


def _searches(plugin: object) -> bool:
    return hasattr(getattr(plugin, "search_index", None), "add_entry_from_context")


def _entries_of(index: _Index) -> str:
    return "entries" if hasattr(index, "entries") else "_entries"


def _templates(
    building: Building, env: jinja2.Environment
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield what makes each file that a template makes, by its path."""
    config, files, nav = building.config, building.files, building.nav
    for name in config.theme.static_templates:
        make = partial(_build_theme_template, name, env, files, config, nav)
        yield name, make
        if name == "sitemap.xml":
            yield f"{name}.gz", make
    for name in config.extra_templates:
        file = files.get_file_from_path(str(name))
        if file is not None:
            yield file.dest_uri, partial(_build_extra_template, str(name), files, config, nav)


def _files(top: str) -> Iterator[str]:
    """Yield the paths of the files in a folder."""
    for folder, _, names in os.walk(top):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), top).replace(os.sep, "/")
