"""The JSON Schema of a `lab.yml`, for editors."""

from collections.abc import Mapping

from generator.labs.declared import CHECK, CONTRACT, METRIC, OPERATORS, PROFILE
from generator.model import Field
from generator.schema import DIALECT, JsonSchema, describe_fields

_MEASURE = {"type": "string", "pattern": r"^[a-z0-9_]+\.[a-z0-9_]+$"}
_MEASURES = {"type": "array", "items": _MEASURE, "minItems": 1}
_BOUND = {"type": ["number", "null"]}


def describe_contract() -> JsonSchema:
    """Return the schema of a lab's contract."""
    metric = _described(METRIC, {"band": {"type": "array", "items": _BOUND}})
    return {
        "$schema": DIALECT,
        "title": "The contract of a lab",
        **_described(
            CONTRACT,
            {
                "profiles": {"type": "array", "items": _described(PROFILE, {}), "minItems": 1},
                "metrics": {"type": "object", "additionalProperties": metric, "minProperties": 1},
                "checks": {"type": "array", "items": _check(), "minItems": 1},
                "baseline": _MEASURES,
            },
        ),
    }


def _check() -> JsonSchema:
    values = {
        name: {} if operator.labels and operator.takes_bound else _value(takes=operator.takes_bound)
        for name, operator in OPERATORS.items()
    }
    schema = _described(CHECK, {"of": {"anyOf": [_MEASURE, _MEASURES]}, **values})
    return {**schema, "oneOf": [{"required": [name]} for name in OPERATORS]}


def _value(*, takes: bool) -> JsonSchema:
    return {"type": ["number", "string"]} if takes else {"const": True}


def _described(fields: Mapping[str, Field], parts: Mapping[str, JsonSchema]) -> JsonSchema:
    """Describe a group of which the types of fields alone do not tell everything."""
    schema = describe_fields(fields, lambda _: None)
    return {**schema, "properties": {**schema["properties"], **parts}}
