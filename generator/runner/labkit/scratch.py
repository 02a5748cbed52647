"""Lend a lab databases, keys and queues of its own, and take them back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from . import services
from .ledger import names, own
from .run import NAME, SCRATCH, LabError, told


@contextmanager
def postgresql() -> Iterator[str]:
    """Lend an empty PostgreSQL database: its address, to connect with.

    It sorts by bytes (collation C) and stores UTF-8, whatever the server's own databases do.
    """
    parts = urlsplit(services.address("postgresql"))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise LabError("LAB_PG_DSN has to look like postgresql://user@127.0.0.1:5432/postgres")
    name = own("postgresql", f"{NAME}_{len(names(told('LAB_LEDGER'), 'postgresql')) + 1}")
    how = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    with services.connect_postgresql() as connection:
        connection.execute(f'CREATE DATABASE "{name}" {how}')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        services.drop_databases([name])


@contextmanager
def sqlite() -> Iterator[Path]:
    """Lend an SQLite database: the path of its file, which is not there yet.

    A file and not `:memory:`, which every connection would have for itself.
    """
    taken = {path.stem for path in SCRATCH.glob("database_*.sqlite3")}
    number = next(n for n in range(1, len(taken) + 2) if f"database_{n}" not in taken)
    path = SCRATCH / f"database_{number}.sqlite3"
    path.touch()
    try:
        yield path
    finally:
        for file in SCRATCH.glob(f"{path.name}*"):
            file.unlink(missing_ok=True)


@contextmanager
def redis() -> Iterator[str]:
    """Lend Redis: its URL. Keys have to start with NAME, and are deleted at the end."""
    url = services.address("redis")
    own("redis", NAME)
    try:
        yield url
    finally:
        services.delete_redis_keys([NAME])


@contextmanager
def memcached() -> Iterator[str]:
    """Lend Memcached: host:port. Call `own("memcached", key)` before a key is set."""
    server = services.address("memcached")
    try:
        yield server
    finally:
        services.delete_memcached_keys(names(told("LAB_LEDGER"), "memcached"))


@contextmanager
def rabbitmq() -> Iterator[str]:
    """Lend RabbitMQ: its URL. Call `own("queue", name)` or `own("exchange", name)` first."""
    url = services.address("rabbitmq")
    try:
        yield url
    finally:
        ledger = told("LAB_LEDGER")
        services.delete_queues(names(ledger, "queue"), names(ledger, "exchange"))
