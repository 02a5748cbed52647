"""The ledger of a run: what it made outside its folder, and what has to be gone at the end.

Whatever is made is written down first. The ledger is a file, so that it outlives a lab that is
killed, and the runner can clean up after it.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .run import LabError, told

KINDS = ("exchange", "file", "group", "memcached", "postgresql", "queue", "redis")


@dataclass(frozen=True, slots=True)
class Owned:
    """One thing that the run made; ``born`` tells a process from a later one of the same number."""

    kind: str
    name: str
    born: str = ""


def own(kind: str, name: str) -> str:
    """Note that the run makes something of this name; it is removed at the end, come what may.

    Call it before the thing is made. It returns the name.
    """
    if kind not in KINDS:
        raise LabError(f'own() knows no kind "{kind}": use one of {", ".join(KINDS)}')
    note(told("LAB_LEDGER"), Owned(kind, name))
    return name


def note(ledger: Path, owned: Owned) -> None:
    """Append one line in one write, which processes that write at once cannot mix."""
    line = json.dumps([owned.kind, owned.name, owned.born]) + "\n"
    descriptor = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def read_ledger(ledger: Path) -> Iterator[Owned]:
    """Give what was noted, each thing once, in order; a line that was cut off is left out."""
    if not ledger.exists():
        return
    for line in dict.fromkeys(ledger.read_text("utf-8").splitlines()):
        try:
            kind, name, born = json.loads(line)
        except ValueError:
            continue
        yield Owned(kind, name, born)


def names(ledger: Path, kind: str) -> list[str]:
    """Give the names of one kind."""
    return [owned.name for owned in read_ledger(ledger) if owned.kind == kind]
