"""What an entry may be: `_collection.yml` files as collections, and the types of their fields."""

from generator.schema.collections import read_collection
from generator.schema.inverses import relation_labels, resolve_collections
from generator.schema.suggest import listing, nearest, suggestion
from generator.schema.types import FIELD_TYPES, SLUG, check_fields, check_value

__all__ = [
    "FIELD_TYPES",
    "SLUG",
    "check_fields",
    "check_value",
    "listing",
    "nearest",
    "read_collection",
    "relation_labels",
    "resolve_collections",
    "suggestion",
]
