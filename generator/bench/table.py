"""Show a benchmark as a table for people."""

from collections.abc import Sequence

from generator.bench.figures import Figure, Growth
from generator.bench.result import Result

_LEGEND = "Medians, with the least and the most; under x, how many times as much mkdocs takes."
_HEADS = ("pages", "task", "tool", "CPU s", "wall s", "MB", "CPU x", "wall x", "runs")


def as_table(result: Result) -> str:
    """Return what was measured, on what, and how the tools compare."""
    rows = [_HEADS, *(_row(figure) for figure in result.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    return "\n".join(
        [
            f"{result.title}, {result.ran_on}",
            ", ".join(f"{name} {value}" for name, value in result.machine.items()),
            ", ".join(f"{of} {version}" for of, version in result.versions),
            "",
            *(_line(row, widths) for row in rows),
            "",
            *(_growth(growth) for growth in result.growth),
            _LEGEND,
        ]
    )


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        str(figure.pages),
        figure.task,
        figure.tool,
        _spread(figure.cpu_s, figure.cpu_least_s, figure.cpu_most_s),
        _spread(figure.wall_s, figure.wall_least_s, figure.wall_most_s),
        f"{figure.peak_mb:.0f}" if figure.peak_mb else "",
        _times(figure.cpu_times),
        _times(figure.wall_times),
        str(figure.runs),
    )


def _spread(middle: float, least: float, most: float) -> str:
    if not middle:
        return ""
    return f"{middle:g} ({least:g} to {most:g})" if least != most else f"{middle:g}"


def _times(value: float) -> str:
    return f"{value:g}" if value else ""


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _growth(growth: Growth) -> str:
    beyond = f", {growth.beyond_writing} beyond the writing" if growth.beyond_writing else ""
    pages = f"{growth.from_pages} to {growth.to_pages} pages"
    return f"{growth.tool}: from {pages} CPU grows to the power of {growth.exponent}{beyond}"
