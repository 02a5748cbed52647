"""The small things that templates reach through an entry or a collection."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.render.variables import EntryVariables


class Fields:
    """An entry's values by field name; a declared field that was not given is none.

    A value is made ready when it is asked for: text may hold a view, which shows other values.
    """

    def __init__(self, names: Iterable[str], make: Callable[[str], object]) -> None:
        self._names = tuple(names)
        self._make = make
        self._made: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        """Return one value; an undeclared name is an error in the template."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names in declared order."""
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        """Tell whether a field is declared."""
        return name in self._names


@dataclass(frozen=True, slots=True)
class SourceVariables:
    """Where an entry was written."""

    path: str
    line: int
    edit_url: str


@dataclass(frozen=True, slots=True)
class RelationVariables:
    """Entries connected with one entry in one way."""

    name: str
    label: str
    entries: "tuple[EntryVariables, ...]"
    generated: bool
    nested: bool  # stored among other values, which its field shows with it


@dataclass(frozen=True, slots=True)
class GroupVariables:
    """Part of a collection's index."""

    title: str
    entries: "tuple[EntryVariables, ...]"


@dataclass(frozen=True, slots=True)
class ColumnVariables:
    """A column of a collection's index."""

    name: str
    label: str
