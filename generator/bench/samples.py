"""What the parts of the benchmark hand on: one run of one tool at one task."""

from collections.abc import Callable
from dataclasses import dataclass

Tell = Callable[[str], None]  # says what is being done, to whoever waits


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run took; what was not measured is 0."""

    pages: int
    task: str
    tool: str
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_mb: float = 0.0
