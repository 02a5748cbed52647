"""Check that a view's columns can be shown in its form."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Location
from generator.model import Collection, Field, Source, View
from generator.views.selection import relation_targets

Collections = Mapping[str, Collection]


def shape_findings(known: Collections, source: Source, view: View) -> Iterator[Diagnostic]:
    """Yield what a list, table, matrix or graph of these columns could not show."""
    wanted = _WANTED.get(view.shape)
    relations = [name for name in view.columns if _is_relation(known, view, name)]
    if wanted:
        is_right = relations == list(view.columns) and len(relations) in wanted[0]
        if not is_right:
            place = source.at("columns" if view.columns else "as")
            yield _finding(place, wanted[1], wanted[2])
    if view.shape == "graph" and view.group_by:
        yield _finding(source.key("group_by"), "a graph has no groups", "remove group_by")
    for name, place in _shown_fields(source, view):
        if any(_has_markdown(f) for f in _declared(known, view, name)):
            message = f'"{name}" is Markdown, which does not fit into a line of a view'
            yield _finding(place, message, "choose a field with a short value")


# form: how many relations, what is wrong otherwise, and what to do
_WANTED = {
    "matrix": (
        range(1, 2),
        "a matrix needs exactly one relation in its columns",
        "write columns: [a relation], whose entries become the columns",
    ),
    "graph": (
        range(1, 100),
        "a graph needs relations, and nothing else, in its columns",
        "write columns: [a relation], along which the lines are drawn",
    ),
    "evidence": (
        range(1, 2),
        "evidence needs exactly one relation in its columns",
        "write columns: [a relation], which leads to labs",
    ),
}


def _is_relation(known: Collections, view: View, name: str) -> bool:
    return any(relation_targets(known, known[c], name) for c in view.collections)


def _shown_fields(source: Source, view: View) -> Iterator[tuple[str, Location]]:
    for number, name in enumerate(view.columns):
        yield name, source.at("columns", number)
    if view.group_by:
        yield view.group_by, source.at("group_by")


def _declared(known: Collections, view: View, name: str) -> Iterator[Field]:
    for collection in view.collections:
        declared = known[collection].fields.get(name)
        if declared:
            yield declared


def _has_markdown(declared: Field) -> bool:
    inner = [*declared.fields.values(), *([declared.of] if declared.of else [])]
    return declared.type == "markdown" or any(_has_markdown(field) for field in inner)


def _finding(location: Location, message: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="view-shape",
        location=location,
        message=message,
        why="the view could not be drawn",
        fix=fix,
    )
