"""The virtual clock of labs: exact times for loops, threads and sockets, and no waiting."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from generator.runner.labkit import virtual


async def threads(calls: int, seconds: float) -> int:
    """Block in so many threads, and tell how long that took."""
    async with asyncio.TaskGroup() as group:
        for _ in range(calls):
            group.create_task(asyncio.to_thread(virtual.sleep, seconds))
    return virtual.now_ms()


async def beats(count: int, seen: list[int]) -> None:
    """Note the time every ten milliseconds."""
    for _ in range(count):
        await asyncio.sleep(0.010)
        seen.append(virtual.now_ms())


def test_an_hour_passes_at_once() -> None:
    async def main() -> int:
        await asyncio.sleep(3600)
        return virtual.now_ms()

    assert virtual.run(main()) == 3_600_000


@pytest.mark.parametrize(
    ("calls", "expected_ms"),
    [(1, 50), (virtual.THREADS, 50), (virtual.THREADS + 1, 100), (40, 250)],
)
def test_calls_wait_for_a_free_thread(calls: int, expected_ms: int) -> None:
    assert virtual.run(threads(calls, 0.050)) == expected_ms


def test_blocking_stops_the_loop_and_a_thread_does_not() -> None:
    async def main(work: Callable[[], object]) -> list[int]:
        seen: list[int] = []
        async with asyncio.TaskGroup() as group:
            group.create_task(beats(3, seen))
            await asyncio.sleep(0.005)
            outcome = work()
            if asyncio.iscoroutine(outcome):
                await outcome
        return seen

    assert virtual.run(main(lambda: virtual.sleep(0.100))) == [105, 115, 125]
    assert virtual.run(main(lambda: asyncio.to_thread(virtual.sleep, 0.100))) == [10, 20, 30]


def test_time_stands_still_while_a_thread_computes() -> None:
    def compute() -> int:
        return sum(range(300_000))

    async def main() -> int:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(1))
            await asyncio.to_thread(compute)
            return virtual.now_ms()

    assert virtual.run(main()) == 0


def test_a_socket_wakes_the_loop_before_time_passes() -> None:
    async def main() -> tuple[bytes, int]:
        one, other = socket.socketpair()
        with one, other:
            one.settimeout(0)
            asyncio.get_running_loop().call_later(0.5, other.send, b"x")
            data = await asyncio.get_running_loop().sock_recv(one, 1)
            return data, virtual.now_ms()

    assert virtual.run(main()) == (b"x", 500)


def test_a_call_that_is_given_up_is_waited_for_at_the_end() -> None:
    ended: list[str] = []

    def work() -> None:
        virtual.sleep(5)
        ended.append("work")

    async def main() -> int:
        try:
            async with asyncio.timeout(1):
                await asyncio.to_thread(work)
        except TimeoutError:
            ended.append("time is up")
        return virtual.now_ms()

    assert virtual.run(main()) == 1000
    assert ended == ["time is up", "work"]


def test_waiting_for_nothing_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no timer, no thread and no file can wake the loop"):
        virtual.run(asyncio.Event().wait())


def test_there_is_virtual_time_on_its_own_loop_only() -> None:
    async def main() -> None:
        virtual.sleep(1)

    with pytest.raises(TypeError, match=r"only inside labkit\.virtual\.run"):
        asyncio.run(main())
    with pytest.raises(TypeError, match=r"only inside labkit\.virtual\.run"):
        virtual.sleep(1)
