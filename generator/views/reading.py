"""Read what a view declares, and check every name in it against the model and the entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location
from generator.links import outline_of, prose_of, resolve
from generator.memory import Memory
from generator.model import (
    Collection,
    Condition,
    Field,
    Outline,
    Prose,
    Ref,
    Site,
    Source,
    Value,
    View,
)
from generator.schema import check_fields, check_value, relation_labels, suggestion
from generator.source import MappingNode, Node, ScalarNode, SequenceNode, make_source
from generator.views.blocks import Block, find_blocks, may_hold_blocks
from generator.views.selection import relation_targets
from generator.views.shape import shape_findings

SHAPES = ("list", "table", "matrix", "graph", "evidence")
_LISTS = ("from", "sort", "columns")
_EXACT = ("bool", "choice", "date", "int", "number")  # where a value can be known to be wrong


def _group(*fields: Field) -> Mapping[str, Field]:
    return {declared.name: declared for declared in fields}


def _declare(name: str, kind: str) -> Field:
    return Field(name=name, type=kind, label=name, location=Location(""))


_NAMES = _declare("of", "text")
_VIEW = _group(
    replace(_declare("from", "list"), of=_NAMES, required=True, min=Decimal(1)),
    _declare("where", "text"),  # named so that it is known; read by _Reader.where
    replace(_declare("sort", "list"), of=_NAMES),
    _declare("group_by", "text"),
    replace(_declare("columns", "list"), of=_NAMES),
    replace(_declare("as", "choice"), choices=SHAPES),
)
_TEST = _group(
    _declare("present", "bool"),
    replace(_declare("min", "int"), min=Decimal(0)),
    replace(_declare("max", "int"), min=Decimal(0)),
    replace(_declare("in", "list"), of=_NAMES),
)


def read_views(
    site: Site, memory: Memory | None = None
) -> tuple[Mapping[Prose, tuple[View, ...]], tuple[Diagnostic, ...]]:
    """Return the views of every text of the site, by position, and what is wrong with them.

    A view with a mistake is left out.
    """
    memory = memory or Memory()
    outline = outline_of(site, memory)
    texts = (prose for _, prose in prose_of(site) if may_hold_blocks(prose))
    read = [(prose, memory.recall(_read_text, prose, outline)) for prose in texts]
    views = {prose: views for prose, (views, _) in read if views}
    return views, tuple(finding for _, (_, found) in read for finding in found)


def _read_text(prose: Prose, outline: Outline) -> tuple[tuple[View, ...], tuple[Diagnostic, ...]]:
    findings: list[Diagnostic] = []
    made = [(block, *_make_view(outline, block)) for block in find_blocks(prose)]
    for block, _, found in made:
        known = found if prose.exact else [replace(f, location=block.location) for f in found]
        findings += known
    return tuple(view for _, view, found in made if view and not found), tuple(findings)


def _make_view(outline: Outline, block: Block) -> tuple[View | None, list[Diagnostic]]:
    if block.node is None:
        return None, list(block.findings)
    if not isinstance(block.node, MappingNode):
        return None, [*block.findings, _not_a_mapping(block.node.location)]
    node = _with_lists(block.node)
    where = node.get("where")
    plain = MappingNode(tuple(i for i in node.items if i[0].text != "where"), node.location)
    values, found = check_fields(_VIEW, plain, "a view", block.location.as_point())
    source = make_source(block.location.path, block.location.as_point(), node)
    view = View(
        start=block.start,
        end=block.end,
        indent=block.indent,
        collections=_strings(values.get("from")),
        sort=_strings(values.get("sort")),
        group_by=str(values.get("group_by", "")),
        columns=_strings(values.get("columns")),
        shape=str(values.get("as") or ("table" if values.get("columns") else "list")),
    )
    reader = _Reader(outline, source, [*block.findings, *found])
    return reader.checked(view, where), reader.findings


def _with_lists(node: MappingNode) -> MappingNode:
    """Take one name for a list of one, where several may stand."""
    items = ((k, _as_list(v) if k.text in _LISTS else v) for k, v in node.items)
    return MappingNode(tuple(items), node.location)


def _as_list(node: Node) -> Node:
    if isinstance(node, ScalarNode) and not node.is_empty:
        return SequenceNode((node,), node.location)
    return node


def _strings(value: Value | None) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()


def _not_a_mapping(location: Location) -> Diagnostic:
    return Diagnostic(
        rule="wrong-type",
        location=location,
        message="a view is a group of fields",
        why="it must say at least what it shows",
        fix='write "from:" and the folder of a collection',
    )


@dataclass
class _Reader:
    """Checks the names in one declaration, gathering what is wrong with them."""

    outline: Outline
    source: Source
    findings: list[Diagnostic]
    collections: tuple[Collection, ...] = ()
    relations: set[str] = field(default_factory=set)

    def checked(self, view: View, where: Node | None) -> View | None:
        """Return the view with its conditions; none where a collection cannot be known."""
        outline = self.outline
        known = [n for n in view.collections if n in outline.collections]
        self.findings += self._unknown_collections(view)
        if not known or len(known) < len(view.collections):
            return None  # what else is wrong may follow from this
        self.collections = tuple(outline.collections[name] for name in known)
        for name in known:
            self.relations.update(relation_labels(outline.collections, name))
        checked = replace(view, where=tuple(self._conditions(where)))
        if (
            outline.hidden <= outline.collections.keys()
        ):  # else a relation may come from what is unread
            self.findings += self._unknown_names(checked)
        if not self.findings:
            self.findings += shape_findings(outline.collections, self.source, checked)
        return checked

    def _unknown_collections(self, view: View) -> Iterator[Diagnostic]:
        known = sorted(self.outline.collections)
        for number, name in enumerate(view.collections):
            if name not in known and name not in self.outline.hidden:
                yield _unknown(self.source.at("from", number), "collection", name, known)

    def _conditions(self, node: Node | None) -> Iterator[Condition]:
        if isinstance(node, MappingNode):
            for key, value in node.items:
                yield self._condition(key, value)
        elif node is not None:
            self.findings.append(_no_conditions(node.location))

    def _condition(self, key: ScalarNode, node: Node) -> Condition:
        """Read a value, a list of values, or a test such as ``{present: true}``."""
        if not isinstance(node, MappingNode):
            values = (ScalarNode("in", node.location), _as_list(node))
            node = MappingNode((values,), node.location)
        owner = f'the test of "{key.text}"'
        test, found = check_fields(_TEST, node, owner, key.location)
        self.findings += found
        items = node.get("in")
        for item in items.items if isinstance(items, SequenceNode) else ():
            self.findings += self._wrong_value(key.text, item)
        return Condition(
            key.text,
            key.location,
            values=_strings(test["in"]) if "in" in test else None,
            present=test["present"] is True if "present" in test else None,
            min=_integer(test.get("min")),
            max=_integer(test.get("max")),
        )

    def _wrong_value(self, name: str, node: Node) -> tuple[Diagnostic, ...]:
        """Return what is wrong with a value that no collection of the view could hold."""
        outline = self.outline
        found = [_refusal(outline, c, name, node) for c in self.collections if name in c.fields]
        found += [
            _refusal(outline, c, name, node)
            for c in self.collections
            if name not in c.fields and relation_targets(outline.collections, c, name)
        ]
        return found[0] if found and all(found) else ()

    def _unknown_names(self, view: View) -> Iterator[Diagnostic]:
        fields = {"title", "slug"} | {name for c in self.collections for name in c.fields}
        titles = " and ".join(c.title for c in self.collections)
        for location, name in self._sort_names(view):
            if name not in fields:
                yield _unknown(location, f"field of {titles}", name, sorted(fields))
        everything = sorted(fields | self.relations)
        for location, name in self._other_names(view):
            if name not in everything:
                yield _unknown(location, f"field or relation of {titles}", name, everything)

    def _sort_names(self, view: View) -> Iterator[tuple[Location, str]]:
        for number, name in enumerate(view.sort):
            yield self.source.at("sort", number), name.removeprefix("-")

    def _other_names(self, view: View) -> Iterator[tuple[Location, str]]:
        for condition in view.where:
            yield condition.location, condition.name
        for number, name in enumerate(view.columns):
            yield self.source.at("columns", number), name
        if view.group_by:
            yield self.source.at("group_by"), view.group_by


def _refusal(
    outline: Outline, collection: Collection, name: str, node: Node
) -> tuple[Diagnostic, ...]:
    """Return why an entry of a collection can never have a value in one field or relation."""
    targets = relation_targets(outline.collections, collection, name)
    if targets:
        return _unknown_entry(outline, replace(_declare(name, "ref"), to=targets), node)
    declared = collection.fields[name]
    inner = replace(declared.of or declared, name=name, min=None, max=None)
    return check_value(inner, node)[1] if inner.type in _EXACT else ()


def _unknown_entry(outline: Outline, declared: Field, node: Node) -> tuple[Diagnostic, ...]:
    ref, findings = check_value(declared, node)
    found = resolve(outline, declared, ref) if isinstance(ref, Ref) else None
    if isinstance(found, Diagnostic):
        return (replace(found, location=node.location),)
    return findings


def _integer(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None


def _unknown(location: Location, what: str, name: str, known: list[str]) -> Diagnostic:
    return Diagnostic(
        rule="unknown-view-name",
        location=location,
        message=f'no {what} is called "{name}"',
        why="the view could not show what is meant",
        fix=suggestion(name, known, f"known are: {', '.join(known)}"),
    )


def _no_conditions(location: Location) -> Diagnostic:
    return Diagnostic(
        rule="wrong-type",
        location=location,
        message='"where" names fields and what they must be',
        why="the view could not choose its entries",
        fix="write where: {field: value}",
    )
