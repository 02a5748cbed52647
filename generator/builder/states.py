"""Tell by a look at its entry in the file system whether a file can have changed.

An entry has the time of its last change (`ctime`), which no program can set: whoever writes to a
file, puts another one in its place, or adds one to a folder, moves it on. A file system whose clock
counts whole seconds, or a system without such times, cannot tell; then bytes and names have to.
"""

import os
import stat
import sys
import time
from collections.abc import Callable, Mapping
from operator import attrgetter, eq

from generator.builder.hashes import Digest, digest_bytes, digest_text

State = tuple[int, int, int, int, int]  # mode, size, number, time of the bytes, time of any change
Kept = tuple[State | None, Digest | None]  # of a file or folder, and a name of what it holds

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


def kind_of(path: str) -> int:
    """Return what kind of thing is at a path, as in its mode; 0 if there is nothing."""
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except (OSError, ValueError):  # a name that no file can have
        return 0


def keep_file(path: str) -> Kept:
    """Return a file's state, and a name of its bytes if it has any: no folder, no device."""
    state = settled_state(path)  # before the bytes: a change after it is seen
    return state, None if state is None else _digest(path)


def is_as_kept(path: str, kept: Kept) -> bool:
    """Tell whether a file holds the bytes that it held."""
    was, digest = kept
    try:
        found = _state(os.stat(path))
    except OSError:
        return was is None
    if was is not None and found == was and _tells(was):
        return True
    return was is not None and digest == _digest(path)


def keep_names(path: str) -> Kept:
    """Return a folder's state, and a name of the names in it."""
    return settled_state(path), _digest_names(path)


def has_names_as_kept(path: str, kept: Kept) -> bool:
    """Tell whether a folder holds the names that it held; what bears them may have changed."""
    was, digest = kept
    return is_untouched(path, was) or digest == _digest_names(path)


def settled_state(path: str) -> State | None:
    """Return a state that moves at each later change; of what is too young for that, none's."""
    try:
        found = _state(os.stat(path))
    except OSError:
        return None
    return _NO_STATE if found[-1] > time.time_ns() - TICK_NS else found


def is_untouched(path: str, was: State | None) -> bool:
    """Tell whether a file has the bytes, or a folder the names, that it had in a settled state."""
    if was is None or not _tells(was):
        return False
    try:
        return _state(os.stat(path)) == was
    except OSError:
        return False


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
        try:  # thousands of entries
            return all(map(eq, map(_state, map(os.lstat, tree)), tree.values()))
        except OSError:
            return False
    return os.path.isdir(folder) and tree_of(folder) == tree


def _tells(state: State) -> bool:
    """Tell whether an equal state means equal bytes, or in a folder equal names."""
    return sys.platform != "win32" and state[-1] % _SECOND_NS != 0


# Of what the system tells of an entry.
_state: Callable[[os.stat_result], State] = attrgetter(
    "st_mode", "st_size", "st_ino", "st_mtime_ns", "st_ctime_ns"
)


def _digest(path: str) -> Digest | None:
    """Name a file's bytes; None where there are none: of a folder, a device, or nothing."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            return digest_bytes(file.read())
    except OSError:
        return None


def _digest_names(path: str) -> Digest | None:
    try:
        return digest_text(repr(sorted(os.listdir(path))))
    except OSError:
        return None
