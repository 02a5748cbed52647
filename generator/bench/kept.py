"""Keep what was measured in a file, part by part, so that nothing is lost and more can be added.

The file has a line of JSON for what was measured with, and one for each part that was measured to
its end. Parts of several sittings make one result, if nothing but the time was another one.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.bench.process import BenchError
from generator.bench.samples import Sample

_PACKAGE = Path(__file__).resolve().parents[1]

Conditions = Mapping[str, object]  # plain data, that JSON gives back as it is


@dataclass(frozen=True, slots=True)
class Part:
    """What was measured to its end, when, and how busy the machine was before."""

    ran_on: str  # a date, as in 2026-11-23
    load: float
    samples: tuple[Sample, ...]


class Kept:
    """The parts in a file, or those of this sitting alone where there is none."""

    def __init__(self, file: Path | None, conditions: Conditions) -> None:
        """Read what is there; raise BenchError if something else was measured."""
        self._file = file
        first, *lines = file.read_text("utf-8").splitlines() if file and file.exists() else [""]
        if first and json.loads(first) != conditions:
            raise BenchError(_difference(json.loads(first), conditions, str(file)))
        self.parts = [_part(json.loads(line)) for line in lines]
        if not first:
            self._write("w", conditions)

    def add(self, part: Part) -> None:
        """Keep one more part."""
        self.parts.append(part)
        self._write("a", asdict(part))

    @property
    def samples(self) -> Iterator[Sample]:
        """Yield all that was measured."""
        return (sample for part in self.parts for sample in part.samples)

    def _write(self, mode: str, line: object) -> None:
        if self._file is not None:
            with self._file.open(mode, encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


def code_digest() -> str:
    """Name the code that is measured."""
    files = sorted(_PACKAGE.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _part(told: Mapping[str, object]) -> Part:
    samples: Sequence[Mapping[str, object]] = told["samples"]  # type: ignore[assignment]
    return Part(**{**told, "samples": tuple(Sample(**each) for each in samples)})  # type: ignore[arg-type]


def _difference(was: Conditions, now: Conditions, file: str) -> str:
    [name, *_] = [name for name in sorted({*was, *now}) if was.get(name) != now.get(name)]
    return f"{file} was measured with another {name}: remove it, or name another file"
