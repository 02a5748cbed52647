"""Say in JSON Schema what a value may be, for editors that know nothing of our declarations.

A schema accepts everything that `check` accepts; it may accept more, since positions, relations and
rules are beyond it. Editors read YAML 1.2, where an unquoted 12 is a number even in a text field.
Draft 7 is what the YAML language server supports: https://json-schema.org/draft-07.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from generator.model import Field

JsonSchema = Mapping[str, Any]
# What a reference may be written as; None where not all slugs could be read.
Names = Callable[[Field], tuple[str, ...] | None]
Describe = Callable[[Field, Names], JsonSchema]

DIALECT = "http://json-schema.org/draft-07/schema#"


def describe_text(field: Field, names: Names) -> JsonSchema:
    """Describe words, which YAML may take for a number or a truth value."""
    del names
    lengths = {"minLength": field.min_length} if field.min_length else {}
    return {"type": ["string", "number", "boolean"], **lengths}


def describe_int(field: Field, names: Names) -> JsonSchema:
    """Describe a whole number."""
    del names
    return {"type": "integer", **_bounds(field, "minimum", "maximum")}


def describe_number(field: Field, names: Names) -> JsonSchema:
    """Describe a number."""
    del names
    return {"type": "number", **_bounds(field, "minimum", "maximum")}


def describe_bool(field: Field, names: Names) -> JsonSchema:
    """Describe true or false."""
    del field, names
    return {"type": "boolean"}


def describe_date(field: Field, names: Names) -> JsonSchema:
    """Describe a date."""
    del field, names
    return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def describe_url(field: Field, names: Names) -> JsonSchema:
    """Describe a web address."""
    del field, names
    return {"type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?|[Mm][Aa][Ii][Ll][Tt][Oo]):"}


def describe_choice(field: Field, names: Names) -> JsonSchema:
    """Describe one of the declared choices."""
    del names
    return one_of(field.choices)


def describe_anything(field: Field, names: Names) -> JsonSchema:
    """Describe a value that is not checked."""
    del field, names
    return {}


def count_items(field: Field) -> JsonSchema:
    """Describe how many items a list may have."""
    return _bounds(field, "minItems", "maxItems")


def one_of(texts: Iterable[str]) -> JsonSchema:
    """Describe a choice of texts, in each form that YAML may read them in."""
    forms = (form for text in texts for form in (text, *_read(text)))
    return {"enum": list(dict.fromkeys(forms))}


def with_words(field: Field, schema: JsonSchema) -> JsonSchema:
    """Add what an editor shows when a person points at the field."""
    most = field.max_length and f"At most {field.max_length} characters."
    words = ": ".join(word for word in (field.label, field.help) if word)
    return {**schema, "description": f"{words}. {most}" if most else words}


def or_nothing(schema: JsonSchema) -> JsonSchema:
    """Let the value be left empty, as a field may that is not required."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "type" not in schema:
        return schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*kinds, "null"]}


def _bounds(field: Field, least: str, most: str) -> JsonSchema:
    bounds = ((least, field.min), (most, field.max))
    return {name: _plain(bound) for name, bound in bounds if bound is not None}


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _read(text: str) -> tuple[int | float | bool, ...]:
    """Return what an editor reads where a text has no quotes and looks like something else."""
    try:
        value = json.loads(text)
    except ValueError:
        return ()
    return (value,) if isinstance(value, (int, float, bool)) else ()
