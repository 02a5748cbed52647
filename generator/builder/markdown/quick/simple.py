"""Put code and emphasis into a text at one go, where there is no other markup and nothing nested.

Most texts have nothing else. The models are `BacktickInlineProcessor` and `DelimiterProcessor` of
markdown/inlinepatterns.py, Markdown 3.11.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from string import digits
from typing import Any
from xml.etree.ElementTree import Element

from markdown import inlinepatterns
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, STX, AtomicString, code_escape

from generator.builder.markdown.quick.emphasis import STRONG, is_usual

# A backtick and the next one; or a run of one or two stars and the next star, which is the same
# run. Where no other mark is left over, and no other pattern takes these, the library makes the
# same pairs.
_MARKUP = re.compile(r"`([^`]+)`(?!`)|(\*\*?)([^\s*`](?:[^*`]*[^\s*`])?)\2(?!\*)")

_LINE_BREAK = "  \n"

# What the library puts in the place of what it has found, and later patterns would look through.
_PLACEHOLDER = frozenset(INLINE_PLACEHOLDER_PREFIX + digits + ETX)

_FLAGS = re.DOTALL | re.UNICODE  # with which the library compiles expressions

Pattern = tuple[Any, re.Pattern[str], Collection[str]]


class SimpleMarkup:
    """Takes apart texts that have only code and emphasis in them."""

    def __init__(self, emphasis: Any, marks: Iterable[str]) -> None:  # noqa: ANN401
        self._emphasis = emphasis
        self._has_mark = re.compile(f"[{''.join(map(re.escape, sorted(marks)))}]").search

    def split(self, text: str) -> tuple[str | None, list[Element]] | None:
        """Return what stands before the first element, and all of them; None if there is more."""
        parts = _MARKUP.split(text)
        codes, runs, emphasised, tails = (parts[start::4] for start in range(1, 5))
        rest = parts[0] + "".join(tails) + "".join(filter(None, emphasised))
        if (
            self._has_mark(rest)
            or _LINE_BREAK in text
            or STX in text
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


def simple_markup(patterns: Sequence[Pattern]) -> SimpleMarkup | None:
    """Return what finds simple markup; None if other patterns might find something in it.

    ``patterns`` come in their order, each with its expression and the marks one of which it needs;
    no mark at all is in every text.
    """
    if not patterns or not _is_code(*patterns[0]):  # whatever comes before looks into code, too
        return None
    kind = inlinepatterns.DelimiterProcessor  # which older versions have not
    emphases = [pattern for pattern, *_ in patterns if type(pattern) is kind]
    if len(emphases) != 1 or not is_usual(emphases[0]) or emphases[0].ANCESTOR_EXCLUDES:
        return None
    others = [
        set(marks)
        for pattern, expression, marks in patterns[1:]
        if pattern is not emphases[0] and not _is(inlinepatterns.LINE_BREAK_RE, expression)
    ]
    if any("" in marks or marks & {"`", "*", *_PLACEHOLDER} for marks in others):
        return None
    return SimpleMarkup(emphases[0], {"`", "*", "_", "\\"}.union(*others))


def _is_code(pattern: Any, expression: re.Pattern[str], _: object) -> bool:  # noqa: ANN401
    """Tell whether a pattern makes code as the library's own does, wherever it is."""
    if type(pattern) is not inlinepatterns.BacktickInlineProcessor:
        return False
    is_changed = "handleMatch" in vars(pattern) or pattern.ANCESTOR_EXCLUDES
    return pattern.tag == "code" and _is(inlinepatterns.BACKTICK_RE, expression) and not is_changed


def _is(written: str, expression: re.Pattern[str]) -> bool:
    return expression.pattern == written and expression.flags == _FLAGS
