"""Put code and emphasis into a text at one go, where there is no other markup and nothing nested.

Most texts have nothing else. The models are `BacktickInlineProcessor` and `DelimiterProcessor` of
markdown/inlinepatterns.py, Markdown 3.11.
"""

import re
from collections.abc import Collection, Iterable
from string import digits
from typing import Any
from xml.etree.ElementTree import Element

from markdown import inlinepatterns
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, STX, AtomicString, code_escape

from generator.builder.markdown.quick.emphasis import STRONG, is_usual

# A backtick and the next one; or a run of one or two stars and the next star, which is the same
# run. Where no backtick, star or underscore is left over, the library makes the same pairs.
_MARKUP = re.compile(r"`([^`]+)`(?!`)|(\*\*?)([^\s*`](?:[^*`]*[^\s*`])?)\2(?!\*)")

_LINE_BREAK = "  \n"

# What the library puts in the place of what it has found, and later patterns would look through.
_PLACEHOLDER = frozenset(INLINE_PLACEHOLDER_PREFIX + digits + ETX)

_CODE = "markdown.inlinepatterns.BacktickInlineProcessor"
_EMPHASIS = "markdown.inlinepatterns.DelimiterProcessor"


class SimpleMarkup:
    """Takes apart texts that have only code and emphasis in them."""

    def __init__(self, emphasis: Any, marks: Iterable[str]) -> None:  # noqa: ANN401
        self._emphasis = emphasis
        found = "".join(map(re.escape, sorted({*marks, STX, ETX})))
        self._has_mark = re.compile(f"[{found}]").search

    def split(self, text: str) -> tuple[str | None, list[Element]] | None:
        """Return what stands before the first element, and all of them; None if there is more."""
        parts = _MARKUP.split(text)
        codes, runs, emphasised, tails = (parts[start::4] for start in range(1, 5))
        rest = parts[0] + "".join(tails) + "".join(filter(None, emphasised))
        if (
            self._has_mark(rest)
            or _LINE_BREAK in text
            or self._emphasis.regions  # of a text before this one
        ):
            return None
        elements = []
        for code, run, inside, tail in zip(codes, runs, emphasised, tails, strict=True):
            if code is None:
                element = Element(STRONG if run == "**" else "em")
                element.text = inside
            else:
                element = Element("code")
                element.text = AtomicString(code_escape(code.strip()))
            element.tail = tail or None
            elements.append(element)
        return parts[0] or None, elements


def simple_markup(patterns: Iterable[tuple[Any, Collection[str]]]) -> SimpleMarkup | None:
    """Return what finds simple markup; None if other patterns might find something in it.

    ``patterns`` come in their order, each with the marks one of which it needs; no mark at all is
    in every text.
    """
    by_kind = {_kind(pattern): (number, pattern) for number, (pattern, _) in enumerate(patterns)}
    (code_place, code), (place, emphasis) = (by_kind.get(k, (0, None)) for k in (_CODE, _EMPHASIS))
    if code_place >= place or not _is_usual(code, emphasis):
        return None
    marks = set("`*_")
    for pattern, needed in patterns:
        if pattern not in {code, emphasis} and not _is_line_break(pattern):
            marks.update(needed)
    return None if "" in marks or marks & _PLACEHOLDER else SimpleMarkup(emphasis, marks)


def _is_usual(code: Any, emphasis: Any) -> bool:  # noqa: ANN401 - may not be there
    if code is None or code.tag != "code" or code.pattern != inlinepatterns.BACKTICK_RE:
        return False
    return is_usual(emphasis) and not (code.ANCESTOR_EXCLUDES or emphasis.ANCESTOR_EXCLUDES)


def _is_line_break(pattern: Any) -> bool:  # noqa: ANN401 - of any extension
    return bool(pattern.pattern == inlinepatterns.LINE_BREAK_RE)


def _kind(pattern: object) -> str:
    return f"{type(pattern).__module__}.{type(pattern).__qualname__}"
