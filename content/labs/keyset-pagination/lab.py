"""Count the rows behind a page, near the top and deep down, and follow readers of a moving list."""

from collections.abc import Callable, Iterator

from labkit import PROFILE, capture, postgresql, record, sqlite
from on_postgresql import PostgreSQL
from on_sqlite import SQLite

DEEP = 5000
Row = tuple[int, str, int]
Form = Callable[[str, int, Row | None], str]
Database = PostgreSQL | SQLite
Happen = Callable[[Database, int], None]

# region shown
PAGE = """SELECT id, title, created_at FROM {} WHERE {}
    ORDER BY created_at DESC, id DESC LIMIT 20"""


def by_offset(table: str, page: int, _last: Row | None) -> str:
    """Produce the pages before this one, and throw them away."""
    return PAGE.format(table, "TRUE") + f" OFFSET {20 * (page - 1)}"


def by_key(table: str, _page: int, last: Row | None) -> str:
    """Continue after the last row of the page before."""
    return PAGE.format(table, f"(created_at, id) < ({last[2]}, {last[0]})" if last else "TRUE")


def by_words(table: str, _page: int, last: Row) -> str:
    """Say the same without comparing rows: an earlier moment, or this one and a lower number."""
    number, _, moment = last
    return PAGE.format(table, f"(created_at < {moment} OR created_at = {moment} AND id < {number})")


def by_bound(table: str, _page: int, last: Row) -> str:
    """Say it once more, and begin with a bound on the first column alone."""
    number, _, moment = last
    return PAGE.format(
        table, f"created_at <= {moment} AND (created_at < {moment} OR id < {number})"
    )


def by_moment(table: str, _page: int, last: Row | None) -> str:
    """Forget that several rows can share a moment."""
    return PAGE.format(table, f"created_at < {last[2]}" if last else "TRUE")


# endregion


def main() -> None:
    """Measure single pages of a long table, then whole walks through a short one."""
    lend, connect = (postgresql, PostgreSQL) if PROFILE == "postgresql" else (sqlite, SQLite)
    with lend() as place, connect(place) as database:
        database.fill("book", 120_000)
        count_depths(database)
        count_walks(database)
        count_forms(database)
        for name, form in (("offset", by_offset), ("key", by_key), ("moment", by_moment)):
            for happening, happen in HAPPENINGS.items():
                follow(f"{name}_{happening}", database, form, happen)


def count_depths(database: Database) -> None:
    """Count what one page costs, near the top and deep down."""
    for page in (1, 100, DEEP):
        last = row_before(database, page)
        record(f"offset_{page}", **database.look(by_offset("book", page, last)))
        record(f"key_{page}", **database.look(by_key("book", page, last)))


def count_walks(database: Database) -> None:
    """Count what it costs to read the first 100 pages, and to read only the hundredth."""
    for name, form in (("offset", by_offset), ("key", by_key)):
        costs = [database.look(sql)["rows_read"] for sql, _ in walk(database, "book", form, 100)]
        record(f"walk_{name}", requests=len(costs), rows_read=sum(costs))
    # With keys there is no other way to the hundredth page than the walk.
    rows_read = database.look(by_offset("book", 100, None))["rows_read"]
    record("jump_offset", requests=1, rows_read=rows_read)


def count_forms(database: Database) -> None:
    """Count what the same deep page costs if its condition is put in other words."""
    last = row_before(database, DEEP)
    for case, form in (("key_in_words", by_words), ("key_with_bound", by_bound)):
        record(case, **database.look(form("book", DEEP, last)))
    for name, form in (("rows", by_key), ("words", by_words), ("bound", by_bound)):
        capture(f"plan_{name}", database.plan(form("book", DEEP, last)))
    database.drop_index("book")
    record("key_without_index", **database.look(by_key("book", DEEP, last)))


def follow(
    case: str, database: Database, form: Form, happen: Callable[[Database, int], None]
) -> None:
    """Read a list to its end while something happens between the pages."""
    database.fill("feed", 600)
    before, seen = numbers(database), []
    for turn, (_, rows) in enumerate(walk(database, "feed", form, 100)):
        seen += [row[0] for row in rows]
        happen(database, turn)
    missed = (before & numbers(database)) - set(seen)
    record(case, rows_seen=len(seen), duplicates=len(seen) - len(set(seen)), missed=len(missed))


HAPPENINGS: dict[str, Happen] = {
    "quiet": lambda _database, _turn: None,
    "arrivals": lambda database, turn: database.add("feed", 1000 + 3 * turn, 3),
    "removals": lambda database, _turn: database.remove("feed", 3),
}


def walk(database: Database, table: str, form: Form, pages: int) -> Iterator[tuple[str, list[Row]]]:
    """Read page after page until one is empty; give each statement with its rows."""
    last: Row | None = None
    for page in range(1, pages + 1):
        sql = form(table, page, last)
        rows = database.rows(sql)
        if not rows:
            return
        yield sql, rows
        last = rows[-1]


def row_before(database: Database, page: int) -> Row | None:
    """Give the last row of the page before this one."""
    return database.rows(by_offset("book", page - 1, None))[-1] if page > 1 else None


def numbers(database: Database) -> set[int]:
    """Give the numbers of all rows of the list."""
    return {number for (number,) in database.rows("SELECT id FROM feed")}


if __name__ == "__main__":
    main()
