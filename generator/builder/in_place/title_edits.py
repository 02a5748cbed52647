"""What authors edited, where it is titles in front matter, and texts: as it was and as it is."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.builder.digest import digest_value
from generator.builder.in_place.edited import NotEnoughError, Renewed, Source, read_sources
from generator.builder.in_place.search_texts import has_marks, replace_sections, replace_title
from generator.builder.in_place.title_notes import Notes, PageRow
from generator.builder.in_place.title_patches import Change, NewTitles
from generator.builder.states import Kept
from generator.builder.store import Store

Renew = Callable[[Mapping[str, Any], Store, list[str]], dict[str, Renewed]]

_INDEX = "search/search_index.json"


class Edits:
    """The pages that were edited."""

    def __init__(
        self, texts: dict[str, Any], notes: Notes, records: Store, paths: list[str]
    ) -> None:
        """Raise NotEnoughError where more than titles and texts is new."""
        self._texts = texts
        self._records = records
        self._sources = dict(zip(paths, read_sources(paths, texts["pages"]), strict=True))
        self._was = {uri: PageRow(*row) for uri, row in notes.pages.items()}
        self._now = {source.row.uri: self._new_row(source) for source in self._sources.values()}
        self._new = NewTitles(notes, records, self._was, self._was | self._now)
        self._keys = {uri: key for uri, _, key, _ in texts["pages"].values()}
        self._renewed: dict[str, Renewed] = {}

    @property
    def kept(self) -> dict[str, Kept]:
        """Return what tells of each file whether it is still the same."""
        return {path: source.kept for path, source in self._sources.items()}

    @property
    def pages(self) -> dict[str, tuple[object, ...]]:
        """Return what is known of the pages now, by their files."""
        return {path: tuple(self._row(source)) for path, source in self._sources.items()}

    @property
    def titles(self) -> dict[str, tuple[object, ...]]:
        """Return what is known of their titles now, by page."""
        return {uri: tuple(row) for uri, row in self._now.items()}

    def renew(self, renew: Renew) -> None:
        """Render the texts that are new."""
        new = [path for path, source in self._sources.items() if source.has_new_text]
        if new:
            pages = {path: tuple(self._row(self._sources[path])) for path in new}
            self._renewed = renew({**self._texts, "pages": pages}, self._records, new)

    def changes(self) -> Iterator[Change]:
        """Yield what is different in pages, and in what else templates make."""
        return self._new.of_files(set(self._now), self._contents)

    def search_index(self, site: Path) -> dict[str, bytes]:
        """Return the search index by its path, if it is another one."""
        searched = [uri for uri in self._now if self._was[uri].is_searched]
        if not searched or not self._texts["is_searched"]:
            return {}
        before = index = (site / _INDEX).read_text("ascii")
        for uri in searched:
            index = self._searched(index, uri)
        return {_INDEX: index.encode()} if index != before else {}

    def _searched(self, index: str, uri: str) -> str:
        url, old, new = self._was[uri].url, self._was[uri].named, self._now[uri].named
        was, now = self._contents(uri)
        found: str | None = index
        if was != now:
            found = replace_sections(index, url, was, now)
        if found is not None and old is not None and new is not None and old != new:
            found = replace_title(found, url, now, (old, new))
        if found is None:
            raise NotEnoughError
        return found

    def _contents(self, uri: str) -> tuple[str, str]:
        """Return the HTML of a page's text, as it was and as it is."""
        if uri in self._renewed:
            was, now = self._renewed[uri].was, self._renewed[uri].now
        else:
            record = self._records.get(self._keys.get(uri, ""))
            was = now = str(record["content"]) if isinstance(record, dict) else ""
        if not was or has_marks(was) or has_marks(now):
            raise NotEnoughError
        return was, now

    def _new_row(self, source: Source) -> PageRow:
        was, named = self._was[source.row.uri], source.meta.get("title")
        if not source.has_new_meta:
            return was
        is_rest_alike = digest_value({**source.meta, "title": was.named}) == source.row.meta
        if was.named is None or type(named) is not str or not is_rest_alike:
            raise NotEnoughError
        return was._replace(named=named, title=was.title if was.is_fixed else named)

    def _row(self, source: Source) -> tuple[object, ...]:
        row = source.row._replace(meta=source.meta_name)
        renewed = self._renewed.get(row.uri)
        return row if renewed is None else row._replace(key=renewed.key)
