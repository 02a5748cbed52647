"""Let several writers add to one balance at the same moment, and count what is left of it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
from django.db import connection
from labkit import PROFILE, postgresql, record, sqlite, statements
from labkit.django import configure, create_tables
from meeting import Meeting

ROUNDS = 10
ATTEMPTS = 50  # far more than any cure needs
LOCKED = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""

Cure = Callable[[int, Callable[[], None]], None]


def main() -> None:
    """Try every cure with one, two and four writers."""
    with postgresql() if PROFILE == "postgresql" else sqlite() as database:
        configure(database, "bank", **settings(database))
        create_tables()
        import cures

        for name, cure in cures.CURES.items():
            if cures.ONLY.get(name, PROFILE) == PROFILE:
                for writers in (1, 2, 4):
                    compete(f"{name}_{writers}", [cure] * writers, nobody)
        if PROFILE == "postgresql":
            with psycopg.connect(database, autocommit=True) as watcher:
                waiting = partial(blocked, watcher)
                for writers in (1, 2, 4):
                    compete(f"row_lock_{writers}", [cures.with_lock] * writers, waiting)
        compete("two_fields_saved", [cures.plain, cures.owner_and_all], nobody)
        compete("two_fields_apart", [cures.balance_alone, cures.owner_alone], nobody)
        connection.close()


def settings(database: str | Path) -> dict[str, Any]:
    """Give SQLite the settings of a web application: readers do not block the writer."""
    if PROFILE == "postgresql":
        return {}
    options = {"timeout": 60, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"}
    engine = "django.db.backends.sqlite3"
    return {"DATABASES": {"default": {"ENGINE": engine, "NAME": database, "OPTIONS": options}}}


def compete(case: str, cures: Sequence[Cure], waiting: Callable[[], int]) -> None:
    """Let writers compete in several rounds, and count what they changed and what remained."""
    from bank.models import Account

    account = Account.objects.create()
    meetings = [Meeting(len(cures), waiting) for _ in range(ROUNDS)]
    start = Barrier(len(cures), timeout=60)
    with statements() as log, ThreadPoolExecutor(len(cures)) as threads:
        writers = [threads.submit(play, account.pk, cure, meetings, start) for cure in cures]
        retries = sum(writer.result() for writer in writers)
    account.refresh_from_db()
    updates = ROUNDS * len(cures)
    survived = account.balance // 10 + len(account.owner)
    asked = [sql for sql in log if "bank_account" in sql]
    record(case, updates=updates, lost=updates - survived, retries=retries, statements=len(asked))


def play(number: int, cure: Cure, meetings: Sequence[Meeting], start: Barrier) -> int:
    """Play all rounds of one writer, in its own thread and connection; give its retries."""
    retries = 0
    try:
        for meeting in meetings:
            start.wait()  # nobody begins a round while others are still in the one before
            retries += write(number, cure, meeting)
    finally:
        connection.close()
    return retries


def write(number: int, cure: Cure, meeting: Meeting) -> int:
    """Write once, however many attempts that takes; give the number of those that failed."""
    from cures import REFUSED

    for failed in range(ATTEMPTS):
        finished = meeting.finished
        try:
            cure(number, meeting.meet)
        except REFUSED:
            meeting.stand_back(finished)
        else:
            meeting.finish()
            return failed
    raise AssertionError(f"refused {ATTEMPTS} times")


def nobody() -> int:
    """Count those who wait for a lock, where none is held while others are waited for."""
    return 0


def blocked(watcher: psycopg.Connection) -> int:
    """Count the writers who wait for a lock; only a third party sees them at once."""
    return watcher.execute(LOCKED).fetchone()[0]


if __name__ == "__main__":
    main()
