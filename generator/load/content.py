"""The content folder while it is read, and what was made of its files before."""

from dataclasses import dataclass
from pathlib import Path

from generator.load.tree import Tree
from generator.memory import Memory
from generator.source import read_data


@dataclass(frozen=True, slots=True)
class Content:
    """The content folder and what is in it."""

    root: Path
    docs_dir: str
    tree: Tree
    memory: Memory

    def path(self, path: str) -> str:
        """Return a path of docs_dir from the folder of mkdocs.yml."""
        return f"{self.docs_dir}/{path}"

    def read(self, path: str) -> bytes:
        """Return what the file at a path of docs_dir holds."""
        return read_data(self.root, self.path(path))
