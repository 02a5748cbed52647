"""Group what an entry refers to, and what refers to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from generator.model import Key, Outline, Reference, Relation


def make_relations(
    outline: Outline, references: Iterable[Reference]
) -> Mapping[Key, tuple[Relation, ...]]:
    """Return each entry's relations: its own fields first, then what refers to it."""
    stored: dict[Key, dict[str, tuple[str, dict[Key, None]]]] = defaultdict(dict)
    derived: dict[Key, dict[str, tuple[str, dict[Key, None]]]] = defaultdict(dict)
    present = [reference for reference in references if reference.target in outline.paths]
    for reference in present:
        label = outline.collections[reference.origin.collection].fields[reference.relation].label
        group = stored[reference.origin].setdefault(reference.relation, (label, {}))
        group[1][reference.target] = None
    for reference in present:
        name, label = _back(outline, reference)
        if name:
            own = stored[reference.target].get(name) if reference.field.symmetric else None
            group = own or derived[reference.target].setdefault(name, (label, {}))
            group[1][reference.origin] = None
    return {
        key: (*_grouped(stored[key], generated=False), *_grouped(derived[key], generated=True))
        for key in outline.paths
    }


def _back(outline: Outline, reference: Reference) -> tuple[str, str]:
    if reference.field.symmetric:
        field = outline.collections[reference.origin.collection].fields[reference.relation]
        return field.name, field.label
    inverse = reference.field.inverse
    return (inverse.name, inverse.label) if inverse else ("", "")


def _grouped(
    groups: Mapping[str, tuple[str, dict[Key, None]]], *, generated: bool
) -> Iterator[Relation]:
    for name, (label, targets) in groups.items():
        yield Relation(name, label, tuple(targets), generated)
