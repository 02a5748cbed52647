"""Read one `_collection.yml`: what an entry of this folder is.

The declaration is checked with the same field types as the entries are, so it has the same
findings. A field whose declaration is broken stays known, unchecked: its entries are not reported
for a mistake that is not theirs.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location
from generator.model import (
    Collection,
    Condition,
    ContentRule,
    Field,
    Index,
    Inverse,
    Search,
    Value,
)
from generator.schema.suggest import nearest, suggestion
from generator.schema.types import (
    FIELD_TYPES,
    SLUG,
    UNCHECKED,
    check_fields,
    out_of_bounds,
)
from generator.source import MappingNode, Node, ScalarNode, SequenceNode, make_source

# fmt: off
URL_SCHEMES = frozenset({
    "about", "blob", "data", "file", "ftp", "geo", "git", "http", "https", "irc", "javascript",
    "magnet", "mailto", "news", "sftp", "sms", "ssh", "svn", "tel", "urn", "view-source", "ws",
    "wss", "xmpp",
})
# fmt: on
# Keys of an entry that mean the same in every collection.
RESERVED = frozenset({"slug", "draft", "meta", "body", "entries"})


def _declare(name: str, kind: str, **options: object) -> Field:
    label = name.replace("_", " ").capitalize()
    return Field(name=name, type=kind, label=label, location=Location(""), **options)  # type: ignore[arg-type]


def _group(*fields: Field) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


_NAMES = _declare("of", "text")
_INDEX = _group(
    _declare("sort", UNCHECKED),
    _declare("group_by", "text"),
    _declare("columns", "list", of=_NAMES),
    _declare("template", "text"),
)
_SEARCH = _group(
    _declare("boost", "number", min=Decimal("0.1"), max=Decimal(100)),
    _declare("aliases", "text"),
)
_COLLECTION = _group(
    _declare("title", "text", required=True),
    _declare("singular", "text", required=True),
    _declare("scheme", "text"),
    _declare("template", "text"),
    _declare("icon", "text"),
    _declare("kind", "choice", choices=("lab",)),
    _declare("pages", "choice", choices=("each", "index")),
    _declare("index", "object", fields=_INDEX),
    _declare("search", "object", fields=_SEARCH),
    _declare("fields", UNCHECKED),
    _declare("rules", UNCHECKED),
)
_RULE = _group(
    _declare("when", UNCHECKED),
    _declare("require", UNCHECKED),
    _declare("message", "text", required=True),
)
_TEST = _group(
    _declare("present", "bool"),
    _declare("min", "int", min=Decimal(0)),
    _declare("max", "int", min=Decimal(0)),
    _declare("in", "list", of=_NAMES),
)
_COMMON_OPTIONS = ("type", "required", "label", "help")
_OPTIONS = _group(
    _declare("type", "choice", choices=tuple(FIELD_TYPES), required=True),
    _declare("required", "bool"),
    _declare("label", "text"),
    _declare("help", "text"),
    _declare("min", "number"),
    _declare("max", "number"),
    _declare("min_length", "int", min=Decimal(0)),
    _declare("max_length", "int", min=Decimal(1)),
    _declare("choices", "list", of=_NAMES, min=Decimal(1)),
    _declare("of", UNCHECKED),
    _declare("fields", UNCHECKED),
    _declare("to", UNCHECKED),
    _declare("inverse", UNCHECKED),
    _declare("inverse_min", "int", min=Decimal(0)),
    _declare("inverse_max", "int", min=Decimal(1)),
    _declare("acyclic", "bool"),
    _declare("symmetric", "bool"),
)
# What a field of this type is nothing without.
_NEEDED = {"choice": "choices", "object": "fields", "ref": "to", "refs": "to"}
_INVERSE = _group(_declare("name", "text", required=True), _declare("label", "text"))

type_of = FIELD_TYPES.__getitem__


def read_collection(
    name: str, path: str, node: Node | None
) -> tuple[Collection | None, tuple[Diagnostic, ...]]:
    """Return the collection of folder ``name`` as far as its declaration can be read.

    None where it cannot be told which fields its entries may have.
    """
    start = Location(path)
    findings: list[Diagnostic] = []
    if not isinstance(node, MappingNode):
        fix = 'write "title: ...", "singular: ..." and "fields:"'
        return None, (model_finding(start, "the declaration names nothing", fix),)
    reader = _Reader(findings)
    values = reader.check(_COLLECTION, node, "a collection")
    index, search = _mapping(values.get("index")), _mapping(values.get("search"))
    singular = _string(values, "singular") or name
    scheme = _string(values, "scheme") or singular
    collection = Collection(
        name=name,
        title=_string(values, "title") or name,
        singular=singular,
        scheme=scheme,
        source=make_source(path, start, node),
        template=_string(values, "template"),
        icon=_string(values, "icon"),
        kind=_string(values, "kind"),
        pages=_string(values, "pages") or "each",
        index=Index(
            reader.sort(node),
            _string(index, "group_by"),
            _strings(index.get("columns")),
            _string(index, "template"),
        ),
        search=Search(_decimal(search.get("boost")), _string(search, "aliases")),
        fields=reader.fields(node.get("fields")),
        rules=tuple(reader.rules(node.get("rules"))),
    )
    reader.scheme(collection)
    return collection if _tells_fields(node) else None, tuple(findings)


def _tells_fields(node: MappingNode) -> bool:
    """Tell whether the fields are given, and not under a misspelt name."""
    names = {key.text for key, _ in node.items}
    if "fields" in names:
        return isinstance(node.get("fields"), MappingNode)
    return all(nearest(name, _COLLECTION) != "fields" for name in names - set(_COLLECTION))


class _Reader:
    """Reads parts of one declaration, gathering what is wrong with them."""

    def __init__(self, findings: list[Diagnostic]) -> None:
        self.findings = findings

    def check(self, fields: Mapping[str, Field], node: Node, owner: str) -> dict[str, Value]:
        """Return the values of one mapping of the declaration."""
        if not isinstance(node, MappingNode):
            fix = "write: " + ", ".join(f"{name}: ..." for name in fields)
            self.report(node.location, f"{owner} is a group of fields", fix)
            return {}
        values, found = check_fields(fields, node, owner, node.location.as_point())
        self.findings += found
        return values

    def report(self, location: Location, message: str, fix: str) -> None:
        """Add a finding about the declaration."""
        self.findings.append(model_finding(location, message, fix))

    def scheme(self, collection: Collection) -> None:
        """Check the word that stands before the colon in references."""
        scheme = collection.scheme
        given = "scheme" if ("scheme",) in collection.source.values else "singular"
        location = collection.source.at(given)
        if scheme in URL_SCHEMES:
            fix = 'add "scheme:" with another word'
            self.report(location, f'"{scheme}:" already means a kind of web address', fix)
        elif not SLUG.fullmatch(scheme):
            fix = 'use lower-case letters, digits and hyphens, or add such a "scheme:"'
            self.report(location, f'"{scheme}" cannot stand before the colon of a reference', fix)

    def sort(self, node: MappingNode) -> tuple[str, ...]:
        """Return the names to sort by: one, or a list of them."""
        index = node.get("index")
        sort = index.get("sort") if isinstance(index, MappingNode) else None
        return self._names(sort, "sort") or Index().sort

    def _names(self, node: Node | None, option: str) -> tuple[str, ...]:
        """Return one name or a list of names."""
        items = node.items if isinstance(node, SequenceNode) else (node,) if node else ()
        names = tuple(item.text for item in items if isinstance(item, ScalarNode) and item.text)
        if node is not None and len(names) != max(len(items), 1):
            self.report(node.location, f'"{option}" is a name or a list of names', "write names")
        return names

    def fields(self, node: Node | None) -> Mapping[str, Field]:
        """Return the declared fields, the title always first."""
        declared: dict[str, Field] = {"title": _declare("title", "text", required=True)}
        if node is None:
            return declared
        if not isinstance(node, MappingNode):
            self.report(node.location, '"fields" names each field', "write: summary: {type: text}")
            return declared
        for key, value in node.items:
            declared[key.text] = self.field(key, value)
        title = declared["title"]
        if title.type not in ("text", UNCHECKED):
            self.report(title.location, "a title is text", "write: title: {type: text}")
        declared["title"] = replace(title, type="text", required=True)
        return declared

    def field(self, key: ScalarNode, node: Node) -> Field:
        """Return one declared field; an unchecked one where the declaration is broken."""
        if isinstance(node, ScalarNode) and not node.is_empty:  # `of: text` for {type: text}
            node = MappingNode(((ScalarNode("type", node.location), node),), node.location)
        before = len(self.findings)
        self._name(key)
        values = self.check(_OPTIONS, node, f'the declaration of "{key.text}"')
        kind = _string(values, "type")
        mapping = node if isinstance(node, MappingNode) else MappingNode((), node.location)
        if kind:
            self._options(key.text, kind, mapping)
        made = self._make(key, kind or UNCHECKED, values, mapping)
        return made if len(self.findings) == before else replace(made, type=UNCHECKED)

    def _name(self, key: ScalarNode) -> None:
        if key.text in RESERVED:
            fix = "choose another name"
            self.report(key.location, f'"{key.text}" means the same in every collection', fix)
        elif not SLUG.fullmatch(key.text.replace("_", "-")):
            fix = "use lower-case letters, digits and underscores"
            self.report(key.location, f'"{key.text}" cannot name a field', fix)

    def _options(self, name: str, kind: str, node: MappingNode) -> None:
        allowed = {*_COMMON_OPTIONS, *type_of(kind).options}
        for key, _ in node.items:
            if key.text in _OPTIONS and key.text not in allowed:
                fix = f"a field of this type may have: {', '.join(sorted(allowed))}"
                message = f'a field of type {kind} has no option "{key.text}"'
                self.report(key.location, message, fix)
        needed = _NEEDED.get(kind)
        if needed and node.get(needed) is None:
            fix = f"add {needed}: [...]" if needed != "fields" else "add fields: {...}"
            self.report(node.location.as_point(), f'"{name}" does not say its "{needed}"', fix)

    def _make(
        self, key: ScalarNode, kind: str, values: dict[str, Value], node: MappingNode
    ) -> Field:
        self._check_bounds(values, node)
        inner, fields = node.get("of"), node.get("fields")
        return Field(
            name=key.text,
            type=kind,
            label=_string(values, "label") or key.text.replace("_", " ").capitalize(),
            location=key.location,
            help=_string(values, "help"),
            required=values.get("required") is True,
            min=_decimal(values.get("min")),
            max=_decimal(values.get("max")),
            min_length=_integer(values.get("min_length")),
            max_length=_integer(values.get("max_length")),
            choices=_strings(values.get("choices")),
            of=self.field(ScalarNode("items", inner.location), inner) if inner else None,
            fields=self._object_fields(fields) if fields else {},
            to=self._names(node.get("to"), "to"),
            inverse=self._inverse(node.get("inverse")),
            inverse_min=_integer(values.get("inverse_min")),
            inverse_max=_integer(values.get("inverse_max")),
            acyclic=values.get("acyclic") is True,
            symmetric=values.get("symmetric") is True,
        )

    def _check_bounds(self, values: dict[str, Value], node: MappingNode) -> None:
        for low, high in (("min", "max"), ("min_length", "max_length")):
            lowest, highest = _decimal(values.get(low)), _decimal(values.get(high))
            given = node.get(high)
            if lowest is not None and highest is not None and lowest > highest and given:
                field = _OPTIONS[high]
                message = f"is {highest}, below {low} ({lowest})"
                self.findings.append(
                    out_of_bounds(field, given.location, message, "exchange the two")
                )

    def _object_fields(self, node: Node) -> Mapping[str, Field]:
        if isinstance(node, MappingNode):
            return {key.text: self.field(key, value) for key, value in node.items}
        self.report(node.location, '"fields" names each field', "write: name: {type: text}")
        return {}

    def _inverse(self, node: Node | None) -> Inverse | None:
        """Return a name, or a name with its label."""
        if node is None:
            return None
        if isinstance(node, ScalarNode):
            name, label = node.text, ""
        else:
            values = self.check(_INVERSE, node, '"inverse"')
            name, label = _string(values, "name"), _string(values, "label")
        if name and not SLUG.fullmatch(name.replace("_", "-")):
            fix = "use lower-case letters, digits and underscores"
            self.report(node.location, f'"{name}" cannot name the inverse', fix)
            return None
        if name in RESERVED:
            message = f'"{name}" means the same in every collection'
            self.report(node.location, message, "choose another name")
            return None
        return Inverse(name, label or name.replace("_", " ").capitalize()) if name else None

    def rules(self, node: Node | None) -> list[ContentRule]:
        """Return the collection's rules."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.report(node.location, '"rules" is a list', "start each rule with a dash")
            return []
        return [rule for item in node.items if (rule := self._rule(item))]

    def _rule(self, node: Node) -> ContentRule | None:
        before = len(self.findings)
        values = self.check(_RULE, node, "a rule")
        if not isinstance(node, MappingNode) or len(self.findings) > before:
            return None
        when = self._conditions(node.get("when"), "when")
        require = self._conditions(node.get("require"), "require")
        if not require and len(self.findings) == before:
            self.report(node.location.as_point(), "the rule requires nothing", "add require: {...}")
        if len(self.findings) > before:
            return None
        message = _string(values, "message")
        return ContentRule(when, require, message, node.location.as_point())

    def _conditions(self, node: Node | None, option: str) -> tuple[Condition, ...]:
        if node is None:
            return ()
        if not isinstance(node, MappingNode):
            fix = f"write {option}: {{field: value}}"
            self.report(node.location, f'"{option}" names fields and what they must be', fix)
            return ()
        return tuple(self._condition(key, value) for key, value in node.items)

    def _condition(self, key: ScalarNode, node: Node) -> Condition:
        if not isinstance(node, MappingNode):
            return Condition(key.text, key.location, self._names(node, key.text))
        test = self.check(_TEST, node, f'the test of "{key.text}"')
        present = test.get("present")
        return Condition(
            key.text,
            key.location,
            values=_strings(test["in"]) if "in" in test else None,
            present=present if isinstance(present, bool) else None,
            min=_integer(test.get("min")),
            max=_integer(test.get("max")),
        )


def model_finding(location: Location, message: str, fix: str) -> Diagnostic:
    """Return a finding about a declaration that its field types cannot see."""
    return Diagnostic(
        rule="collection-model",
        location=location,
        message=message,
        why="every entry of the collection is read by this declaration",
        fix=fix,
    )


def unknown_name(location: Location, what: str, name: str, names: list[str]) -> Diagnostic:
    """Return a finding about a name in a declaration that names nothing."""
    known = f"known are: {', '.join(names)}" if names else "nothing has that name"
    return model_finding(location, f'there is no {what} "{name}"', suggestion(name, names, known))


def _string(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _strings(value: Value | None) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()


def _integer(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None


def _decimal(value: Value | None) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else None


def _mapping(value: Value | None) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}
