"""Put a new site in the place of the old one, in one step or not at all."""

import ctypes
import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from generator.builder.answers import BuildFailedError, UnusableConfigError
from generator.builder.states import State, tree_of
from generator.builder.unchanged import lock_beside

_AT_FDCWD = -100
_MOST_PIECES = 1000  # that are written at once: systems take 1024 (IOV_MAX)
_RENAME_EXCHANGE = 2  # linux/fs.h; swaps two names in one step


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``target`` that takes its place if nothing goes wrong."""
    with _working_beside(target) as work:
        stage = work / "new"
        stage.mkdir()
        yield stage
        _refuse_irregular(stage)
        _keep_hidden(target, stage)
        _put_in_place(stage, target)


@contextmanager
def copied(
    target: Path, tree: Mapping[str, State], spare: Path | None, without: Collection[str]
) -> Iterator[Path]:
    """Yield a folder with all that the site holds, by second names, that takes its place.

    Files that are to be other ones are left out: ``without`` has their paths in the site.

    The site's folder becomes the spare one: it takes longer to make a thousand folders than to
    look whether they are there.
    """
    with _working_beside(target) as work:
        stage = work / "new"
        _rename(spare, stage)
        left_out = {os.path.join(target, path) for path in without}
        link_tree(target, {p: state for p, state in tree.items() if p not in left_out}, stage)
        yield stage
        _put_in_place(stage, target)
        _rename(stage if stage.exists() else work / "old", spare)


def leave_spare(target: Path, spare: Path | None) -> None:
    """Bring the spare folder to what the site holds now, or do without."""
    if spare is None:
        return
    try:
        link_tree(target, tree_of(str(target)), spare)
    except OSError:  # another file system, one without links, or something odd in the site
        shutil.rmtree(spare, ignore_errors=True)


def link_tree(target: Path, tree: Mapping[str, State], place: Path) -> None:
    """Make a folder hold what the site holds, by second names for its files; OSError if it cannot.

    What is in the folder already and is the same file is left alone.
    """
    there, skip = tree_of(str(place)), len(str(target))
    for path, state in tree.items():
        _link(path, state, f"{place}{path[skip:]}", there)
    for path, state in reversed(there.items()):  # what is left; a folder comes before what it holds
        os.rmdir(path) if stat.S_ISDIR(state[0]) else os.unlink(path)


def _link(path: str, state: State, place: str, there: dict[str, State]) -> None:
    was = there.pop(place, None)
    if stat.S_ISDIR(state[0]):
        if was is None:
            os.mkdir(place)
        if was is None or was[0] != state[0]:
            os.chmod(place, stat.S_IMODE(state[0]))
    elif was is None or was[2] != state[2]:
        if was is not None:
            os.unlink(place)
        os.link(path, place)


@contextmanager
def _working_beside(target: Path) -> Iterator[Path]:
    """Yield a folder beside ``target`` that is gone afterwards, whatever happens."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _recover(target)
    work = target.parent / f"{_prefix(target)}{os.getpid()}"  # the lock is ours, the name is free
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        _restore(target, work)
        _remove(work)


def _rename(folder: Path | None, place: Path | None) -> None:
    """Move a folder if it can be moved at once: both there, on one file system."""
    if folder is not None and place is not None:
        with suppress(OSError):
            folder.rename(place)


def write_pieces(path: str, pieces: list[bytes]) -> None:
    """Write a file, and make its folder; where the system can, nobody joins the pieces first."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb", buffering=0) as file:
        for start in range(0, len(pieces), _MOST_PIECES):
            some = pieces[start : start + _MOST_PIECES]
            written = os.writev(file.fileno(), some) if hasattr(os, "writev") else 0
            if written < sum(map(len, some)):
                _write_all(file, b"".join(some)[written:])


def _write_all(file: FileIO, data: bytes) -> None:
    while data:
        data = data[file.write(data) :]


def lock_of(target: Path) -> Path:
    """Return the file that a build locks while it writes to ``target``."""
    return Path(lock_beside(str(target)))


def refuse_foreign(target: Path, docs_dir: Path, root: Path) -> None:
    """Refuse a target whose replacement would take anything else away."""
    inside = target.is_relative_to(docs_dir) or docs_dir.is_relative_to(target)
    if root.is_relative_to(target) or inside or target.is_file():
        message = f"the site cannot be written to {target}: it would replace the project's files"
        raise UnusableConfigError(message)
    is_empty = not target.exists() or not any(target.iterdir())
    # What every site of MkDocs has; one of them may have been lost.
    marks = ("index.html", "sitemap.xml", "404.html")
    is_site = sum((target / mark).exists() for mark in marks) > 1
    if not (is_empty or is_site):
        message = f"{target} holds something that is no site: name another folder, or empty it"
        raise UnusableConfigError(message)


def _prefix(target: Path) -> str:
    return f".{target.name}-building-"


def _recover(target: Path) -> None:
    """Remove what killed builds left; the caller holds the lock, so none of it is in use."""
    for work in sorted(target.parent.glob(f"{_prefix(target)}*")):
        _restore(target, work)
        _remove(work)


def _remove(work: Path) -> None:
    """Remove a folder, if need be at a second try: who finds nothing new to do would leave it."""
    for _ in range(2):
        shutil.rmtree(work, ignore_errors=True)


def _restore(target: Path, work: Path) -> None:
    """Put the old site back, where a build ended between the two renames of a swap."""
    if (work / "old").exists() and not target.exists():
        (work / "old").rename(target)


def _refuse_irregular(stage: Path) -> None:
    """Refuse links, pipes and devices: they would publish what is not the site's own."""
    for folder, folders, files in os.walk(stage):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                shown = os.path.relpath(path, stage)
                message = f"error: {shown} is no regular file, and a site holds nothing else"
                raise BuildFailedError(message)


def _keep_hidden(target: Path, stage: Path) -> None:
    """Bring along what MkDocs leaves alone in an output folder: .git, .nojekyll and the like."""
    if not target.is_dir():
        return
    for entry in sorted(target.iterdir()):
        if entry.name.startswith(".") and not (stage / entry.name).exists():
            _copy(entry, stage / entry.name)


def _copy(entry: Path, place: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.copytree(entry, place, symlinks=True)
    else:
        shutil.copy2(entry, place, follow_symlinks=False)


def _put_in_place(stage: Path, target: Path) -> None:
    """Swap in one step where the system can; else by two renames, which `_recover` can finish."""
    if not target.exists():
        stage.rename(target)
    elif not _exchange(stage, target):
        target.rename(stage.parent / "old")
        stage.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):  # an old C library
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
