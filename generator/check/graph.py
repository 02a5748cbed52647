"""Rules about how entries refer to each other."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from generator.check.missing import incomplete_fields
from generator.diagnostics import Diagnostic, Location, Related, Severity
from generator.links import prose_of
from generator.model import Collection, Entry, Field, Key, Links, Reference, Site

_Edges = dict[Key, dict[Key, Reference]]


def reference_cycle(site: Site, links: Links) -> Iterator[Diagnostic]:
    """Entries do not lead back to themselves through a field that is declared acyclic."""
    by_relation: dict[str, _Edges] = defaultdict(lambda: defaultdict(dict))
    for reference in links.references:
        if reference.field.acyclic:
            targets = by_relation[reference.relation][reference.origin]
            targets.setdefault(reference.target, reference)
    for relation, edges in by_relation.items():
        while cycle := _find_cycle(edges):
            culprit = min(cycle, key=lambda pair: _knots_without(edges, pair))
            path = _shortest_circle(edges, culprit)
            yield _cycle_finding(site, relation, path)
            del edges[culprit[0]][culprit[1]]  # what other circles are there?


def _find_cycle(edges: _Edges) -> list[tuple[Key, Key]]:
    try:
        TopologicalSorter({origin: list(targets) for origin, targets in edges.items()}).prepare()
    except CycleError as error:
        nodes: list[Key] = error.args[1][::-1]  # graphlib lists predecessors first
        return sorted(pairwise(nodes))
    return []


def _knots_without(edges: _Edges, removed: tuple[Key, Key]) -> int:
    """Return how many entries stay in circles without one reference: the culprit leaves fewest."""
    left = {k: [t for t in targets if (k, t) != removed] for k, targets in edges.items()}
    pointed = _without_ends(left)
    turned: dict[Key, list[Key]] = defaultdict(list)
    for origin, targets in pointed.items():
        for target in targets:
            turned[target].append(origin)
    return len(_without_ends(turned))


def _without_ends(edges: dict[Key, list[Key]]) -> dict[Key, list[Key]]:
    """Leave out what nothing leads to, until all that is left is led to."""
    left = dict(edges)
    counts = Counter(target for targets in edges.values() for target in targets)
    waiting = [key for key in edges if not counts[key]]
    while waiting:
        for target in left.pop(waiting.pop()):
            counts[target] -= 1
            if not counts[target] and target in left:
                waiting.append(target)
    return left


def _shortest_circle(edges: _Edges, first: tuple[Key, Key]) -> list[Reference]:
    """Return the references that lead from an entry back to itself, beginning with ``first``."""
    origin, target = first
    paths: dict[Key, list[Reference]] = {target: [edges[origin][target]]}
    waiting = deque([target])
    while origin not in paths:
        here = waiting.popleft()
        for after, reference in edges.get(here, {}).items():
            if after not in paths:
                paths[after] = [*paths[here], reference]
                waiting.append(after)
    return paths[origin]


def _cycle_finding(site: Site, relation: str, path: list[Reference]) -> Diagnostic:
    names = [site.text_of(reference.origin) for reference in path]
    related = tuple(
        Related(r.location, f"{site.text_of(r.origin)} names {site.text_of(r.target)}")
        for r in path[1:]
    )
    return Diagnostic(
        rule="reference-cycle",
        location=path[0].location,
        message=f'"{relation}" goes in a circle: {" → ".join([*names, names[0]])}',
        why="what comes first could not be told",
        fix="remove one of these references",
        related=related,
    )


def duplicate_reference(site: Site, links: Links) -> Iterator[Diagnostic]:
    """One list names the same entry once."""
    seen: dict[tuple[Key, str, Key], Reference] = {}
    for reference in links.references:
        fields = site.collections[reference.origin.collection].fields
        if fields[reference.relation].type != "refs":  # two parts of a list may name the same
            continue
        place = (reference.origin, reference.relation, reference.target)
        first = seen.setdefault(place, reference)
        if first is not reference:
            yield Diagnostic(
                rule="duplicate-reference",
                location=reference.location,
                message=f'"{reference.relation}" names "{site.text_of(reference.target)}" twice',
                why="it would be counted and shown once only",
                fix="remove one of the two",
                related=(Related(first.location, "it stands here first"),),
            )


def cardinality(site: Site, links: Links) -> Iterator[Diagnostic]:
    """As many entries refer to an entry as the referring field demands."""
    bounded = tuple(_bounded(site))
    if not bounded:
        return
    pointing: dict[tuple[str, str, Key], dict[Key, Reference]] = defaultdict(dict)
    for reference in links.references:
        named = pointing[reference.origin.collection, reference.relation, reference.target]
        named.setdefault(reference.origin, reference)
    incomplete = incomplete_fields(site, links)
    for collection, field, target in bounded:
        found = pointing[collection.name, field.name, target]
        # A reference may be missing only because it is reported itself.
        if (collection.name, field.name) not in incomplete:
            yield from _too_few(site, collection, (field, target), len(found))
        yield from _too_many(site, collection, field, list(found.values()))


def _bounded(site: Site) -> Iterator[tuple[Collection, Field, Key]]:
    """Yield every entry with a field that says how often it may be named."""
    for collection in site.collections.values():
        for field in collection.fields.values():
            if field.inverse_min is not None or field.inverse_max is not None:
                targets = (key for name in field.to for key in site.index[name])
                yield from ((collection, field, target) for target in targets)


def _too_few(
    site: Site, collection: Collection, pair: tuple[Field, Key], count: int
) -> Iterator[Diagnostic]:
    field, target = pair
    least, name = field.inverse_min, site.text_of(target)
    if least is None or count >= least:
        return
    yield Diagnostic(
        rule="cardinality",
        location=site.entries[target].source.start,
        message=f'"{name}" is named by {count} of at least {least} in "{field.name}"',
        why=f'"{field.name}" of {collection.title} says inverse_min: {least}',
        fix=f'write "{name}" into "{field.name}" of one of the {collection.title}',
    )


def _too_many(
    site: Site, collection: Collection, field: Field, found: list[Reference]
) -> Iterator[Diagnostic]:
    most = field.inverse_max
    for reference in found[most:] if most is not None else ():
        name = site.text_of(reference.target)
        yield Diagnostic(
            rule="cardinality",
            location=reference.location,
            message=f'"{name}" is already named by {most} in "{field.name}", more are not allowed',
            why=f'"{field.name}" of {collection.title} says inverse_max: {most}',
            fix="remove this reference, or one of the others",
            related=tuple(Related(other.location, "named here") for other in found[:most]),
        )


def draft_reference(site: Site, links: Links) -> Iterator[Diagnostic]:
    """No published entry refers to a draft."""
    drafts = {key for key, entry in site.entries.items() if entry.draft}
    if not drafts:
        return
    places: list[tuple[Key | None, Key, Location]] = [
        (r.origin, r.target, r.location) for r in links.references
    ]
    for owner, prose in prose_of(site):
        origin = owner.key if isinstance(owner, Entry) else None
        found = links.prose.get(prose, ())
        places += [(origin, link.target, link.location) for link in found if link.target]
    for origin, target, location in places:
        if target in drafts and origin not in drafts:
            yield _draft_finding(site, target, location)


def _draft_finding(site: Site, target: Key, location: Location) -> Diagnostic:
    return Diagnostic(
        rule="draft-reference",
        location=location,
        message=f'"{site.text_of(target)}" is a draft',
        why="drafts are not published: readers would follow a dead link",
        fix='remove "draft: true" there, or the reference here',
    )


def orphan(site: Site, links: Links) -> Iterator[Diagnostic]:
    """Every entry is connected with another one."""
    alone = tuple(_unconnected(site, links))
    if not alone or site.incomplete or incomplete_fields(site, links):  # it may refer to anything
        return
    for key, entry in alone:
        yield Diagnostic(
            rule="orphan",
            location=entry.source.start,
            message=f'nothing refers to "{site.text_of(key)}", and it refers to nothing',
            why="readers find an entry through others",
            fix="name it where it belongs, or link to it from a text",
            severity=Severity.WARNING,
        )


def _unconnected(site: Site, links: Links) -> Iterator[tuple[Key, Entry]]:
    connected: set[Key | str] = {key for key, origins in links.mentions.items() if origins}
    connected |= {origin for origins in links.mentions.values() for origin in origins}
    connected |= {reference.origin for reference in links.references}
    connected |= {reference.target for reference in links.references}
    for key, entry in site.entries.items():
        if not (links.relations[key] or key in connected or entry.broken or _is_alone(site, key)):
            yield key, entry


def _is_alone(site: Site, key: Key) -> bool:
    """Tell whether nothing in the model could connect an entry of this collection."""
    fields = [f for c in site.collections.values() for f in c.fields.values()]
    own = site.collections[key.collection].fields.values()
    return not any(key.collection in f.to for f in fields) and not any(f.to for f in own)
