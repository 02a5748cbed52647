"""Tell by a look at its entry in the file system whether a file can have changed.

An entry has the time of its last change (`ctime`), which no program can set: whoever writes to a
file, puts another one in its place, or adds one to a folder, moves it on. A file system whose clock
counts whole seconds, or a system without such times, cannot tell; then bytes and names have to.
"""

import os
import stat
import sys
import time
from collections.abc import Mapping

from generator.builder.digest import Digest, digest_bytes

State = tuple[int, int, int, int, int]  # mode, size, number, time of the bytes, time of any change
Kept = tuple[State | None, Digest | None]

# Changes that are closer to each other than this may have one time.
TICK_NS = 20_000_000

_NO_STATE: State = (0, 0, 0, 0, 0)  # of no file: only bytes tell

_SECOND_NS = 1_000_000_000


def state_of(path: str) -> State | None:
    """Return what moves when an entry is touched, a link's own; None if there is no entry."""
    try:
        return _state(os.lstat(path))
    except OSError:
        return None


def keep_file(path: str) -> Kept:
    """Return a file's state, and a name of its bytes if it has any: no folder, no device."""
    try:
        found = os.stat(path)  # before the bytes: a change after it is seen
    except OSError:
        return None, None
    is_young = found.st_ctime_ns > time.time_ns() - TICK_NS  # it may change again in that time
    state = _NO_STATE if is_young else _state(found)
    return state, _digest(path) if stat.S_ISREG(found.st_mode) else None


def is_as_kept(path: str, kept: Kept) -> bool:
    """Tell whether a file holds the bytes that it held."""
    was, digest = kept
    try:
        found = os.stat(path)
    except OSError:
        return was is None
    if was is not None and _state(found) == was and _tells(was):
        return True
    return was is not None and digest == (_digest(path) if stat.S_ISREG(found.st_mode) else None)


def tree_of(folder: str) -> dict[str, State]:
    """Return the state of a folder and of everything in it, each folder before what it holds."""
    found = state_of(folder)
    tree = {} if found is None else {folder: found}
    folders = list(tree)
    for here in folders:  # which grows meanwhile
        with os.scandir(here) as entries:
            for entry in entries:
                state = tree[entry.path] = _state(entry.stat(follow_symlinks=False))
                if stat.S_ISDIR(state[0]):
                    folders.append(entry.path)
    return tree


def keep_tree(folder: str) -> dict[str, State]:
    """Return the same once its clock has gone on, so that every later change shows."""
    time.sleep(TICK_NS / 1_000_000_000)
    return tree_of(folder)


def is_tree_as_kept(folder: str, tree: Mapping[str, State]) -> bool:
    """Tell whether a folder holds what it held, and nobody has touched any of it."""
    if all(map(_tells, tree.values())):
        return all(state_of(path) == was for path, was in tree.items())
    return os.path.isdir(folder) and tree_of(folder) == tree


def _tells(state: State) -> bool:
    """Tell whether an equal state means equal bytes, or in a folder equal names."""
    return sys.platform != "win32" and state[-1] % _SECOND_NS != 0


def _state(found: os.stat_result) -> State:
    times = found.st_mtime_ns, found.st_ctime_ns
    return (found.st_mode, found.st_size, found.st_ino, *times)


def _digest(path: str) -> Digest | None:
    try:
        with open(path, "rb") as file:
            return digest_bytes(file.read())
    except OSError:
        return None
