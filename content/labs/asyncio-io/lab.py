"""Forty calls that wait: one by one, side by side, with a limit, in threads; and a heartbeat.

All times but the last two are those of a virtual clock, which jumps to the moment when the next
wait ends. `virtual.sleep` stands for any call that blocks: it holds its thread for so long.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor

from labkit import record, virtual

CALLS = 40
CALL_S = 0.050
PLACES = 10  # what the other side serves at once
BLOCK_S = 0.300
BEAT_S = 0.010


class Service:
    """The other side: it answers after a while, and may refuse whoever finds it full."""

    def __init__(self, places: int = CALLS) -> None:
        """Begin with nobody served."""
        self.places = places
        self.counting = threading.Lock()
        self.in_flight = self.in_flight_max = self.refused = self.answered = 0

    async def call(self, wait_s: float = CALL_S) -> None:
        """Wait as one waits for an answer over the network."""
        if self.in_flight == self.places:
            self.refused += 1
            return
        self.enter()
        await asyncio.sleep(wait_s)
        self.leave()

    def call_blocking(self) -> None:
        """Do the same as a library does that knows nothing of asyncio."""
        self.enter()
        virtual.sleep(CALL_S)
        self.leave()

    def enter(self) -> None:
        """Count a call that begins."""
        with self.counting:
            self.in_flight += 1
            self.in_flight_max = max(self.in_flight_max, self.in_flight)

    def leave(self) -> None:
        """Count a call that is answered."""
        with self.counting:
            self.in_flight -= 1
            self.answered += 1


# region shown
async def one_by_one(service: Service) -> None:
    """Async in name only: each call is awaited before the next one begins."""
    for _ in range(CALLS):
        await service.call()


async def together(service: Service) -> None:
    """Begin all, then wait for all."""
    async with asyncio.TaskGroup() as group:
        for _ in range(CALLS):
            group.create_task(service.call())


async def limited(service: Service) -> None:
    """Begin all, but let no more of them through than the other side has places."""
    places = asyncio.Semaphore(PLACES)

    async def call() -> None:
        async with places:
            await service.call()

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLS):
            group.create_task(call())


async def blocking(service: Service) -> None:
    """Begin all, with a library that blocks: a coroutine around it does not help."""

    async def call() -> None:
        service.call_blocking()

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLS):
            group.create_task(call())


async def threads(service: Service) -> None:
    """Hand the calls that block to threads, of which there are eight."""
    async with asyncio.TaskGroup() as group:
        for _ in range(CALLS):
            group.create_task(asyncio.to_thread(service.call_blocking))


# endregion


def measure(case: str, way: Callable[[Service], Awaitable[None]], places: int = CALLS) -> None:
    """Record how long the calls took and how many were in flight."""

    async def main() -> int:
        await way(service)
        return virtual.now_ms()

    service = Service(places)
    record(
        case,
        virtual_ms=virtual.run(main()),
        in_flight_max=service.in_flight_max,
        answered=service.answered,
        refused=service.refused,
    )


async def uneven_one_by_one(service: Service) -> None:
    """Make thirty-nine quick calls and a slow one in turn."""
    for wait_s in [CALL_S] * (CALLS - 1) + [BLOCK_S]:
        await service.call(wait_s)


async def uneven_together(service: Service) -> None:
    """Make the same calls side by side."""
    async with asyncio.TaskGroup() as group:
        for wait_s in [CALL_S] * (CALLS - 1) + [BLOCK_S]:
            group.create_task(service.call(wait_s))


async def failing() -> None:
    """Fail half-way through the wait of the others."""
    await asyncio.sleep(CALL_S / 2)
    raise ConnectionError


async def group_fails(service: Service) -> None:
    """One call of a task group fails: the group gives up the others."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(failing())
            for _ in range(CALLS - 1):
                group.create_task(service.call())
    except* ConnectionError:
        pass


async def gather_spares(service: Service) -> None:
    """One call fails, and is collected as an answer like the others."""
    calls = [service.call() for _ in range(CALLS - 1)]
    await asyncio.gather(failing(), *calls, return_exceptions=True)


async def hold() -> None:
    """Call what blocks, straight from a coroutine."""
    virtual.sleep(BLOCK_S)


async def hand_over() -> None:
    """Call what blocks, in a thread."""
    await asyncio.to_thread(virtual.sleep, BLOCK_S)


async def wait() -> None:
    """Wait without blocking."""
    await asyncio.sleep(BLOCK_S)


class SlowSteps(logging.Handler):
    """Counts asyncio's own complaints, in debug mode, about a step that held the loop."""

    count = 0

    def emit(self, entry: logging.LogRecord) -> None:
        """Count one complaint."""
        self.count += entry.getMessage().startswith("Executing")


def measure_beats(case: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Let a heart beat beside ``work``, and record the beats that did not come."""
    until_s = 0.600

    async def beat() -> int:
        beats = 0
        loop = asyncio.get_running_loop()
        while loop.time() < until_s - BEAT_S / 2:
            await asyncio.sleep(BEAT_S)
            beats += 1
        return beats

    async def main() -> int:
        async with asyncio.TaskGroup() as group:
            heart = group.create_task(beat())
            await asyncio.sleep(0.105)
            group.create_task(work())
        return heart.result()

    slow = SlowSteps()
    log = logging.getLogger("asyncio")
    log.addHandler(slow)
    log.propagate = False
    beats = virtual.run(main(), debug=True)
    log.removeHandler(slow)
    expected = round(until_s / BEAT_S)
    record(case, beats=beats, beats_missed=expected - beats, slow_steps=slow.count)


def seconds(work: Callable[[], object]) -> float:
    """Return the shortest of five runs on the real clock: the one least disturbed."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def real_waiting() -> None:
    """Wait for real, 40 times 5 ms: this time is the machine's, and noisy."""

    async def in_turn() -> None:
        for _ in range(CALLS):
            await asyncio.sleep(0.005)

    async def side_by_side() -> None:
        await asyncio.gather(*(asyncio.sleep(0.005) for _ in range(CALLS)))

    slow, fast = (seconds(lambda way=way: asyncio.run(way())) for way in (in_turn, side_by_side))
    record("real_waiting", speedup=round(slow / fast, 1))


def real_computing() -> None:
    """Compute for real in eight threads, and tell how many CPUs they keep busy."""

    def compute(_: int) -> int:
        return sum(n * n for n in range(100_000))

    start, start_cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(compute, range(8)))
    busy_s, passed_s = time.process_time() - start_cpu, time.perf_counter() - start
    record("real_computing", cpus_busy=round(busy_s / passed_s, 1))


if __name__ == "__main__":
    measure("one_by_one", one_by_one)
    measure("together", together)
    measure("limited", limited)
    measure("blocking", blocking)
    measure("threads", threads)
    measure("uneven_one_by_one", uneven_one_by_one)
    measure("uneven_together", uneven_together)
    measure("flooded", together, PLACES)
    measure("bounded", limited, PLACES)
    measure("group_fails", group_fails)
    measure("gather_spares", gather_spares)
    measure_beats("beside_waiting", wait)
    measure_beats("beside_blocking", hold)
    measure_beats("beside_thread", hand_over)
    real_waiting()
    real_computing()
