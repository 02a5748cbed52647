"""The field types, and how a whole group of fields is checked against them and described."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from generator.diagnostics import Diagnostic, Location
from generator.model import Field, Ref, Value
from generator.schema.json_schema import (
    Describe,
    JsonSchema,
    Names,
    count_items,
    describe_anything,
    describe_bool,
    describe_choice,
    describe_date,
    describe_int,
    describe_number,
    describe_text,
    describe_url,
    one_of,
    or_nothing,
    with_words,
)
from generator.schema.scalars import (
    Checked,
    Reader,
    out_of_bounds,
    read_bool,
    read_choice,
    read_date,
    read_int,
    read_markdown,
    read_number,
    read_scalar,
    read_text,
    read_url,
    wrong_type,
)
from generator.schema.suggest import nearest
from generator.source import MappingNode, Node, ScalarNode, SequenceNode

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class FieldType:
    """How a value of one type is read and described, and the options its declaration may have."""

    read: Reader
    describe: Describe
    options: frozenset[str] = field(default_factory=frozenset)


UNCHECKED = "unchecked"  # the type of a field whose own declaration is broken and reported


def check_value(field: Field, node: Node) -> Checked:
    """Check one value against its field."""
    if field.type == UNCHECKED:
        return None, ()
    return FIELD_TYPES[field.type].read(field, node)


def check_fields(
    fields: Mapping[str, Field], node: MappingNode, owner: str, start: Location
) -> tuple[dict[str, Value], tuple[Diagnostic, ...]]:
    """Check a whole mapping: unknown keys, missing fields, and each value.

    ``owner`` names what has the fields, in the author's words ("a solution"). A missing field is
    reported at ``start``.
    """
    values: dict[str, Value] = {}
    findings: list[Diagnostic] = []
    for key, value_node in node.items:
        declared = fields.get(key.text)
        if declared is None:
            findings.append(_unknown_field(key, fields, owner))
            continue
        value, found = check_value(declared, value_node)
        findings += found
        if value is not None:
            values[key.text] = value
        is_empty = value in (None, ()) and not found
        if is_empty and declared.required and declared.type != UNCHECKED:
            findings.append(_missing_value(key, value_node))
    given = {key.text for key, _ in node.items}
    # What a misspelt key was meant to be is not missing as well.
    meant = {nearest(name, fields) for name in given - set(fields)}
    findings += (
        _missing_field(declared, owner, start)
        for declared in fields.values()
        if declared.required and declared.name not in given | meant
    )
    return values, tuple(findings)


def describe_value(field: Field, names: Names) -> JsonSchema:
    """Return the JSON Schema of a field's values, in which an empty one is none."""
    if field.type == UNCHECKED:
        return describe_anything(field, names)
    return FIELD_TYPES[field.type].describe(field, names)


def describe_fields(fields: Mapping[str, Field], names: Names) -> JsonSchema:
    """Return the JSON Schema of a whole mapping."""
    properties = {
        name: with_words(field, schema if field.required else or_nothing(schema))
        for name, field in fields.items()
        for schema in (describe_value(field, names),)
    }
    required = [name for name, field in fields.items() if field.required]
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _unknown_field(key: ScalarNode, fields: Mapping[str, Field], owner: str) -> Diagnostic:
    close = nearest(key.text, fields)
    names = ", ".join(fields)
    return Diagnostic(
        rule="unknown-field",
        location=key.location,
        message=f'{owner} has no field "{key.text}"',
        why="the value would be lost: nothing reads it",
        fix=f'did you mean "{close}"?' if close else f"the fields are: {names}",
    )


def _missing_field(declared: Field, owner: str, start: Location) -> Diagnostic:
    return Diagnostic(
        rule="missing-field",
        location=start,
        message=f'"{declared.name}" is missing',
        why=f"{owner} is not complete without it",
        fix=f'add a line "{declared.name}: ..."' + (f" ({declared.help})" if declared.help else ""),
    )


def _missing_value(key: ScalarNode, node: Node) -> Diagnostic:
    return Diagnostic(
        rule="missing-field",
        location=node.location,
        message=f'"{key.text}" has no value',
        why="the field is required",
        fix=f'write the value after "{key.text}:"',
    )


def _list(field: Field, node: Node) -> Checked:
    inner = field.of or replace(field, type="text")
    return _items(field, node, inner)


def _refs(field: Field, node: Node) -> Checked:
    return _items(field, node, replace(field, type="ref", min=None, max=None))


def _items(field: Field, node: Node, inner: Field) -> Checked:
    if isinstance(node, ScalarNode) and node.is_empty:
        return None, ()
    if not isinstance(node, SequenceNode):
        fix = f'write "{field.name}: [one, two]", or each below the other after a dash'
        return None, (wrong_type(field, node, "a list", fix),)
    inner = replace(inner, name=field.name)
    checked = [(item, check_value(inner, item)) for item in node.items]
    findings = [finding for _, (_, found) in checked for finding in found]
    findings += [
        wrong_type(inner, item, "filled in", "write the value after the dash, or remove the dash")
        for item, (value, found) in checked
        if value is None and not found
    ]
    findings += _count(field, node.location, len(node.items))
    return tuple(value for _, (value, _) in checked if value is not None), tuple(findings)


def _count(field: Field, location: Location, count: int) -> Iterable[Diagnostic]:
    if field.min is not None and count < field.min:
        message, fix = f"has {count} of at least {field.min}", "add what is missing"
    elif field.max is not None and count > field.max:
        message, fix = f"has {count} of at most {field.max}", "remove what is too many"
    else:
        return
    yield replace(
        out_of_bounds(field, location, message, fix),
        rule="cardinality" if field.type == "refs" else "out-of-bounds",
    )


def _object(field: Field, node: Node) -> Checked:
    if isinstance(node, ScalarNode) and node.is_empty:
        return None, ()
    if not isinstance(node, MappingNode):
        names = ", ".join(f"{name}: ..." for name in field.fields)
        fix = f"write its fields: {names}"
        return None, (wrong_type(field, node, "a group of fields", fix),)
    start = node.location.as_point()
    return check_fields(field.fields, node, f'"{field.name}"', start)


def _ref(field: Field, node: Node) -> Checked:
    fix = f"write {_example(field)}"
    scalar = read_scalar(field, node, "the name of an entry", fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    scheme, colon, slug = scalar.text.strip().partition(":")
    if not colon:
        scheme, slug = "", scheme
    if not SLUG.fullmatch(slug.casefold()) or (colon and not SLUG.fullmatch(scheme)):
        return None, (wrong_type(field, node, "the name of an entry", fix),)
    return Ref(scheme, slug), ()


def _example(field: Field) -> str:
    if len(field.to) == 1:
        return "the slug: its file name without the ending"
    return "the kind of entry, a colon and its slug, without spaces"


def _describe_list(field: Field, names: Names) -> JsonSchema:
    inner = field.of or replace(field, type="text")
    return {"type": "array", "items": describe_value(inner, names), **count_items(field)}


def _describe_object(field: Field, names: Names) -> JsonSchema:
    return describe_fields(field.fields, names)


def _describe_ref(field: Field, names: Names) -> JsonSchema:
    known = names(field)
    return describe_text(field, names) if known is None else one_of(known)


def _describe_refs(field: Field, names: Names) -> JsonSchema:
    return {"type": "array", "items": _describe_ref(field, names), **count_items(field)}


_LENGTHS = frozenset({"min_length", "max_length"})
_COUNTS = frozenset({"min", "max"})
_TARGETS = frozenset({"to", "inverse", "inverse_min", "inverse_max", "acyclic", "symmetric"})

FIELD_TYPES: Mapping[str, FieldType] = {
    "text": FieldType(read_text, describe_text, _LENGTHS),
    "markdown": FieldType(read_markdown, describe_text, _LENGTHS),
    "int": FieldType(read_int, describe_int, _COUNTS),
    "number": FieldType(read_number, describe_number, _COUNTS),
    "bool": FieldType(read_bool, describe_bool),
    "date": FieldType(read_date, describe_date),
    "url": FieldType(read_url, describe_url),
    "choice": FieldType(read_choice, describe_choice, frozenset({"choices"})),
    "list": FieldType(_list, _describe_list, _COUNTS | {"of"}),
    "object": FieldType(_object, _describe_object, frozenset({"fields"})),
    "ref": FieldType(_ref, _describe_ref, _TARGETS),
    "refs": FieldType(_refs, _describe_refs, _TARGETS | _COUNTS),
}
