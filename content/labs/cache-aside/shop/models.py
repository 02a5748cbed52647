"""What the shop keeps in its database."""

from django.db import models


class Product(models.Model):
    """Something that has a price."""

    price = models.IntegerField(default=0)
