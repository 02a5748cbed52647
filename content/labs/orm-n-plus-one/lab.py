"""Count the statements and the bytes of one page of books, before and after eager loading."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.db import connection
from labkit import PROFILE, postgresql, record, sqlite
from labkit.django import configure, create_tables

BOOKS, AUTHORS, TAGS = 1000, 50, 12
BIOGRAPHY = "Born by the sea, she wrote of islands and dragons. " * 8
PAGE = 100
# These pages are also asked for with fewer and with more books.
GROWING = ("naive", "select_related", "prefetch_related")


def main() -> None:
    """Fill one database and render every page from it."""
    with postgresql() if PROFILE == "postgresql" else sqlite() as database:
        configure(database, "library")
        create_tables()
        # Django's models can be imported once it is configured, and not before.
        from library import models
        from pages import PAGES

        fill(models)
        books = models.Book.objects.all()
        for case, page in PAGES.items():
            measure(case, page, books[:PAGE])
        for case in GROWING:
            for size in (1, 10, 1000):
                measure(f"{case}_{size}", PAGES[case], books[:size])


def fill(models: Any) -> None:
    """Store the books; each author wrote the same number, and each book has three tags."""
    authors = models.Author.objects.bulk_create(
        models.Author(name=f"Author {n:02}", biography=BIOGRAPHY) for n in range(AUTHORS)
    )
    tags = models.Tag.objects.bulk_create(models.Tag(word=f"tag{n:02}") for n in range(TAGS))
    books = models.Book.objects.bulk_create(
        models.Book(title=f"Book {n:04}", author=authors[n % AUTHORS]) for n in range(BOOKS)
    )
    models.Book.tags.through.objects.bulk_create(
        models.Book.tags.through(book=book, tag=tags[(n + step) % TAGS])
        for n, book in enumerate(books)
        for step in range(3)
    )


def measure(case: str, page: Callable[[Any], list[str]], books: Any) -> None:
    """Render a page, then ask again for all that it had asked, and count what comes."""
    with statements() as asked:
        text = "\n".join(page(books))
    rows = [row for sql, values in asked for row in answer(sql, values)]
    record(
        case,
        queries=len(asked),
        rows=len(rows),
        bytes=sum(len(str(value).encode()) for row in rows for value in row),
        page=sha256(text.encode()).hexdigest()[:8],
    )


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Note every statement where it leaves for the database, and its values, to ask it again."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, *rest)

    with connection.execute_wrapper(note):
        yield asked


def answer(sql: str, values: Any) -> list[tuple[Any, ...]]:
    """Give the rows that the database answers a statement with."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


if __name__ == "__main__":
    main()
