"""Draw a graph as inline SVG inside Markdown, in the colours of the text around it."""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.render.escape import escape
from generator.render.layout import Edge, Layout, lay_out

_LETTER, _LINE, _PADDING = 8, 19, 10  # of the text in a box
_MOST_LETTERS, _MOST_LINES = 16, 3  # of a title
_GAP = 44  # between two layers, where the lines run
_HEAD = 4  # half the width of an arrow's head
_MARGIN = 1  # for the width of the strokes
_PLAIN = '{ style="text-decoration: none" }'  # a box shows that it is a link


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its words, and the page it leads to, as Markdown links it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A layout, and the size of its boxes."""

    layout: Layout
    width: int
    height: int

    def top(self, layer: int) -> int:
        """Return where the boxes of a layer begin."""
        return layer * (self.height + _GAP)


def draw_graph(nodes: Sequence[Node], edges: Sequence[Edge], label: str) -> Iterator[str]:
    """Yield the lines of one paragraph; nodes without an edge are left out.

    The links are Markdown's own, inside the drawing: they become real addresses, and are checked,
    as all others are.
    """
    titles = [_wrapped(node.title) for node in nodes]
    width = max(_columns(line) for title in titles for line in title) * _LETTER + 2 * _PADDING
    height = max(len(title) for title in titles) * _LINE + 2 * _PADDING
    drawing = _Drawing(lay_out(edges, width), width, height)
    yield _opening(drawing, label)
    for edge in drawing.layout.lines:
        yield _line(drawing, edge, edges)
    for number in sorted(drawing.layout.nodes):
        yield f"[{_box(drawing, number, titles[number])}]({nodes[number].url}){_PLAIN}"
    yield "</svg>"


def _wrapped(title: str) -> list[str]:
    return textwrap.wrap(title, _MOST_LETTERS, max_lines=_MOST_LINES, placeholder=" …") or [title]


def _columns(line: str) -> int:
    """Return how wide a line is, in letters; those of East Asia take the room of two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in line)


def _opening(drawing: _Drawing, label: str) -> str:
    width = drawing.layout.width + 2 * _MARGIN
    height = drawing.top(drawing.layout.layers) - _GAP + 2 * _MARGIN
    return (
        f'<svg class="view-graph" role="group" aria-label="{escape(label)}" data-search-exclude=""'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width} {height}" width="{width}"'
        ' style="max-width: 100%; height: auto" fill="none" stroke="currentColor">'
    )


def _line(drawing: _Drawing, edge: Edge, edges: Sequence[Edge]) -> str:
    """Draw one line down, with a head at each end that an edge points to."""
    layer = drawing.layout.nodes[edge[0]][1]
    centres = drawing.layout.lines[edge]
    x, y = centres[0], drawing.top(layer) + drawing.height
    parts = [f"M{x} {y}"]
    for number, (before, after) in enumerate(pairwise(centres), layer + 1):
        upper, lower = drawing.top(number) - _GAP, drawing.top(number)
        middle = (upper + lower) // 2
        parts += [f"V{upper}"] if upper != y else []
        parts.append(f"C{before} {middle} {after} {middle} {after} {lower}")
    last = drawing.top(layer + len(centres) - 1)
    if edge in edges:
        parts.append(_head(centres[-1], last, -1))
    if edge[::-1] in edges:
        parts.append(_head(x, y, 1))
    return f'<path d="{"".join(parts)}" stroke-opacity="0.6"/>'


def _head(x: int, y: int, away: int) -> str:
    return f"M{x - _HEAD} {y + away * 2 * _HEAD}L{x} {y}L{x + _HEAD} {y + away * 2 * _HEAD}"


def _box(drawing: _Drawing, number: int, title: Sequence[str]) -> str:
    centre, layer = drawing.layout.nodes[number]
    top = drawing.top(layer)
    first = top + (drawing.height - len(title) * _LINE) // 2 + _LINE * 3 // 4
    lines = (
        f'<tspan x="{centre}" y="{first + row * _LINE}">{escape(line)}</tspan>'
        for row, line in enumerate(title)
    )
    return (
        f'<rect x="{centre - drawing.width // 2}" y="{top}" width="{drawing.width}"'
        f' height="{drawing.height}" rx="6" fill="currentColor" fill-opacity="0.06"/>'
        '<text text-anchor="middle" font-size="15" fill="currentColor" stroke="none">'
        f"{' '.join(lines)}</text>"
    )
