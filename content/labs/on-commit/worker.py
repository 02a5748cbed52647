"""A worker that looks at an order as soon as a task for it is sent."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from shop.models import Done, Order


class Worker:
    """One thread with a connection of its own: as far from the shop as another process."""

    def __init__(self, *, once: bool) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.once = once
        self.looked: list[int] = []
        self.missing: list[int] = []
        self.done: list[int] = []

    def take(self, number: int) -> None:
        """Do a task at once: the quickest worker that a task can meet."""
        self.thread.submit(self.work, number).result()

    def work(self, number: int) -> None:
        """Do the task if its order is there, and with `once` only if it was not done before."""
        self.looked.append(number)
        if not Order.objects.filter(number=number).exists():
            self.missing.append(number)
        elif not self.once or Done.objects.get_or_create(number=number)[1]:
            self.done.append(number)

    def retry(self) -> None:
        """Try the tasks again that found no order."""
        for number in self.missing.copy():
            self.take(number)

    def close(self) -> None:
        """End the thread and its connection."""
        self.thread.submit(connections.close_all).result()
        self.thread.shutdown()
