"""Read one `_collection.yml`: what an entry of this folder is.

The declaration is checked with the same field types as the entries are, so it has the same
findings. A field whose declaration is broken stays known, unchecked: its entries are not reported
for a mistake that is not theirs.
"""

from collections.abc import Mapping
from dataclasses import replace

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
from generator.schema.options import (
    COLLECTION,
    COMMON_OPTIONS,
    INVERSE,
    KINDS,
    NEEDED,
    OPTIONS,
    RESERVED,
    RULE,
    TEST,
    URL_SCHEMES,
    as_decimal,
    as_integer,
    as_mapping,
    as_string,
    as_strings,
    declare,
)
from generator.schema.reading import GroupReader
from generator.schema.scalars import out_of_bounds
from generator.schema.suggest import nearest, suggestion
from generator.schema.types import FIELD_TYPES, SLUG, UNCHECKED
from generator.source import MappingNode, Node, ScalarNode, SequenceNode, make_source


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
    reader = _Reader(findings, model_finding)
    values = reader.check(COLLECTION, node, "a collection")
    index, search = as_mapping(values.get("index")), as_mapping(values.get("search"))
    singular = as_string(values, "singular") or name
    scheme = as_string(values, "scheme") or singular
    collection = Collection(
        name=name,
        title=as_string(values, "title") or name,
        singular=singular,
        scheme=scheme,
        source=make_source(path, start, node),
        template=as_string(values, "template"),
        icon=as_string(values, "icon"),
        kind=as_string(values, "kind"),
        pages=as_string(values, "pages") or "each",
        index=Index(
            reader.sort(node),
            as_string(index, "group_by"),
            as_strings(index.get("columns")),
            as_string(index, "template"),
        ),
        search=Search(as_decimal(search.get("boost")), as_string(search, "aliases")),
        fields=reader.all_fields(node.get("fields"), as_string(values, "kind")),
        rules=tuple(reader.rules(node.get("rules"))),
    )
    reader.scheme(collection)
    return collection if _tells_fields(node) else None, tuple(findings)


def _tells_fields(node: MappingNode) -> bool:
    """Tell whether the fields are given, and not under a name that means nothing."""
    if fields := node.get("fields"):
        return isinstance(fields, MappingNode)
    unknown = [(nearest(k.text, COLLECTION), v) for k, v in node.items if k.text not in COLLECTION]
    return not any(
        meant == "fields" or (not meant and isinstance(value, MappingNode))
        for meant, value in unknown
    )


class _Reader(GroupReader):
    """Reads parts of one declaration, gathering what is wrong with them."""

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

    def all_fields(self, node: Node | None, kind: str) -> Mapping[str, Field]:
        """Return the declared fields, then those that the kind of the collection brings."""
        declared = self.fields(node)
        own = KINDS.get(kind, {})
        for name in declared.keys() & own.keys():
            message = f'"{name}" means the same in every collection of kind {kind}'
            self.report(declared[name].location, message, "remove it: it is declared already")
        return {**declared, **own}

    def fields(self, node: Node | None) -> Mapping[str, Field]:
        """Return the declared fields, the title always first."""
        declared: dict[str, Field] = {"title": declare("title", "text", required=True)}
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
        values = self.check(OPTIONS, node, f'the declaration of "{key.text}"')
        kind = as_string(values, "type")
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
        allowed = {*COMMON_OPTIONS, *FIELD_TYPES[kind].options}
        for key, _ in node.items:
            if key.text in OPTIONS and key.text not in allowed:
                fix = f"a field of this type may have: {', '.join(sorted(allowed))}"
                message = f'a field of type {kind} has no option "{key.text}"'
                self.report(key.location, message, fix)
        needed = NEEDED.get(kind)
        if needed and node.get(needed) is None:
            fix = f"add {needed}: [...]" if needed != "fields" else "add fields: {...}"
            self.report(node.location.as_point(), f'"{name}" does not say its "{needed}"', fix)

    def _make(
        self, key: ScalarNode, kind: str, values: dict[str, Value], node: MappingNode
    ) -> Field:
        self._check_bounds(values, node)
        self._check_sides(values, node)
        inner, fields = node.get("of"), node.get("fields")
        return Field(
            name=key.text,
            type=kind,
            label=as_string(values, "label") or key.text.replace("_", " ").capitalize(),
            location=key.location,
            help=as_string(values, "help"),
            required=values.get("required") is True,
            min=as_decimal(values.get("min")),
            max=as_decimal(values.get("max")),
            min_length=as_integer(values.get("min_length")),
            max_length=as_integer(values.get("max_length")),
            choices=as_strings(values.get("choices")),
            of=self.field(ScalarNode("items", inner.location), inner) if inner else None,
            fields=self._object_fields(fields) if fields else {},
            to=self._names(node.get("to"), "to"),
            inverse=self._inverse(node.get("inverse")),
            inverse_min=as_integer(values.get("inverse_min")),
            inverse_max=as_integer(values.get("inverse_max")),
            acyclic=values.get("acyclic") is True,
            symmetric=values.get("symmetric") is True,
        )

    def _check_bounds(self, values: dict[str, Value], node: MappingNode) -> None:
        for low, high in (("min", "max"), ("min_length", "max_length")):
            lowest, highest = as_decimal(values.get(low)), as_decimal(values.get(high))
            given = node.get(high)
            if lowest is not None and highest is not None and lowest > highest and given:
                field = OPTIONS[high]
                message = f"is {highest}, below {low} ({lowest})"
                self.findings.append(
                    out_of_bounds(field, given.location, message, "exchange the two")
                )

    def _check_sides(self, values: dict[str, Value], node: MappingNode) -> None:
        inverse = next((key for key, _ in node.items if key.text == "inverse"), None)
        if inverse and values.get("symmetric") is True:
            message = 'a field that is "symmetric" has no "inverse": it is its own other side'
            self.report(inverse.location, message, "remove one of the two")

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
            values = self.check(INVERSE, node, '"inverse"')
            name, label = as_string(values, "name"), as_string(values, "label")
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
        values = self.check(RULE, node, "a rule")
        if not isinstance(node, MappingNode) or len(self.findings) > before:
            return None
        when = self._conditions(node.get("when"), "when")
        require = self._conditions(node.get("require"), "require")
        if not require and len(self.findings) == before:
            self.report(node.location.as_point(), "the rule requires nothing", "add require: {...}")
        if len(self.findings) > before:
            return None
        message = as_string(values, "message")
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
        test = self.check(TEST, node, f'the test of "{key.text}"')
        present = test.get("present")
        return Condition(
            key.text,
            key.location,
            values=as_strings(test["in"]) if "in" in test else None,
            present=present if isinstance(present, bool) else None,
            min=as_integer(test.get("min")),
            max=as_integer(test.get("max")),
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
