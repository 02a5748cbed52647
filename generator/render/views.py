"""Make the Markdown that takes the place of a view: a list, a table, a matrix or a graph."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from generator.model import View
from generator.render.escape import escape, label
from generator.render.filters import cell, link, links
from generator.render.graph import Node, draw_graph
from generator.render.variables import EntryVariables, Scope
from generator.schema import relation_labels
from generator.views import relation_targets, shown_entries

_NOTHING = "Nothing here yet."
_MARK = '<span role="img" aria-label="yes">●</span>'

_Entries = tuple[EntryVariables, ...]


def render_view(scope: Scope, view: View) -> str:
    """Return the lines of a view, apart from what stands around them."""
    scope.views[view] = None
    entries = tuple(scope.entry(key) for key in shown_entries(scope.site, scope.links, view))
    lines = list(_SHAPES[view.shape](scope, view, entries)) if entries else [_NOTHING]
    around = ["", *lines, *([""] if lines[-1] else [])]  # an empty line ends what stands before
    return "\n".join((view.indent + line).rstrip() for line in around)


def _list(scope: Scope, view: View, entries: _Entries) -> Iterator[str]:
    for title, group in _groups(scope, view, entries):
        yield from title
        for entry in group:
            cells = [text for name in view.columns if (text := cell(entry, name))]
            yield f"- {link(entry)}" + (f": {' · '.join(cells)}" if cells else "")
        yield ""


def _table(scope: Scope, view: View, entries: _Entries) -> Iterator[str]:
    columns = [name for name in view.columns if name != "title"]
    header = ["Title", *(escape(_label(scope, view, name)) for name in columns)]
    for title, group in _groups(scope, view, entries):
        yield from title
        rows = ([link(entry), *(cell(entry, name) for name in columns)] for entry in group)
        yield from _rows(header, rows)


def _matrix(scope: Scope, view: View, entries: _Entries) -> Iterator[str]:
    related = {entry.key: {t.key for t in entry.relation(view.columns[0])} for entry in entries}
    found = {target.key: target for e in entries for target in e.relation(view.columns[0])}
    columns = sorted(found.values(), key=_by_index(scope))
    if not columns:
        yield _NOTHING
        return
    header = ["Title", *(link(target) for target in columns)]
    for title, group in _groups(scope, view, entries):
        yield from title
        rows = (
            [link(entry), *(_MARK if t.key in related[entry.key] else "" for t in columns)]
            for entry in group
        )
        yield from _rows(header, rows, align=":-:")


def _rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], align: str = "---"
) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"| --- |{f' {align} |' * (len(header) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _graph(scope: Scope, view: View, entries: _Entries) -> Iterator[str]:
    """Yield the drawing, then the same lines in words, for those who cannot see it."""
    numbers = {entry.key: number for number, entry in enumerate(entries)}
    edges = [
        (number, numbers[target.key])
        for number, entry in enumerate(entries)
        for name in view.columns
        for target in entry.relation(name)
        if target.key in numbers and target.key != entry.key
    ]
    labels = {name: escape(_label(scope, view, name)) for name in view.columns}
    if edges:
        nodes = [Node(entry.title, entry.url) for entry in entries]
        yield from draw_graph(
            nodes, edges, ", ".join(_label(scope, view, name) for name in view.columns)
        )
        yield ""
    for entry in entries:
        words = [f"- {link(entry)}"]
        for name in view.columns:
            targets = tuple(t for t in entry.relation(name) if t.key in numbers)
            words += [f"{labels[name]}: {links(targets)}"] if targets else []
        yield ". ".join(words)


def _evidence(scope: Scope, view: View, entries: _Entries) -> Iterator[str]:
    """Yield each entry with its labs: what was found, on what it was measured, and when."""
    for title, group in _groups(scope, view, entries):
        yield from title
        for entry in group:
            yield f"- {link(entry)}"
            for lab in entry.relation(view.columns[0]):
                yield f"    - {_found(lab)}"
        yield ""


def _found(lab: EntryVariables) -> str:
    run = lab.lab.run if lab.lab else None
    if lab.lab is None or run is None:
        return f"{link(lab)}: to be measured"
    versions = [f"{service.name} {service.version}" for service in run.services]
    where = ", ".join([*versions, f"Python {run.python}"])
    state = "measured" if run.state == "ok" else f"{run.state}, measured"
    told = f"{state} on {run.date} with {where}; {run.held} of {len(run.checks)} checks hold"
    return f"{link(lab)}: {lab.lab.headline} *({escape(told)})*"


_SHAPES: Mapping[str, Callable[[Scope, View, _Entries], Iterator[str]]] = {
    "list": _list,
    "table": _table,
    "matrix": _matrix,
    "graph": _graph,
    "evidence": _evidence,
}


def _groups(
    scope: Scope, view: View, entries: _Entries
) -> Iterator[tuple[list[str], list[EntryVariables]]]:
    """Yield the entries of each group under its title, which is no heading of the page."""
    if not view.group_by:
        yield [], list(entries)
        return
    if _is_relation(scope, view):
        groups = _by_target(scope, view.group_by, entries)
    else:
        groups = {}
        for entry in entries:
            groups.setdefault(cell(entry, view.group_by), []).append(entry)
    last = groups.pop(Markup(), [])
    for title, group in [*groups.items(), *([(Markup("Other"), last)] if last else [])]:
        yield [f"**{title}**", ""], group


def _is_relation(scope: Scope, view: View) -> bool:
    known = scope.site.collections
    return any(relation_targets(known, known[name], view.group_by) for name in view.collections)


def _by_target(scope: Scope, name: str, entries: _Entries) -> dict[Markup, list[EntryVariables]]:
    """Group entries by what they are related to, in index order; one may stand in several."""
    found = {target.key: target for entry in entries for target in entry.relation(name)}
    targets = sorted(found.values(), key=_by_index(scope))
    groups = {
        link(target): [e for e in entries if target.key in {t.key for t in e.relation(name)}]
        for target in targets
    }
    groups[Markup()] = [entry for entry in entries if not entry.relation(name)]
    return groups


def _by_index(scope: Scope) -> Callable[[EntryVariables], int]:
    """Return what sorts entries as their indexes do."""
    places: dict[str, int] = {}
    for keys in scope.site.index.values():
        places |= {scope.site.text_of(key): number for number, key in enumerate(keys, len(places))}
    return lambda entry: places[entry.key]


def _label(scope: Scope, view: View, name: str) -> str:
    for collection in view.collections:
        declared = scope.site.collections[collection].fields.get(name)
        labels = relation_labels(scope.site.collections, collection)
        if declared or name in labels:
            return declared.label if declared else labels[name]
    return label(name)
