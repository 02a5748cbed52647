"""List the files of the content folder, in one order on every machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Location

DECLARATION = "_collection.yml"


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under docs_dir, as sorted paths relative to it."""

    files: tuple[str, ...]
    collections: tuple[str, ...]  # folders with a declaration
    links: tuple[str, ...]  # symbolic links that lead out of the project

    def inside(self, folder: str) -> tuple[str, ...]:
        """Return the files of one folder and of those below it, relative to docs_dir."""
        return tuple(path for path in self.files if path.startswith(f"{folder}/"))

    def collection_of(self, path: str) -> str:
        """Return the collection's folder that holds ``path``, or ""."""
        parents = [str(parent) for parent in PurePosixPath(path).parents]
        return next((parent for parent in reversed(parents) if parent in self.collections), "")


def read_tree(root: Path, docs_dir: str) -> Tree:
    """Walk ``root / docs_dir``; hidden files and folders are nobody's content."""
    top = root / docs_dir
    files, links = [], []
    for path in _walk(top):
        relative = path.relative_to(top).as_posix()
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            links.append(relative)
        elif path.is_file():
            files.append(relative)
    collections = sorted(
        str(PurePosixPath(path).parent) for path in files if PurePosixPath(path).name == DECLARATION
    )
    return Tree(tuple(sorted(files)), tuple(collections), tuple(sorted(links)))


def _walk(top: Path) -> Iterator[Path]:
    # Folders that are links are yielded, never entered: they could lead anywhere, or in a circle.
    for folder, names, files in os.walk(top):
        names[:] = sorted(name for name in names if not name.startswith("."))
        here = Path(folder)
        yield from (here / name for name in names if (here / name).is_symlink())
        yield from (here / name for name in sorted(files) if not name.startswith("."))


def tree_findings(docs_dir: str, tree: Tree) -> Iterator[Diagnostic]:
    """Report links that leave the project, and collections where none can be."""
    for link in tree.links:
        yield Diagnostic(
            rule="outside-link",
            location=Location(f"{docs_dir}/{link}"),
            message="this link leads out of the project",
            why="a build reads and publishes nothing but the project's own files",
            fix="copy the file into the content folder",
        )
    for folder in tree.collections:
        if _is_misplaced(folder, tree.collections):
            yield Diagnostic(
                rule="collection-file",
                location=Location(f"{docs_dir}/{folder}/{DECLARATION}".replace("/./", "/")),
                message="a collection cannot be declared here",
                why="a collection is a folder of its own, and not inside another",
                fix="give it a folder directly under the content folder",
            )


def _is_misplaced(folder: str, collections: tuple[str, ...]) -> bool:
    return folder == "." or any(folder.startswith(f"{other}/") for other in collections)
