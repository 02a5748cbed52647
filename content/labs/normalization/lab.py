"""Rename, interrupt, forget and store nonsense, in one wide table and in a normalized schema."""

import uuid
from collections.abc import Callable
from pathlib import Path

from databases import (
    PARCELS,
    REFUSED,
    SERVER,
    UUID,
    Connection,
    bytes_of_index,
    bytes_of_values,
    connect,
    lend,
    run_script,
    value,
    work,
)
from labkit import RANDOM, capture, record

AUTHORS, BOOKS, SALES = 20, 200, 5000

# region shown
OLD, NEW = "Author 3", "U. K. Le Guin"
# In the wide table the name stands with each sale, in the normalized schema once.
RENAME = {
    "wide": f"UPDATE wide_sale SET author = '{NEW}' WHERE author = '{OLD}'",
    "normal": f"UPDATE author SET name = '{NEW}' WHERE name = '{OLD}'",
}
READ = {
    "wide": "SELECT title AS title, author AS name FROM wide_sale",
    "normal": """SELECT book.title AS title, author.name AS name FROM sale
        JOIN book ON book.id = sale.book_id JOIN author ON author.id = book.author_id""",
}
# A title that has two authors, depending on which sale one asks.
CONTRADICTIONS = """SELECT count(*) FROM (
    SELECT title FROM ({}) AS sold GROUP BY title HAVING count(DISTINCT name) > 1
) AS doubtful"""


def rename_in_batches(connection: Connection, batches: int) -> int:
    """Rename as careful jobs do, 25 sales at a time; stop after so many batches."""
    some = f"SELECT id FROM wide_sale WHERE author = '{OLD}' ORDER BY id LIMIT 25"
    rename = f"UPDATE wide_sale SET author = '{NEW}' WHERE id IN ({some})"
    return sum(connection.execute(rename).rowcount for _ in range(batches))


def rename_in_transaction(connection: Connection, batches: int) -> int:
    """Do the same in one transaction; after the last batch it would say COMMIT."""
    connection.execute("BEGIN")
    return rename_in_batches(connection, batches)


# endregion


def main() -> None:
    """Run every trial on one database; each leaves the tables as it found them."""
    with lend() as place:
        with connect(place) as connection:
            run_script(connection, "sales.sql")
            run_script(connection, "types_postgresql.sql" if SERVER else "types_sqlite.sql")
            fill(connection)
            read(connection)
        rename(place)
        with connect(place) as connection:
            forget(connection)
            raise_a_price(connection)
            store_nonsense(connection)
            add_money(connection)
            weigh_identifiers(connection)


def fill(connection: Connection) -> None:
    """Store the same sales in both: ten books of each author, 25 sales of each book."""
    store(connection, "author", [f"({n}, 'Author {n}')" for n in range(AUTHORS)])
    books = [f"({n}, {n % AUTHORS}, 'Book {n}', {n + 500})" for n in range(BOOKS)]
    store(connection, "book", books)
    sales = [(n, n % BOOKS) for n in range(SALES)]
    store(connection, "sale", [f"({n}, {book}, {book + 500})" for n, book in sales])
    wide = [f"({n}, 'Book {b}', 'Author {b % AUTHORS}', {b + 500})" for n, b in sales]
    store(connection, "wide_sale", wide)


def store(connection: Connection, table: str, rows: list[str]) -> int:
    """Store rows, and give their number."""
    return connection.execute(f"INSERT INTO {table} VALUES {', '.join(rows)}").rowcount


def read(connection: Connection) -> None:
    """Show 50 sales with title and author: what the joins cost."""
    record("read_wide", **work(connection, f"{READ['wide']} WHERE id < 50"))
    record("read_normal", **work(connection, f"{READ['normal']} WHERE sale.id < 50"))


def rename(place: str | Path) -> None:
    """Rename an author at once; in batches that break off half-way; and so in a transaction."""
    with connect(place) as connection:
        connection.execute("BEGIN")
        for schema, statement in RENAME.items():
            record(f"rename_{schema}", rows_rewritten=connection.execute(statement).rowcount)
            record(f"rename_{schema}", contradictions=doubts(connection, schema))
        connection.execute("ROLLBACK")
    break_off("died_in_transaction", rename_in_transaction, place)
    break_off("died_in_batches", rename_in_batches, place)
    with connect(place) as connection:
        connection.execute(f"UPDATE wide_sale SET author = '{OLD}' WHERE author = '{NEW}'")


def break_off(case: str, renaming: Callable[[Connection, int], int], place: str | Path) -> None:
    """Let a client die after half of its batches: its connection closes, and it says nothing."""
    with connect(place) as connection:
        record(case, rows_rewritten=renaming(connection, 5))
    with connect(place) as connection:
        record(case, contradictions=doubts(connection, "wide"))


def doubts(connection: Connection, schema: str) -> int:
    """Count the titles of which the database tells two authors."""
    return value(connection, CONTRADICTIONS.format(READ[schema]))


def forget(connection: Connection) -> None:
    """Delete all sales of one author, and see whether the database still knows who that was."""
    connection.execute("BEGIN")
    connection.execute("DELETE FROM wide_sale WHERE author = 'Author 7'")
    known = value(connection, "SELECT count(DISTINCT author) FROM wide_sale")
    record("forget_wide", authors_forgotten=AUTHORS - known)
    connection.execute("DELETE FROM sale WHERE book_id % 20 = 7")
    known = value(connection, "SELECT count(*) FROM author")
    record("forget_normal", authors_forgotten=AUTHORS - known)
    connection.execute("ROLLBACK")


def raise_a_price(connection: Connection) -> None:
    """Raise the price of a book, and count the old sales that would now be billed differently."""
    connection.execute("BEGIN")
    connection.execute("UPDATE book SET price = price + 100 WHERE id = 1")
    # The wide table still says what was billed.
    bills = """sale JOIN book ON book.id = sale.book_id
        JOIN wide_sale AS bill ON bill.id = sale.id"""
    for case, price in (("price_by_reference", "book.price"), ("price_of_the_sale", "sale.price")):
        changed = f"SELECT count(*) FROM {bills} WHERE {price} <> bill.price"
        record(case, bills_changed=value(connection, changed))
    connection.execute("ROLLBACK")


NONSENSE = (
    ("an identifier that is none", "id", "'parcel one'"),
    ("a number that is taken", "number", "'P-0'"),
    ("no number", "number", "NULL"),
    ("a book that does not exist", "book_id", "'4711'"),
    ("a quantity in words", "quantity", "'twelve'"),
    ("a quantity below nothing", "quantity", "'-1'"),
    ("a price with a comma", "price", "'12,50'"),
    ("a price below nothing", "price", "'-12.50'"),
    ("the 31st of February", "sent_on", "'2026-02-31'"),
    ("a state that does not exist", "state", "'gone'"),
)


def store_nonsense(connection: Connection) -> None:
    """Offer each table one good parcel, then ten that differ from it in one bad value."""
    lines = []
    for name in PARCELS:
        accepted = is_accepted(connection, f"parcel_{name}", parcel(0))
        refused = 0
        for what, column, bad in NONSENSE:
            fits = is_accepted(connection, f"parcel_{name}", parcel(1) | {column: bad})
            lines.append(f"{name:6} {'accepts' if fits else 'refuses'} {what}")
            refused += not fits
        record(f"nonsense_{name}", good_accepted=int(accepted), refused=refused)
    capture("nonsense", "\n".join(lines))


def parcel(number: int) -> dict[str, str]:
    """Give the values of a good parcel, as they are written in SQL."""
    return {
        "id": UUID.format(f"{number:032}"),
        "number": f"'P-{number}'",
        "book_id": "'1'",
        "quantity": "'2'",
        "price": "'12.50'",
        "sent_on": "'2026-02-28'",
        "state": "'paid'",
    }


def is_accepted(connection: Connection, table: str, row: dict[str, str]) -> bool:
    """Tell whether a table takes a row; what is nonsense is not left in it."""
    try:
        store(connection, table, [f"({', '.join(row.values())})"])
    except REFUSED:
        return False
    connection.execute(f"DELETE FROM {table} WHERE number <> 'P-0' OR number IS NULL")
    return True


def add_money(connection: Connection) -> None:
    """Add every two amounts up to one euro, and count the wrong sums."""
    for name in ("as_double", "as_exact"):
        pairs = "amount AS a JOIN amount AS b ON a.cents <= 100 AND b.cents <= 100"
        sums = f"{pairs} JOIN amount AS c ON c.cents = a.cents + b.cents"
        wrong = f"SELECT count(*) FROM {sums} WHERE a.{name} + b.{name} <> c.{name}"
        record(f"money_{name}", wrong_sums=value(connection, wrong))


def weigh_identifiers(connection: Connection) -> None:
    """Store the same 10 000 identifiers as text and as what they are."""
    identifiers = [uuid.UUID(int=RANDOM.getrandbits(128)) for _ in range(10_000)]
    store(connection, "uuid_text", [f"('{one}')" for one in identifiers])
    store(connection, "uuid_binary", [f"({UUID.format(one.hex)})" for one in identifiers])
    for table in ("uuid_text", "uuid_binary"):
        value_bytes = bytes_of_values(connection, table)
        record(table, value_bytes=value_bytes, index_bytes=bytes_of_index(connection, table))


if __name__ == "__main__":
    main()
