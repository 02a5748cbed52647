"""What an entry may be: `_collection.yml` files as collections, and the types of their fields."""

from generator.schema.collections import read_collection
from generator.schema.described import describe_declarations, describe_entries
from generator.schema.inverses import reference_fields, relation_labels, resolve_collections
from generator.schema.json_schema import DIALECT, JsonSchema, Names
from generator.schema.options import as_integer, as_string, as_strings, declare
from generator.schema.reading import GroupReader
from generator.schema.suggest import listing, nearest, suggestion, with_article
from generator.schema.types import (
    FIELD_TYPES,
    SLUG,
    UNCHECKED,
    check_fields,
    check_value,
    describe_fields,
)

__all__ = [
    "DIALECT",
    "FIELD_TYPES",
    "SLUG",
    "UNCHECKED",
    "GroupReader",
    "JsonSchema",
    "Names",
    "as_integer",
    "as_string",
    "as_strings",
    "check_fields",
    "check_value",
    "declare",
    "describe_declarations",
    "describe_entries",
    "describe_fields",
    "listing",
    "nearest",
    "read_collection",
    "reference_fields",
    "relation_labels",
    "resolve_collections",
    "suggestion",
    "with_article",
]
