"""Find and end the processes of a run. Where /proc is missing, process groups alone are known."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .ledger import Owned

_PROC = Path("/proc")
_PATIENCE_S = 5.0
_SET_CHILD_SUBREAPER = 36  # prctl(2)


@contextmanager
def adopting() -> Iterator[None]:
    """Become the parent of every process whose own parent dies, as far down as we started them.

    So even one that left its session and threw its environment away is found at the end.
    """
    if sys.platform != "linux":
        yield
        return
    system = ctypes.CDLL(None)
    system.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        system.prctl(_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def birth(pid: int) -> str:
    """Give the start time of a process, in the system's ticks; empty where nobody says."""
    fields = _stat(pid)
    return fields[19] if fields else ""


def _stat(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat from the state on; a zombie counts as gone."""
    try:
        text = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return []
    fields = text[text.rindex(")") + 2 :].split()
    return [] if fields[0] in "ZX" else fields


def end_processes(name: str, owned: Iterable[Owned]) -> list[str]:
    """Kill all processes of the run ``name`` and return in words those that would not go."""
    owned = list(owned)
    groups = [one for one in owned if one.kind == "group"]
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        for group in groups:
            _kill_group(group)
        alive = sorted(_found(name, owned))
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        if not alive or time.monotonic() > deadline:
            return [f"process {pid} ({_command(pid)})" for pid in alive]
        time.sleep(0.02)


def _kill_group(group: Owned) -> None:
    """Kill a group, unless its number belongs to somebody else by now."""
    pid = int(group.name)
    now = birth(pid)
    if now and now != group.born:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _found(name: str, owned: Iterable[Owned]) -> Iterator[int]:
    """Give the living processes that carry the run's name, stand in its session, or are adopted.

    A process that overwrites its environment, as nginx does, is still in its session; one that
    leaves the session still has the environment that it was started with; one that does both
    is a child of the process that `adopting` made its heir, and was born after the run's first.
    """
    if sys.platform != "linux":
        return
    mark = f"LAB_NAME={name}\0".encode()
    sessions = {one.name for one in owned if one.kind == "group" and not _is_anothers(one)}
    heirs = {one.name: int(one.born or 0) for one in owned if one.kind == "heir"}
    for folder in _PROC.iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        fields = _stat(int(folder.name))
        if not fields:
            continue
        is_adopted = fields[1] in heirs and int(fields[19]) >= heirs[fields[1]]
        if is_adopted or fields[3] in sessions or _carries(folder, mark):
            yield int(folder.name)


def _is_anothers(group: Owned) -> bool:
    now = birth(int(group.name))
    return bool(now) and now != group.born


def _carries(folder: Path, mark: bytes) -> bool:
    try:
        return mark in (folder / "environ").read_bytes() + b"\0"
    except OSError:
        return False


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:80]
    except (OSError, UnicodeDecodeError):
        return "?"
