"""Tell with which characters a regular expression's matches begin.

A lexer tries dozens of expressions one after the other at each place of a text, and most of them
could be ruled out by the next character alone.
"""

import re
from collections.abc import Iterable
from functools import cache
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as ops  # type: ignore[attr-defined]
from typing import Any

from generator.builder.markdown.quick.required import EMPTY, REPEATS

ASCII = "".join(map(chr, range(128)))

_Begun = tuple[frozenset[str], bool]  # the characters, and whether a match may be empty

_ANY: _Begun = (frozenset(ASCII), True)
_NOTHING: _Begun = (frozenset(), True)  # takes up no character

_GROUPS = (ops.SUBPATTERN, ops.ATOMIC_GROUP)
_SINGLE = (ops.LITERAL, ops.NOT_LITERAL, ops.IN, ops.ANY)
_ALPHABETS = re.ASCII | re.UNICODE  # of which one is on
_FLAGS = re.IGNORECASE | re.DOTALL | re.ASCII | re.UNICODE  # that change what one character matches


@cache
def beginnings(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return those characters of ASCII with which a text may begin that matches."""
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    found, may_be_empty = _of_all(parsed, pattern.flags)
    return _ANY[0] if may_be_empty else found


def _of_all(parts: Iterable[Any], flags: int) -> _Begun:
    """Return how a match of several parts begins, which follow each other."""
    found: frozenset[str] = frozenset()
    for kind, value in parts:
        here, may_be_empty = _of_part(kind, value, flags)
        found |= here
        if not may_be_empty:
            return found, False
    return found, True


def _of_part(kind: object, value: Any, flags: int) -> _Begun:  # noqa: ANN401 - as it is parsed
    if kind in _SINGLE:
        part = tuple(value) if isinstance(value, list) else value
        return _of_character(kind, part, flags & _FLAGS), False
    if kind is ops.BRANCH:
        choices = [_of_all(parts, flags) for parts in value[-1]]
        found = frozenset[str]().union(*(characters for characters, _ in choices))
        return found, any(may_be_empty for _, may_be_empty in choices)
    if kind in REPEATS:
        least, _, parts = value
        found, may_be_empty = _of_all(parts, flags)
        return found, may_be_empty or least == 0
    if kind in _GROUPS:
        _, added, removed, parts = value if kind is ops.SUBPATTERN else (None, 0, 0, value)
        alphabet = _ALPHABETS if added & _ALPHABETS else 0
        return _of_all(parts, (flags & ~alphabet | added) & ~removed)
    # Others are groups that are referred to, and what later versions of Python bring.
    return _NOTHING if kind in EMPTY else _ANY


@cache
def _of_character(kind: object, part: Any, flags: int) -> frozenset[str]:  # noqa: ANN401
    """Return which characters one that stands for itself or a set matches."""
    if kind is ops.LITERAL and not flags & re.IGNORECASE:
        return _ANY[0].intersection(chr(part))
    state = _parser.State()
    state.str = ""
    single = _parser.SubPattern(state, [(kind, list(part) if kind is ops.IN else part)])
    return frozenset(_compiler.compile(single, flags).findall(ASCII))
