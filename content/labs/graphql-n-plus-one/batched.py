"""The same GraphQL schema with data loaders behind it."""

from __future__ import annotations

import strawberry
from catalogue import models
from naive import Review, as_review
from strawberry.dataloader import DataLoader


# region shown
async def load_authors(numbers: list[int]) -> list[Author]:
    """Fetch the authors that many books ask for with one statement."""
    rows = await models.Author.objects.ain_bulk(numbers)
    return [as_author(rows[number]) for number in numbers]


async def load_reviews(books: list[int]) -> list[list[Review]]:
    """Fetch the reviews of many books with one statement."""
    found: dict[int, list[Review]] = {number: [] for number in books}
    async for row in models.Review.objects.filter(book_id__in=books):
        found[row.book_id].append(as_review(row))
    return [found[number] for number in books]  # in the order of the keys


@strawberry.type
class Book:
    """A book in the catalogue."""

    id: strawberry.ID
    title: str
    description: str
    author_id: strawberry.Private[int]

    @strawberry.field
    async def author(self, info: strawberry.Info) -> Author:
        """Ask for the author of this book."""
        return await info.context["author"].load(self.author_id)

    @strawberry.field
    async def reviews(self, info: strawberry.Info) -> list[Review]:
        """Ask for the reviews of this book."""
        return await info.context["reviews"].load(int(self.id))


# endregion


@strawberry.type
class Author:
    """Who wrote books."""

    id: strawberry.ID
    name: str
    biography: str

    @strawberry.field
    async def books(self, info: strawberry.Info) -> list[Book]:
        """Ask for the books of this author."""
        return await info.context["books"].load(int(self.id))


@strawberry.type
class Query:
    """Where every query begins."""

    @strawberry.field
    async def books(self) -> list[Book]:
        """Give the first ten books."""
        return [as_book(row) async for row in models.Book.objects.all()[:10]]


async def load_books(authors: list[int]) -> list[list[Book]]:
    """Fetch the books of many authors with one statement."""
    found: dict[int, list[Book]] = {number: [] for number in authors}
    async for row in models.Book.objects.filter(author_id__in=authors):
        found[row.author_id].append(as_book(row))
    return [found[number] for number in authors]


def make_loaders() -> dict[str, DataLoader]:
    """Make the loaders of one request; whoever keeps them keeps what they have loaded."""
    return {
        "author": DataLoader(load_authors),
        "books": DataLoader(load_books),
        "reviews": DataLoader(load_reviews),
    }


def as_author(row: models.Author) -> Author:
    """Give a row as the schema has it."""
    return Author(id=row.id, name=row.name, biography=row.biography)


def as_book(row: models.Book) -> Book:
    """Give a row as the schema has it."""
    return Book(id=row.id, title=row.title, description=row.description, author_id=row.author_id)
