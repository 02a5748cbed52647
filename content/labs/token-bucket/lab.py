"""Send requests at a limit of 100 a minute, at told times, and count how many pass."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from threading import Barrier

from labkit import record
from limits import LIMIT, LIMITS, MINUTE, TOKEN, Limit, fixed_window, token_bucket
from stores import Memory, Store, lend_store

SECOND = 1000
CALLERS = 40


def every(step: int, count: int, start: int = 0) -> list[int]:
    """Give the moments of so many requests, one every ``step`` ms."""
    return [start + step * number for number in range(count)]


LOADS = {
    # a full budget in the last second of a minute, and another in the first of the next
    "boundary": every(10, 100, MINUTE - SECOND) + every(10, 100, MINUTE),
    # never more than the limit in any sixty seconds: nobody should be refused
    "honest": every(10, 100) + every(10, 100, MINUTE + MINUTE // 2),
    # a full budget at once, then one more whenever a token has dripped in
    "patient": every(10, 100) + every(TOKEN, 100, SECOND),
}


def main() -> None:
    """Measure the limits, then several instances, then callers at the same moment."""
    with lend_store() as store:
        for load, moments in LOADS.items():
            for name, limit in LIMITS.items():
                case = f"{load}_{name}"
                passed = send(case, limit, moments, [store])
                record(case, **count(moments, passed), numbers_kept=len(store.read(case)))
        measure_instances(store)
        measure_race(store)


def send(key: str, limit: Limit, moments: Sequence[int], stores: Iterable[Store]) -> list[int]:
    """Send the requests, to each instance's store in turn; give the moments of those that pass."""
    pairs = zip(moments, cycle(stores), strict=False)
    return [now for now, store in pairs if store.decide(key, limit, now)]


def count(moments: Sequence[int], passed: Sequence[int]) -> dict[str, int]:
    """Count the requests that passed: all, and the most in any second and any minute."""
    return {
        "requests": len(moments),
        "allowed": len(passed),
        "in_a_second": most_within(SECOND, passed),
        "in_a_minute": most_within(MINUTE, passed),
    }


def most_within(span: int, moments: Sequence[int]) -> int:
    """Count the moments of the busiest span."""
    return max(sum(start <= other < start + span for other in moments) for start in moments)


def measure_instances(store: Store) -> None:
    """Send 400 requests in four seconds to three instances, and see who counts together."""
    moments = every(10, 400)
    third = partial(fixed_window, limit=LIMIT // 3)
    cases: dict[str, tuple[Limit, list[Store]]] = {
        "own_counters": (fixed_window, [Memory(), Memory(), Memory()]),
        "shared_counter": (fixed_window, [store]),
        "divided_limit": (third, [Memory(), Memory(), Memory()]),
        "divided_limit_one_instance": (third, [Memory()]),  # a balancer that keeps a client there
    }
    for case, (limit, stores) in cases.items():
        passed = send(case, limit, moments, stores)
        record(case, requests=len(moments), allowed=len(passed))
    people = ("amina", "brian", "chloe")  # each keeps well below the limit
    for case, keys in (("by_person", people), ("by_proxy", ("10.0.0.1",))):
        asks = zip(every(10, 180), cycle(f"{case}:{key}" for key in keys), strict=False)
        passed = [now for now, key in asks if store.decide(key, fixed_window, now)]
        record(case, requests=180, allowed=len(passed))


def measure_race(store: Store) -> None:
    """Let forty callers come in the same moment, when there is one token left."""
    together = Barrier(CALLERS)

    def in_two_steps(_number: int) -> bool:
        kept, allowed = token_bucket(store.read("in_two_steps"), MINUTE)
        together.wait()  # by now all have read, and nobody has written
        store.write("in_two_steps", kept)
        return allowed

    def in_one_step(_number: int) -> bool:
        together.wait()
        return store.decide("in_one_step", token_bucket, MINUTE)

    for case, ask in (("in_two_steps", in_two_steps), ("in_one_step", in_one_step)):
        store.write(case, (TOKEN, MINUTE))
        with ThreadPoolExecutor(CALLERS) as pool:
            record(case, requests=CALLERS, allowed=sum(pool.map(ask, range(CALLERS))))


if __name__ == "__main__":
    main()
