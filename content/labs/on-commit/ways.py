"""Ways to store an order and to send a task for it."""

from collections.abc import Callable

from django.db import transaction
from shop.models import Order, Outbox

Send = Callable[[int], None]
Pay = Callable[[int], None]
Way = Callable[[int, Send, Pay], None]


# region shown
def inside(number: int, send: Send, pay: Pay) -> None:
    """Send where the order is created."""
    with transaction.atomic():
        Order.objects.create(number=number)
        send(number)
        pay(number)  # where it is refused, the transaction is rolled back


def after_block(number: int, send: Send, pay: Pay) -> None:
    """Send below the block that creates the order."""
    with transaction.atomic():
        Order.objects.create(number=number)
        pay(number)
    send(number)


def on_commit(number: int, send: Send, pay: Pay) -> None:
    """Let Django send once the outermost transaction is committed."""
    with transaction.atomic():
        Order.objects.create(number=number)
        transaction.on_commit(lambda: send(number))
        pay(number)


def outbox(number: int, _send: Send, pay: Pay) -> None:
    """Store the message with the order; a relay sends it."""
    with transaction.atomic():
        Order.objects.create(number=number)
        Outbox.objects.create(number=number)
        pay(number)


def relay(send: Send, stop: Callable[[int], None]) -> None:
    """Send what is stored, and forget each message only then."""
    for message in Outbox.objects.order_by("id"):
        send(message.number)
        stop(message.number)  # the relay, too, may die here
        message.delete()


# endregion


def in_request(way: Way) -> Way:
    """Put a way into a view that is one transaction, as ATOMIC_REQUESTS makes of every view."""

    def view(number: int, send: Send, pay: Pay) -> None:
        with transaction.atomic():
            way(number, send, lambda _: None)
            pay(number)

    return view


def behind_a_failure(*, robust: bool) -> Way:
    """Send after the commit, but behind another hook, which fails."""

    def fail() -> None:
        raise ConnectionError("the mail server does not answer")

    def way(number: int, send: Send, pay: Pay) -> None:
        with transaction.atomic():
            transaction.on_commit(fail, robust=robust)
            on_commit(number, send, pay)

    return way


WAYS: dict[str, Way] = {
    "inside": inside,
    "inside_retried": inside,
    "after_block": after_block,
    "after_block_in_request": in_request(after_block),
    "on_commit": on_commit,
    "on_commit_in_request": in_request(on_commit),
    "failing_hook": behind_a_failure(robust=False),
    "failing_hook_robust": behind_a_failure(robust=True),
    "outbox": outbox,
    "outbox_once": outbox,
}
