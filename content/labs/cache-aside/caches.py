"""Open the cache of a profile, and count the calls to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.memcached import PyMemcacheCache
from django.core.cache.backends.redis import RedisCache
from labkit import NAME, PROFILE, memcached, own, redis

Params = dict[str, Any]


@dataclass
class Watched:
    """A cache of Django's that counts the calls; with a server each is a trip over the network."""

    cache: BaseCache
    calls: int = 0
    counts: bool = True

    def get(self, key: str) -> Any:
        """Look for a copy."""
        self.calls += self.counts
        return self.cache.get(key)

    def set(self, key: str, value: Any) -> None:
        """Keep a copy for ever; when it is too old is for its reader to say."""
        self.calls += self.counts
        if PROFILE == "memcached":
            own("memcached", self.cache.make_key(key))
        self.cache.set(key, value, timeout=None)

    def delete(self, key: str) -> None:
        """Take the copy away."""
        self.calls += self.counts
        self.cache.delete(key)


@contextmanager
def lend_server() -> Iterator[str]:
    """Lend the server of the profile; a local dictionary has none."""
    if PROFILE == "embedded":
        yield ""
    else:
        with {"redis": redis, "memcached": memcached}[PROFILE]() as server:
            yield server


def open_cache(server: str, case: str) -> Watched:
    """Open a cache in which nobody else keeps anything."""
    params: Params = {"KEY_PREFIX": f"{NAME}_{case}", "OPTIONS": {}}
    if PROFILE == "redis":
        return Watched(RedisCache(server, params))
    if PROFILE == "memcached":
        return Watched(PyMemcacheCache(server, params))
    return Watched(LocMemCache(case, {"OPTIONS": {"MAX_ENTRIES": 100_000}}))


def no_cache() -> Watched:
    """Open Django's cache that keeps nothing."""
    return Watched(DummyCache("", {}), counts=False)
