"""Tell how much memory a process and all that it started have now, where Linux tells it."""

from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def tree_memory(pid: int) -> float:
    """Return megabytes; what processes share is counted once. 0 where the system does not tell."""
    return sum(_proportional_kb(each) for each in _tree(pid)) / 1024


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in _names(_PROC / str(pid) / "task"):
        children = _text(_PROC / str(pid) / "task" / task / "children")
        for child in children.split():
            yield from _tree(int(child))


def _proportional_kb(pid: int) -> int:
    """Return a process's part of the memory: its own, and its share of what it has with others."""
    lines = _text(_PROC / str(pid) / "smaps_rollup").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:  # it has ended
        return []


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except OSError:  # it has ended
        return ""
