"""Leave drafts out of a site, and of all that follows from its content."""

from dataclasses import replace
from typing import TypeVar

from generator.model import Key, Links, Relation, Site

_Name = TypeVar("_Name", bound=Key | str)


def without_drafts(site: Site, links: Links) -> tuple[Site, Links]:
    """Return the site without its drafts; what refers to one from outside is a finding already."""
    drafts = {key for key, entry in site.entries.items() if entry.draft}
    if not drafts:
        return site, links
    entries = {key: entry for key, entry in site.entries.items() if key not in drafts}
    index = {name: _kept(keys, drafts) for name, keys in site.index.items()}
    relations = {key: _without(links.relations[key], drafts) for key in entries}
    mentions = {key: _kept(links.mentions.get(key, ()), drafts) for key in entries}
    return (
        replace(site, entries=entries, index=index),
        replace(links, relations=relations, mentions=mentions),
    )


def _kept(keys: tuple[_Name, ...], drafts: set[Key]) -> tuple[_Name, ...]:
    return tuple(key for key in keys if key not in drafts)


def _without(relations: tuple[Relation, ...], drafts: set[Key]) -> tuple[Relation, ...]:
    kept = (replace(relation, targets=_kept(relation.targets, drafts)) for relation in relations)
    return tuple(relation for relation in kept if relation.targets)
