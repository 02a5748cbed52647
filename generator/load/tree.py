"""List the files of the content folder, in one order on every machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Location
from generator.source import link_finding, name_finding

DECLARATION = "_collection.yml"
_OTHER_ENDING = "_collection.yaml"


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under docs_dir, as sorted paths relative to it."""

    files: tuple[str, ...]
    collections: tuple[str, ...]  # folders with a declaration
    misplaced: tuple[str, ...]  # the same, where no collection can be
    findings: tuple[Diagnostic, ...]  # about what is left out

    def inside(self, folder: str) -> tuple[str, ...]:
        """Return a collection's files, those of folders below it too, relative to docs_dir."""
        others = tuple(f"{other}/" for other in self.misplaced if other != ".")
        return tuple(
            path
            for path in self.files
            if path.startswith(f"{folder}/") and not path.startswith(others)
        )

    def left_out(self, docs_dir: str) -> tuple[str, ...]:
        """Return the files that findings are about, relative to docs_dir."""
        return tuple(f.location.path.removeprefix(f"{docs_dir}/") for f in self.findings)

    def collection_of(self, path: str) -> str:
        """Return the collection's folder that holds ``path``, or ""."""
        inside = (name for name in self.collections if path.startswith(f"{name}/"))
        return next(inside, "")


def read_tree(root: Path, docs_dir: str) -> Tree:
    """Walk ``root / docs_dir``; hidden files and folders are nobody's content."""
    files: list[str] = []
    findings = [finding for finding in [_folder_link(root, docs_dir)] if finding]
    for path, entry in _walk(str(root / docs_dir)) if not findings else ():
        finding = _left_out(root, f"{docs_dir}/{path}", entry)
        if finding:
            findings.append(finding)
        elif entry.is_file():
            files.append(path)
    declared = sorted(
        str(PurePosixPath(path).parent) for path in files if PurePosixPath(path).name == DECLARATION
    )
    misplaced = tuple(folder for folder in declared if _is_misplaced(folder, declared))
    collections = tuple(folder for folder in declared if folder not in misplaced)
    findings.sort(key=lambda finding: finding.sort_key)
    return Tree(tuple(sorted(files)), collections, misplaced, tuple(findings))


def _folder_link(root: Path, docs_dir: str) -> Diagnostic | None:
    finding = link_finding(root, docs_dir)
    return finding if finding and finding.rule == "outside-link" else None


def _left_out(root: Path, path: str, entry: "os.DirEntry[str]") -> Diagnostic | None:
    found = name_finding(path)
    return found or (link_finding(root, path) if entry.is_symlink() else None)


def _walk(folder: str, inside: str = "") -> "Iterator[tuple[str, os.DirEntry[str]]]":
    """Yield what is no folder, with its path from the first one."""
    # Folders that are links are yielded, never entered: they could lead anywhere, or in a circle.
    for entry in _entries(folder):
        path = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{path}/")
        else:
            yield path, entry


def _entries(folder: str) -> "list[os.DirEntry[str]]":
    try:
        return [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
    except OSError:  # no folder, or one that is closed to us
        return []


def tree_findings(docs_dir: str, tree: Tree) -> Iterator[Diagnostic]:
    """Report what is left out, and collections where none can be."""
    yield from tree.findings
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
