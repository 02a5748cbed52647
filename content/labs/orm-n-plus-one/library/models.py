"""Books, their authors and their tags."""

from django.db import models


class Author(models.Model):
    """Who wrote books; the biography makes the row wide."""

    name = models.CharField(max_length=80)
    biography = models.TextField()


class Tag(models.Model):
    """A word that readers look for."""

    word = models.CharField(max_length=20)


class Book(models.Model):
    """A book has one author and many tags."""

    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    tags = models.ManyToManyField(Tag)

    class Meta:
        """Pages are cut from a fixed order."""

        ordering = ("id",)
