"""Orders, and the two tables that make sending them safe."""

from django.db import models


class Order(models.Model):
    """What a customer ordered; a task is to be done for each."""

    number = models.IntegerField(unique=True)


class Outbox(models.Model):
    """A message that is still to be sent, stored together with what it is about."""

    number = models.IntegerField()


class Done(models.Model):
    """An order whose task was done, so that a second message for it changes nothing."""

    number = models.IntegerField(unique=True)
