"""Let one build at a time write to an output folder or a cache."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextmanager
def locked(path: Path | None) -> Iterator[None]:
    """Hold the lock file ``path``, waiting for whoever has it; its end frees it, even a kill."""
    if path is None:  # nothing to guard
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _open_and_lock(path)
    try:
        yield
    finally:
        _let_go(path, descriptor)


def _open_and_lock(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if sys.platform == "win32":
            return descriptor
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Who held it before may have removed the name: then this is no longer the lock.
        if _is_at(descriptor, path):
            return descriptor
        os.close(descriptor)


def _let_go(path: Path, descriptor: int) -> None:
    if sys.platform == "win32":  # where no file goes that somebody has open
        os.close(descriptor)
        with suppress(OSError):
            path.unlink()
        return
    try:
        path.unlink(missing_ok=True)
    finally:  # who goes on in this process may lock again
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
