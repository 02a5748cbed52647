"""Count what retries, dead letters and late acknowledgement save, with workers that really die."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import tasks
from celery import Task
from celery.utils.time import get_exponential_backoff_interval
from kombu import Connection, Queue
from kombu.transport.base import StdChannel
from labkit import NAME, PROFILE, SEED, own, rabbitmq, record, spawn

FLAKY = (0, 1, 2, 3, 9)  # five orders: how often the gateway is down before it takes each
WRONG = (-1,)  # an order that no attempt will bring through
RETRIES: dict[str, tuple[Task, tuple[int, ...]]] = {
    "no_retry": (tasks.once, FLAKY),
    "retries": (tasks.retried, FLAKY),
    "retries_parked": (tasks.parked, FLAKY),
    "retries_parked_early": (tasks.parked_early, FLAKY),
    "hopeless_retried": (tasks.retried, WRONG),
    "hopeless_parked": (tasks.parked, WRONG),
}
POWER_CUT: dict[str, tuple[Task, str]] = {
    "cut_early": (tasks.early, "hang"),
    "cut_late": (tasks.late, "hang"),
    "cut_late_after_mail": (tasks.late, "hang_after_mail"),
    "cut_late_unique": (tasks.late_unique, "hang_after_mail"),
}
CHILD_KILLED: dict[str, tuple[Task, str]] = {
    "child_early": (tasks.early, "die"),
    "child_late": (tasks.late, "die"),
    "child_late_requeued": (tasks.late_requeued, "die"),
    "poison_requeued": (tasks.late_requeued, "poison"),
    "poison_bounded": (tasks.late_bounded, "poison"),
}
CASES = (*RETRIES, *POWER_CUT, *CHILD_KILLED)
SENT: Counter[str] = Counter()


def main() -> None:
    """Measure with a broker where there is one; without one, what an eager task can show."""
    tasks.JOURNAL.touch()
    tasks.MAIL.mkdir()
    jitter()
    if PROFILE == "rabbitmq":
        with rabbitmq() as url, Connection(url) as connection:
            tasks.app.conf.broker_url = url
            with_broker(connection.default_channel, url)
    else:
        eager()


def jitter() -> None:
    """Let 100 clients fail in the same instant; count how many come back in the same second."""
    for case, spread in (("crowd_in_step", False), ("crowd_with_jitter", True)):
        random.seed(SEED)
        waits = [get_exponential_backoff_interval(60, 1, 600, spread) for _ in range(100)]
        record(case, busiest_second=max(Counter(waits).values()))


def eager() -> None:
    """Run the tasks in this process: they are repeated, but nothing can be parked or lost."""
    tasks.app.conf.task_always_eager = True
    for case in ("no_retry", "retries", "hopeless_retried"):
        send_flaky(case)
        record_work(case)


def send_flaky(case: str) -> None:
    """Send one task for each order of the case."""
    task, orders = RETRIES[case]
    for fails in orders:
        send(case, task, fails)


def send(case: str, task: Task, plan: int | str) -> None:
    """Send a task by way of the case's own queue."""
    task.apply_async((f"{case}-{SENT[case]}", plan), queue=queue_of(case))
    SENT[case] += 1


def queue_of(case: str) -> str:
    """Name the queue of a case; no other run has one of this name."""
    return f"{NAME}_{case}"


def with_broker(channel: StdChannel, url: str) -> None:
    """Cut the power of one worker, and let a second one do all the rest."""
    make_queues(channel)
    cut_power(channel, url)
    for case in RETRIES:
        send_flaky(case)
    for case, (task, fate) in CHILD_KILLED.items():
        send(case, task, fate)
        send(case, task, "none")
    backlog = {case: waiting(channel, case) for case in CASES}
    worker = start_worker(url, CASES, children=1)
    wait_until(lambda: all(count("end", case) >= backlog[case] for case in CASES))
    worker.send_signal(signal.SIGTERM)  # it finishes what it has begun, then leaves
    worker.wait()
    for case in CASES:
        record_work(case)
        record_whereabouts(channel, case)


def make_queues(channel: StdChannel) -> None:
    """Declare a queue for each case and one for its dead letters; the runner will remove them."""
    own("exchange", NAME)
    tasks.use_queues(NAME, *(queue_of(case) for case in CASES))
    dead = [Queue(f"{queue_of(case)}_dead") for case in CASES]
    for queue in (*tasks.app.conf.task_queues, *dead):
        own("queue", queue.name)
        queue(channel).declare()


def cut_power(channel: StdChannel, url: str) -> None:
    """Kill a worker and its children while each of four is in the middle of an order.

    It may hold four messages that are not acknowledged. Only an early acknowledgement lets it have
    a fifth: when that one has left its queue, the broker has forgotten an order in work.
    """
    for case, (task, fate) in POWER_CUT.items():
        send(case, task, fate)
    victim = start_worker(url, POWER_CUT, children=4)
    wait_until(lambda: all(count("start", case) for case in POWER_CUT))
    wait_until(lambda: all(count("mail", case) for case in list(POWER_CUT)[2:]))
    for case, (task, _) in POWER_CUT.items():
        send(case, task, "none")
    wait_until(lambda: waiting(channel, "cut_early") == 0)
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    wait_until(lambda: not any(consumers(channel, case) for case in POWER_CUT))


def start_worker(url: str, cases: Iterable[str], children: int) -> subprocess.Popen[bytes]:
    """Start a worker with child processes: one that works in its own thread acknowledges late."""
    queues = [queue_of(case) for case in cases]
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    environment = {"LAB_QUEUES": " ".join([NAME, *queues]), "PYTHONPATH": os.pathsep.join(paths)}
    options = ["--pool=prefork", f"--concurrency={children}", "--loglevel=CRITICAL"]
    options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return spawn(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "celery",
            "-q",
            "-A",
            "tasks",
            "-b",
            url,
            "worker",
            *options,
        ],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
    )


def waiting(channel: StdChannel, case: str) -> int:
    """Count the messages in a queue that no worker holds."""
    return int(channel.queue_declare(queue_of(case), passive=True).message_count)


def consumers(channel: StdChannel, case: str) -> int:
    """Count the workers that listen to a queue."""
    return int(channel.queue_declare(queue_of(case), passive=True).consumer_count)


def journal(event: str, case: str) -> list[list[str | int]]:
    """Read from the journal what happened to the orders of a case."""
    # The last line may be one that a process is still at.
    whole = (line for line in tasks.JOURNAL.read_text().splitlines(keepends=True) if "\n" in line)
    lines = [json.loads(line) for line in whole]
    return [line for line in lines if line[0] == event and line[1].startswith(f"{case}-")]


def count(event: str, case: str) -> int:
    """Count one kind of event."""
    return len(journal(event, case))


def wait_until(condition: Callable[[], bool], limit_s: float = 30) -> None:
    """Look until it is so; no measurement depends on how long that takes."""
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def record_work(case: str) -> None:
    """Record what was done for the orders of a case."""
    mails = journal("mail", case)
    served = {line[1] for line in mails}
    pauses = sorted({int(line[2]) for line in journal("pause", case)})
    record(case, orders=SENT[case], attempts=count("start", case), served=len(served))
    if case not in RETRIES:
        record(case, mails=len(mails))
    elif pauses:
        record(case, delays_ms=", ".join(map(str, pauses)))


def record_whereabouts(channel: StdChannel, case: str) -> None:
    """Record what became of the orders that were not served; lost are those found nowhere."""
    dead = int(channel.queue_declare(f"{queue_of(case)}_dead", passive=True).message_count)
    served = len({line[1] for line in journal("mail", case)})
    lost = SENT[case] - served - dead - waiting(channel, case)
    record(case, dead_letters=dead, lost=lost)


if __name__ == "__main__":
    main()
