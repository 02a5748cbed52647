"""Accounts."""

from django.db import models


class Account(models.Model):
    """A balance, and beside it what one of the cures and one of the traps need."""

    balance = models.IntegerField(default=0)
    owner = models.CharField(max_length=40, default="")
    version = models.IntegerField(default=0)
