"""Books, their authors and their reviews."""

from django.db import models


class Author(models.Model):
    """Who wrote books."""

    name = models.CharField(max_length=80)
    biography = models.TextField()


class Book(models.Model):
    """What the screen shows, and much that it does not show."""

    title = models.CharField(max_length=80)
    description = models.TextField()
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")

    class Meta:
        """Lists have a fixed order."""

        ordering = ("id",)


class Review(models.Model):
    """What a reader thought of a book."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    stars = models.IntegerField()
    text = models.TextField()

    class Meta:
        """Lists have a fixed order."""

        ordering = ("id",)
