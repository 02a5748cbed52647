"""Put the entries of a collection into the order of its index."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from generator.model import Entry, Field, Index, Prose, Value

_SortKey = tuple[bool, Decimal | str]


def sort_entries(
    index: Index, fields: Mapping[str, Field], entries: Iterable[Entry]
) -> list[Entry]:
    """Sort by group, then by the declared fields: case-insensitive, missing last, ties by slug."""
    ordered = sorted(entries, key=lambda entry: entry.slug)
    for name in reversed(index.sort):
        plain = name.removeprefix("-")
        known = [entry for entry in ordered if _value(entry, plain) is not None]
        missing = [entry for entry in ordered if _value(entry, plain) is None]
        field = fields.get(plain)
        known.sort(key=lambda entry: _rank(field, _value(entry, plain)), reverse=name != plain)
        ordered = known + missing
    group = index.group_by
    if not group:
        return ordered
    field = fields.get(group)
    return sorted(ordered, key=lambda entry: _missing_last(field, _value(entry, group)))


def _value(entry: Entry, name: str) -> Value | None:
    if name in ("title", "slug"):
        return entry.title if name == "title" else entry.slug
    return entry.fields.get(name)


def _missing_last(field: Field | None, value: Value | None) -> tuple[bool, _SortKey]:
    return (value is None, _rank(field, value))


def _rank(field: Field | None, value: Value | None) -> _SortKey:
    """Return a key that compares with those of the same field: numbers first, then words."""
    if field is not None and field.choices and value in field.choices:
        return (False, Decimal(field.choices.index(str(value))))
    if isinstance(value, int | Decimal):
        return (False, Decimal(value))
    text = value.text if isinstance(value, Prose) else str(value)
    return (True, text.casefold())
