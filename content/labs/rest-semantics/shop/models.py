"""What the shop keeps."""

from django.db import models


class Book(models.Model):
    """A book for sale."""

    title = models.CharField(max_length=100)
    price = models.DecimalField(max_digits=6, decimal_places=2)
    stock = models.PositiveIntegerField(default=10)
    paid = models.DecimalField(max_digits=6, decimal_places=2, default=5)  # nobody's business


class Order(models.Model):
    """An order; the key is the client's name for its intention."""

    key = models.UUIDField(unique=True, null=True)
    copies = models.PositiveIntegerField()
