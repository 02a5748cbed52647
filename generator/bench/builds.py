"""Measure builds: from nothing, with nothing changed, and after edits.

Every tool builds the same sources after the same edit, one after the other, round by round, so that
whatever else the machine does meets them alike; what takes us little time is repeated. Wherever
plain MkDocs builds, too, our site must have the same bytes, or there is no result.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.bench.corpus import Corpus, edit_body, edit_title
from generator.bench.process import BenchError, run_measured
from generator.bench.samples import Sample, Tell
from generator.bench.tools import OURS, PLAIN, Tool

COLD, UNCHANGED, BODY, TITLE = "cold", "unchanged", "body", "title"
WRITING = "writing"

_REPEATS = 3  # of our builds that start from what was kept


@dataclass(frozen=True, slots=True)
class Round:
    """A round on one project: the other programs, and the tasks in which they take part."""

    corpus: Corpus
    peers: tuple[Tool, ...]
    shared: tuple[str, ...] = (COLD, UNCHANGED, BODY, TITLE)
    number: int = 0


def measure_round(this: Round, tell: Tell) -> Iterator[Sample]:
    """Build with every tool, task after task."""
    for tool in (OURS, PLAIN, *this.peers):
        tool.forget(this.corpus)
    for task in (COLD, UNCHANGED, BODY, TITLE):
        for repeat in range(1 if task == COLD else _REPEATS):
            if task in _EDITS:
                _EDITS[task](this.corpus, this.number * 100 + repeat * 7 + 3)
            yield _measure(this.corpus, OURS, task, tell)
        if task in this.shared:
            yield from _measure_others(this, task, tell)


def _measure_others(this: Round, task: str, tell: Tell) -> Iterator[Sample]:
    """Build the same sources with the others. What keeps nothing starts from nothing each time."""
    for tool in this.peers:
        if tool.kept or task == COLD:
            yield _measure(this.corpus, tool, task, tell)
        if not tool.kept:
            tool.forget(this.corpus)  # it is large
    if task != UNCHANGED:
        yield _measure(this.corpus, PLAIN, COLD, tell)
        compare_sites(this.corpus)


_EDITS: Mapping[str, Callable[[Corpus, int], str]] = {BODY: edit_body, TITLE: edit_title}


def _measure(corpus: Corpus, tool: Tool, task: str, tell: Tell) -> Sample:
    tell(f"{len(corpus.paths)} pages, {task}: {tool.name}")
    used = run_measured(tool.build_command(corpus))
    return Sample(len(corpus.paths), task, tool.name, used.cpu_s, used.wall_s, used.peak_mb)


def compare_sites(corpus: Corpus) -> None:
    """Insist that our site and plain MkDocs' are the same, and remove the latter."""
    ours, plain = corpus.root / OURS.site, corpus.root / PLAIN.site
    made, expected = _digests(ours), _digests(plain)
    different = sorted(path for path in made | expected if made.get(path) != expected.get(path))
    if different:
        raise BenchError(f"our site is not what mkdocs build makes: {different[0]} differs")
    PLAIN.forget(corpus)


def _digests(site: Path) -> dict[str, bytes]:
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).digest()
        for file in site.rglob("*")
        if file.is_file()
    }


def measure_writing(corpus: Corpus) -> Sample:
    """Write the bytes of our site once more, and measure that alone: no build can do without.

    Each page repeats the whole navigation, so that the bytes grow with the square of the pages.
    No copy is emptied before all of them are there: memory that was just given back is filled many
    times as fast as memory that is new, and a build has none.
    """
    copy = corpus.root / "copy"
    copy.mkdir()
    cpu_s = 0.0
    files = filter(Path.is_file, sorted((corpus.root / OURS.site).rglob("*")))
    for number, file in enumerate(files):
        cpu_s += _writing_s(copy / str(number), file.read_bytes())
    for file in copy.iterdir():
        os.truncate(file, 0)  # they are large; removed, they would be in the way: see `forget`
    return Sample(len(corpus.paths), WRITING, OURS.name, cpu_s=cpu_s)


def _writing_s(file: Path, data: bytes) -> float:
    start = time.process_time()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(descriptor, data)
    os.close(descriptor)
    return time.process_time() - start
