"""Let forty callers miss a hot key together, and count who computes it again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Condition, local
from typing import Any

import cures
from labkit import NAME, record
from steady import busiest_second, read_on
from stores import Redis, lend_store

CALLERS = 40
LIMIT_S = 30  # nothing takes so long, unless the lab is broken


def main() -> None:
    """Measure the moment of expiry, and then the readers of two minutes."""
    with lend_store() as store:
        all_at_once = Barrier(CALLERS)
        expire("unprotected", store, cures.unprotected, lambda *_: all_at_once.wait(LIMIT_S))
        expire("locked_blindly", store, cures.locked_blindly)
        expire("locked", store, cures.locked)
        store.set("old_meanwhile:old", b"old")
        expire("old_meanwhile", store, cures.old_meanwhile, wait_for_the_others)
        expire("old_meanwhile_cold", store, cures.old_meanwhile)
        if isinstance(store, Redis):
            expire("lock_too_short", store, cures.locked, lambda *at: end_lock(store, *at))
    for case, early in (("steady", False), ("steady_renewed_early", True)):
        record(case, **vars(read_on(early=early)))
    record("same_lifetime", keys_in_one_second=busiest_second(scatter_s=0))
    record("scattered_lifetime", keys_in_one_second=busiest_second(scatter_s=60))


@dataclass
class Source:
    """What is costly to ask. It counts how often that happens, and how often at the same time."""

    meanwhile: Callable[["Source", int], object]
    begun: int = 0
    ended: int = 0
    most_at_once: int = 0
    answered_before: int = 0  # callers whose answer did not wait for a computation
    turn: Condition = field(default_factory=Condition)

    def compute(self) -> bytes:
        """Make the value; what happens meanwhile is for the case to say."""
        with self.turn:
            self.begun += 1
            number = self.begun
            self.most_at_once = max(self.most_at_once, self.begun - self.ended)
            self.turn.notify_all()
        self.meanwhile(self, number)
        with self.turn:
            self.ended += 1
        return b"new"

    def answer(self) -> None:
        """Note that a caller has an answer."""
        with self.turn:
            self.answered_before += self.ended == 0
            self.turn.notify_all()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Hold one computation until something else has happened."""
        with self.turn:
            if not self.turn.wait_for(condition, LIMIT_S):
                raise TimeoutError


def wait_for_the_others(source: Source, _number: int) -> None:
    """Compute for so long that all other callers have come and gone."""
    source.wait_until(lambda: source.answered_before == CALLERS - 1)


def end_lock(store: Redis, source: Source, number: int) -> None:
    """Let the first computation last longer than its lock: a second one begins beside it."""
    if number == 1:
        store.client.delete(f"{NAME}:lock_too_short:lock")  # as if its time were over
        source.wait_until(lambda: source.begun > 1)


@dataclass
class StartingLine:
    """A cache on which nobody goes on after the first look until all have looked."""

    store: Any
    line: Barrier = field(default_factory=lambda: Barrier(CALLERS))
    seen: local = field(default_factory=local)

    def get(self, key: str) -> bytes | None:
        """Look, and the first time wait for the others."""
        value: bytes | None = self.store.get(key)
        if not hasattr(self.seen, "once"):
            self.seen.once = True
            self.line.wait(LIMIT_S)
        return value

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the cache."""
        return getattr(self.store, name)


def expire(
    case: str,
    store: Any,
    read: Callable[..., bytes],
    meanwhile: Callable[[Source, int], object] = lambda *_: None,
) -> None:
    """Let all callers come in the moment in which the copy has expired."""
    source, line = Source(meanwhile), StartingLine(store)

    def call(_number: int) -> bytes:
        value = read(line, case, source.compute)
        source.answer()
        return value

    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(call, number) for number in range(CALLERS)]
    failed = sum(call.exception() is not None for call in calls)
    stale = sum(call.result() == b"old" for call in calls if call.exception() is None)
    record(
        case,
        recomputations=source.begun,
        most_at_once=source.most_at_once,
        served_stale=stale,
        waited=CALLERS - source.answered_before,
        failed=failed,
    )


if __name__ == "__main__":
    main()
