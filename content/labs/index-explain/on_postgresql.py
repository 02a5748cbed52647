"""What PostgreSQL tells of a statement that it has run: EXPLAIN with ANALYZE and BUFFERS."""

from collections.abc import Iterator
from typing import Any, Self

import psycopg
from question import Question

TABLE = """CREATE TABLE orders (
    id integer PRIMARY KEY, customer_id integer NOT NULL, reference text NOT NULL,
    status text NOT NULL, placed_at timestamptz NOT NULL, total integer NOT NULL, note text NOT NULL
) WITH (autovacuum_enabled = off)"""  # vacuum comes when the lab says so, and not in between
ROWS = """INSERT INTO orders SELECT
    n, n * 7919::bigint % 2000, 'O-' || lpad(n::text, 6, '0'),
    CASE WHEN n % 10 = 0 THEN 'open' ELSE 'paid' END,
    timestamptz '2026-01-01 00:00+00' + n * interval '1 minute',
    100 + n * 31 % 9900, repeat('n', 80)
FROM generate_series({first}, {last}) AS n"""


class PostgreSQL:
    """One connection to a scratch database."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def fill(self) -> None:
        """Make the table; each of 2 000 customers has 100 orders, spread over all of it."""
        # Parallel scans would share the work among as many processes as the server has to spare.
        self.connection.execute("SET max_parallel_workers_per_gather = 0")
        self.connection.execute(TABLE)
        self.connection.execute(ROWS.format(first=1, last=200_000))
        self.rows = 200_000

    def keep_only(self, *indexes: str | None) -> int:
        """Drop every index but the key's, make these, and give the bytes of the last one."""
        for number in range(4):
            self.connection.execute(f"DROP INDEX IF EXISTS index_{number}")
        size = 0
        for number, columns in enumerate(filter(None, indexes)):
            self.connection.execute(f"CREATE INDEX index_{number} ON orders {columns}")
            size = self.value(f"SELECT pg_relation_size('index_{number}')")
        # Freezing settles what a first reader would otherwise settle at his own cost.
        self.connection.execute("VACUUM (FREEZE, ANALYZE) orders")
        return size

    def look(self, question: Question, *, index: bool | None = None) -> dict[str, Any]:
        """Run a statement and give its access path, the rows read and the pages asked for."""
        self.connection.execute(f"SET enable_seqscan = {'off' if index else 'on'}")
        plan = self.explain(question.sql)
        nodes = list(walk(plan))
        scan = next(node for node in nodes if "Scan" in node["Node Type"])
        removed = scan.get("Rows Removed by Filter", 0)
        return {
            "node": scan["Node Type"],
            "sorts": sum("Sort" in node["Node Type"] for node in nodes),
            "rows_read": int(scan["Actual Rows"]) + removed,
            "rows_removed": removed,
            "pages": pages(plan),
        }

    def plan(self, question: Question) -> str:
        """Give the plan as a person reads it."""
        lines = self.connection.execute(f"EXPLAIN (COSTS OFF) {question.sql}").fetchall()
        return "\n".join(line for (line,) in lines)

    def insert(self) -> dict[str, Any]:
        """Store 1 000 more rows and give the pages that this asked for."""
        first, self.rows = self.rows + 1, self.rows + 1000
        plan = self.explain(ROWS.format(first=first, last=self.rows), runs=1)
        return {"pages": pages(plan)}

    def explain(self, sql: str, runs: int = 2) -> dict[str, Any]:
        """Run a statement and give its plan; the first run may look up tables' descriptions."""
        options = "ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON"
        plans = [self.value(f"EXPLAIN ({options}) {sql}") for _ in range(runs)]
        return plans[-1][0]["Plan"]

    def value(self, sql: str) -> Any:
        """Give the single value that a statement answers."""
        return self.connection.execute(sql).fetchone()[0]


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a node of a plan and all below it."""
    yield node
    for below in node.get("Plans", ()):
        yield from walk(below)


def pages(plan: dict[str, Any]) -> int:
    """Give the pages asked for, wherever they were found."""
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
