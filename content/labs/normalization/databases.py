"""What the two databases say differently."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from labkit import PROFILE, postgresql, sqlite

Connection = Any  # of psycopg or of sqlite3: both execute text

SERVER = PROFILE == "postgresql"
# What a database raises for a value that does not fit a type or a rule.
REFUSED = (psycopg.DataError, psycopg.IntegrityError, sqlite3.IntegrityError)
UUID = "'{}'" if SERVER else "x'{}'"
PARCELS = ("text", "typed", "ruled") if SERVER else ("text", "typed", "strict", "ruled")


@contextmanager
def lend() -> Iterator[str | Path]:
    """Lend an empty database."""
    with postgresql() if SERVER else sqlite() as place:
        yield place


@contextmanager
def connect(place: str | Path) -> Iterator[Connection]:
    """Open a connection on which each statement is a transaction, unless one says BEGIN."""
    if SERVER:
        with closing(psycopg.connect(place, autocommit=True)) as connection:
            yield connection
        return
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = OFF")  # a scratch file may be lost
        yield connection


def run_script(connection: Connection, name: str) -> None:
    """Run the statements of a file beside this one."""
    text = Path(__file__).with_name(name).read_text("utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def value(connection: Connection, sql: str) -> Any:
    """Give the single value that a statement answers."""
    return connection.execute(sql).fetchone()[0]


def bytes_of_values(connection: Connection, table: str) -> int:
    """Give the bytes that one identifier takes in its row."""
    size = "pg_column_size" if SERVER else "length"
    return value(connection, f"SELECT max({size}(id)) FROM {table}")


def bytes_of_index(connection: Connection, table: str) -> int:
    """Index the identifiers, and give the size of that."""
    used = f"SELECT pg_relation_size('{table}_id')" if SERVER else "PRAGMA page_count"
    before = 0 if SERVER else value(connection, used)
    connection.execute(f"CREATE INDEX {table}_id ON {table} (id)")
    page = 1 if SERVER else value(connection, "PRAGMA page_size")
    return (value(connection, used) - before) * page


def work(connection: Connection, sql: str) -> dict[str, int]:
    """Give the pages that a statement asks for, or the steps that it takes in SQLite."""
    if not SERVER:
        return {"vm_steps": steps(connection, sql)}
    connection.execute("VACUUM (FREEZE, ANALYZE)")
    explain = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}"
    # The first run may also look up the descriptions of tables.
    plan = [value(connection, explain)[0]["Plan"] for _ in range(2)][-1]
    return {"pages": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]}


def steps(connection: Connection, sql: str) -> int:
    """Run a statement and count the instructions of SQLite's virtual machine."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0  # anything else would interrupt the statement

    connection.set_progress_handler(step, 1)
    connection.execute(sql).fetchall()
    connection.set_progress_handler(None, 1)
    return taken
