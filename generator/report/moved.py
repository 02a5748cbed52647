"""Show as Markdown how results of labs have changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.labs import differences
from generator.model import Contract, Result

_LONGEST = 120  # characters of a value in a table


@dataclass(frozen=True, slots=True)
class Move:
    """A result before and after; None where there is none."""

    contract: Contract
    was: Result | None
    now: Result | None


def as_moves(moves: Iterable[Move]) -> str:
    """Return a table for each result that says something else than it did; "" if none does."""
    return "\n".join(filter(None, map(_section, moves)))


def _section(move: Move) -> str:
    found = list(differences(move.contract, move.was, move.now))
    result = move.now or move.was
    if not found or result is None:
        return ""
    rows = [f"| {_cell(one.name)} | {_cell(one.was)} | {_cell(one.now)} |" for one in found]
    lines = ["| what | was | is |", "| --- | --- | --- |", *rows, *_standing(move)]
    return f"### {result.lab}, {result.profile}\n\n" + "\n".join(lines) + "\n"


def _standing(move: Move) -> Iterator[str]:
    """Yield on what both results stand, for whoever looks for a reason."""
    was, now = _versions(move.was), _versions(move.now)
    for name in sorted(was.keys() | now.keys()):
        yield f"| {_cell(name)} | {_cell(was.get(name, ''))} | {_cell(now.get(name, ''))} |"


def _versions(result: Result | None) -> dict[str, str]:
    return {"python": result.python, **result.services} if result else {}


def _cell(text: str) -> str:
    """Write a value as code: it is a program's, and must not become markup, or call people."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
    plain = re.sub(r"[`|\s]+", " ", short).strip()
    return f"`{plain}`" if plain else "nothing"
