"""Settle what declarations say of each other: targets, inverses, and the names that rules use."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.diagnostics import Diagnostic, Related
from generator.model import Collection, Field
from generator.schema.collections import model_finding, unknown_name

_DERIVED = ("title", "slug")


def resolve_collections(
    collections: Mapping[str, Collection], *, complete: bool
) -> tuple[dict[str, Collection], tuple[Diagnostic, ...]]:
    """Turn the schemes in ``to`` into folder names, and check what spans collections.

    ``complete`` is false where a declaration could not be read at all: names that may be its are
    then not reported.
    """
    findings = [*_schemes(collections)]
    schemes = {c.scheme: c.name for c in reversed(collections.values())}
    resolved: dict[str, Collection] = {}
    for collection in collections.values():
        if complete:
            findings += _unknown_targets(collection, schemes)
        fields = {f.name: _resolve(f, schemes) for f in collection.fields.values()}
        resolved[collection.name] = replace(collection, fields=fields)
    findings += _inverse_conflicts(resolved)
    for collection in resolved.values() if complete else ():
        findings += _names(collection, relation_labels(resolved, collection.name))
    return resolved, tuple(findings)


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


def _unknown_targets(collection: Collection, schemes: Mapping[str, str]) -> Iterator[Diagnostic]:
    for field in collection.fields.values():
        for reference in reference_fields(field):
            for target in reference.to:
                if target not in schemes:
                    location = collection.source.at("fields", field.name, "to")
                    yield unknown_name(location, "collection for", target, sorted(schemes))


def _inverse_conflicts(collections: Mapping[str, Collection]) -> Iterator[Diagnostic]:
    """A generated relation meets no field, and no relation of another label."""
    labels: dict[tuple[str, str], str] = {}
    for collection in collections.values():
        for field in collection.fields.values():
            for reference in reference_fields(field):
                for target in sorted(reference.to):
                    yield from _conflict(collection, field, reference, collections[target], labels)


def _conflict(
    collection: Collection,
    field: Field,
    reference: Field,
    target: Collection,
    labels: dict[tuple[str, str], str],
) -> Iterator[Diagnostic]:
    location = collection.source.at("fields", field.name, "inverse")
    for name, label in _inverse_of(field, reference):
        own = target.fields.get(name)
        first = labels.setdefault((target.name, name), label)
        if own is not None and not (reference.symmetric and _is_symmetric(own)):
            message = f'{target.title} already have a field "{name}"'
            yield model_finding(location, message, "give the inverse another name")
        elif first != label:
            message = f'{target.title} already call "{name}" by the words "{first}", not "{label}"'
            yield model_finding(location, message, "use the same label, or another name")


def _is_symmetric(field: Field) -> bool:
    return any(reference.symmetric for reference in reference_fields(field))


def _names(collection: Collection, inverses: Mapping[str, str]) -> Iterator[Diagnostic]:
    """What index, search and rules name must exist."""
    known = sorted({*collection.fields, *inverses, *_DERIVED})
    index, at = collection.index, collection.source.at
    for name in index.sort:
        if name.removeprefix("-") not in known:
            yield unknown_name(at("index", "sort"), "field", name, known)
    if index.group_by and index.group_by not in known:
        yield unknown_name(at("index", "group_by"), "field", index.group_by, known)
    for number, name in enumerate(index.columns):
        if name not in known:
            yield unknown_name(at("index", "columns", number), "field", name, known)
    aliases = collection.search.aliases
    if aliases and aliases not in collection.fields:
        yield unknown_name(at("search", "aliases"), "field", aliases, known)
    for rule in collection.rules:
        for condition in (*rule.when, *rule.require):
            if condition.name not in known:
                yield unknown_name(condition.location, "field", condition.name, known)
            yield from _wrong_values(collection.fields.get(condition.name), condition.values or ())


def _wrong_values(field: Field | None, values: tuple[str, ...]) -> Iterator[Diagnostic]:
    if field is None or field.type != "choice":
        return
    for value in values:
        if value not in field.choices:
            yield unknown_name(
                field.location, f'choice of "{field.name}" called', value, list(field.choices)
            )
