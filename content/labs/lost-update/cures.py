"""Ways to add ten to a balance that somebody else is adding to as well."""

from collections.abc import Callable

from bank.models import Account
from django.db import OperationalError, connection, transaction
from django.db.models import F

Meet = Callable[[], None]


class RefusedError(Exception):
    """Somebody else was quicker: read again, and try again."""


# region shown
def plain(number: int, meet: Meet) -> None:
    """Read, add, write."""
    account = Account.objects.get(pk=number)
    meet()  # everybody has read before anybody writes
    account.balance += 10
    account.save()


def in_transaction(number: int, meet: Meet) -> None:
    """Do the same inside a transaction."""
    with transaction.atomic():
        plain(number, meet)


def with_f(number: int, meet: Meet) -> None:
    """Let the database add."""
    meet()
    Account.objects.filter(pk=number).update(balance=F("balance") + 10)


def with_lock(number: int, meet: Meet) -> None:
    """Lock the row before reading it; the others wait for the lock."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=number)
        meet()
        account.balance += 10
        account.save()


def with_version(number: int, meet: Meet) -> None:
    """Write only if nobody has written since."""
    account = Account.objects.get(pk=number)
    meet()
    same = Account.objects.filter(pk=number, version=account.version)
    if not same.update(balance=account.balance + 10, version=account.version + 1):
        raise RefusedError


def with_snapshot(number: int, meet: Meet) -> None:
    """Ask PostgreSQL to refuse a write of what changed since this transaction began."""
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        plain(number, meet)


def with_write_lock(number: int, meet: Meet) -> None:
    """Take SQLite's one write lock before reading."""
    connection.cursor().execute("PRAGMA busy_timeout = 0")  # tell it at once if somebody has it
    connection.transaction_mode = "IMMEDIATE"
    in_transaction(number, meet)


# endregion

# What a writer is told who has to try again: by the lab, or by the database.
REFUSED = (RefusedError, OperationalError)

CURES = {
    "plain": plain,
    "transaction": in_transaction,
    "f_expression": with_f,
    "version_column": with_version,
    "repeatable_read": with_snapshot,
    "write_lock": with_write_lock,
}
ONLY = {"repeatable_read": "postgresql", "write_lock": "sqlite"}


def owner_and_all(number: int, meet: Meet) -> None:
    """Change another field than `plain` does, and save the whole row as it does."""
    account = Account.objects.get(pk=number)
    meet()
    account.owner += "x"
    account.save()


def balance_alone(number: int, meet: Meet) -> None:
    """Change the balance, and save nothing else."""
    account = Account.objects.get(pk=number)
    meet()
    account.balance += 10
    account.save(update_fields=["balance"])


def owner_alone(number: int, meet: Meet) -> None:
    """Change the owner, and save nothing else."""
    account = Account.objects.get(pk=number)
    meet()
    account.owner += "x"
    account.save(update_fields=["owner"])
