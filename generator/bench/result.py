"""Write a benchmark down as an entry of the content, which a page then shows.

Its lines are YAML whose values are JSON, so that nothing can be read in two ways. The last one is
a digest of all above it: whoever changes a figure by hand has a file that says so.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from generator.bench.figures import Figure, Growth

_HEAD = "# Written by `bench --write`, with a digest of every line: measure again, never edit.\n"
_DIGEST = "digest: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that a benchmark found, and what one has to know of how."""

    title: str
    ran_on: str  # a date, as in 2026-11-23
    machine: Mapping[str, str | int | float]
    versions: Sequence[tuple[str, str]]
    figures: tuple[Figure, ...]
    growth: tuple[Growth, ...]


def as_entry(result: Result) -> str:
    """Return a result as the text of an entry."""
    lines = "".join(f"{line}\n" for line in _lines(result))
    return f"{_HEAD}{lines}{_DIGEST}{_digest(_HEAD + lines)}\n"


def is_untouched(entry: str) -> bool:
    """Tell whether the text of an entry is as it was written."""
    text, found, digest = entry.rpartition(_DIGEST)
    return bool(found) and digest == f"{_digest(text)}\n"


def _lines(result: Result) -> Iterator[str]:
    yield f"title: {json.dumps(result.title)}"
    yield f"ran_on: {result.ran_on}"
    yield f"machine: {json.dumps(dict(result.machine))}"
    yield "versions:"
    yield from (f"  - {json.dumps({'of': of, 'version': has})}" for of, has in result.versions)
    yield "figures:"
    yield from (f"  - {json.dumps(asdict(figure))}" for figure in result.figures)
    yield "growth:" if result.growth else "growth: []"
    yield from (f"  - {json.dumps(asdict(growth))}" for growth in result.growth)


def _digest(text: str) -> str:
    return f"sha256-{hashlib.sha256(text.encode()).hexdigest()}"
