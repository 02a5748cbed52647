"""Ways to read through a cache when many miss at once."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random
from typing import Protocol

Compute = Callable[[], bytes]


class Lock(AbstractContextManager["Lock"], Protocol):
    """A lock that all callers share."""

    def acquire(self, *, blocking: bool = True) -> bool:
        """Take it; without blocking, only if nobody has it."""

    def release(self) -> None:
        """Give it back."""


class Store(Protocol):
    """A cache that all callers share."""

    def get(self, key: str) -> bytes | None:
        """Look for a value."""

    def set(self, key: str, value: bytes) -> None:
        """Keep a value."""

    def lock(self, key: str) -> Lock:
        """Make a lock of this name."""


def unprotected(store: Store, key: str, compute: Compute) -> bytes:
    """Compute whatever is missing."""
    value = store.get(key)
    if value is None:
        value = compute()
        store.set(key, value)
    return value


def locked_blindly(store: Store, key: str, compute: Compute) -> bytes:
    """Compute one after the other, and forget to look again."""
    value = store.get(key)
    if value is None:
        with store.lock(f"{key}:lock"):
            value = compute()
            store.set(key, value)
    return value


# region shown
def locked(store: Store, key: str, compute: Compute) -> bytes:
    """Let one compute; the others wait, and look again."""
    value = store.get(key)
    if value is None:
        with store.lock(f"{key}:lock"):
            value = store.get(key)
            if value is None:
                value = compute()
                store.set(key, value)
    return value


def old_meanwhile(store: Store, key: str, compute: Compute) -> bytes:
    """Let one compute; the others take the old copy, which is kept for longer, if there is one."""
    value = store.get(key)
    if value is not None:
        return value
    lock = store.lock(f"{key}:renew")
    if not lock.acquire(blocking=False):
        return store.get(f"{key}:old") or locked(store, key, compute)
    try:
        value = locked(store, key, compute)
        store.set(f"{key}:old", value)
        return value
    finally:
        lock.release()


def renew_early(now: float, expires: float, cost: float, chance: Random) -> bool:
    """Throw a die that says yes more often as the end comes near; at the end it always does."""
    return now - cost * math.log(1 - chance.random()) >= expires


# endregion
