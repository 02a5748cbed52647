"""Read single values: words, numbers, dates, addresses and choices.

A reader returns the converted value, or None where nothing usable was written; what it reports
points at the value's first character.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from generator.diagnostics import Diagnostic, Location
from generator.model import Field, Prose, Value
from generator.schema.suggest import listing, nearest
from generator.source import MappingNode, Node, ScalarNode, SequenceNode

Checked = tuple[Value | None, tuple[Diagnostic, ...]]
Reader = Callable[[Field, Node], Checked]

_INT = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_DIGITS = 32
_SHOWN = 40  # how much of a wrong value a message repeats, in characters


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


def read_scalar(field: Field, node: Node, expected: str, fix: str) -> ScalarNode | Checked:
    """Return the scalar, or what is wrong: an empty one counts as not given."""
    if not isinstance(node, ScalarNode):
        return None, (wrong_type(field, node, expected, fix),)
    return (None, ()) if node.is_empty else node


def read_text(field: Field, node: Node) -> Checked:
    """Read one line of text."""
    scalar = read_scalar(field, node, "text", f'write one line: "{field.name}: some words"')
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


def read_markdown(field: Field, node: Node) -> Checked:
    """Read Markdown, with the place of its first character."""
    scalar = read_scalar(
        field, node, "text", f'write "{field.name}: |" and the text indented below it'
    )
    if not isinstance(scalar, ScalarNode):
        return scalar
    prose = Prose(scalar.text, scalar.literal or scalar.location, scalar.literal is not None)
    return prose, _length(field, node, scalar.text.strip())


def read_int(field: Field, node: Node) -> Checked:
    """Read a whole number."""
    checked = _number_text(field, node, _INT, "a whole number")
    if not isinstance(checked, str):
        return checked
    value = int(checked)
    return value, _bounds(field, node, Decimal(value))


def read_number(field: Field, node: Node) -> Checked:
    """Read a number; a Decimal, which keeps 1.10 as typed."""
    checked = _number_text(field, node, _NUMBER, "a number")
    if not isinstance(checked, str):
        return checked
    # Decimal keeps 1.10 as typed; float would show 1.1.
    value = Decimal(checked)
    return value, _bounds(field, node, value)


def _number_text(field: Field, node: Node, shape: re.Pattern[str], expected: str) -> str | Checked:
    fix = f'write digits without quotes, as in "{field.name}: 12"'
    scalar = read_scalar(field, node, expected, fix)
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


def read_bool(field: Field, node: Node) -> Checked:
    """Read true or false."""
    fix = f'write "{field.name}: true" or "{field.name}: false"'
    scalar = read_scalar(field, node, "true or false", fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    if scalar.quoted or scalar.text not in ("true", "false"):
        return None, (wrong_type(field, node, "true or false", fix),)
    return scalar.text == "true", ()


def read_date(field: Field, node: Node) -> Checked:
    """Read a date."""
    fix = "write year-month-day with two digits each, as in 2026-03-09"
    scalar = read_scalar(field, node, "a date", fix)
    if not isinstance(scalar, ScalarNode):
        return scalar
    try:
        value = date.fromisoformat(scalar.text) if _DATE.fullmatch(scalar.text) else None
    except ValueError:  # 2026-02-30
        value = None
    return (None, (wrong_type(field, node, "a date", fix),)) if value is None else (value, ())


def read_url(field: Field, node: Node) -> Checked:
    """Read a web address."""
    fix = "write the whole address, starting with https://"
    scalar = read_scalar(field, node, "a web address", fix)
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


def read_choice(field: Field, node: Node) -> Checked:
    """Read one of the declared choices."""
    options = listing(field.choices)
    scalar = read_scalar(field, node, f"one of {options}", f"write {options}")
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
