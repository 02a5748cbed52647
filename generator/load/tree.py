"""List the files of the content folder, in one order on every machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Location

DECLARATION = "_collection.yml"
_OTHER_ENDING = "_collection.yaml"


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under docs_dir, as sorted paths relative to it."""

    files: tuple[str, ...]
    collections: tuple[str, ...]  # folders with a declaration
    misplaced: tuple[str, ...]  # the same, where no collection can be
    links: tuple[str, ...]  # symbolic links that lead out of the project

    def inside(self, folder: str) -> tuple[str, ...]:
        """Return a collection's files, those of folders below it too, relative to docs_dir."""
        others = tuple(f"{other}/" for other in self.misplaced if other != ".")
        return tuple(
            path
            for path in self.files
            if path.startswith(f"{folder}/") and not path.startswith(others)
        )

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
        if path.is_symlink() and not _is_inside(path, root):
            links.append(relative)
        elif path.is_file():
            files.append(relative)
    declared = sorted(
        str(PurePosixPath(path).parent) for path in files if PurePosixPath(path).name == DECLARATION
    )
    misplaced = tuple(folder for folder in declared if _is_misplaced(folder, declared))
    collections = tuple(folder for folder in declared if folder not in misplaced)
    return Tree(tuple(sorted(files)), collections, misplaced, tuple(sorted(links)))


def _is_inside(path: Path, root: Path) -> bool:
    # Not Path.resolve: up to Python 3.12 it fails on links that lead in a circle.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


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
    for folder in tree.misplaced:
        yield _misplaced(
            f"{docs_dir}/{folder}/{DECLARATION}".replace("/./", "/"),
            "a collection cannot be declared here",
            "give it a folder directly under the content folder",
        )
    for path in tree.files:
        if PurePosixPath(path).name == _OTHER_ENDING:
            message = "this declaration is not read"
            yield _misplaced(f"{docs_dir}/{path}", message, f"name it {DECLARATION}")


def _misplaced(path: str, message: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="collection-file",
        location=Location(path),
        message=message,
        why="a collection is a folder of its own that holds its declaration",
        fix=fix,
    )


def _is_misplaced(folder: str, declared: list[str]) -> bool:
    return folder == "." or any(folder.startswith(f"{other}/") for other in declared)
