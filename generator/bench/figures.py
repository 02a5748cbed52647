"""Make figures of samples: medians, how far they spread, and how tools compare."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from generator.bench.browser import BEYOND, RELOAD, SHOWN
from generator.bench.builds import BODY, COLD, TITLE, UNCHANGED, WRITING
from generator.bench.previews import RESTART, SAVE_BODY, SAVE_TITLE, START
from generator.bench.samples import Sample
from generator.bench.tools import OURS, PEERS, PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a tool takes for a task: the median of its runs, the least and the most."""

    pages: int
    task: str
    tool: str
    runs: int
    cpu_s: float
    cpu_least_s: float
    cpu_most_s: float
    wall_s: float
    wall_least_s: float
    wall_most_s: float
    peak_mb: float
    cpu_times: float = 0.0  # how many times as much plain MkDocs takes; 0 where it does not do it
    wall_times: float = 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """How a build from nothing grows: processor time is as the pages to this power."""

    tool: str
    from_pages: int
    to_pages: int
    exponent: float
    beyond_writing: float  # of the time less that of writing the bytes; 0 where that is not known


def make_figures(samples: Sequence[Sample]) -> tuple[Figure, ...]:
    """Return a figure for each size, task and tool; what is compared stands together."""
    kinds: dict[tuple[int, str, str], list[Sample]] = {}
    for sample in samples:
        kinds.setdefault((sample.pages, sample.task, sample.tool), []).append(sample)
    figures = [_figure(kinds[kind]) for kind in sorted(kinds, key=_place)]
    return tuple(_compared(figure, figures) for figure in figures)


def make_growth(figures: Sequence[Figure]) -> tuple[Growth, ...]:
    """Return how each tool's build from nothing grows, where two sizes were measured."""
    cold = [figure for figure in figures if figure.task == COLD]
    small = min((figure.pages for figure in cold), default=0)
    first = {figure.tool: figure for figure in cold if figure.pages == small}
    larger = (figure for figure in cold if figure.pages > small and figure.tool in first)
    return tuple(_growth(first[figure.tool], figure, figures) for figure in larger)


def _place(kind: tuple[int, str, str]) -> tuple[int, int, int]:
    pages, task, tool = kind
    return pages, _TASKS.index(task), _TOOLS.index(tool)


_TASKS = (
    *(COLD, UNCHANGED, BODY, TITLE, WRITING),
    *(START, RESTART, SAVE_BODY, SAVE_TITLE),
    *(SHOWN[SAVE_BODY], SHOWN[SAVE_TITLE], RELOAD),
    *(BEYOND[SAVE_BODY], BEYOND[SAVE_TITLE]),
)
_TOOLS = tuple(tool.name for tool in (OURS, PLAIN, *PEERS))


def _figure(samples: Sequence[Sample]) -> Figure:
    cpu_s, wall_s = [s.cpu_s for s in samples], [s.wall_s for s in samples]
    return Figure(
        pages=samples[0].pages,
        task=samples[0].task,
        tool=samples[0].tool,
        runs=len(samples),
        cpu_s=_short(median(cpu_s)),
        cpu_least_s=_short(min(cpu_s)),
        cpu_most_s=_short(max(cpu_s)),
        wall_s=_short(median(wall_s)),
        wall_least_s=_short(min(wall_s)),
        wall_most_s=_short(max(wall_s)),
        peak_mb=_short(max(s.peak_mb for s in samples)),
    )


def _compared(figure: Figure, figures: Sequence[Figure]) -> Figure:
    """Set a figure beside what plain MkDocs takes for the same."""
    task = _FOR_PLAIN.get(figure.task, figure.task)
    same = (f for f in figures if (f.pages, f.task, f.tool) == (figure.pages, task, PLAIN.name))
    plain = next(same, None)
    if plain is None or figure.task in BEYOND.values():  # a difference is no times another one
        return figure
    return replace(
        figure,
        cpu_times=_short(plain.cpu_s / figure.cpu_s) if figure.cpu_s else 0.0,
        wall_times=_short(plain.wall_s / figure.wall_s) if figure.wall_s else 0.0,
    )


# It keeps nothing: whatever it is asked for, it starts from nothing.
_FOR_PLAIN = {UNCHANGED: COLD, BODY: COLD, TITLE: COLD, RESTART: START}


def _growth(small: Figure, large: Figure, figures: Sequence[Figure]) -> Growth:
    writing = {f.pages: f.cpu_s for f in figures if f.task == WRITING}
    beyond = [f.cpu_s - writing.get(f.pages, f.cpu_s) for f in (small, large)]
    # Plain MkDocs writes the same bytes as we do; another program does not.
    known = small.tool in (OURS.name, PLAIN.name) and min(beyond) > 0
    return Growth(
        small.tool,
        small.pages,
        large.pages,
        _exponent(large.cpu_s / small.cpu_s, large.pages / small.pages),
        _exponent(beyond[1] / beyond[0], large.pages / small.pages) if known else 0.0,
    )


def _exponent(of_time: float, of_pages: float) -> float:
    return round(math.log(of_time) / math.log(of_pages), 2)


def _short(value: float) -> float:
    """Return a value with the three digits that mean something."""
    return float(f"{value:.3g}")
