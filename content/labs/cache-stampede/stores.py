"""Caches that forty callers can share: Redis, and a dictionary for callers in one process."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from labkit import NAME, PROFILE, redis


class Dictionary:
    """A cache for the threads of one process."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.locks: defaultdict[str, Lock] = defaultdict(Lock)

    def get(self, key: str) -> bytes | None:
        """Look for a value."""
        return self.values.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a value."""
        self.values[key] = value

    def lock(self, key: str) -> Lock:
        """Give the lock of this name."""
        return self.locks[key]


class Redis:
    """A cache for callers anywhere."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def get(self, key: str) -> bytes | None:
        """Look for a value."""
        value: bytes | None = self.client.get(f"{NAME}:{key}")
        return value

    def set(self, key: str, value: bytes) -> None:
        """Keep a value."""
        self.client.set(f"{NAME}:{key}", value, ex=60)

    def lock(self, key: str) -> Any:
        """Make a lock; the timeout frees it if its holder dies."""
        return self.client.lock(f"{NAME}:{key}", timeout=60, blocking_timeout=50, sleep=0.01)


@contextmanager
def lend_store() -> Iterator[Dictionary | Redis]:
    """Lend the cache of the profile."""
    if PROFILE == "embedded":
        yield Dictionary()
        return
    from redis import Redis as Client

    with redis() as url, Client.from_url(url) as client:
        yield Redis(client)
