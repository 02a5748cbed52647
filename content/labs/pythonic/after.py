"""Which addresses of a log fail most often."""

from collections import Counter
from collections.abc import Iterable, Iterator

SERVER_ERRORS = range(500, 600)


def summary(lines: Iterable[str], limit: int = 3) -> list[tuple[str, int]]:
    """Return the paths with the most server errors, and how many each had."""
    failed = (path for path, status in requests(lines) if status in SERVER_ERRORS)
    return sorted(Counter(failed).items(), key=lambda item: (-item[1], item[0]))[:limit]


def requests(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield path and status of each line that is a request."""
    for line in lines:
        match line.split():
            case [_, path, status] if status.isdecimal():
                yield path, int(status)
