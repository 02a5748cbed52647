"""Tell whether an entry meets a condition: of a collection's rule, or of a view."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator.model import Condition, Entry, Key, Links, Ref, Site, Value


def holds(site: Site, links: Links, entry: Entry, condition: Condition) -> bool:
    """Tell whether every part of a condition that is given holds for an entry.

    A reference is met by its slug alone and with its scheme, however the author wrote it.
    """
    value = _value(entry, condition.name)
    related = links.related(entry.key, condition.name)
    count = _count(value, len(related))
    if condition.present is not None and bool(count) != condition.present:
        return False
    if condition.values is not None:
        texts = {*_texts(value), *_names(site, related)}
        if not texts & set(condition.values):
            return False
    return _is_within(condition, value if _is_number(value) else count)


def _value(entry: Entry, name: str) -> Value | None:
    if name in ("title", "slug"):
        return entry.title if name == "title" else entry.slug
    return entry.fields.get(name)


def _is_number(value: Value | None) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_within(condition: Condition, measure: Value | None) -> bool:
    low = condition.min is not None and measure < condition.min  # type: ignore[operator]
    high = condition.max is not None and measure > condition.max  # type: ignore[operator]
    return not (low or high)


def _count(value: Value | None, related: int) -> int:
    if value is None:
        return related
    return len(value) if isinstance(value, tuple) else 1


def _names(site: Site, related: tuple[Key, ...]) -> Iterator[str]:
    for key in related:
        yield from (site.text_of(key), key.slug)


def _texts(value: Value | None) -> Iterator[str]:
    """Yield what a value may be compared with: as it is written in content."""
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Ref):
        yield from {str(value), value.slug}
    elif value is not None and not isinstance(value, Mapping):
        yield str(value)
