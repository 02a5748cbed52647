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
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Generic, TypeVar

Item = TypeVar("Item")

_LENGTH = 8  # bytes before an answer that say how long it is

# Items that a worker does: fewer would not be worth the copy, more would be held twice.
_LEAST, _MOST = 8, 200


def count_jobs(wanted: int) -> int:
    """Return how many processes to use: as many as wanted, or as many as processors."""
    if not hasattr(os, "fork") or threading.active_count() > 1:  # a fork keeps one thread alone
        return 1
    if hasattr(os, "sched_getaffinity"):
        return wanted or len(os.sched_getaffinity(0))
    return wanted or os.cpu_count() or 1


def answers(
    work: Callable[[Item], object], items: Sequence[Item], jobs: int
) -> Iterator[tuple[Item, object]]:
    """Yield each item with what ``work`` makes of it, in any order; None where a worker failed.

    The first item is done before there are copies: what it loads, all of them have. An answer is
    gone from here when the next one is asked for: all of them together may be more than there is
    room for.

    A copy does some of the items that wait, and ends; another one takes its place. What it shares
    with this process it holds twice as soon as one of the two touches it: so that is never much.
    """
    yield from ((item, work(item)) for item in items[:1])
    waiting = deque(items[1:])
    workers: list[_Worker[Item]] = []
    try:
        while waiting or workers:
            while len(workers) < jobs - 1 and len(waiting) >= 2 * _LEAST:
                workers.append(_Worker(work, _share(waiting, jobs)))
            if waiting:
                item = waiting.popleft()
                yield item, work(item)
            for worker in [each for each in workers if each.has_ended(wait=not waiting)]:
                workers.remove(worker)
                yield from worker.answers()
    finally:
        for worker in workers:
            worker.stop()
        gc.unfreeze()


def _share(waiting: deque[Item], jobs: int) -> list[Item]:
    """Take what one worker is to do: less towards the end, so that all of them end together."""
    count = min(_MOST, max(_LEAST, len(waiting) // (2 * jobs)))
    return [waiting.popleft() for _ in range(count)]


class _Worker(Generic[Item]):
    """A copy of this process that works through its share and leaves the answers in a file."""

    def __init__(self, work: Callable[[Item], object], items: Sequence[Item]) -> None:
        self._items = items
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self._running = True
        parent = os.getpid()
        sys.stdout.flush()
        gc.collect(0)  # what is garbage now would stay
        gc.freeze()  # or collecting would touch, and so copy, all that the two share
        self._pid = os.fork()
        if self._pid == 0:
            _work_and_exit(work, items, parent, self._file)

    def has_ended(self, *, wait: bool) -> bool:
        """Tell whether all is done that will be; wait until it is, if that is wanted."""
        if self._running:
            self._running = not _has_ended(self._pid, 0 if wait else os.WNOHANG)
        return not self._running

    def answers(self) -> Iterator[tuple[Item, object]]:
        """Yield what a worker that has ended answered."""
        with self._file as file:
            file.seek(0)
            for item in self._items:
                size = int.from_bytes(file.read(_LENGTH), "big")
                data = file.read(size)
                is_whole = 0 < size == len(data)
                yield item, marshal.loads(data) if is_whole else None  # noqa: S302 - our own's

    def stop(self) -> None:
        """End the worker, whatever it is at."""
        if self._running:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            _has_ended(self._pid, 0)
        self._running = False
        self._file.close()


def _has_ended(pid: int, how: int) -> bool:
    try:
        return os.waitpid(pid, how)[0] != 0
    except ChildProcessError:  # whoever started us wants to hear of no child that ends
        return True


def _work_and_exit(
    work: Callable[[Item], Any], items: Sequence[Item], parent: int, file: BinaryIO
) -> None:
    # Garbage is collected here, too: what came from the parent is frozen, so that it costs little.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, too, and ends us
    try:
        for item in items:
            if os.getppid() != parent:  # it was killed: nobody waits for this
                os._exit(1)
            data = marshal.dumps(work(item))
            file.write(len(data).to_bytes(_LENGTH, "big") + data)
    finally:
        # Never return into the copy of what the parent was doing.
        try:
            file.flush()
        finally:
            os._exit(0)
