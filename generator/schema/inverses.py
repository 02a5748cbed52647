"""Settle what declarations say of each other: targets, inverses, and the names that rules use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from generator.diagnostics import Diagnostic, Location, Related
from generator.model import Collection, Condition, Field, Path, Source
from generator.schema.collections import model_finding, unknown_name
from generator.schema.types import UNCHECKED

_DERIVED = ("title", "slug")
# Fields by which entries can be put in order.
_ONE_VALUE = frozenset(
    {"text", "int", "number", "bool", "date", "url", "choice", "ref", UNCHECKED},
)


def resolve_collections(
    collections: Mapping[str, Collection], *, complete: bool
) -> tuple[dict[str, Collection], tuple[Diagnostic, ...]]:
    """Turn the schemes in ``to`` into folder names, and check what spans collections.

    ``complete`` is false where a declaration could not be read at all: names that may be its are
    then not reported.
    """
    findings = [*_schemes(collections)]
    schemes: dict[str, str] = {}
    for collection in collections.values():
        schemes.setdefault(collection.scheme, collection.name)
    resolved: dict[str, Collection] = {}
    for collection in collections.values():
        if complete:
            findings += _unknown_targets(collection, schemes)
        fields = {f.name: _resolve(f, schemes) for f in collection.fields.values()}
        resolved[collection.name] = replace(collection, fields=fields)
    findings += _inverse_conflicts(resolved)
    for name, collection in collections.items():
        resolved[name] = _unchecked(resolved[name], collection, schemes)
    for collection in resolved.values() if complete else ():
        findings += _names(collection, _possible_relations(resolved, collection.name))
    return {name: _without_mistakes(resolved, name) for name in resolved}, tuple(findings)


def reference_fields(field: Field) -> Iterator[Field]:
    """Yield the ref and refs fields in ``field``: itself, or those inside a list or an object."""
    if field.type in ("ref", "refs"):
        yield field
    if field.of:
        yield from reference_fields(field.of)
    for inner in field.fields.values():
        yield from reference_fields(inner)


def relation_labels(collections: Mapping[str, Collection], name: str) -> dict[str, str]:
    """Return the generated relations that entries of a collection may have: name -> label."""
    return {
        inverse: label
        for collection in collections.values()
        for field in collection.fields.values()
        for reference in reference_fields(field)
        if name in reference.to
        for inverse, label in _inverse_of(field, reference)
    }


def _inverse_of(field: Field, reference: Field) -> Iterator[tuple[str, str]]:
    if reference.symmetric:
        yield field.name, field.label
    elif reference.inverse:
        yield reference.inverse.name, reference.inverse.label


def _schemes(collections: Mapping[str, Collection]) -> Iterator[Diagnostic]:
    first: dict[str, Collection] = {}
    for collection in collections.values():
        other = first.setdefault(collection.scheme, collection)
        if other is not collection:
            location = collection.source.at("scheme" if _has_scheme(collection) else "singular")
            yield replace(
                model_finding(
                    location,
                    f'"{collection.scheme}:" already refers to {other.title}',
                    'give this collection another "singular:" or a "scheme:" of its own',
                ),
                related=(Related(other.source.at("singular"), "it is used here first"),),
            )


def _has_scheme(collection: Collection) -> bool:
    return ("scheme",) in collection.source.values


def _resolve(field: Field, schemes: Mapping[str, str]) -> Field:
    return replace(
        field,
        to=tuple(schemes[name] for name in field.to if name in schemes),
        of=_resolve(field.of, schemes) if field.of else None,
        fields={name: _resolve(inner, schemes) for name, inner in field.fields.items()},
    )


def _unchecked(resolved: Collection, written: Collection, schemes: Mapping[str, str]) -> Collection:
    """Leave a field's values unchecked where something that it refers to is not known."""
    broken = {
        field.name
        for field in written.fields.values()
        for reference in reference_fields(field)
        if not set(reference.to) <= set(schemes)
    }
    fields = resolved.fields.items()
    return replace(
        resolved,
        fields={n: replace(f, type=UNCHECKED) if n in broken else f for n, f in fields},
    )


def _unknown_targets(collection: Collection, schemes: Mapping[str, str]) -> Iterator[Diagnostic]:
    for field in collection.fields.values():
        places = _targets_in(collection.source, field)
        for reference, place in zip_longest(reference_fields(field), places):
            for number, target in enumerate(reference.to if reference else ()):
                if target not in schemes:
                    location = collection.source.at(*(place or ("fields", field.name)), number)
                    yield unknown_name(location, "collection for", target, sorted(schemes))


def _targets_in(source: Source, field: Field) -> list[Path]:
    """Return the places of each "to" of a field's declaration, as it is read."""
    return [
        path
        for path in source.values
        if path[:2] == ("fields", field.name) and path[-1] == "to" and path[-2] != "fields"
    ]


@dataclass(frozen=True, slots=True)
class _Generated:
    """A relation that one field gives to the entries of another collection."""

    owner: Collection
    field: Field
    target: Collection
    name: str
    label: str
    symmetric: bool


def _inverse_conflicts(collections: Mapping[str, Collection]) -> Iterator[Diagnostic]:
    """Report generated relations that meet a field, or a relation of another label."""
    labels: dict[tuple[str, str], str] = {}
    for made in _generated(collections):
        first = labels.setdefault((made.target.name, made.name), made.label)
        own = made.target.fields.get(made.name)
        title = made.target.title
        if own is not None and not (made.symmetric and _is_symmetric(own)):
            message, fix = f'{title} already have a field "{made.name}"', "choose another name"
        elif first != made.label:
            message = f'{title} already call "{made.name}" by the words "{first}"'
            fix = f'write "{first}" here too, or choose another name'
        else:
            continue
        yield model_finding(
            made.owner.source.at("fields", made.field.name, "inverse"), message, fix
        )


def _generated(collections: Mapping[str, Collection]) -> Iterator[_Generated]:
    for owner in collections.values():
        for field in owner.fields.values():
            for reference in reference_fields(field):
                for target in sorted(reference.to):
                    for name, label in _inverse_of(field, reference):
                        symmetric = reference.symmetric
                        yield _Generated(owner, field, collections[target], name, label, symmetric)


def _is_symmetric(field: Field) -> bool:
    return any(reference.symmetric for reference in reference_fields(field))


def _possible_relations(collections: Mapping[str, Collection], name: str) -> frozenset[str]:
    """Return a collection's generated relations, and those that broken fields may have meant."""
    broken = (f for c in collections.values() for f in c.fields.values() if f.type == UNCHECKED)
    lost = (inverse for field in broken for inverse in _inverses_in(field))
    return frozenset({*relation_labels(collections, name), *lost})


def _inverses_in(field: Field) -> Iterator[str]:
    if field.inverse:
        yield field.inverse.name
    for inner in (*([field.of] if field.of else ()), *field.fields.values()):
        yield from _inverses_in(inner)


def _names(collection: Collection, relations: frozenset[str]) -> Iterator[Diagnostic]:
    """Report what index, search and rules name and what does not exist."""
    known = sorted({*collection.fields, *relations, *_DERIVED})
    for location, name in (*_ordering(collection), *_named(collection)):
        if name not in known:
            yield unknown_name(location, "field", name, known)
        elif (location, name) in _ordering(collection) and not _has_one_value(collection, name):
            message = f'entries cannot be put in order by "{name}"'
            yield model_finding(location, message, "name a field that holds one value")
    for rule in collection.rules:
        for condition in (*rule.when, *rule.require):
            yield from _unknown_choices(collection, condition)


def _unknown_choices(collection: Collection, condition: Condition) -> Iterator[Diagnostic]:
    field = collection.fields.get(condition.name)
    choices = field.choices if field and field.type == "choice" else ()
    for number, value in enumerate(condition.values or ()):
        if choices and value not in choices:
            what = f'choice of "{condition.name}" called'
            place = _value_of(collection.source, condition, number)
            yield unknown_name(place, what, value, list(choices))


def _value_of(source: Source, condition: Condition, number: int) -> Location:
    """Return where one of the values of a rule's condition stands."""
    paths = (path for path, where in source.keys.items() if where == condition.location)
    path = next(paths, ())
    inside = (*path, "in") if (*path, "in") in source.values else path
    return source.at(*inside, number)


def _ordering(collection: Collection) -> Iterator[tuple[Location, str]]:
    """Yield every place that names what entries are sorted or grouped by."""
    index, at = collection.index, collection.source.at
    names = [name.removeprefix("-") for name in index.sort]
    yield from ((at("index", "sort", n), name) for n, name in enumerate(names) if name != "slug")
    yield from ((at("index", "group_by"), name) for name in [index.group_by] if name)


def _has_one_value(collection: Collection, name: str) -> bool:
    return name in collection.fields and collection.fields[name].type in _ONE_VALUE


def _named(collection: Collection) -> Iterator[tuple[Location, str]]:
    """Yield every other place of a declaration that names a field or a relation."""
    index, at = collection.index, collection.source.at
    yield from ((at("index", "columns", n), name) for n, name in enumerate(index.columns))
    yield from ((at("search", "aliases"), name) for name in [collection.search.aliases] if name)
    for rule in collection.rules:
        yield from ((c.location, c.name) for c in (*rule.when, *rule.require))


def _without_mistakes(collections: Mapping[str, Collection], name: str) -> Collection:
    """Leave out what would make findings in entries and pages that are not at fault."""
    collection = collections[name]
    checked = {field.name for field in collection.fields.values() if field.type != UNCHECKED}
    checked |= {*relation_labels(collections, name), *_DERIVED}
    rules = tuple(
        rule
        for rule in collection.rules
        for conditions in [(*rule.when, *rule.require)]
        if checked.issuperset(condition.name for condition in conditions)
        and not any(True for c in conditions for _ in _unknown_choices(collection, c))
    )
    group = collection.index.group_by
    index = replace(collection.index, group_by=group if _has_one_value(collection, group) else "")
    return replace(collection, rules=rules, index=index)
