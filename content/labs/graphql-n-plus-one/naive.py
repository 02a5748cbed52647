"""A GraphQL schema whose resolvers each ask for what they need."""

from __future__ import annotations

import strawberry
from catalogue import models


@strawberry.type
class Review:
    """What a reader thought of a book."""

    stars: int
    text: str


@strawberry.type
class Author:
    """Who wrote books."""

    id: strawberry.ID
    name: str
    biography: str

    @strawberry.field
    async def books(self) -> list[Book]:
        """Ask for the books of this author."""
        return [as_book(row) async for row in models.Book.objects.filter(author_id=self.id)]


@strawberry.type
class Book:
    """A book in the catalogue."""

    id: strawberry.ID
    title: str
    description: str
    author_id: strawberry.Private[int]

    # region shown
    @strawberry.field
    async def author(self) -> Author:
        """Ask for the author of this book."""
        return as_author(await models.Author.objects.aget(pk=self.author_id))

    @strawberry.field
    async def reviews(self) -> list[Review]:
        """Ask for the reviews of this book."""
        return [as_review(row) async for row in models.Review.objects.filter(book_id=self.id)]

    # endregion


@strawberry.type
class Query:
    """Where every query begins."""

    @strawberry.field
    async def books(self) -> list[Book]:
        """Give the first ten books."""
        return [as_book(row) async for row in models.Book.objects.all()[:10]]


def as_review(row: models.Review) -> Review:
    """Give a row as the schema has it."""
    return Review(stars=row.stars, text=row.text)


def as_author(row: models.Author) -> Author:
    """Give a row as the schema has it."""
    return Author(id=row.id, name=row.name, biography=row.biography)


def as_book(row: models.Book) -> Book:
    """Give a row as the schema has it."""
    return Book(id=row.id, title=row.title, description=row.description, author_id=row.author_id)
