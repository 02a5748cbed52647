"""Measure builds and previews beside plain MkDocs and others, and write down what came out."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generator.bench.browser import browser_version, find_browser, measure_in_browser
from generator.bench.builds import COLD, Round, measure_round, measure_writing
from generator.bench.corpus import write_corpus
from generator.bench.figures import make_figures, make_growth
from generator.bench.kept import Kept, Part, code_digest
from generator.bench.machine import describe_machine, find_load
from generator.bench.previews import measure_preview
from generator.bench.process import BenchError, run_measured
from generator.bench.result import Result, as_entry, is_untouched
from generator.bench.samples import Sample, Tell
from generator.bench.table import as_table
from generator.bench.tools import OURS, PLAIN, Tool, find_peers, find_versions

__all__ = ["PARTS", "BenchError", "Plan", "Result", "as_entry", "as_table", "is_untouched", "run"]

_EDITS = 4  # of each kind in a round: one takes but a moment, and a browser is never twice as quick

BUILDS, GROWTH, PREVIEWS, BROWSER = PARTS = ("builds", "growth", "previews", "browser")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    pages: int = 1000
    growth: int = 4000  # pages of the larger project
    rounds: int = 3
    parts: tuple[str, ...] = PARTS
    kept: Path | None = None  # a file of what was measured before, and is added to


def run(plan: Plan, tell: Tell) -> Iterator[Result]:
    """Measure what the plan says, in a temporary folder; yield what was found after each part."""
    if not hasattr(os, "wait4"):
        raise BenchError(f"the benchmark needs a Unix system, and this is {sys.platform}")
    peers, load, today = find_peers(), find_load(), datetime.now(tz=UTC).date().isoformat()
    machine, versions = describe_machine(), {**dict(find_versions(peers)), **browser_version()}
    kept = Kept(plan.kept, {**machine, "versions": versions, "code": code_digest()})
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for samples in _measure(plan, Path(folder), peers, tell):
            kept.add(Part(today, load, tuple(samples)))
            figures = make_figures([*kept.samples])
            yield Result(
                title=f"{plan.pages:,} pages",
                ran_on=max(part.ran_on for part in kept.parts),
                machine={**machine, "load": max(part.load for part in kept.parts)},
                versions=[*versions.items()],
                figures=figures,
                growth=make_growth(figures),
            )


def _measure(
    plan: Plan, folder: Path, peers: tuple[Tool, ...], tell: Tell
) -> Iterator[Iterable[Sample]]:
    """Yield what is measured part by part."""
    _warm_up(folder, peers)
    corpus = write_corpus(folder / "pages", plan.pages)
    if BUILDS in plan.parts or GROWTH in plan.parts:
        for number in range(plan.rounds if BUILDS in plan.parts else 1):
            yield measure_round(Round(corpus, peers, number=number), tell)
        yield [measure_writing(corpus)]
    if GROWTH in plan.parts:
        larger = write_corpus(folder / "growth", plan.growth)
        yield measure_round(Round(larger, peers, shared=(COLD,)), tell)
        yield [measure_writing(larger)]
        shutil.rmtree(larger.root)  # it is large
    for tool in (OURS, PLAIN, *peers):
        yield from _measure_preview(plan, folder, tool, tell)


def _warm_up(folder: Path, peers: tuple[Tool, ...]) -> None:
    """Build a small project with each tool once: the first start of a program is another matter."""
    corpus = write_corpus(folder / "warm-up", 2)
    for tool in (OURS, PLAIN, *peers):
        run_measured(tool.build_command(corpus))


def _measure_preview(
    plan: Plan, folder: Path, tool: Tool, tell: Tell
) -> Iterator[Iterable[Sample]]:
    # The others have one try: with some, each takes as long as a build.
    tries = plan.rounds * _EDITS if tool is OURS else 1
    corpus = write_corpus(folder / f"preview-{tool.name}", plan.pages)
    if PREVIEWS in plan.parts:
        yield measure_preview(corpus, tool, tries, tell)
    if BROWSER in plan.parts and find_browser():
        yield measure_in_browser(corpus, tool, tries, tell)
