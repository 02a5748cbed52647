"""Where the numbers of a limit are kept: in Redis, or in the memory of one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from labkit import NAME, PROFILE, redis
from limits import Kept, Limit


class Memory:
    """The memory of one process, whose threads take turns."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.turn = Lock()

    def read(self, key: str) -> Kept:
        """Read what is kept."""
        return self.kept.get(key, ())

    def write(self, key: str, kept: Kept) -> None:
        """Keep something else."""
        self.kept[key] = kept

    def decide(self, key: str, limit: Limit, now: int) -> bool:
        """Read, decide and write, with nobody in between."""
        with self.turn:
            kept, allowed = limit(self.read(key), now)
            self.write(key, kept)
        return allowed


class Redis:
    """A store for instances anywhere."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def read(self, key: str) -> Kept:
        """Read what is kept."""
        return tuple(map(int, self.client.lrange(f"{NAME}:{key}", 0, -1)))

    def write(self, key: str, kept: Kept) -> None:
        """Keep something else."""
        with self.client.pipeline() as pipe:  # MULTI ... EXEC
            write_in(pipe, f"{NAME}:{key}", kept)
            pipe.execute()

    def decide(self, key: str, limit: Limit, now: int) -> bool:
        """Read, decide and write; begin again if somebody wrote in between (WATCH)."""
        allowed = []

        def transaction(pipe: Any) -> None:
            kept, yes = limit(tuple(map(int, pipe.lrange(f"{NAME}:{key}", 0, -1))), now)
            allowed.append(yes)
            pipe.multi()
            write_in(pipe, f"{NAME}:{key}", kept)

        self.client.transaction(transaction, f"{NAME}:{key}")
        return bool(allowed[-1])


def write_in(pipe: Any, key: str, kept: Kept) -> None:
    """Replace a list."""
    pipe.delete(key)
    pipe.rpush(key, *kept)


Store = Memory | Redis


@contextmanager
def lend_store() -> Iterator[Store]:
    """Lend the store that all instances share in this profile."""
    if PROFILE == "embedded":
        yield Memory()
        return
    from redis import Redis as Client

    with redis() as url, Client.from_url(url) as client:
        yield Redis(client)
