"""Lay out a graph in layers, the same way every time: lines run down, and cross little.

Widths are in the units of the drawing, layers are counted from 0 at the top. A line that passes
layers has a place of its own in each, which all lines from the same node share.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

MOST_IN_LAYER = 3  # nodes; more would be too small to read on a phone
_SWEEPS = 12
_PASSING = 10  # the width that a line keeps free
_SPACE = 16  # between two places of a layer

Edge = tuple[int, int]
_Place = tuple[int, int]  # a node and its layer; in another layer than its own, lines from it
_Rows = list[list[_Place]]
_Neighbours = Mapping[_Place, Sequence[_Place]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the nodes of a graph stand, and which way its lines go."""

    width: int
    layers: int
    nodes: Mapping[int, tuple[int, int]]  # the centre of each from the left, and its layer
    lines: Mapping[Edge, tuple[int, ...]]  # from the upper node: one centre for each layer


def lay_out(edges: Sequence[Edge], node_width: int) -> Layout:
    """Lay out the nodes that ``edges`` connect; edges that close a cycle are turned.

    An edge from a node to itself is left out.
    """
    edges = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    closing = _closing(edges)
    down = tuple(dict.fromkeys((b, a) if (a, b) in closing else (a, b) for a, b in edges))
    layer_of = _layers(down)
    lines = {edge: _places(edge, layer_of) for edge in down}
    steps = tuple(dict.fromkeys(step for places in lines.values() for step in pairwise(places)))
    rows = _ordered(_rows(layer_of, steps), steps)
    widths = {p: node_width if layer_of[p[0]] == p[1] else _PASSING for row in rows for p in row}
    centres = _centres(rows, steps, widths)
    return Layout(
        width=max((centres[place] + width // 2 for place, width in widths.items()), default=0),
        layers=len(rows),
        nodes={node: (centres[node, layer], layer) for node, layer in layer_of.items()},
        lines={edge: tuple(centres[p] for p in places) for edge, places in lines.items()},
    )


def _closing(edges: Sequence[Edge]) -> set[Edge]:
    """Return the edges that close a cycle, going depth first."""
    after: dict[int, list[int]] = defaultdict(list)
    for start, end in edges:
        after[start].append(end)
    closing: set[Edge] = set()
    done: set[int] = set()
    for start in sorted(after):
        path = [start]
        while path:
            node = path[-1]
            closing |= {(node, end) for end in after[node] if end in path}
            fresh = [end for end in after[node] if end not in done and end not in path]
            if node in done or not fresh:
                done.add(path.pop())
            else:
                path.append(fresh[0])
    return closing


def _layers(down: Sequence[Edge]) -> dict[int, int]:
    """Put every node below all that lead to it, and no more into a layer than fit."""
    before: dict[int, set[int]] = {node: set() for edge in down for node in edge}
    for start, end in down:
        before[end].add(start)
    layer_of: dict[int, int] = {}
    filled: Counter[int] = Counter()
    while len(layer_of) < len(before):
        ready = (n for n in before if n not in layer_of and before[n] <= layer_of.keys())
        earliest = {n: max((layer_of[b] + 1 for b in before[n]), default=0) for n in ready}
        node = min(earliest, key=lambda n: (earliest[n], n))
        layer = earliest[node]
        while filled[layer] == MOST_IN_LAYER:
            layer += 1
        filled[layer] += 1
        layer_of[node] = layer
    return layer_of


def _places(edge: Edge, layer_of: Mapping[int, int]) -> list[_Place]:
    start, end = edge
    passed = [(start, layer) for layer in range(layer_of[start], layer_of[end])]
    return [*passed, (end, layer_of[end])]


def _rows(layer_of: Mapping[int, int], steps: Sequence[tuple[_Place, _Place]]) -> _Rows:
    places = {(node, layer) for node, layer in layer_of.items()} | {p for s in steps for p in s}
    rows: _Rows = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for place in sorted(places):
        rows[place[1]].append(place)
    return rows


def _ordered(rows: _Rows, steps: Sequence[tuple[_Place, _Place]]) -> _Rows:
    """Order each row by where the neighbours stand, keeping the order that crosses least."""
    above, below = _neighbours(steps)
    best, least = rows, _crossings(rows, above)
    for sweep in range(_SWEEPS):
        rows = [list(row) for row in rows]
        numbers = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for number in numbers:
            beside = rows[number - 1] if sweep % 2 == 0 else rows[number + 1]
            _sort_row(rows[number], beside, above if sweep % 2 == 0 else below)
        crossings = _crossings(rows, above)
        if crossings < least:
            best, least = rows, crossings
    return best


def _neighbours(steps: Sequence[tuple[_Place, _Place]]) -> tuple[_Neighbours, _Neighbours]:
    above: dict[_Place, list[_Place]] = defaultdict(list)
    below: dict[_Place, list[_Place]] = defaultdict(list)
    for upper, lower in steps:
        above[lower].append(upper)
        below[upper].append(lower)
    return above, below


def _sort_row(row: list[_Place], beside: list[_Place], neighbours: _Neighbours) -> None:
    where = {place: (number + 0.5) / len(beside) for number, place in enumerate(beside)}
    own = {place: (number + 0.5) / len(row) for number, place in enumerate(row)}

    def middle(place: _Place) -> float:
        found = [where[n] for n in neighbours.get(place, ())]
        return sum(found) / len(found) if found else own[place]

    row.sort(key=middle)


def _crossings(rows: _Rows, above: _Neighbours) -> int:
    count = 0
    for upper, lower in pairwise(rows):
        where = {place: number for number, place in enumerate(upper)}
        lines = [(where[n], number) for number, p in enumerate(lower) for n in above.get(p, ())]
        count += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(lines, 2))
    return count


def _centres(
    rows: _Rows, steps: Sequence[tuple[_Place, _Place]], widths: Mapping[_Place, int]
) -> dict[_Place, int]:
    """Move each place towards its neighbours, as far as those beside it leave room."""
    above, below = _neighbours(steps)
    centres = {place: 0.0 for row in rows for place in row}
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wished = [
                _wish(place, (*above.get(place, ()), *below.get(place, ())), centres)
                for place in row
            ]
            centres |= zip(row, _spread(row, wished, widths), strict=True)
    left = min((centres[place] - widths[place] / 2 for place in centres), default=0.0)
    return {place: round(centre - left) for place, centre in centres.items()}


def _wish(place: _Place, others: Sequence[_Place], centres: Mapping[_Place, float]) -> float:
    return sum(centres[other] for other in others) / len(others) if others else centres[place]


def _spread(
    row: list[_Place], wished: list[float], widths: Mapping[_Place, int]
) -> Iterator[float]:
    """Yield centres near the wished ones that keep their distance."""
    apart = [(widths[a] + widths[b]) / 2 + _SPACE for a, b in pairwise(row)]
    right = list(wished)
    for number, distance in enumerate(apart):
        right[number + 1] = max(right[number + 1], right[number] + distance)
    left = list(wished)
    for number in reversed(range(len(apart))):
        left[number] = min(left[number], left[number + 1] - apart[number])
    for one, other in zip(right, left, strict=True):
        yield (one + other) / 2
