"""The JSON Schemas of the files that authors write: entries, lists of them, and declarations."""

from collections.abc import Mapping

from generator.model import Collection, Field
from generator.schema.json_schema import DIALECT, JsonSchema, Names, one_of, or_nothing
from generator.schema.options import COLLECTION, INDEX, INVERSE, OPTIONS, RULE, TEST, declare
from generator.schema.types import FIELD_TYPES, describe_fields

_SLUG = declare("slug", "text", required=True, help="its name in references and in its address")
_DRAFT = declare("draft", "bool", help="true keeps it out of the published site")
_META = {"type": ["object", "null"], "description": "Handed to MkDocs and the theme as it stands"}


def describe_entries(collection: Collection, names: Names) -> JsonSchema:
    """Return the schema of a collection's files, and of front matter: an entry, or a list file."""
    fields = {**collection.fields, "draft": _DRAFT}
    listed = _with_meta({"slug": _SLUG, **fields}, names)
    entries = or_nothing({"type": "array", "items": listed})
    return {
        "$schema": DIALECT,
        "title": collection.title,
        "if": {"required": ["entries"]},
        "then": {"properties": {"entries": entries}, "additionalProperties": False},
        "else": _with_meta(fields, names),
    }


def _with_meta(fields: Mapping[str, Field], names: Names) -> JsonSchema:
    schema = describe_fields(fields, names)
    return {**schema, "properties": {**schema["properties"], "meta": _META}}


def describe_declarations(schemes: tuple[str, ...]) -> JsonSchema:
    """Return the schema of `_collection.yml`; ``schemes`` are what references may start with."""
    schema = _described(COLLECTION)
    properties = {
        **schema["properties"],
        "fields": _map_of("field"),
        "index": _refined(INDEX, {"sort": _NAMES}),
        "rules": {"type": ["array", "null"], "items": {"$ref": "#/definitions/rule"}},
    }
    return {
        "$schema": DIALECT,
        "title": "A collection",
        **schema,
        "properties": properties,
        "definitions": {
            "field": {"anyOf": [one_of(FIELD_TYPES), _field(schemes)]},
            "rule": _refined(RULE, {"when": _map_of("test"), "require": _map_of("test")}),
            "test": {"anyOf": [_NAMES, _described(TEST)]},
        },
    }


_NAMES: JsonSchema = {
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
    ]
}


def _field(schemes: tuple[str, ...]) -> JsonSchema:
    scheme = one_of(schemes)
    parts = {
        "of": {"$ref": "#/definitions/field"},
        "fields": _map_of("field"),
        "to": {"anyOf": [scheme, {"type": "array", "items": scheme}]},
        "inverse": {"anyOf": [{"type": "string"}, _described(INVERSE)]},
    }
    return _refined(OPTIONS, parts)


def _described(fields: Mapping[str, Field]) -> JsonSchema:
    return describe_fields(fields, lambda _: None)


def _refined(fields: Mapping[str, Field], parts: JsonSchema) -> JsonSchema:
    """Describe a group of which the field types alone do not tell everything."""
    schema = _described(fields)
    return {**schema, "properties": {**schema["properties"], **parts}}


def _map_of(definition: str) -> JsonSchema:
    values = {"$ref": f"#/definitions/{definition}"}
    return {"type": ["object", "null"], "additionalProperties": values}
