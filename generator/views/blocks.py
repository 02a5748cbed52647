"""Find the blocks in a text that declare views, and parse each where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.diagnostics import Diagnostic, Location
from generator.links import Fence, find_fences, place
from generator.model import Prose
from generator.source import MappingNode, Node, Text, parse_yaml

WORD = "view"


@dataclass(frozen=True, slots=True)
class Block:
    """One declaration in a text, whole lines from ``start`` to ``end``, with its places."""

    start: int
    end: int
    indent: str
    location: Location  # of its first line
    node: Node | None
    findings: tuple[Diagnostic, ...]


def may_hold_blocks(prose: Prose) -> bool:
    """Tell at a glance whether a text is worth a look for view blocks."""
    return WORD in prose.text


def find_blocks(prose: Prose) -> Iterator[Block]:
    """Yield the view blocks of a text; blocks in code samples and comments are not views."""
    lines = prose.text.split("\n")
    for fence in find_fences(prose.text, WORD):
        start = sum(len(line) + 1 for line in lines[: fence.opening])
        width = len(lines[fence.opening])
        location = place(prose, start + len(fence.indent), start + width)
        if fence.closing is None:
            yield Block(start, start + width, fence.indent, location, None, (_unclosed(location),))
            continue
        end = start + len("\n".join(lines[fence.opening : fence.closing + 1]))
        node, findings = _parse(prose, lines, fence)
        if not (node or findings):
            node = MappingNode((), location)
        if not prose.exact:
            findings = tuple(replace(finding, location=location) for finding in findings)
        yield Block(start, end, fence.indent, location, node, findings)


def _parse(
    prose: Prose, lines: list[str], fence: Fence
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Parse a block's lines with the places that they have in the file."""
    # What stands before each line counts as spaces: YAML may be indented as a whole.
    before = " " * (prose.location.column - 1)
    inside = [before + _without(fence.indent, line) for line in _inner(lines, fence)]
    above = prose.location.line + fence.opening
    node, findings = parse_yaml(Text(prose.location.path, "\n" * above + "\n".join(inside)))
    return node, tuple(_about_a_view(finding) for finding in findings)


def _inner(lines: list[str], fence: Fence) -> list[str]:
    return lines[fence.opening + 1 : fence.closing]


def _without(indent: str, line: str) -> str:
    start = re.match(rf"[ \t>]{{0,{len(indent)}}}", line)
    width = start.end() if start else 0
    return " " * width + line[width:]


def _about_a_view(finding: Diagnostic) -> Diagnostic:
    if finding.rule != "yaml-syntax":
        return finding
    return replace(finding, why="nothing in the view can be read until this is mended")


def _unclosed(location: Location) -> Diagnostic:
    return Diagnostic(
        rule="unclosed-view",
        location=location,
        message="the view has no end",
        why="readers would see its declaration as text",
        fix="add a line with the same marks below it, as this one without the word",
    )
