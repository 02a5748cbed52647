"""Ask the same questions of 200 000 orders, while indexes come and go, and keep what was read."""

from labkit import PROFILE, capture, postgresql, record, sqlite
from on_postgresql import PostgreSQL
from on_sqlite import SQLite
from question import Question

# region shown
NEWEST = Question("id, total", "customer_id = 42", "ORDER BY placed_at DESC LIMIT 10")
BY_REFERENCE = Question("id, total", "lower(reference) = 'o-000042'")
MOST = Question("sum(total)", "status = 'paid'")  # nine orders of ten

CASES = {
    "no_index": (None, NEWEST),
    "index_on_customer": ("(customer_id)", NEWEST),
    "index_on_customer_and_time": ("(customer_id, placed_at DESC)", NEWEST),
    "covering_index": ("(customer_id, placed_at DESC, id, total)", NEWEST),
    "index_on_reference": ("(reference)", BY_REFERENCE),
    "index_on_lower_reference": ("(lower(reference))", BY_REFERENCE),
}
# endregion
OTHERS = ("(customer_id)", "(customer_id, placed_at DESC)", "(reference)", "(status)")


def main() -> None:
    """Fill the table once, then look at one index at a time."""
    lend, connect = (postgresql, PostgreSQL) if PROFILE == "postgresql" else (sqlite, SQLite)
    with lend() as place, connect(place) as database:
        database.fill()
        for case, (columns, question) in CASES.items():
            record(case, index_bytes=database.keep_only(columns))
            record(case, **database.look(question))
            capture(case, database.plan(question))
        database.keep_only("(status)")
        record("most_by_scan", **database.look(MOST, index=False))
        record("most_by_index", **database.look(MOST, index=True))
        count_inserts(database)


def count_inserts(database: PostgreSQL | SQLite) -> None:
    """Store the same 1 000 rows without and with four indexes on the table."""
    database.keep_only(None)
    record("insert_without_indexes", **database.insert())
    database.keep_only(*OTHERS)
    record("insert_with_four_indexes", **database.insert())


if __name__ == "__main__":
    main()
