"""Tell which parts of a Markdown text are code or comments, where nothing is a link.

The rules are Python-Markdown's with PyMdown's fences, which may stand inside lists and
admonitions; a test compares them with what Python-Markdown itself makes of a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})([^`\n]*)$")
# As markdown.inlinepatterns.BACKTICK_RE (Markdown 3.11): a pair of backslashes escapes nothing.
_INLINE = re.compile(
    r"(?<!\\)(?:\\{2})+(?=`)|(?<!\\)(?P<ticks>`+)(.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL
)
_RAW = re.compile(r"<!--.*?-->|<(pre|code|script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
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
    found = [fence for fence in _fences(lines) if fence.words == words]
    return tuple(fence for fence in found if not _is_shown(lines, fence))


def _is_shown(lines: list[str], fence: Fence) -> bool:
    """Tell whether a fence stands in indented code or in a comment."""
    fenced = _fenced(lines)
    own = set(range(fence.opening, (fence.closing or fence.opening) + 1))
    if fence.opening in _indented(lines, fenced - own):
        return True
    others = ["" if number in fenced | own else line for number, line in enumerate(lines)]
    offset = len("\n".join(others[: fence.opening]))
    return any(r.start() <= offset < r.end() for r in _RAW.finditer("\n".join(others)))


def is_code(text: str) -> list[bool]:
    """Return for each character of ``text`` whether it is code or a comment."""
    code = [False] * len(text)
    _mark_blocks(text, code)
    # A backslash before a backtick, and code inside a fence, must not pair up with text outside.
    masked = "".join("\n" if c and t != "\n" else t for t, c in zip(text, code, strict=True))
    for found in _RAW.finditer(masked):
        code[found.start() : found.end()] = [True] * (found.end() - found.start())
    for start, block in _blocks(masked):
        for found in _INLINE.finditer(block):
            if found["ticks"]:
                span = slice(start + found.start(), start + found.end())
                code[span] = [True] * (found.end() - found.start())
    return code


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
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if opening:
            closing = _closing(lines, number, opening[2])
            yield Fence(opening[3].strip(), number, closing, opening[1])
            number = number if closing is None else closing
        number += 1


def _closing(lines: list[str], opening: int, fence: str) -> int | None:
    end = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    numbers = range(opening + 1, len(lines))
    return next((number for number in numbers if end.match(lines[number])), None)


def _indented(lines: list[str], fenced: set[int]) -> set[int]:
    """Return the lines of indented code blocks: four columns deeper than what holds them."""
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
        else:
            after_blank = bool(_TITLED.match(bare)) and number not in fenced
            holders = _opened(holders, indent, bare if number not in fenced else "")
    return marked


def _opened(holders: list[int], indent: int, bare: str) -> list[int]:
    """Return the open containers after a line that may start one."""
    if not _CONTAINER.match(bare):
        return holders
    return [*(held for held in holders if held < indent), indent]
