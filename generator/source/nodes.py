"""The shape of a YAML text, with the place of everything in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostics import Location
from generator.model import Path, Source


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value as the author typed it, quotes and block marks taken off."""

    text: str
    location: Location
    quoted: bool = False
    literal: Location | None = None  # first character of a `|` block, whose lines are the file's

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all stands there, as in ``summary:``."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: "tuple[Node, ...]"
    location: Location


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the order they stand; a repeated key is left out and reported."""

    items: "tuple[tuple[ScalarNode, Node], ...]"
    location: Location

    def get(self, key: str) -> "Node | None":
        """Return the value of a key."""
        return next((value for name, value in self.items if name.text == key), None)


Node = ScalarNode | SequenceNode | MappingNode


def make_source(path: str, start: Location, node: "Node | None") -> Source:
    """Remember the place of every key and value of ``node``."""
    values: dict[Path, Location] = {}
    keys: dict[Path, Location] = {}
    for where, key, value in _walk(node, ()) if node else ():
        values[where] = value.location
        if key:
            keys[where] = key.location
    return Source(path, start, values, keys)


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, ScalarNode | None, Node]]:
    children: list[tuple[str | int, ScalarNode | None, Node]] = []
    if isinstance(node, MappingNode):
        children = [(key.text, key, value) for key, value in node.items]
    elif isinstance(node, SequenceNode):
        children = [(index, None, item) for index, item in enumerate(node.items)]
    for name, key, value in children:
        yield (*path, name), key, value
        yield from _walk(value, (*path, name))
