"""Say where something is wrong, what it is, why it matters and how to mend it."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error refuses the build, a warning is only shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span of one file: ``path`` from the folder of mkdocs.yml, lines and columns from 1.

    ``end_column`` is the column after the last character; an unknown end equals the start.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __post_init__(self) -> None:
        """Close a span that was given without its end."""
        if not self.end_line:
            object.__setattr__(self, "end_line", self.line)
            object.__setattr__(self, "end_column", max(self.column, self.end_column))

    def __str__(self) -> str:
        """Return the form that editors and terminals make clickable."""
        return f"{self.path}:{self.line}:{self.column}"

    def as_point(self) -> "Location":
        """Return the start of this span alone."""
        return Location(self.path, self.line, self.column)

    def holds(self, other: "Location") -> bool:
        """Tell whether another span of the same file starts within this one."""
        start = (other.line, other.column)
        after_start = (self.line, self.column) <= start
        return self.path == other.path and after_start and start <= (self.end_line, self.end_column)

    def shifted(self, lines: int, columns: int = 0) -> "Location":
        """Return the same span further down, and further right, in the same file."""
        return replace(
            self,
            line=self.line + lines,
            end_line=self.end_line + lines,
            column=self.column + columns,
            end_column=self.end_column + columns,
        )


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, and what stands there."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding about the content."""

    rule: str  # kebab-case and permanent: people search for it
    location: Location
    message: str  # what is wrong, in the author's words
    why: str  # what would break, or which promise it breaks
    fix: str  # what to type
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[Location, str, str]:
        """Return the order in which findings are shown: by file, then by position."""
        return (self.location, self.rule, self.message)
