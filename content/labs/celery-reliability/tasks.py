"""The tasks under test: each sends the receipt for an order, by a gateway that is often down."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from celery import Celery, Task, signals
from celery.concurrency.asynpool import AsynPool
from celery.exceptions import Reject
from kombu import Exchange, Queue

JOURNAL = Path("journal")  # in the scratch folder: one line for what happens, in any process
MAIL = Path("mail")  # a file for each receipt that must go out only once

app = Celery("shop")
app.conf.update(
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,  # or it declares queues of its own
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)
# Celery looks after its children every 5 s, which is long for a lab: here ten times a second.
AsynPool.timers = property(lambda pool: {pool.maintain_pool: 0.1})


def use_queues(exchange: str = "celery", *names: str) -> None:
    """Give each queue a neighbour for its dead letters."""
    app.conf.task_default_exchange = exchange
    app.conf.task_queues = [
        Queue(
            name,
            Exchange(exchange),
            routing_key=name,
            queue_arguments={
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": f"{name}_dead",
            },
        )
        for name in names
    ]


use_queues(*os.environ.get("LAB_QUEUES", "").split())


class GatewayDownError(ConnectionError):
    """It may work in a moment."""


def note(event: str, name: str, value: float = 0) -> None:
    """Append one line; a small write to a file opened for appending is never torn."""
    with JOURNAL.open("a") as journal:
        journal.write(json.dumps([event, name, value]) + "\n")


def starts(name: str) -> int:
    """Count the attempts at this order, the present one included, over all processes."""
    return JOURNAL.read_text().count(f'["start", "{name}"')


def call_gateway(name: str, fails: int) -> None:
    """Be down for the first ``fails`` attempts; an order that is wrong (-1) stays wrong."""
    note("start", name)
    if fails < 0:
        raise ValueError(name)
    if starts(name) <= fails:
        raise GatewayDownError(name)
    note("mail", name)


# region shown
@app.task
def once(name: str, fails: int) -> None:
    """Do not retry: whatever fails is gone."""
    call_gateway(name, fails)


@app.task(bind=True, max_retries=3)
def retried(self: Task, name: str, fails: int) -> None:
    """Retry everything. Celery acknowledges the message also after the last failure."""
    try:
        call_gateway(name, fails)
    except (GatewayDownError, ValueError) as error:
        raise self.retry(exc=error, countdown=0.05 * 2**self.request.retries) from error


@app.task(bind=True, max_retries=3, acks_late=True)
def parked(self: Task, name: str, fails: int) -> None:
    """Retry what may pass; the rest goes to the dead letters, the hopeless at once."""
    try:
        call_gateway(name, fails)
    except GatewayDownError as error:
        if self.request.retries >= self.max_retries:
            raise Reject(error, requeue=False) from error
        raise self.retry(exc=error, countdown=0.05 * 2**self.request.retries) from error
    except ValueError as error:
        raise Reject(error, requeue=False) from error


# endregion


@app.task(bind=True, max_retries=3)
def parked_early(self: Task, name: str, fails: int) -> None:
    """Do as ``parked`` does, but acknowledge before the work."""
    parked.run.__func__(self, name, fails)


def send_receipt(name: str, fate: str, *, unique: bool = False) -> None:
    """Send a receipt, unless ``fate`` strikes; it strikes once, and poison six times."""
    note("start", name)
    struck = starts(name) <= {"none": 0, "poison": 6}.get(fate, 1)
    if struck and fate in ("die", "poison"):
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory is short
    if struck and fate == "hang":
        time.sleep(60)  # the power is cut in here
    send_mail(name, unique=unique)
    if struck and fate == "hang_after_mail":
        time.sleep(60)


def send_mail(name: str, *, unique: bool) -> None:
    """Send it; if it is to be unique, only where nobody has, which one system call decides."""
    try:
        if unique:
            (MAIL / name).touch(exist_ok=False)
    except FileExistsError:
        return
    note("mail", name)


@app.task
def early(name: str, fate: str) -> None:
    """Acknowledge before the work, as Celery does unless told otherwise."""
    send_receipt(name, fate)


@app.task(acks_late=True)
def late(name: str, fate: str) -> None:
    """Acknowledge after the work."""
    send_receipt(name, fate)


@app.task(acks_late=True)
def late_unique(name: str, fate: str) -> None:
    """Acknowledge after the work, which may be repeated."""
    send_receipt(name, fate, unique=True)


@app.task(acks_late=True, reject_on_worker_lost=True)
def late_requeued(name: str, fate: str) -> None:
    """Give the message back even if only the child process is lost."""
    send_receipt(name, fate)


@app.task(
    acks_late=True,
    retry_on_worker_lost=True,  # new in Celery 5.7
    max_retries=3,
    default_retry_delay=0.05,
    acks_on_failure=False,  # then a failure is rejected: to the dead letters
)
def late_bounded(name: str, fate: str) -> None:
    """Give it back three times; after that, to the dead letters."""
    send_receipt(name, fate)


@signals.task_success.connect
def note_success(sender: Task, **_: Any) -> None:
    """Keep account of every message that came to an end."""
    note("end", sender.request.args[0])


@signals.task_failure.connect
def note_failure(args: list[Any], **_: Any) -> None:
    """Count failures, rejections and processes lost for good as ends too."""
    note("end", args[0])


@signals.task_retry.connect
def note_retry(request: Any, reason: Any, **_: Any) -> None:
    """Keep the pause that was asked for, in milliseconds."""
    note("pause", request.args[0], round(reason.when * 1000))
