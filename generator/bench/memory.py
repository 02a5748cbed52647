"""Tell how much memory a process and all that it started have now, where Linux tells it."""

from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def tree_memory(pid: int) -> float:
    """Return megabytes; what processes share is counted once. 0 where the system does not tell.

    0, too, if one was started or ended meanwhile: its part would be counted twice, or as nobody's.
    """
    before = [*_tree(pid)]
    kilobytes = sum(map(_proportional_kb, before))
    return kilobytes / 1024 if [*_tree(pid)] == before else 0.0


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
