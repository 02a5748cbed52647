"""The pages that the lab counts: the same words, asked for in different ways."""

from django.db.models import QuerySet
from library.models import Book


def titles(books: QuerySet[Book]) -> list[str]:
    """Write a page that shows no author."""
    return [book.title for book in books]


def authors(books: QuerySet[Book]) -> list[str]:
    """Write each book with its author: one foreign key to follow."""
    return [f"{book.title}, by {book.author.name}" for book in books]


def tags(books: QuerySet[Book]) -> list[str]:
    """Write each book with its tags: a relation to many rows."""
    return [f"{book.title}: {len(book.tags.all())} tags" for book in books]


def filtered_tags(books: QuerySet[Book]) -> list[str]:
    """Write the same, but with a filter on what was perhaps prefetched."""
    return [f"{book.title}: {len(book.tags.filter(id__gt=0))} tags" for book in books]


# region shown
PAGES = {
    "naive": authors,
    "select_related": lambda books: authors(books.select_related("author")),
    "prefetch_related": lambda books: authors(books.prefetch_related("author")),
    # a relation to many rows: a join cannot follow it
    "tags_naive": tags,
    "tags_prefetched": lambda books: tags(books.prefetch_related("tags")),
    "tags_filtered": lambda books: filtered_tags(books.prefetch_related("tags")),
    # a page that shows no author
    "titles": titles,
    "titles_joined": lambda books: titles(books.select_related("author")),
    "titles_only": lambda books: titles(books.only("title")),
    # only() forgot a column that the page shows
    "authors_only": lambda books: authors(books.select_related("author").only("author__name")),
}
# endregion
