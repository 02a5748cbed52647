"""What can be counted in SQLite: rows, by functions in the condition, and steps of its machine."""

import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any, Self

from question import Question

TABLE = """CREATE TABLE orders (
    id integer PRIMARY KEY, customer_id integer NOT NULL, reference text NOT NULL,
    status text NOT NULL, placed_at integer NOT NULL, total integer NOT NULL, note text NOT NULL
)"""
ROWS = """WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
INSERT INTO orders SELECT
    n, n * 7919 % 2000, printf('O-%06d', n), CASE WHEN n % 10 = 0 THEN 'open' ELSE 'paid' END,
    1767225600 + n * 60, 100 + n * 31 % 9900, printf('%.80c', 'n')
FROM numbers"""


class SQLite:
    """One connection to a scratch file."""

    def __init__(self, path: Path) -> None:
        # A kept EXPLAIN would go on telling the plan from before an index was dropped.
        self.connection = sqlite3.connect(path, isolation_level=None, cached_statements=0)
        self.counts: Counter[str] = Counter()
        self.rows = 0
        self.connection.create_function("came_by", 1, lambda _: self.count("read"))
        self.connection.create_function("was_kept", 1, lambda _: self.count("kept"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def count(self, what: str) -> bool:
        """Count a row, and let it pass."""
        self.counts[what] += 1
        return True

    def fill(self) -> None:
        """Make the table; each of 2 000 customers has 100 orders, spread over all of it."""
        self.connection.execute("PRAGMA synchronous = OFF")  # a scratch file may be lost
        self.connection.execute(TABLE)
        self.connection.execute(ROWS, (1, 200_000))
        self.rows = 200_000

    def keep_only(self, *indexes: str | None) -> int:
        """Drop every index, make these, and give the bytes of the last one."""
        for number in range(4):
            self.connection.execute(f"DROP INDEX IF EXISTS index_{number}")
        before = self.used_pages()
        for number, columns in enumerate(filter(None, indexes)):
            before = self.used_pages()
            self.connection.execute(f"CREATE INDEX index_{number} ON orders {columns}")
        return (self.used_pages() - before) * self.value("PRAGMA page_size")

    def look(self, question: Question, *, index: bool | None = None) -> dict[str, Any]:
        """Run a statement and give its access path, the rows read and the steps it took."""
        table = {None: "orders", True: "orders INDEXED BY index_0", False: "orders NOT INDEXED"}
        sql = question.sql.replace("FROM orders", f"FROM {table[index]}")
        # The conditions of a row are tried from the left, so one function counts the rows that
        # come by and the other those that are kept.
        counting = sql.replace(
            question.condition, f"came_by(id) AND {question.condition} AND was_kept(id)"
        )
        path = self.path(sql)
        if self.path(counting) != path:
            raise AssertionError(f"counting changed the plan: {path}, {self.path(counting)}")
        self.counts.clear()
        self.connection.execute(counting).fetchall()
        return {
            "node": re.sub(r" orders|TABLE | index_0| \(.*", "", path[0]),
            "sorts": sum("ORDER BY" in line for line in path),
            "rows_read": self.counts["read"],
            "rows_removed": self.counts["read"] - self.counts["kept"],
            "vm_steps": self.steps(sql),
        }

    def path(self, sql: str) -> list[str]:
        """Give the plan of a statement, line by line."""
        return [line[3] for line in self.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]

    def plan(self, question: Question) -> str:
        """Give the plan as a person reads it."""
        return "\n".join(self.path(question.sql))

    def insert(self) -> dict[str, Any]:
        """Store 1 000 more rows and give the steps that this took."""
        first, self.rows = self.rows + 1, self.rows + 1000
        return {"vm_steps": self.steps(ROWS, (first, self.rows))}

    def steps(self, sql: str, values: tuple[int, ...] = ()) -> int:
        """Run a statement and count the instructions of SQLite's virtual machine."""
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0  # anything else would interrupt the statement

        self.connection.set_progress_handler(step, 1)
        self.connection.execute(sql, values).fetchall()
        self.connection.set_progress_handler(None, 1)
        return taken

    def used_pages(self) -> int:
        """Give the pages of the file that hold something."""
        return self.value("PRAGMA page_count") - self.value("PRAGMA freelist_count")

    def value(self, sql: str) -> Any:
        """Give the single value that a statement answers."""
        return self.connection.execute(sql).fetchone()[0]
