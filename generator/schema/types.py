"""The field types: each checks a value, converts it, and says what is wrong with it.

A reader returns the converted value, or None where nothing usable was written; what it reports
points at the value's first character.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from generator.diagnostics import Diagnostic, Location
from generator.model import Field, Prose, Ref, Value
from generator.schema.suggest import listing, nearest
from generator.source import MappingNode, Node, ScalarNode, SequenceNode

Checked = tuple[Value | None, tuple[Diagnostic, ...]]
Reader = Callable[[Field, Node], Checked]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_INT = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_DIGITS = 32
_SHOWN = 40  # how much of a wrong value a message repeats, in characters


@dataclass(frozen=True, slots=True)
class FieldType:
    """How a value of one type is read, and the options its declaration may have."""

    read: Reader
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


def wrong_type(field: Field, node: Node, expected: str, fix: str) -> Diagnostic:
    """Return the finding that a value is not of the kind its field wants."""
    return Diagnostic(
        rule="wrong-type",
        location=node.location,
        message=f'"{field.name}" should be {expected}, not {_describe(node)}',
        why="the pages that show it could not be made",
        fix=fix,
    )


def out_of_bounds(field: Field, location: Location, message: str, fix: str) -> Diagnostic:
    """Return the finding that a value is too small, too large, too short or too long."""
    return Diagnostic(
        rule="out-of-bounds",
        location=location,
        message=f'"{field.name}" {message}',
        why="the collection's declaration sets this bound",
        fix=fix,
    )


def _describe(node: Node) -> str:
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node, MappingNode):
        return "a group of fields"
    shown = node.text if len(node.text) <= _SHOWN else node.text[: _SHOWN - 1] + "…"
    return f'the text "{shown}"' if node.quoted else f'"{shown}"'


def _scalar(field: Field, node: Node, expected: str, fix: str) -> ScalarNode | Checked:
    """Return the scalar, or what is wrong: an empty one counts as not given."""
    if not isinstance(node, ScalarNode):
        return None, (wrong_type(field, node, expected, fix),)
    return (None, ()) if node.is_empty else node


def _text(field: Field, node: Node) -> Checked:
    scalar = _scalar(field, node, "text", f'write one line: "{field.name}: some words"')
    if not isinstance(scalar, ScalarNode):
        return scalar
    text = re.sub(r"[ \t\n]+", " ", scalar.text).strip(" ")  # other spaces are there on purpose
    if not text.strip():
        return None, (
            wrong_type(
                field, node, "text with a letter in it", "write some words between the quotes"
            ),
        )
    return text, _length(field, node, text)


def _length(field: Field, node: Node, text: str) -> tuple[Diagnostic, ...]:
    size = len(text)
    if field.max_length is not None and size > field.max_length:
        message = f"has {size} characters, {field.max_length} are allowed"
        fix = f"shorten it by {size - field.max_length}"
    elif field.min_length is not None and size < field.min_length:
        message = f"has {size} characters, at least {field.min_length} are needed"
        fix = f"say more: {field.min_length - size} characters or longer"
    else:
        return ()
    return (out_of_bounds(field, node.location, message, fix),)


def _markdown(field: Field, node: Node) -> Checked:
    scalar = _scalar(field, node, "text", f'write "{field.name}: |" and the text indented below it')
    if not isinstance(scalar, ScalarNode):
        return scalar
    prose = Prose(scalar.text, scalar.literal or scalar.location, scalar.literal is not None)
    return prose, _length(field, node, scalar.text.strip())


def _int(field: Field, node: Node) -> Checked:
    checked = _number_text(field, node, _INT, "a whole number")
    if not isinstance(checked, str):
        return checked
    value = int(checked)
    return value, _bounds(field, node, Decimal(value))


def _number(field: Field, node: Node) -> Checked:
    checked = _number_text(field, node, _NUMBER, "a number")
    if not isinstance(checked, str):
        return checked
    # Decimal keeps 1.10 as typed; float would show 1.1.
    value = Decimal(checked)
    return value, _bounds(field, node, value)


def _number_text(field: Field, node: Node, shape: re.Pattern[str], expected: str) -> str | Checked:
    fix = f'write digits without quotes, as in "{field.name}: 12"'
    scalar = _scalar(field, node, expected, fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    fits = shape.fullmatch(scalar.text) and len(scalar.text) <= _MAX_DIGITS
    if scalar.quoted or not fits:
        return None, (wrong_type(field, node, expected, fix),)
    return scalar.text


def _bounds(field: Field, node: Node, value: Decimal) -> tuple[Diagnostic, ...]:
    if field.min is not None and value < field.min:
        message, fix = f"is {value}, below {field.min}", f"write {field.min} or more"
    elif field.max is not None and value > field.max:
        message, fix = f"is {value}, above {field.max}", f"write {field.max} or less"
    else:
        return ()
    return (out_of_bounds(field, node.location, message, fix),)


def _bool(field: Field, node: Node) -> Checked:
    fix = f'write "{field.name}: true" or "{field.name}: false"'
    scalar = _scalar(field, node, "true or false", fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    if scalar.quoted or scalar.text not in ("true", "false"):
        return None, (wrong_type(field, node, "true or false", fix),)
    return scalar.text == "true", ()


def _date(field: Field, node: Node) -> Checked:
    fix = "write year-month-day with two digits each, as in 2026-03-09"
    scalar = _scalar(field, node, "a date", fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    try:
        value = date.fromisoformat(scalar.text) if _DATE.fullmatch(scalar.text) else None
    except ValueError:  # 2026-02-30
        value = None
    return (None, (wrong_type(field, node, "a date", fix),)) if value is None else (value, ())


def _url(field: Field, node: Node) -> Checked:
    fix = "write the whole address, starting with https://"
    scalar = _scalar(field, node, "a web address", fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    if not _is_web_address(scalar.text):
        return None, (wrong_type(field, node, "a web address", fix),)
    return scalar.text, ()


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # http://[::1
        return False
    plain = not re.search(r"[\s<>\"\\]", text)
    return plain and (
        (parts.scheme in ("http", "https") and bool(host))
        or (parts.scheme == "mailto" and "@" in parts.path)
    )


def _choice(field: Field, node: Node) -> Checked:
    options = listing(field.choices)
    scalar = _scalar(field, node, f"one of {options}", f"write {options}")
    if not isinstance(scalar, ScalarNode):
        return scalar
    if scalar.text in field.choices:
        return scalar.text, ()
    close = nearest(scalar.text, field.choices)
    return None, (
        Diagnostic(
            rule="wrong-choice",
            location=node.location,
            message=f'"{field.name}" cannot be "{scalar.text}"',
            why="only the declared choices have a meaning on the pages",
            fix=f'did you mean "{close}"?' if close else f"write {options}",
        ),
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
    scalar = _scalar(field, node, "the name of an entry", fix)
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
    return listing(f"{scheme}:its-slug" for scheme in field.to)


_LENGTHS = frozenset({"min_length", "max_length"})
_COUNTS = frozenset({"min", "max"})
_TARGETS = frozenset({"to", "inverse", "inverse_min", "inverse_max", "acyclic", "symmetric"})

FIELD_TYPES: Mapping[str, FieldType] = {
    "text": FieldType(_text, _LENGTHS),
    "markdown": FieldType(_markdown, _LENGTHS),
    "int": FieldType(_int, _COUNTS),
    "number": FieldType(_number, _COUNTS),
    "bool": FieldType(_bool),
    "date": FieldType(_date),
    "url": FieldType(_url),
    "choice": FieldType(_choice, frozenset({"choices"})),
    "list": FieldType(_list, _COUNTS | {"of"}),
    "object": FieldType(_object, frozenset({"fields"})),
    "ref": FieldType(_ref, _TARGETS),
    "refs": FieldType(_refs, _TARGETS | _COUNTS),
}
