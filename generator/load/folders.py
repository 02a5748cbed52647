"""Tell what each file in a collection's folder is."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Location
from generator.load.tree import DECLARATION, Tree

INTRO = "_index.md"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a collection that hold entries; paths are relative to docs_dir."""

    files: tuple[tuple[str, tuple[str, ...]], ...]  # each with those beside it, if it is an index
    findings: tuple[Diagnostic, ...]  # about those that belong to no entry


def sort_files(tree: Tree, docs_dir: str, collection: str) -> Folder:
    """Return what the files of a collection are."""
    inside = tree.inside(collection)
    parts = {path: PurePosixPath(path).relative_to(collection).parts for path in inside}
    holders = {path: None for path in inside if _holds_entry(parts[path])}
    others = [path for path in inside if path not in holders]
    fixes = {path: _stray_fix(collection, parts[path], inside) for path in others}
    return Folder(
        tuple((path, _beside(path, inside)) for path in holders),
        tuple(_stray(f"{docs_dir}/{path}", fix) for path, fix in fixes.items() if fix),
    )


def _holds_entry(parts: tuple[str, ...]) -> bool:
    """Tell whether a path within a collection's folder is that of an entry, or of a list."""
    if len(parts) > 1:
        return parts[1:] == ("index.md",)
    name = parts[0]
    return name.endswith((".md", ".yml")) and name not in (DECLARATION, INTRO, "index.md")


def _stray_fix(folder: str, parts: tuple[str, ...], inside: tuple[str, ...]) -> str:
    """Return what to do with a file that is misplaced, or "" where it is not."""
    name = parts[-1]
    if len(parts) > 1:
        has_entry = f"{folder}/{parts[0]}/index.md" in inside
        return "" if has_entry else f"give the folder an entry: {parts[0]}/index.md"
    if name == "index.md":
        return f"the index is generated: put words above it in {INTRO}"
    is_yaml = name.endswith(".yaml") and not name.startswith(PurePosixPath(DECLARATION).stem)
    return "name it .yml" if is_yaml else ""


def _stray(path: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="collection-file",
        location=Location(path),
        message="this file is not an entry, and belongs to none",
        why="under a collection's folder only entries and their own files are published",
        fix=fix,
    )


def _beside(path: str, inside: tuple[str, ...]) -> tuple[str, ...]:
    if not path.endswith("/index.md"):
        return ()
    folder = path.removesuffix("index.md")
    return tuple(other for other in inside if other.startswith(folder) and other != path)
