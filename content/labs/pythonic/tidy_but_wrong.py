"""Which addresses of a log fail most often: no linter complains, and it is wrong."""

from collections import Counter
from collections.abc import Iterable


def summary(lines: Iterable[str], limit: int = 3) -> list[tuple[str, int]]:
    """Return the paths with the most server errors, and how many each had."""
    parts = (line.split() for line in lines if line.strip())
    failures = Counter(path for _, path, *_, status in parts if status > "500")
    return failures.most_common(limit)
