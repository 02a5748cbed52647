"""Fill one screen over REST and over GraphQL, and count what travels and what is asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from graphql import build_schema, find_breaking_changes
from labkit import PROFILE, capture, postgresql, record, sqlite, statements
from labkit.django import configure, create_tables

SCREEN = "{ books { title author { name } reviews { stars } } }"
DEEP = "{ books { author { books { author { books { title } } } } } }"


def main() -> None:
    """Fill the catalogue, then show the screen in every way."""
    with postgresql() if PROFILE == "postgresql" else sqlite() as database:
        configure(database, "catalogue", ROOT_URLCONF="urls")
        create_tables()
        fill()
        asyncio.run(visit())
        connections.close_all()
    compare_schemas()


def fill() -> None:
    """Store forty books by eight authors, with three reviews each."""
    from catalogue.models import Author, Book, Review

    authors = Author.objects.bulk_create(
        Author(name=f"Author {n}", biography="Born by the sea. " * 20) for n in range(8)
    )
    books = Book.objects.bulk_create(
        Book(title=f"Book {n:02}", description="A long journey. " * 25, author=authors[n % 8])
        for n in range(40)
    )
    Review.objects.bulk_create(
        Review(book=book, stars=1 + n % 5, text="I could not put it down. " * 10)
        for book in books
        for n in range(3)
    )


class Visitor:
    """A client that counts what it asks for and what it gets."""

    def __init__(self) -> None:
        self.client = AsyncClient()
        self.requests = self.sent = self.received = 0

    async def get(self, path: str) -> dict[str, Any]:
        """Fetch a resource."""
        return self.read(await self.client.get(path), len(path))

    async def query(self, schema: str, text: str) -> dict[str, Any]:
        """Send a GraphQL query."""
        body = json.dumps({"query": text})
        kind = "application/json"
        answer = await self.client.post(f"/graphql/{schema}/", body, content_type=kind)
        return self.read(answer, len(body))

    def read(self, answer: Any, sent: int) -> dict[str, Any]:
        """Count an answer to so many bytes, and give what it says."""
        self.requests += 1
        self.sent += sent
        self.received += len(answer.content)
        return json.loads(answer.content)


async def visit() -> None:
    """Show the screen in every way, then ask for more than it needs."""
    await show("rest", rest_screen)
    await show("rest_made_for_it", rest_made_for_it)
    await show("graphql_naive", partial(graphql_screen, schema="naive"))
    await show("graphql_batched", partial(graphql_screen, schema="batched"))
    for schema in ("naive", "batched", "limited"):
        await ask_too_much(schema)
    for schema in ("batched", "kept"):
        await look_again(schema)
    await sync_to_async(connections.close_all)()


async def show(case: str, way: Callable[[Visitor], Awaitable[Any]]) -> None:
    """Fill the screen in one way, and count it."""
    visitor = Visitor()
    with statements() as log:
        shown = await way(visitor)
    record(
        case,
        requests=visitor.requests,
        queries=len(log),
        bytes_sent=visitor.sent,
        bytes=visitor.received,
        screen=sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:8],
    )


async def rest_screen(visitor: Visitor) -> Any:
    """Fetch the books, then each author once, then the reviews of each book."""
    books = (await visitor.get("/books/"))["books"]
    authors = {path: await visitor.get(path) for path in sorted({b["author"] for b in books})}
    return [
        {
            "title": book["title"],
            "author": {"name": authors[book["author"]]["name"]},
            "reviews": [
                {"stars": review["stars"]}
                for review in (await visitor.get(book["reviews"]))["reviews"]
            ],
        }
        for book in books
    ]


async def rest_made_for_it(visitor: Visitor) -> Any:
    """Fetch the screen from an endpoint that was made for it."""
    return (await visitor.get("/screen/"))["books"]


async def graphql_screen(visitor: Visitor, schema: str) -> Any:
    """Fetch what the screen shows with one query."""
    return (await visitor.query(schema, SCREEN))["data"]["books"]


async def ask_too_much(schema: str) -> None:
    """Send a query of one line that fans out."""
    visitor = Visitor()
    with statements() as log:
        answer = await visitor.query(schema, DEEP)
    errors = len(answer.get("errors", ()))
    record(f"deep_{schema}", queries=len(log), bytes_sent=visitor.sent, errors=errors)


async def look_again(schema: str) -> None:
    """Show the screen, rename an author, show it again, and count the names that are old."""
    from catalogue.models import Author

    await graphql_screen(Visitor(), schema)
    await Author.objects.filter(name="Author 0").aupdate(name="Author Zero")
    with statements() as log:
        books = await graphql_screen(Visitor(), schema)
    await Author.objects.filter(name="Author Zero").aupdate(name="Author 0")
    old = sum(book["author"]["name"] == "Author 0" for book in books)
    record(f"loaders_{schema}", queries=len(log), stale_names=old)


def compare_schemas() -> None:
    """Print the schema from the code, and compare it with what somebody might make of it."""
    import urls

    text = urls.NAIVE.as_str()
    capture("schema", text)
    record("schema_naive", schema=sha256(text.encode()).hexdigest()[:8])
    record("schema_batched", schema=sha256(urls.BATCHED.as_str().encode()).hexdigest()[:8])
    title, description = "  title: String!\n", "  description: String!\n"
    for case, changed in {
        "field_added": text.replace(title, title + "  subtitle: String\n"),
        "field_removed": text.replace(description, ""),
        "promise_withdrawn": text.replace(title, "  title: String\n"),
    }.items():
        before, after = set(text.splitlines()), set(changed.splitlines())
        breaking = find_breaking_changes(build_schema(text), build_schema(changed))
        record(case, lines_changed=len(before ^ after), breaking=len(breaking))


if __name__ == "__main__":
    main()
