"""Tell which parts of a Markdown text are code or comments, where nothing is a link.

The rules are Python-Markdown's with PyMdown's fences, which may stand inside lists and
admonitions; a test compares them with what Python-Markdown itself makes of a text.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})([^`\n]*)$")
_FENCE_END = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*$")
_TICKS = re.compile(r"`+")
_RAW = re.compile(r"<!--|<(pre|code|script|style)\b", re.IGNORECASE)
_RAW_ENDS = {
    name: re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)
    for name in ("", "pre", "code", "script", "style")
}
# What holds indented text: list items, admonitions, tabs, footnotes and definitions.
_CONTAINER = re.compile(r"^(?:[*+-]|\d+[.)]|!!!|\?\?\?\+?|===[!+]?|\[\^[^\]]+\]:|:)(?:\s|$)")
# What holds blocks only: the line after it can be code without an empty line between.
_TITLED = re.compile(r"^(?:!!!|\?\?\?\+?|===[!+]?)\s")
_HEADING = re.compile(r"^#{1,6}(?:\s|$)")
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its lines (from 0), the words after the fence, what its lines start with."""

    words: str
    opening: int
    closing: int | None  # none where nothing closes it
    indent: str


def find_fences(text: str, words: str) -> tuple[Fence, ...]:
    """Return the blocks with ``words`` after their fence that are not themselves shown as code."""
    lines = text.split("\n")
    fences = [fence for fence in _fences(lines) if fence.words == words]
    shown = _shown(lines, {fence.opening: fence for fence in fences})
    return tuple(fence for fence in fences if fence.opening not in shown)


def _shown(lines: list[str], fences: Mapping[int, Fence]) -> set[int]:
    """Return the opening lines of the fences that stand in indented code or in a comment."""
    fenced = _fenced(lines)
    others = ["" if n in fenced or n in fences else line for n, line in enumerate(lines)]
    raw = [False] * (len(lines) + 1)
    text = "\n".join(others)
    for start, end in _raw(text):
        first = text.count("\n", 0, start) + 1
        last = first + text.count("\n", start, end)
        raw[first:last] = [True] * (last - first)
    in_raw = {number for number in fences if raw[number]}
    return in_raw | (_indented(lines, fenced, fences) & fences.keys())


def is_code(text: str) -> list[bool]:
    """Return for each character of ``text`` whether it is code or a comment."""
    code = [False] * len(text)
    _mark_blocks(text, code)
    # A backslash before a backtick, and code inside a fence, must not pair up with text outside.
    masked = "".join("\n" if c and t != "\n" else t for t, c in zip(text, code, strict=True))
    for start, end in _raw(masked):
        code[start:end] = [True] * (end - start)
    for offset, block in _blocks(masked):
        for start, end in _inline(block):
            code[offset + start : offset + end] = [True] * (end - start)
    return code


def _raw(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of comments and of HTML that holds no Markdown."""
    position = 0
    unclosed: set[str] = set()  # what ends nowhere from here is not looked for again
    while found := _RAW.search(text, position):
        name = (found[1] or "").lower()
        end = None if name in unclosed else _RAW_ENDS[name].search(text, found.end())
        if end is None:
            unclosed.add(name)
        else:
            yield found.start(), end.end()
        position = end.end() if end else found.end()


def _inline(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between backticks; what as many backticks end as begin it.

    As markdown.inlinepatterns.BACKTICK_RE (Markdown 3.11), in time that grows with the text.
    """
    runs = [(found.start(), len(found[0])) for found in _TICKS.finditer(text)]
    starts: dict[int, list[int]] = defaultdict(list)
    for start, length in runs:
        starts[length].append(start)
    position = 0
    for start, length in runs:
        if start < position:
            continue
        first = start + _is_escaped(text, start)
        for ticks in range(start + length - first, 0, -1):
            after = bisect_right(starts[ticks], start) if ticks in starts else 0
            if ticks in starts and after < len(starts[ticks]):
                position = starts[ticks][after] + ticks
                yield first, position
                break


def _is_escaped(text: str, offset: int) -> bool:
    """Tell whether an odd number of backslashes stands before: a pair of them escapes nothing."""
    start = offset
    while start and text[start - 1] == "\\":
        start -= 1
    return (offset - start) % 2 == 1


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parts that inline code cannot leave, each with its offset.

    Empty lines and headings end one; a list item does only where a list can start.
    """
    start = offset = 0
    in_list = False
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        is_alone = not bare or bool(_HEADING.match(bare))
        if start == offset:
            in_list = bool(_CONTAINER.match(bare))
        elif is_alone or (in_list and _CONTAINER.match(bare)):
            yield start, text[start:offset]
            start = offset
        offset += len(line)
        if is_alone:
            yield start, text[start:offset]
            start = offset
    yield start, text[start:]


def _mark_blocks(text: str, code: list[bool]) -> None:
    lines = text.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    fenced = _fenced(lines)
    marked = fenced | _indented(lines, fenced)
    for number in marked:
        start, end = offsets[number], min(offsets[number + 1], len(text))
        code[start:end] = [True] * (end - start)


def _fenced(lines: list[str]) -> set[int]:
    """Return the lines of fenced blocks; a fence that nothing closes is text."""
    closed = ((f.opening, f.closing) for f in _fences(lines) if f.closing is not None)
    return {number for opening, closing in closed for number in range(opening, closing + 1)}


def _fences(lines: list[str]) -> Iterator[Fence]:
    ends = [(n, found[1]) for n, line in enumerate(lines) if (found := _FENCE_END.match(line))]
    unclosed: dict[str, int] = {}  # the shortest fence of a kind that nothing closes from here
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if opening:
            closing = _closing(ends, number, opening[2], unclosed)
            yield Fence(opening[3].strip(), number, closing, opening[1])
            number = number if closing is None else closing
        number += 1


def _closing(
    ends: list[tuple[int, str]], opening: int, fence: str, unclosed: dict[str, int]
) -> int | None:
    if len(fence) >= unclosed.get(fence[0], len(fence) + 1):
        return None
    for place in range(bisect_right(ends, (opening, "\x7f")), len(ends)):
        number, end = ends[place]
        if end.startswith(fence):
            return number
    unclosed[fence[0]] = len(fence)
    return None


def _indented(
    lines: list[str], fenced: set[int], fences: Mapping[int, Fence] = MappingProxyType({})
) -> set[int]:
    """Return the lines of indented code blocks: four columns deeper than what holds them.

    ``fences`` are those that may stand in such a block themselves, by their opening lines.
    """
    fenced = fenced - fences.keys()
    marked: set[int] = set()
    holders: list[int] = []  # the indentation of the open containers
    after_blank = True  # code starts after an empty line, and goes on until a shallower one
    for number, line in enumerate(lines):
        content = line.expandtabs(_INDENT)
        bare = content.strip()
        if not bare:
            after_blank = True
            continue
        indent = len(content) - len(content.lstrip())
        if after_blank:
            holders = [held for held in holders if indent >= held + _INDENT]
        depth = holders[-1] + _INDENT if holders else 0
        if number not in fenced and after_blank and indent >= depth + _INDENT:
            marked.add(number)  # `after_blank` stays: the next line is code too, if as deep
            if number in fences:  # it begins nothing, so neither are its lines in it
                fenced -= set(range(number, (fences[number].closing or number) + 1))
        else:
            after_blank = bool(_TITLED.match(bare)) and number not in fenced
            holders = _opened(holders, indent, bare if number not in fenced else "")
    return marked


def _opened(holders: list[int], indent: int, bare: str) -> list[int]:
    """Return the open containers after a line that may start one."""
    if not _CONTAINER.match(bare):
        return holders
    return [*(held for held in holders if held < indent), indent]
