"""Ways to keep a limit of 100 a minute: each decides by what it kept and the time it is told."""

from collections.abc import Callable
from functools import partial

LIMIT = 100
MINUTE = 60_000  # ms
TOKEN = MINUTE // LIMIT  # a token is worth 600 ms: that long it takes to drip in

Kept = tuple[int, ...]
Limit = Callable[[Kept, int], tuple[Kept, bool]]


# region shown
def fixed_window(kept: Kept, now: int, limit: int = LIMIT) -> tuple[Kept, bool]:
    """Count the requests of the present minute of the clock."""
    minute, count = kept or (0, 0)
    if minute != now // MINUTE:
        minute, count = now // MINUTE, 0
    allowed = count < limit
    return (minute, count + allowed), allowed


def sliding_log(kept: Kept, now: int) -> tuple[Kept, bool]:
    """Remember the time of each request that passed in the last sixty seconds."""
    recent = tuple(moment for moment in kept if moment > now - MINUTE)
    allowed = len(recent) < LIMIT
    return (recent + (now,) * allowed), allowed


def sliding_counters(kept: Kept, now: int) -> tuple[Kept, bool]:
    """Guess the last sixty seconds: this minute, and the part of the one before that they cover."""
    minute, before, count = kept or (0, 0, 0)
    if minute != now // MINUTE:
        before, count = count * (minute == now // MINUTE - 1), 0
    covered = MINUTE - now % MINUTE
    allowed = before * covered + count * MINUTE < LIMIT * MINUTE
    return (now // MINUTE, before, count + allowed), allowed


def token_bucket(kept: Kept, now: int, size: int = LIMIT) -> tuple[Kept, bool]:
    """Let tokens drip into a bucket of this size; each request takes one out."""
    filled, last = kept or (size * TOKEN, now)
    filled = min(size * TOKEN, filled + now - last)
    allowed = filled >= TOKEN
    return (filled - TOKEN * allowed, now), allowed


# endregion

LIMITS: dict[str, Limit] = {
    "fixed_window": fixed_window,
    "sliding_log": sliding_log,
    "sliding_counters": sliding_counters,
    "token_bucket": token_bucket,
    "small_bucket": partial(token_bucket, size=10),
}
