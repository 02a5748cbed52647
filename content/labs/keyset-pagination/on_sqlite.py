"""The list in SQLite, and what can be counted of a page of it."""

import sqlite3
from pathlib import Path
from typing import Any, Self

TABLE = "CREATE TABLE {} (id integer PRIMARY KEY, title text NOT NULL, created_at integer NOT NULL)"
INDEX = "CREATE INDEX {0}_by_time ON {0} (created_at, id)"
# Three rows share each moment.
ROWS = """WITH RECURSIVE numbers (n) AS
    (SELECT {1} UNION ALL SELECT n + 1 FROM numbers WHERE n < {2})
INSERT INTO {0} SELECT n, 'Book ' || n, n / 3 FROM numbers"""


class SQLite:
    """One connection to a scratch file."""

    def __init__(self, path: Path) -> None:
        # A kept EXPLAIN would go on telling the plan from before an index was dropped.
        self.connection = sqlite3.connect(path, isolation_level=None, cached_statements=0)
        self.connection.execute("PRAGMA synchronous = OFF")  # a scratch file may be lost
        self.rows_read = 0
        self.connection.create_function("came_by", 1, self.count)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def count(self, _number: int) -> bool:
        """Count a row, and let it pass."""
        self.rows_read += 1
        return True

    def fill(self, table: str, rows: int) -> None:
        """Make a table anew, with its index."""
        self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute(TABLE.format(table))
        self.add(table, 1, rows)
        self.connection.execute(INDEX.format(table))

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
        """Run a statement and give the rows that were read for it and the steps that it took."""
        # The conditions of a row are tried from the left, so this one meets every row that is read.
        counting = sql.replace("WHERE", "WHERE came_by(id) AND", 1)
        if self.plan(counting) != self.plan(sql):
            raise AssertionError(f"counting changed {self.plan(sql)!r} to {self.plan(counting)!r}")
        self.rows_read = 0
        self.rows(counting)
        return {"rows_read": self.rows_read, "vm_steps": self.steps(sql)}

    def steps(self, sql: str) -> int:
        """Run a statement and count the instructions of SQLite's virtual machine."""
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0  # anything else would interrupt the statement

        self.connection.set_progress_handler(step, 1)
        self.rows(sql)
        self.connection.set_progress_handler(None, 1)
        return taken

    def plan(self, sql: str) -> str:
        """Give the plan as a person reads it."""
        return "\n".join(line[3] for line in self.rows(f"EXPLAIN QUERY PLAN {sql}"))
