"""Remove from the services what a ledger names, and tell what is still there afterwards.

python -m labkit.sweep LEDGER     ["database lab_x_1f2e3d_1"]
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from . import services
from .ledger import names

SERVICE_KINDS = ("exchange", "memcached", "postgresql", "queue", "redis")


def sweep(ledger: Path) -> list[str]:
    """Remove everything that the ledger names, and return in words what would not go."""
    survivors: list[str] = []
    for step in (_databases, _redis_keys, _memcached_keys, _queues):
        try:
            survivors += step(ledger)
        except Exception as error:  # noqa: BLE001 - one service that is gone must not spare the others
            survivors.append(f"{step.__name__.strip('_')}: {error}")
    return survivors


def _databases(ledger: Path) -> Iterator[str]:
    if not (databases := names(ledger, "postgresql")):
        return
    services.drop_databases(databases)
    with services.connect_postgresql() as connection:
        left = connection.execute(
            "SELECT datname FROM pg_database WHERE datname = ANY(%s) ORDER BY datname", [databases]
        )
        yield from (f"database {name}" for (name,) in left)


def _redis_keys(ledger: Path) -> Iterator[str]:
    if not (prefixes := names(ledger, "redis")):
        return
    services.delete_redis_keys(prefixes)
    with services.connect_redis() as client:
        for prefix in prefixes:
            yield from (f"key {key!r}" for key in client.scan_iter(match=f"{prefix}*", count=1000))


def _memcached_keys(ledger: Path) -> Iterator[str]:
    if not (keys := names(ledger, "memcached")):
        return
    services.delete_memcached_keys(keys)
    client = services.connect_memcached()
    try:
        yield from (f"key {key}" for key in keys if client.get(key) is not None)
    finally:
        client.close()


def _queues(ledger: Path) -> Iterator[str]:
    queues, exchanges = names(ledger, "queue"), names(ledger, "exchange")
    if not queues and not exchanges:
        return
    services.delete_queues(queues, exchanges)
    for kind, left in (("queue", queues), ("exchange", exchanges)):
        for name in left:
            if _answers(kind, name):
                yield f"{kind} {name}"


def _answers(kind: str, name: str) -> bool:
    """Ask for one name in a channel of its own: RabbitMQ closes the channel when there is none."""
    import amqp

    with services.connect_rabbitmq() as connection:
        channel = connection.channel()
        asks: Mapping[str, Callable[[], object]] = {
            "queue": lambda: channel.queue_declare(name, passive=True),
            "exchange": lambda: channel.exchange_declare(name, "direct", passive=True),
        }
        try:
            asks[kind]()
        except amqp.exceptions.NotFound:
            return False
    return True


if __name__ == "__main__":
    json.dump(sweep(Path(sys.argv[1])), sys.stdout)
