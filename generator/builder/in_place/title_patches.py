"""Say which bytes of a site's files are others when titles are, from what the last build noted."""

import pickle
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from generator.builder.in_place.edited import NotEnoughError
from generator.builder.in_place.recalling import Pages, Recall
from generator.builder.in_place.title_notes import Notes, PageRow
from generator.builder.navigation.addresses import Parts, address_state, prefixes
from generator.builder.navigation.items import ALONE, Hole, Spot, as_written, is_alone, render_item
from generator.builder.pages.loader import KeptCode
from generator.builder.pages.reads import Seen
from generator.builder.store import Store

_MOST = 20  # pages that are rendered: with more of them, a whole build is as good

Rows = Mapping[str, PageRow]
State = tuple[int, tuple[Parts, ...]] | str  # of a hole, as `memo` has it
Contents = Callable[[str], tuple[str, str]]  # the HTML of a page's text, old and new


class Change(NamedTuple):
    """What is different in a file: bytes as they were and as they are."""

    path: str  # in the site
    items: list[tuple[bytes, bytes]]  # of the navigation, each where it stands
    parts: tuple[list[bytes], list[bytes]] | None  # of the page around them


class NewTitles:
    """What new titles change."""

    def __init__(self, notes: Notes, records: Store, was: Rows, now: Rows) -> None:
        self._notes = notes
        self._records = records
        self._rows = was, now
        self._titled = {uri for uri, row in now.items() if row != was[uri]}
        with _refusing():
            self._recall = Recall(pickle.loads(notes.theme).get_env())  # noqa: S301 - our own cache
        self._recall.env.bytecode_cache = KeptCode(records, notes.code, self._recall.env)
        self._items: dict[object, tuple[bytes, bytes]] = {}
        self._prefixes: dict[str, frozenset[Parts]] = {}
        self._stale_in: dict[str, list[int]] = {}
        self._stale = self._stale_items()

    def of_files(self, edited: set[str], contents: Contents) -> Iterator[Change]:
        """Yield what is different, in edited pages and others."""
        rendered = self._rendered(edited)
        for uri, row in self._rows[0].items():
            items = self._changed_items(self._notes.shown[uri], row)
            parts = self._parts(uri, contents) if uri in rendered else None
            if items or parts:
                yield Change(row.dest, items, parts)
        for template, numbers in self._notes.others.items():
            if items := self._changed_items(numbers, None):
                yield Change(template, items, None)

    def _rendered(self, edited: set[str]) -> set[str]:
        """Return the pages that show more of what is new than navigation items do."""
        readers = chain.from_iterable(self._notes.titled.get(uri, ()) for uri in self._titled)
        found = {*edited, *readers}
        if len(found) > _MOST or self._titled & set(self._notes.elsewhere):
            raise NotEnoughError
        return found

    def _stale_items(self) -> set[str]:
        """Return the items that show or hold a page with a new title."""
        was, now = self._rows
        found = {f"page {uri}" for uri in self._titled if was[uri].title != now[uri].title}
        above: dict[str, set[str]] = {}
        for name, row in self._notes.rows.items():
            for item in row:
                above.setdefault(item, set()).add(name)
        names = set(found)
        while found := set().union(*(above.get(name, ()) for name in found)) - names:
            names |= found
        return names

    def _stale_numbers(self, row: str) -> list[int]:
        """Return which items of a row those are."""
        if row not in self._stale_in:
            names = self._names(row)
            self._stale_in[row] = [n for n, name in enumerate(names) if name in self._stale]
        return self._stale_in[row]

    def _names(self, row: str) -> list[str]:
        return [row.removeprefix(ALONE)] if is_alone(row) else self._notes.rows[row]

    def _changed_items(self, numbers: bytes, page: PageRow | None) -> list[tuple[bytes, bytes]]:
        """Return items as they were and as they are; ``page`` is None in what is no page."""
        places = (self._notes.places[number] for number in array("I", numbers))
        found = (
            self._item((hole, number), state, page)
            for hole, state in places
            for number in self._stale_numbers(hole[0])
            if hole[1] <= number < hole[2]
        )
        return [(was, now) for was, now in found if was != now]

    def _item(self, spot: Spot, state: State, page: PageRow | None) -> tuple[bytes, bytes]:
        """Return an item as it was and as it is, for all pages that see it alike."""
        (row, _, _, way), number = spot
        name = self._names(row)[number]
        seen = state if isinstance(state, str) else address_state(*state, self._targets(name))
        place = row, number, way, seen
        if place not in self._items:
            variables = self._variables(page, state if isinstance(state, str) else "")
            with _refusing():
                was, now = (
                    render_item(self._recall.env, variables, spot, self._item_of(name, rows))
                    for rows in self._rows
                )
            self._items[place] = as_written(was), as_written(now)
        return self._items[place]

    def _targets(self, name: str) -> frozenset[Parts]:
        """Return the beginnings of all addresses in an item."""
        if name not in self._prefixes:
            below = map(self._targets, self._notes.rows.get(name, ()))
            own = map(prefixes, self._urls(name))
            self._prefixes[name] = frozenset().union(*below, *own)
        return self._prefixes[name]

    def _urls(self, name: str) -> list[str]:
        kind, *more = self._notes.items[name]
        if kind == "page":
            return [self._rows[0][more[0]].url]
        return more[1:] if kind == "link" else []

    def _variables(self, page: PageRow | None, start: str) -> Mapping[str, object]:
        extra = {"status": self._notes.status} if self._notes.status else {}
        return {
            "page": page and SimpleNamespace(url=page.url),
            "base_url": start,
            "features": self._notes.features,
            "config": SimpleNamespace(extra=extra),
        }

    def _item_of(self, name: str, rows: Rows) -> "_Item":
        """Return a navigation item with what the templates known to `memo` show of it."""
        kind, *more = self._notes.items[name]
        if kind == "section":
            children = [self._item_of(child, rows) for child in self._notes.rows[name]]
            return _Item(title=more[0], children=children)
        if kind == "link":
            return _Item(title=more[0], url=more[1])
        uri, is_index, shown = more
        row, file = rows[uri], SimpleNamespace(src_uri=uri)
        if row.title is None:
            raise NotEnoughError
        return _Item(title=row.title, url=row.url, is_index=is_index, meta=shown, file=file)

    def _parts(self, uri: str, contents: Contents) -> tuple[list[bytes], list[bytes]]:
        """Render a page as it was and as it is."""
        if uri not in self._notes.seen:
            raise NotEnoughError
        seen = [self._records.get(key) for key in self._notes.seen[uri]]
        numbers = array("I", self._notes.shown[uri])
        holes = [cast("Hole", self._notes.places[number][0]) for number in numbers]
        if None in seen:
            raise NotEnoughError
        with _refusing():
            was, now = (
                self._recall.render(cast("list[Seen]", seen), _pages(rows, {uri: content}), holes)
                for rows, content in zip(self._rows, contents(uri), strict=True)
            )
        return [*map(as_written, was)], [*map(as_written, now)]


class _Item:
    """Stands for a navigation item apart from the page, and is equal to itself alone."""

    active = False
    children: "list[_Item] | None" = None

    def __init__(self, **shown: Any) -> None:  # noqa: ANN401 - of any kind
        vars(self).update(shown)


@contextmanager
def _refusing() -> Iterator[None]:
    """Leave it to MkDocs to meet and report what is wrong, with a stranger's template, say."""
    try:
        yield
    except Exception as error:
        raise NotEnoughError from error


def _pages(rows: Rows, contents: Mapping[str, str]) -> Pages:
    return Pages(
        urls={f"page {uri}": row.url for uri, row in rows.items()},
        contents={f"page {uri}": content for uri, content in contents.items()},
        titles={f"page {uri}": row.title for uri, row in rows.items() if row.title is not None},
        metas={f"page {uri}": row.named for uri, row in rows.items() if row.named is not None},
    )
