"""Note what a page reads of the site, and tell what of it two sites show differently.

A page is made from records of the model and from nothing else. Whoever notes gives it the same
records, in which each mapping is a stand-in that notes what is looked up, and so is each entry and
each collection. What is no mapping is left empty here, or belongs to the ground that all pages
share; so no page can see what is not noted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TypeAlias, TypeVar, cast

from generator.memory import is_alike
from generator.model import Collection, Entry, LinkedSite, Links, Site, Source

_Record: TypeAlias = Entry | Collection
_K = TypeVar("_K")
_V = TypeVar("_V")
_R = TypeVar("_R", Entry, Collection)

Read: TypeAlias = tuple[object, ...]  # a mapping's name, a key, and further down
Reads: TypeAlias = set[Read]

PAGES = "pages"
_KEYS = None  # all of a mapping's, in their order
_FIELDS = "fields"
_ATTRIBUTES = {kind: tuple(f.name for f in fields(kind)) for kind in (Collection, Entry)}


def noted(linked: LinkedSite, reads: Reads) -> LinkedSite:
    """Return a site that notes what is read of it."""
    site, links = linked.site, linked.links
    return LinkedSite(
        site=Site(
            title=site.title,
            docs_dir=site.docs_dir,
            collections=_NotedRecords(("collections",), site.collections, reads),
            entries=_NotedRecords(("entries",), site.entries, reads),
            index=_Noted(("index",), site.index, reads),
            pages=(),
            known={},
        ),
        links=Links(
            references=(),
            relations=_Noted(("relations",), links.relations, reads),
            mentions=_Noted(("mentions",), links.mentions, reads),
            prose=_Noted(("prose",), links.prose, reads),
            views=_Noted(("views",), links.views, reads),
        ),
        labs=_Noted(("labs",), linked.labs, reads),
        changes=_Noted(("changes",), linked.changes, reads),
    )


def ground(linked: LinkedSite) -> tuple[str, str]:
    """Return what every page may see of a site without a note of it."""
    return linked.site.title, linked.site.docs_dir


def differences(was: LinkedSite, now: LinkedSite) -> Reads:
    """Return every read that gives something else in one of two sites of the same ground."""
    changed: Reads = set()
    before, after = was.site, now.site
    changed.update(_record_differences(("collections",), before.collections, after.collections))
    changed.update(_record_differences(("entries",), before.entries, after.entries))
    # Texts, names, whole numbers and dates: what is equal there is the same.
    changed.update(_differences(("index",), before.index, after.index))
    changed.update(_differences(("relations",), was.links.relations, now.links.relations))
    changed.update(_differences(("mentions",), was.links.mentions, now.links.mentions))
    changed.update(_differences(("prose",), was.links.prose, now.links.prose))
    changed.update(_differences(("views",), was.links.views, now.links.views))
    changed.update(_differences(("changes",), was.changes, now.changes))
    changed.update(_unlike(("labs",), was.labs, now.labs))
    pages = [{page.path: page for page in linked.site.pages} for linked in (was, now)]
    changed.update(_unlike((PAGES,), pages[0], pages[1]))
    return changed


def _record_differences(name: Read, was: Mapping[_K, _R], now: Mapping[_K, _R]) -> Iterator[Read]:
    yield from _key_differences(name, was, now)
    for key, record in now.items():
        before = was.get(key)
        if before is not None and before is not record:
            yield from _attribute_differences((*name, key), before, record)


def _attribute_differences(name: Read, was: _Record, now: _Record) -> Iterator[Read]:
    for attribute in _ATTRIBUTES[type(now)]:
        before, after = _seen(was, attribute), _seen(now, attribute)
        if attribute == _FIELDS and isinstance(was, Entry) and isinstance(now, Entry):
            yield from _unlike((*name, _FIELDS), was.fields, now.fields)
        elif not is_alike(before, after):
            yield (*name, attribute)


def _differences(name: Read, was: Mapping[_K, object], now: Mapping[_K, object]) -> Iterator[Read]:
    """Yield the keys whose values are not equal."""
    if was is now:
        return
    yield from _key_differences(name, was, now)
    for key, value in now.items():
        if key in was and was[key] != value:
            yield (*name, key)


def _unlike(name: Read, was: Mapping[_K, object], now: Mapping[_K, object]) -> Iterator[Read]:
    """Yield the keys whose values could be told apart."""
    yield from _key_differences(name, was, now)
    for key, value in now.items():
        if key in was and not is_alike(was[key], value):
            yield (*name, key)


def _key_differences(
    name: Read, was: Mapping[_K, object], now: Mapping[_K, object]
) -> Iterator[Read]:
    if list(was) != list(now):
        yield (*name, _KEYS)
        yield from ((*name, key) for key in was.keys() ^ now.keys())


def _seen(record: _Record, attribute: str) -> object:
    """Return what a page sees of a record: of the places in a file, only the first."""
    value: object = getattr(record, attribute)
    return Source(value.path, value.start, {}, {}) if isinstance(value, Source) else value


class _Noted(Mapping[_K, _V]):
    """A mapping that notes what is looked up in it."""

    def __init__(self, name: Read, things: Mapping[_K, _V], reads: Reads) -> None:
        self._name = name
        self._things = things
        self._reads = reads

    def __getitem__(self, key: _K) -> _V:
        self._reads.add((*self._name, key))
        return self._things[key]

    def __contains__(self, key: object) -> bool:
        self._reads.add((*self._name, key))
        return key in self._things

    def __iter__(self) -> Iterator[_K]:
        self._reads.add((*self._name, _KEYS))
        return iter(self._things)

    def __len__(self) -> int:
        self._reads.add((*self._name, _KEYS))
        return len(self._things)


class _NotedRecords(_Noted[_K, _R]):
    """A mapping whose records note what is read of them."""

    def __getitem__(self, key: _K) -> _R:
        record = super().__getitem__(key)
        return cast("_R", _NotedRecord(record, (*self._name, key), self._reads))


class _NotedRecord:
    """Stands in for an entry or a collection."""

    __slots__ = ("_name", "_reads", "_record")

    def __init__(self, record: _Record, name: Read, reads: Reads) -> None:
        self._record = record
        self._name = name
        self._reads = reads

    def __getattr__(self, attribute: str) -> object:
        record = self._record
        if attribute not in _ATTRIBUTES[type(record)]:  # a property, which reads others
            return getattr(type(record), attribute).__get__(self)
        if attribute == _FIELDS and isinstance(record, Entry):
            return _Noted((*self._name, _FIELDS), record.fields, self._reads)
        self._reads.add((*self._name, attribute))
        return _seen(record, attribute)
