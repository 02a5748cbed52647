"""Do many small things in several processes; where there is no fork, in this one.

Workers are copies of this process, so nothing has to be sent to them. What they answer is plain
data. A worker that fails leaves answers out, and the caller does that work itself: the error then
shows where and how it always would.
"""

import gc
import marshal
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO, TypeVar

Item = TypeVar("Item")


def count_jobs(wanted: int) -> int:
    """Return how many processes to use: as many as wanted, or as many as processors."""
    if not hasattr(os, "fork") or threading.active_count() > 1:  # a fork keeps one thread alone
        return 1
    if hasattr(os, "sched_getaffinity"):
        return wanted or len(os.sched_getaffinity(0))
    return wanted or os.cpu_count() or 1


def answers(work: Callable[[Item], object], items: Sequence[Item], jobs: int) -> list[object]:
    """Return what ``work`` makes of each item, in order; None where a worker failed."""
    jobs = max(1, min(jobs, len(items)))
    found: list[object] = [None] * len(items)
    workers = [_Worker(work, items[number::jobs]) for number in range(1, jobs)]
    try:
        found[0::jobs] = [work(item) for item in items[0::jobs]]
        for number, worker in enumerate(workers, 1):
            found[number::jobs] = worker.wait()
    finally:
        for worker in workers:
            worker.stop()
    return found


class _Worker:
    """A copy of this process that works through its share and leaves the answers in a file."""

    def __init__(self, work: Callable[[Item], object], items: Sequence[Item]) -> None:
        self._count = len(items)
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self._running = True
        parent = os.getpid()
        sys.stdout.flush()
        gc.freeze()  # or collecting would touch, and so copy, all that the two share
        self._pid = os.fork()
        if self._pid == 0:
            _work_and_exit(work, items, parent, self._file)

    def wait(self) -> list[object]:
        """Return the answers when all are there."""
        os.waitpid(self._pid, 0)
        self._running = False
        self._file.seek(0)
        data = self._file.read()
        done = marshal.loads(data) if data else []  # noqa: S302 - written by our own worker
        return [*done, *[None] * (self._count - len(done))]

    def stop(self) -> None:
        """End the worker, whatever it is at."""
        if self._running:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        self._running = False
        self._file.close()


def _work_and_exit(
    work: Callable[[Item], object], items: Sequence[Item], parent: int, file: BinaryIO
) -> None:
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, too, and ends us
    done: list[object] = []
    try:
        for item in items:
            if os.getppid() != parent:  # it was killed: nobody waits for this
                os._exit(1)
            done.append(work(item))
    finally:
        # Never return into the copy of what the parent was doing.
        file.write(marshal.dumps(done))
        file.flush()
        os._exit(0)
