"""Store orders and send tasks for them, with payments that fail and processes that die."""

from collections.abc import Callable
from functools import partial

from django.db import connection
from labkit import PROFILE, postgresql, record, sqlite, statements
from labkit.django import configure, create_tables

ORDERS = 40
# What happens to an order, by its number: a quarter each, and to the rest nothing does.
NO_MONEY, NO_SENDER, NO_RELAY = 1, 2, 3


class PaymentRefusedError(Exception):
    """The customer cannot pay, so there is to be no order."""


class DiedError(Exception):
    """The process stops: nothing that follows in it happens."""


def main() -> None:
    """Try every way on the same forty orders."""
    with postgresql() if PROFILE == "postgresql" else sqlite() as database:
        configure(database, "shop")
        create_tables()
        from ways import WAYS

        for case in WAYS:
            trial(case)
        connection.close()


def trial(case: str) -> None:
    """Store forty orders in one way, and see which tasks were done for them."""
    from shop.models import Done, Order, Outbox
    from ways import WAYS
    from worker import Worker

    for model in (Order, Outbox, Done):
        model.objects.all().delete()
    worker = Worker(once=case == "outbox_once")
    send = mortal(worker.take)
    with statements() as log:
        for number in range(ORDERS):
            live_or_die(partial(WAYS[case], number, send, pay))
        empty_the_outbox(worker.take)
    if case == "inside_retried":
        worker.retry()
    worker.close()
    there = set(Order.objects.values_list("number", flat=True))
    record(
        case,
        orders=len(there),
        done=len(there & set(worker.done)),
        row_missing=sum(number in there for number in worker.missing),
        ghosts=len(set(worker.missing) - there),
        lost=len(there - set(worker.looked)),
        twice=len(worker.done) - len(set(worker.done)),
        writes=sum(sql.startswith(("INSERT", "UPDATE", "DELETE")) for sql in log),
    )


def pay(number: int) -> None:
    """Take the money; every fourth customer has none."""
    if number % 4 == NO_MONEY:
        raise PaymentRefusedError


def mortal(send: Callable[[int], None]) -> Callable[[int], None]:
    """Send, but for every fourth order die between the commit and the sending."""

    def send_or_die(number: int) -> None:
        if number % 4 == NO_SENDER and not connection.in_atomic_block:
            raise DiedError
        send(number)

    return send_or_die


def empty_the_outbox(send: Callable[[int], None]) -> None:
    """Run the relay until nothing is left; at every fourth order it dies once."""
    from shop.models import Outbox
    from ways import relay

    died: set[int] = set()

    def stop(number: int) -> None:
        if number % 4 == NO_RELAY and number not in died:
            died.add(number)
            raise DiedError

    while Outbox.objects.exists():
        live_or_die(partial(relay, send, stop))


def live_or_die(run: Callable[[], None]) -> None:
    """Run something as a process of its own would: whatever stops it, the next one goes on."""
    try:
        run()
    except (PaymentRefusedError, ConnectionError):
        pass  # the customer was told, or the web server answered 500
    except DiedError:
        connection.close()


if __name__ == "__main__":
    main()
