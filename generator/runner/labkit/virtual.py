"""asyncio on a clock that jumps from one timer to the next: exact times, and no waiting.

Threads and sockets are real. Time passes only while nothing is left to do and no thread is at work,
so that what a lab measures does not depend on how busy the machine is.
"""

import asyncio
import selectors
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar, TypeVarTuple

THREADS = 8

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


def run(main: Coroutine[Any, Any, _T], *, debug: bool = False) -> _T:
    """Run ``main`` on a loop of its own whose clock begins at 0; raise where nothing can happen."""
    with asyncio.Runner(debug=debug, loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def now_ms() -> int:
    """Return the milliseconds since the running loop began."""
    return round(asyncio.get_running_loop().time() * 1000)


def sleep(seconds: float) -> None:
    """Wait as ``time.sleep`` does: on the loop's own thread, nothing else runs meanwhile."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _as_virtual(_threads.loop).park(seconds)
    else:
        _as_virtual(loop).pass_time(seconds)


class _Threads(threading.local):
    """The loop that gave this thread its work."""

    loop: "VirtualLoop | None" = None


_threads = _Threads()


def _as_virtual(loop: asyncio.AbstractEventLoop | None) -> "VirtualLoop":
    if not isinstance(loop, VirtualLoop):
        raise TypeError("there is virtual time only inside labkit.virtual.run")
    return loop


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that does not wait: it sets its clock to when the waiting would end."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._handed_over = 0  # calls given to threads and not finished
        self._parked = 0  # threads inside sleep()
        self._pool = ThreadPoolExecutor(THREADS)
        super().__init__(_Selector(self))

    def time(self) -> float:
        """Return the seconds since the loop began."""
        return self._now_s

    def pass_time(self, seconds: float) -> None:
        """Move the clock on."""
        self._now_s += seconds

    @property
    def threads_at_work(self) -> int:
        """Threads that may do something before the next timer; the rest of the calls are queued."""
        return min(self._handed_over, THREADS) - self._parked

    def park(self, seconds: float) -> None:
        """Let a thread wait until the clock has moved on by so much."""
        over = threading.Event()
        self.call_soon_threadsafe(self._park, seconds, over)
        over.wait()

    def _park(self, seconds: float, over: threading.Event) -> None:
        self._parked += 1
        self.call_later(seconds, self._unpark, over)

    def _unpark(self, over: threading.Event) -> None:
        self._parked -= 1
        over.set()

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[*_Ts], _T],
        *args: *_Ts,
    ) -> asyncio.Future[_T]:
        """Give the call to one of ``THREADS`` threads; time waits until it is over or asleep."""

        def work() -> _T:
            _threads.loop = self
            return func(*args)

        self._handed_over += 1
        call = (executor or self._pool).submit(work)
        future = asyncio.wrap_future(call, loop=self)
        # After the result has been passed on: else time could move before somebody awaits it.
        call.add_done_callback(lambda _: self.call_soon_threadsafe(self._hand_back))
        return future

    def _hand_back(self) -> None:
        self._handed_over -= 1

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109, ARG002 - asyncio's own signature
        """Wait for the threads on this clock: asyncio's own way reaches its time limit at once."""
        while self._handed_over:  # noqa: ASYNC110 - the threads decide, and no time is lost
            await asyncio.sleep(0.001)
        self._pool.shutdown()


class _Selector(selectors.DefaultSelector):
    """Asks the system which files are ready, and lets time pass only if none can become so."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self._loop.threads_at_work > 0:
            return super().select(None)
        if timeout is None:
            raise RuntimeError("deadlock: no timer, no thread and no file can wake the loop")
        self._loop.pass_time(timeout)
        return ready
