"""One instance of the shop: prices are read through a cache."""

from dataclasses import dataclass
from functools import partial

from caches import Watched
from django.db import transaction
from shop.models import Product

NEVER = 10**9


# region shown
@dataclass
class Shop:
    """Time is told, in reads: then no result depends on a clock."""

    cache: Watched
    lifetime: int = NEVER
    deletes: bool = False

    def read(self, number: int, now: int = 0) -> int:
        """Look into the cache; on a miss ask the database, and leave the answer for the next."""
        price, until = self.cache.get(f"price:{number}") or (0, 0)
        if now >= until:
            price = self.ask(number)
            self.cache.set(f"price:{number}", (price, now + self.lifetime))
        return price

    def ask(self, number: int) -> int:
        """Ask the database."""
        return Product.objects.values_list("price", flat=True).get(pk=number)

    def change(self, number: int, price: int) -> None:
        """Write to the database; take the copy away once the new price can be read there."""
        with transaction.atomic():
            Product.objects.filter(pk=number).update(price=price)
            if self.deletes:
                transaction.on_commit(partial(self.cache.delete, f"price:{number}"))


# endregion
