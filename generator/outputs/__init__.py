"""What else is made of a site, for programs: its schemas, for editors. Nothing is written here."""

from generator.outputs.schemas import SCHEMAS, schema_files, with_schemas

__all__ = ["SCHEMAS", "schema_files", "with_schemas"]
