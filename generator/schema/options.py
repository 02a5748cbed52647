"""What a `_collection.yml` may say, in the same terms as it says what an entry may."""

from collections.abc import Mapping
from decimal import Decimal

from generator.diagnostics import Location
from generator.model import Field, Value
from generator.schema.types import FIELD_TYPES, UNCHECKED

# fmt: off
URL_SCHEMES = frozenset({
    "about", "blob", "data", "file", "ftp", "geo", "git", "http", "https", "irc", "javascript",
    "magnet", "mailto", "news", "sftp", "sms", "ssh", "svn", "tel", "urn", "view-source", "ws",
    "wss", "xmpp",
})
# fmt: on
# Keys of an entry that mean the same in every collection.
RESERVED = frozenset({"slug", "draft", "meta", "body", "entries"})


def declare(name: str, kind: str, **options: object) -> Field:
    """Return a field of the declaration itself."""
    label = name.replace("_", " ").capitalize()
    return Field(name=name, type=kind, label=label, location=Location(""), **options)  # type: ignore[arg-type]


def _group(*fields: Field) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


_NAMES = declare("of", "text")
INDEX = _group(
    declare("sort", UNCHECKED),
    declare("group_by", "text"),
    declare("columns", "list", of=_NAMES),
    declare("template", "text"),
)
SEARCH = _group(
    declare("boost", "number", min=Decimal("0.1"), max=Decimal(100)),
    declare("aliases", "text"),
)
COLLECTION = _group(
    declare("title", "text", required=True),
    declare("singular", "text", required=True),
    declare("scheme", "text"),
    declare("template", "text"),
    declare("icon", "text"),
    declare("kind", "choice", choices=("lab",)),  # the keys of KINDS
    declare("pages", "choice", choices=("each", "index")),
    declare("index", "object", fields=INDEX),
    declare("search", "object", fields=SEARCH),
    declare("fields", UNCHECKED),
    declare("rules", UNCHECKED),
)
# What an entry has because of its collection's `kind`; the generator gives these a meaning.
KINDS: Mapping[str, Mapping[str, Field]] = {
    "lab": _group(
        declare("headline", "text", help="what was found, with {case.metric} for each number"),
        declare(
            "tables",
            "list",
            of=declare(
                "items",
                "object",
                fields=_group(
                    declare("title", "text", required=True),
                    declare("cases", "list", of=_NAMES),
                    declare("metrics", "list", of=_NAMES),
                    declare("chart", "text", help="the metric that is drawn"),
                ),
            ),
        ),
        declare("code", "text", help="the region of lab.py that is shown, or file#region"),
    )
}
RULE = _group(
    declare("when", UNCHECKED),
    declare("require", UNCHECKED),
    declare("message", "text", required=True),
)
TEST = _group(
    declare("present", "bool"),
    declare("min", "int", min=Decimal(0)),
    declare("max", "int", min=Decimal(0)),
    declare("in", "list", of=_NAMES),
)
COMMON_OPTIONS = ("type", "required", "label", "help")
OPTIONS = _group(
    declare("type", "choice", choices=tuple(FIELD_TYPES), required=True),
    declare("required", "bool"),
    declare("label", "text"),
    declare("help", "text"),
    declare("min", "number"),
    declare("max", "number"),
    declare("min_length", "int", min=Decimal(0)),
    declare("max_length", "int", min=Decimal(1)),
    declare("choices", "list", of=_NAMES, min=Decimal(1)),
    declare("of", UNCHECKED),
    declare("fields", UNCHECKED),
    declare("to", UNCHECKED),
    declare("inverse", UNCHECKED),
    declare("inverse_min", "int", min=Decimal(0)),
    declare("inverse_max", "int", min=Decimal(1)),
    declare("acyclic", "bool"),
    declare("symmetric", "bool"),
)
# What a field of this type is nothing without.
NEEDED = {"choice": "choices", "object": "fields", "ref": "to", "refs": "to"}
INVERSE = _group(declare("name", "text", required=True), declare("label", "text"))


def as_string(values: Mapping[str, Value], name: str) -> str:
    """Return a value that is text, or ""."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def as_strings(value: Value | None) -> tuple[str, ...]:
    """Return the texts of a list."""
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()


def as_integer(value: Value | None) -> int | None:
    """Return a value that is a whole number."""
    return value if isinstance(value, int) else None


def as_decimal(value: Value | None) -> Decimal | None:
    """Return a value that is a number."""
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else None


def as_mapping(value: Value | None) -> Mapping[str, Value]:
    """Return a value that is a group of fields, or an empty one."""
    return value if isinstance(value, Mapping) else {}
