"""Tell what may be missing only because something else is reported already."""

from collections import Counter
from collections.abc import Iterator, Mapping

from generator.model import Entry, Field, Key, Links, Ref, Site, Value
from generator.schema import UNCHECKED, reference_fields


def incomplete_fields(site: Site, links: Links) -> frozenset[tuple[str, str]]:
    """Return the fields, as collection and name, of which some reference could not be followed."""
    followed = Counter((r.origin, r.relation) for r in links.references)
    return frozenset(
        (name, field.name)
        for name, collection in site.collections.items()
        for field in collection.fields.values()
        if field.type == UNCHECKED
        or (_refers(field) and (name in site.incomplete or _has_lost(site, followed, name, field)))
    )


def _has_lost(site: Site, followed: Mapping[tuple[Key, str], int], name: str, field: Field) -> bool:
    """Tell whether some entry's reference in a field could not be followed."""
    return any(
        _is_lost(site.entries[key], field, followed.get((key, field.name), 0))
        for key in site.index[name]
    )


def incomplete_relations(site: Site, links: Links) -> frozenset[str]:
    """Return the generated relations that may lack an entry."""
    incomplete = incomplete_fields(site, links)
    is_all_declared = site.hidden <= set(site.collections)
    return frozenset(
        reference.inverse.name
        for name, collection in site.collections.items()
        for field in collection.fields.values()
        if (name, field.name) in incomplete or not is_all_declared
        for reference in reference_fields(field)
        if reference.inverse
    )


def _refers(field: Field) -> bool:
    return any(True for _ in reference_fields(field))


def _is_lost(entry: Entry, field: Field, followed: int) -> bool:
    value = entry.fields.get(field.name)
    if value is None:
        return entry.broken
    return sum(1 for _ in _references(value)) != followed


def _references(value: Value) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _references(item)
