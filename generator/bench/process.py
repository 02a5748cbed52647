"""Run one command and tell what it and all that it started took from the machine."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.bench.memory import tree_memory

_LEFT_OUT = ("COV_", "COVERAGE_", "PYTHONDONTWRITEBYTECODE")
_PAUSE_S = 0.1  # between two looks at the memory


class BenchError(Exception):
    """What keeps a benchmark from being made, in words for the person who runs it."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, where it runs, and what it finds in its environment besides ours."""

    words: tuple[str, ...]
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return all that the command finds in its environment.

        Whatever measures the tests' coverage would be measured, too, and is left out. Nor is Python
        kept from keeping what it compiles: installed programs have come with it, and one that runs
        from its sources, as ours does, would be compiled anew in each run.
        """
        own = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
        return {**own, **self.variables}


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run took, its children included."""

    cpu_s: float  # in the program and in the system for it
    wall_s: float
    peak_mb: float  # of all its processes together, as far as could be seen


def run_measured(command: Command) -> Usage:
    """Run a command to its end, and tell what it took; it must end well.

    The system adds up the processor time of a process and of the children it waited for (wait4).
    Of memory it knows the largest single process; the sum over all of them is looked at ten times
    a second. The peak is the greater of the two, so that it may be too low, never too high.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = _start(command, said.fileno())
        looks = _Looks(process.pid)
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            kill_group(process)
            raise
        finally:
            looks.stop()
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise BenchError(_complaint(command, said.read().decode("utf-8", "replace")))
    largest_mb = used.ru_maxrss / _MAXRSS_PER_MB
    return Usage(used.ru_utime + used.ru_stime, wall_s, max(looks.peak_mb, largest_mb))


# Linux counts in kilobytes, macOS in bytes (getrusage in their manuals).
_MAXRSS_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024


def start_server(command: Command, log: Path) -> "subprocess.Popen[bytes]":
    """Start a command that runs until it is told to end; what it says goes to ``log``."""
    with log.open("wb") as said:
        return _start(command, said.fileno())


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process with all that it started, at once."""
    with contextlib.suppress(ProcessLookupError):  # all have ended
        os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is None:
        process.wait()


def _start(command: Command, output: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command.words,
        cwd=command.folder,
        env=command.environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # so that it can be ended with all that it started
    )


def _complaint(command: Command, said: str) -> str:
    last_lines = "\n".join(f"  {line}" for line in said.strip().splitlines()[-12:])
    return f"'{' '.join(command.words)}' failed:\n{last_lines}"


class _Looks:
    """A thread that looks at the memory of a process and all below it, and keeps the peak."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_PAUSE_S):
            self.peak_mb = max(self.peak_mb, tree_memory(self._pid))
