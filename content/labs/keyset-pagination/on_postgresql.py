"""The list in PostgreSQL, and what EXPLAIN tells of a page of it."""

from collections.abc import Iterator
from typing import Any, Self

import psycopg

TABLE = """CREATE TABLE {} (
    id integer PRIMARY KEY, title text NOT NULL, created_at integer NOT NULL
) WITH (autovacuum_enabled = off)"""
INDEX = "CREATE INDEX {0}_by_time ON {0} (created_at, id)"
# Three rows share each moment.
ROWS = "INSERT INTO {} SELECT n, 'Book ' || n, n / 3 FROM generate_series({}, {}) AS n"


class PostgreSQL:
    """One connection to a scratch database."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.connection.execute("SET max_parallel_workers_per_gather = 0")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def fill(self, table: str, rows: int) -> None:
        """Make a table anew, with its index."""
        self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute(TABLE.format(table))
        self.add(table, 1, rows)
        self.connection.execute(INDEX.format(table))
        # Freezing settles what a first reader would otherwise settle at his own cost.
        self.connection.execute(f"VACUUM (FREEZE, ANALYZE) {table}")

    def add(self, table: str, first: int, rows: int) -> None:
        """Store rows at the top of the list."""
        self.connection.execute(ROWS.format(table, first, first + rows - 1))

    def remove(self, table: str, rows: int) -> None:
        """Remove rows from the top of the list."""
        top = f"SELECT id FROM {table} ORDER BY created_at DESC, id DESC LIMIT {rows}"
        self.connection.execute(f"DELETE FROM {table} WHERE id IN ({top})")

    def drop_index(self, table: str) -> None:
        """Leave the table with nothing but its key."""
        self.connection.execute(f"DROP INDEX {table}_by_time")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Give the rows that a statement answers."""
        return self.connection.execute(sql).fetchall()

    def look(self, sql: str) -> dict[str, int]:
        """Run a statement and give the rows that were read for it and the pages asked for."""
        explain = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}"
        # The first run may also look up the descriptions of tables.
        plan = [self.rows(explain)[0][0][0]["Plan"] for _ in range(2)][-1]
        scan = next(node for node in nodes(plan) if "Scan" in node["Node Type"])
        return {
            "rows_read": int(scan["Actual Rows"]) + scan.get("Rows Removed by Filter", 0),
            "pages": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        }

    def plan(self, sql: str) -> str:
        """Give the plan as a person reads it."""
        return "\n".join(line for (line,) in self.rows(f"EXPLAIN (COSTS OFF) {sql}"))


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a node of a plan and all below it."""
    yield node
    for below in node.get("Plans", ()):
        yield from nodes(below)
