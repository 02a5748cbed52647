"""Choose and order the entries that a view shows."""

from collections.abc import Mapping, Sequence

from generator.conditions import holds
from generator.load import sort_entries
from generator.model import Collection, Entry, Field, Index, Key, Links, Site, View
from generator.schema import reference_fields, relation_labels


def shown_entries(site: Site, links: Links, view: View) -> tuple[Key, ...]:
    """Return the entries that meet a view's conditions, in its order or that of the index."""
    entries = (site.entries[key] for name in view.collections for key in site.index[name])
    found = [entry for entry in entries if _is_shown(site, links, view, entry)]
    collections = [site.collections[name] for name in view.collections]
    # What stands in the group of each entry that it is related to has no one group to be sorted by.
    targets = (relation_targets(site.collections, c, view.group_by) for c in collections)
    group_by = "" if any(targets) else view.group_by
    if view.sort or group_by:
        order = Index(sort=view.sort or collections[0].index.sort, group_by=group_by)
        found = sort_entries(order, _fields_of(collections), found)
    return tuple(entry.key for entry in found)


def _is_shown(site: Site, links: Links, view: View, entry: Entry) -> bool:
    return all(holds(site, links, entry, condition) for condition in view.where)


def _fields_of(collections: Sequence[Collection]) -> Mapping[str, Field]:
    """Return the fields of all collections; of two that share a name, the first one's."""
    return {n: f for collection in reversed(collections) for n, f in collection.fields.items()}


def relation_targets(
    collections: Mapping[str, Collection], collection: Collection, name: str
) -> tuple[str, ...]:
    """Return the collections that a relation leads to; none where the name is no relation."""
    own = collection.fields.get(name)
    if own:
        return tuple(dict.fromkeys(to for field in reference_fields(own) for to in field.to))
    return tuple(
        other.name
        for other in collections.values()
        if name in relation_labels({other.name: other}, collection.name)
    )
