"""Start processes that end with the run, whatever happens to the lab."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from typing import Any

from .ledger import Owned, note
from .processes import birth
from .run import LabError, told

_GRACE_S = 3.0


def spawn(command: Sequence[str], **popen: Any) -> "subprocess.Popen[Any]":
    """Start a process in a group of its own; the group is ended with the run.

    Keep it in the foreground (`daemon off`, no `--detach`). Its standard input is empty unless
    asked for.
    """
    ledger = told("LAB_LEDGER")
    popen.setdefault("stdin", subprocess.DEVNULL)
    child = subprocess.Popen(command, process_group=0, **popen)
    note(ledger, Owned("group", str(child.pid), birth(child.pid)))
    atexit.register(_end, child)
    return child


def _end(child: "subprocess.Popen[Any]") -> None:
    """Ask the group to end, and after a while make it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
        except (ProcessLookupError, PermissionError):
            break
        try:
            child.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            continue


def free_port() -> int:
    """Give a port of 127.0.0.1 on which nothing listens at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def executable(name: str) -> str:
    """Give the path of a program from LAB_NGINX, LAB_BUILDAH and the like."""
    variable = f"LAB_{name.upper()}"
    found = shutil.which(os.environ.get(variable, ""))
    if not found:
        raise LabError(f"{variable} names no program: set it to the path of {name}")
    return found
