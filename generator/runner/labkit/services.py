"""Reach the services that LAB_* variables name, ask for versions, remove what a run made there.

Drivers are imported when they are needed: the kit has to be importable without them.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from .run import LabError

_WAIT_S = 5

VARIABLES: Mapping[str, str] = {
    "postgresql": "LAB_PG_DSN",
    "redis": "LAB_REDIS_URL",
    "memcached": "LAB_MEMCACHED",
    "rabbitmq": "LAB_AMQP_URL",
    "nginx": "LAB_NGINX",
    "buildah": "LAB_BUILDAH",
}


def address(service: str) -> str:
    """Give what the service's variable says; without one, say which to set."""
    said = os.environ.get(VARIABLES[service], "")
    if not said:
        raise LabError(f"{service} is not there: set {VARIABLES[service]}")
    return said


def connect_postgresql() -> Any:
    """Open an administrator's connection, on which each statement stands alone."""
    import psycopg

    return psycopg.connect(address("postgresql"), autocommit=True, connect_timeout=_WAIT_S)


def connect_redis() -> Any:
    """Make a client of Redis."""
    import redis

    return redis.Redis.from_url(address("redis"), socket_timeout=_WAIT_S)


def connect_memcached() -> Any:
    """Make a client of Memcached."""
    from pymemcache import Client

    return Client(address("memcached"), connect_timeout=_WAIT_S, timeout=_WAIT_S)


def connect_rabbitmq() -> Any:
    """Open a connection to RabbitMQ."""
    import amqp

    url = urlsplit(address("rabbitmq"))
    connection = amqp.Connection(
        host=f"{url.hostname}:{url.port or 5672}",
        userid=unquote(url.username or "guest"),
        password=unquote(url.password or "guest"),
        virtual_host=unquote(url.path[1:]) or "/",
        connect_timeout=_WAIT_S,
    )
    connection.connect()
    return connection


def _postgresql_version() -> str:
    with connect_postgresql() as connection:
        return str(connection.execute("SHOW server_version").fetchone()[0]).split()[0]


def _redis_version() -> str:
    with connect_redis() as client:
        return str(client.info("server")["redis_version"])


def _memcached_version() -> str:
    client = connect_memcached()
    try:
        return str(client.version().decode())
    finally:
        client.close()


def _rabbitmq_version() -> str:
    with connect_rabbitmq() as connection:
        version = connection.server_properties["version"]
    return version.decode() if isinstance(version, bytes) else str(version)


def _program_version(service: str, flag: str) -> str:
    done = subprocess.run(
        [address(service), flag], capture_output=True, text=True, timeout=_WAIT_S, check=True
    )
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    if found is None:
        raise LabError(f"{service} does not say its version")
    return found[0]


_ASK: Mapping[str, Callable[[], str]] = {
    "postgresql": _postgresql_version,
    "redis": _redis_version,
    "memcached": _memcached_version,
    "rabbitmq": _rabbitmq_version,
    "nginx": lambda: _program_version("nginx", "-v"),
    "buildah": lambda: _program_version("buildah", "--version"),
}


def read_versions(wanted: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the versions of the services that answer, and why the others do not."""
    versions: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for service in wanted:
        try:
            address(service)
            versions[service] = _ASK[service]()
        except LabError as error:
            reasons[service] = str(error)
        except Exception as error:  # noqa: BLE001 - each driver has its own ways to fail
            words = " ".join(str(error).split()) or type(error).__name__
            reasons[service] = f"{service} does not answer at {VARIABLES[service]}: {words}"
    return versions, reasons


def drop_databases(names: Iterable[str]) -> None:
    """Drop databases, with whoever is still connected to them."""
    with connect_postgresql() as connection:
        for name in names:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def delete_redis_keys(prefixes: Iterable[str]) -> None:
    """Delete every key of Redis that starts so."""
    with connect_redis() as client:
        for prefix in prefixes:
            for key in client.scan_iter(match=f"{prefix}*", count=1000):
                client.delete(key)


def delete_memcached_keys(keys: Iterable[str]) -> None:
    """Delete these keys of Memcached, which has no list of its keys."""
    client = connect_memcached()
    try:
        for key in keys:
            client.delete(key, noreply=False)
    finally:
        client.close()


def delete_queues(queues: Iterable[str], exchanges: Iterable[str]) -> None:
    """Delete queues and exchanges of RabbitMQ; one that is gone already is no mistake."""
    with connect_rabbitmq() as connection, connection.channel() as channel:
        for queue in queues:
            channel.queue_delete(queue)
        for exchange in exchanges:
            channel.exchange_delete(exchange)
