"""A hot key under a steady load, minute after minute, on a clock that is only a number."""

from collections import Counter
from dataclasses import dataclass

from cures import renew_early
from labkit import RANDOM

EVERY_MS = 20  # fifty readers a second
COST_MS = 2000  # to compute the value
LIFETIME_MS = 20_000
END_MS = 120_000


@dataclass
class Load:
    """What the readers cause."""

    recomputations: int = 0
    most_at_once: int = 0
    first_fill: int = 0


def read_on(*, early: bool) -> Load:
    """Let a reader come every 20 ms; each who finds nothing good begins to compute."""
    load, at_work, expires = Load(), [], 0
    for now in range(0, END_MS, EVERY_MS):
        if at_work and at_work[0] <= now:
            expires = at_work.pop(0) + LIFETIME_MS
        renews = early and renew_early(now, expires, COST_MS, RANDOM)
        if now >= expires or renews:
            at_work.append(now + COST_MS)
            load.recomputations += 1
            load.first_fill += now < COST_MS
        if now >= LIFETIME_MS:
            load.most_at_once = max(load.most_at_once, len(at_work))
    return load


def busiest_second(*, scatter_s: int) -> int:
    """Fill two hundred keys at once, for a minute and a bit; count the most that end together."""
    return max(Counter(60 + RANDOM.randint(0, scatter_s) for _ in range(200)).values())
