"""Take code apart as Pygments does, but try only those rules that may match what comes next.

The model is `RegexLexer` of pygments/lexer.py, Pygments 2.21, which tries all rules of a state at
each place, in their order.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from pygments.lexer import RegexLexer  # type: ignore[import-untyped]
from pygments.token import (  # type: ignore[import-untyped]
    Error,
    Whitespace,
    _TokenType,
)

from generator.builder.markdown.quick.beginnings import beginnings

Token = tuple[int, object, str]  # where it begins, its kind, its text
Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]  # match, action, new state


def quicken_lexer(lexer: Any) -> None:  # noqa: ANN401 - untyped
    """Let a lexer that works as Pygments' own do so in less time."""
    kind: Any = type(lexer)
    is_plain = kind.get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    if is_plain and getattr(lexer, "_tokens", None) is vars(kind).get("_tokens"):
        vars(lexer)["get_tokens_unprocessed"] = partial(_tokens, lexer, _rules_by_state(kind))


class _RulesByCharacter(dict[str, Sequence[Rule]]):
    """The rules of a state that may match where a character comes next; all of them at the end."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules

    def __missing__(self, character: str) -> Sequence[Rule]:
        if not character.isascii():  # there are too many to remember, and few in code
            return self._rules
        found = self[character] = [rule for rule in self._rules if _may_match(rule, character)]
        return found


@cache
def _rules_by_state(kind: Any) -> dict[str, _RulesByCharacter]:  # noqa: ANN401 - untyped
    rules_by_state = vars(kind)["_tokens"].items()
    return {state: _RulesByCharacter(rules) for state, rules in rules_by_state}


def _may_match(rule: Rule, character: str) -> bool:
    expression = getattr(rule[0], "__self__", None)
    if not isinstance(expression, re.Pattern) or rule[0] != expression.match:
        return True
    return not character or character in beginnings(expression)


def _tokens(  # noqa: C901 - to call a function for each token would take as long as the rest
    lexer: object,
    rules_by_state: dict[str, _RulesByCharacter],
    text: str,
    stack: Iterable[str] = ("root",),
) -> Iterator[Token]:
    """Stand in for `RegexLexer.get_tokens_unprocessed`."""
    states = list(stack)
    rules_by_character = rules_by_state[states[-1]]
    position = 0
    while True:
        character = text[position : position + 1]
        for match_at, action, change in rules_by_character[character]:
            match = match_at(text, position)
            if match is None:
                continue
            if type(action) is _TokenType:
                yield position, action, match.group()
            elif action is not None:
                yield from action(lexer, match)
            position = match.end()
            if change is not None:
                _change(states, change)
                rules_by_character = rules_by_state[states[-1]]
            break
        else:
            if not character:
                return
            if character == "\n":
                states = ["root"]
                rules_by_character = rules_by_state["root"]
            yield position, Whitespace if character == "\n" else Error, character
            position += 1


def _change(states: list[str], change: Any) -> None:  # noqa: ANN401 - untyped
    """Go to other states, and never below the first one."""
    if isinstance(change, int):  # how many to leave, below zero
        del states[max(1, len(states) + change) :]
        return
    for state in (change,) if change == "#push" else change:
        if state == "#push":
            states.append(states[-1])
        elif state != "#pop":
            states.append(state)
        elif len(states) > 1:
            states.pop()
