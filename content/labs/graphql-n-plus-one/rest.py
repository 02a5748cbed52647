"""The same catalogue over REST: one representation for each resource, and one made to measure."""

from typing import Any

from catalogue.models import Author, Book, Review
from django.http import HttpRequest, JsonResponse

# Without spaces, as the GraphQL view writes it: bytes are compared.
COMPACT = {"separators": (",", ":")}


def books(_request: HttpRequest) -> JsonResponse:
    """Give the ten newest books, whole."""
    found = [as_book(book) for book in Book.objects.all()[:10]]
    return JsonResponse({"books": found}, json_dumps_params=COMPACT)


def author(_request: HttpRequest, number: int) -> JsonResponse:
    """Give one author, whole."""
    found = as_author(Author.objects.get(pk=number))
    return JsonResponse(found, json_dumps_params=COMPACT)


def reviews(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the reviews of one book, whole."""
    found = [as_review(review) for review in Review.objects.filter(book_id=number)]
    return JsonResponse({"reviews": found}, json_dumps_params=COMPACT)


def screen(_request: HttpRequest) -> JsonResponse:
    """Give what this screen shows, in one answer: an endpoint made for it."""
    found = Book.objects.select_related("author").prefetch_related("reviews")[:10]
    shown = [
        {
            "title": book.title,
            "author": {"name": book.author.name},
            "reviews": [{"stars": review.stars} for review in book.reviews.all()],
        }
        for book in found
    ]
    return JsonResponse({"books": shown}, json_dumps_params=COMPACT)


def as_book(book: Book) -> dict[str, Any]:
    """Represent a book."""
    kept = {"id": book.id, "title": book.title, "description": book.description}
    return kept | {"author": f"/authors/{book.author_id}/", "reviews": f"/books/{book.id}/reviews/"}


def as_author(author: Author) -> dict[str, Any]:
    """Represent an author."""
    return {"id": author.id, "name": author.name, "biography": author.biography}


def as_review(review: Review) -> dict[str, Any]:
    """Represent a review."""
    return {"id": review.id, "stars": review.stars, "text": review.text}
