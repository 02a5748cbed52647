"""Count the reads that reach the database, and those that are stale, with and without a cache."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Thread
from typing import Any

from caches import lend_server, no_cache, open_cache
from django.db import connections, transaction
from labkit import RANDOM, record, sqlite, statements
from labkit.django import configure, create_tables

READS = 2000
LIST = 300  # products; the first is read 300 times as often as the last
LONG_LIST = 20_000  # products for readers without favourites
LIFETIME = 100  # reads; also the reads between two changes of a price
TRUE: Counter[int] = Counter()  # the prices; all start at 0, and the lab makes all changes


def main() -> None:
    """Let the same readers go through each way of caching."""
    with sqlite() as database, lend_server() as server:
        configure(database, "shop")
        create_tables()
        from shop.models import Product

        Product.objects.bulk_create([Product() for _ in range(LONG_LIST)])
        measure_policies(server)
        measure_even_load(server)
        measure_races(server)
        measure_processes(server)


def choose_skewed(count: int) -> list[int]:
    """Choose products as readers do: a few of them often, most of them seldom."""
    numbers = range(1, LIST + 1)
    return RANDOM.choices(numbers, weights=[1 / number for number in numbers], k=count)


def measure_policies(server: str) -> None:
    """Read 2 000 prices, of which one changes after every hundredth read."""
    from prices import Shop

    reads, changed = choose_skewed(READS), choose_skewed(READS // LIFETIME)
    record("load", reads=READS, distinct=len(set(reads)), changes=len(changed))
    policies: dict[str, dict[str, Any]] = {
        "kept_for_ever": {},
        "lifetime": {"lifetime": LIFETIME},
        "deleted": {"deletes": True},
        "side_door": {"deletes": True},
        "side_door_lifetime": {"deletes": True, "lifetime": LIFETIME},
    }
    record("no_cache", **follow(Shop(no_cache()), reads, changed))
    for case, policy in policies.items():
        shop = Shop(open_cache(server, case), **policy)
        record(case, **follow(shop, reads, changed, side_door="side_door" in case))


def follow(
    shop: Any, reads: Sequence[int], changed: Sequence[int] = (), *, side_door: bool = False
) -> dict[str, int | float]:
    """Read and change, and count; by the side door, every fourth change passes the shop by."""
    from shop.models import Product

    stale = 0
    with statements() as log:
        for now, number in enumerate(reads):
            stale += shop.read(number, now) != TRUE[number]
            if changed and now % LIFETIME == LIFETIME - 1:
                other = changed[now // LIFETIME]
                TRUE[other] += 1
                if side_door and not (now // LIFETIME + 1) % 4:
                    Product.objects.filter(pk=other).update(price=TRUE[other])
                else:
                    shop.change(other, TRUE[other])
    asked = sum(sql.startswith("SELECT") for sql in log)
    return {
        "db_reads": asked,
        "hit_rate": round(1 - asked / len(reads), 3),
        "stale_reads": stale,
        "trips": asked + shop.cache.calls,
    }


def measure_even_load(server: str) -> None:
    """Read 2 000 of 20 000 prices, none more popular than the others."""
    from prices import Shop

    reads = RANDOM.choices(range(1, LONG_LIST + 1), k=READS)
    record("even_no_cache", **follow(Shop(no_cache()), reads))
    record("even_cached", **follow(Shop(open_cache(server, "even")), reads))


def measure_races(server: str) -> None:
    """Let one reader come at the worst moment of a change; count who sees the old price after."""
    from prices import Shop

    for case, race in (
        ("deleted_before_commit", delete_before_commit),
        ("deleted_after_commit", delete_after_commit),
        ("slow_reader", be_slow),
    ):
        shop = Shop(open_cache(server, case), deletes=True)
        shop.read(1)
        TRUE[1] += 1
        race(shop, TRUE[1])
        record(case, stale_reads=sum(shop.read(1) != TRUE[1] for _ in range(10)))


def delete_before_commit(shop: Any, price: int) -> None:
    """Take the copy away while others still see the old price in the database."""
    with transaction.atomic():
        shop.cache.delete("price:1")
        update_before_reader(shop, price)


def delete_after_commit(shop: Any, price: int) -> None:
    """Take the copy away when the new price can be seen."""
    with transaction.atomic():
        transaction.on_commit(lambda: shop.cache.delete("price:1"))
        update_before_reader(shop, price)


def update_before_reader(shop: Any, price: int) -> None:
    """Write, and let somebody read, through a connection of their own, before the commit."""
    from shop.models import Product

    Product.objects.filter(pk=1).update(price=price)
    reader = Thread(target=lambda: (shop.read(1), connections.close_all()))
    reader.start()
    reader.join()


def be_slow(shop: Any, price: int) -> None:
    """Ask the database, dream for as long as a change takes, then keep the answer."""
    shop.cache.delete("price:1")
    answer = shop.ask(1)
    shop.change(1, price)
    shop.cache.set("price:1", (answer, shop.lifetime + 1))


def measure_processes(server: str) -> None:
    """Deal reads to one process, to two by turns, and to one that begins after their end."""
    reads, changed = choose_skewed(READS // 4), choose_skewed(READS // 4 // LIFETIME)
    connections.close_all()  # a connection must not be inherited
    record("one_process", **deal(reads, changed, [start_process(server, "one")]))
    both = [start_process(server, "two") for _ in range(2)]
    record("two_processes", **deal(reads, changed, both))
    record("after_restart", **deal(reads, [], [start_process(server, "two")]))


SHOPS: list[Any] = []  # in a process that serves: its instance of the shop


def start_process(server: str, case: str) -> ProcessPoolExecutor:
    """Start an instance of the shop in a process of its own."""
    return ProcessPoolExecutor(1, get_context("fork"), open_shop, (server, case))


def open_shop(server: str, case: str) -> None:
    """Begin with an empty memory."""
    from prices import Shop

    SHOPS.append(Shop(open_cache(server, case), deletes=True))


def serve(number: int) -> tuple[int, int]:
    """Read a price; tell it, and the statements it took."""
    with statements() as log:
        return SHOPS[0].read(number), len(log)


def change(number: int, price: int) -> None:
    """Change a price."""
    SHOPS[0].change(number, price)


def deal(
    reads: list[int], changed: list[int], processes: list[ProcessPoolExecutor]
) -> dict[str, int | float]:
    """Give each process its turn, one request at a time; the first makes the changes."""
    asked = stale = 0
    for now, number in enumerate(reads):
        price, statements_made = processes[now % len(processes)].submit(serve, number).result()
        asked += statements_made
        stale += price != TRUE[number]
        if changed and now % LIFETIME == LIFETIME - 1:
            other = changed[now // LIFETIME]
            TRUE[other] += 1
            processes[0].submit(change, other, TRUE[other]).result()
    for process in processes:
        process.shutdown()
    return {"db_reads": asked, "hit_rate": round(1 - asked / len(reads), 3), "stale_reads": stale}


if __name__ == "__main__":
    main()
