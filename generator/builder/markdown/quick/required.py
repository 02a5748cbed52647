"""Tell what a text must hold for a regular expression to match in it.

Most expressions of Markdown begin with a mark such as `*` or `[`, and most texts have none of them;
to look for a character costs far less than to start a search.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 8  # characters for which to look one by one is still worth while

_Look = Callable[[Iterable[Any]], str]

EMPTY = (ops.ASSERT, ops.ASSERT_NOT, ops.AT)  # they take up no character
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


@cache
def required(pattern: re.Pattern[str]) -> str:
    """Return characters of which each text that matches has at least one; empty if none is sure."""
    return _of_all(_parser.parse(pattern.pattern, pattern.flags))


@cache
def leading(pattern: re.Pattern[str]) -> str:
    """Return the characters one of which each match begins with; empty if any may be the first."""
    return _first(_parser.parse(pattern.pattern, pattern.flags))


def _first(parts: Iterable[Any]) -> str:
    """Return what the first of several parts begins with that takes up any character."""
    for kind, value in parts:
        if kind not in EMPTY:
            return _of_part(kind, value, _first)
    return ""


def _of_all(parts: Iterable[Any]) -> str:
    """Return the fewest that any of several parts, which all must match, asks for."""
    found = filter(None, (_of_part(kind, value, _of_all) for kind, value in parts))
    return min(found, key=lambda marks: (len(marks), marks.isspace()), default="")


def _of_part(kind: object, value: Any, look: _Look) -> str:  # noqa: ANN401 - as it is parsed
    """Return what ``look`` finds in one part, or in those that it is made of."""
    if kind is ops.LITERAL:
        return _of_character(chr(value))
    if kind is ops.IN:
        return _of_any(([part] for part in value), look)
    if kind is ops.BRANCH:
        return _of_any(value[-1], look)
    if kind in {ops.SUBPATTERN, ops.ASSERT}:  # what stands before or after is in the text, too
        return look(value[-1])
    if kind is ops.ATOMIC_GROUP:
        return look(value)
    return look(value[-1]) if kind in REPEATS and value[0] > 0 else ""


def _of_character(character: str) -> str:
    # A letter may stand for another one, where case is ignored; a blank is in most texts.
    is_mark = character.isascii() and not character.isalpha() and character != " "
    return character if is_mark else ""


def _of_any(choices: Iterable[Iterable[Any]], look: _Look) -> str:
    """Return what several choices ask for, of which one must match."""
    found = [look(choice) for choice in choices]
    marks = "".join(sorted(set("".join(found))))
    return marks if all(found) and len(marks) <= _MOST else ""
