"""Play the start of a web service and its database, by the rules of different Compose files.

The rules are those of the Compose specification and of Docker's health checks, the clock is
virtual. The sockets are real: whether a connection is refused is for the system to say.
"""

import asyncio
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from labkit import SCRATCH, capture, record, virtual

HERE = Path(__file__).parent
REQUESTS = 20  # that reach the web service, one every half second from its start
EVERY_S = 0.5
RETRY_S = 0.25
GIVE_UP_S = 10.0
TEMPORARY_S = (0.8, 2.9)  # while the database prepares itself, a server on a Unix socket only
READY_S = 3.8  # from then on it accepts connections from everywhere
RESTART_S = 2.0


class Database:
    """A server that takes a while to listen, on a port and on a Unix socket."""

    def __init__(self, name: str) -> None:
        """Reserve a port: bound and not listening, it refuses every connection."""
        self.path = str(SCRATCH / name)
        self.port = 0
        self.tcp = self.reserve()
        self.port = self.tcp.getsockname()[1]
        self.unix: socket.socket | None = None

    def reserve(self) -> socket.socket:
        """Bind the port."""
        tcp = socket.socket()
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind(("127.0.0.1", self.port))
        return tcp

    async def run(self, story: "Story", restart_at_s: float | None) -> None:
        """Prepare, listen, and if told so, go away for a while."""
        start_s, end_s = TEMPORARY_S
        await asyncio.sleep(start_s)
        self.open_unix()
        await asyncio.sleep(end_s - start_s)
        self.close_unix()
        await asyncio.sleep(READY_S - end_s)
        self.open_unix()
        self.tcp.listen(100)
        story.tell("db ready")
        if restart_at_s:
            await asyncio.sleep(restart_at_s - READY_S)
            self.tcp.close()
            self.tcp = self.reserve()
            story.tell("db restarts")
            await asyncio.sleep(RESTART_S)
            self.tcp.listen(100)
            story.tell("db ready")

    def open_unix(self) -> None:
        """Listen on the Unix socket."""
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind(self.path)
        self.unix.listen(100)

    def close_unix(self) -> None:
        """Go away from the Unix socket."""
        if self.unix:
            self.unix.close()
            Path(self.path).unlink()
            self.unix = None

    def close(self) -> None:
        """Stop."""
        self.tcp.close()
        self.close_unix()


def accepts(family: socket.AddressFamily, address: tuple[str, int] | str) -> bool:
    """Try to connect, for real."""
    with socket.socket(family) as client:
        try:
            client.connect(address)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
    return True


@dataclass
class Story:
    """What happened, in order, and how the web service fared."""

    events: list[str] = field(default_factory=list)
    started_ms: int | None = None
    refused: int = 0
    answered: int = 0

    def tell(self, event: str) -> None:
        """Note an event."""
        self.events.append(f"{virtual.now_ms() / 1000:g} s: {event}")

    def order(self) -> str:
        """Return the events without their times."""
        return ", ".join(event.split(": ")[1] for event in self.events)


# region shown
async def becomes_healthy(check: Mapping[str, Any], probe: Callable[[], bool]) -> bool:
    """Check as Docker does: the first time after one interval, and give up after some failures."""
    interval_s = seconds(check.get("interval", "30s"))
    start_period_s = seconds(check.get("start_period", "0s"))
    start_interval_s = seconds(check.get("start_interval", "5s"))
    passed_s = 0.0
    failures = 0
    while failures < check.get("retries", 3):
        pause_s = start_interval_s if passed_s < start_period_s else interval_s
        await asyncio.sleep(pause_s)
        passed_s += pause_s
        if probe():
            return True
        failures += passed_s >= start_period_s  # before that, a failure does not count
    return False


async def start_web(services: Mapping[str, Any], story: Story, database: Database) -> None:
    """Start the web service when its conditions hold, if they ever do."""
    condition = depends_on(services["web"]).get("db")
    if condition == "service_healthy":
        check = services["db"]["healthcheck"]
        if not await becomes_healthy(check, lambda: passes(check["test"], database)):
            story.tell("db unhealthy")
            return
        story.tell("db healthy")
    story.tell("web started")
    story.started_ms = virtual.now_ms()
    await serve(story, database, retry="--retry" in services["web"].get("command", []))


# endregion


def seconds(text: str) -> float:
    """Return a duration in seconds, as Compose writes it: 30s, 500ms."""
    number, unit = re.fullmatch(r"(\d+)(ms|s|m)", text).groups()
    return int(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]


def depends_on(service: Mapping[str, Any]) -> dict[str, str]:
    """Return the conditions of a service; the short form asks for a start only."""
    needs = service.get("depends_on", {})
    if isinstance(needs, list):
        return dict.fromkeys(needs, "service_started")
    return {name: need["condition"] for name, need in needs.items()}


def passes(test: list[str], database: Database) -> bool:
    """Do what a health check does: `pg_isready` asks on the Unix socket unless told a host."""
    if "-h" in test:
        return accepts(socket.AF_INET, ("127.0.0.1", database.port))
    return accepts(socket.AF_UNIX, database.path)


async def serve(story: Story, database: Database, *, retry: bool) -> None:
    """Answer requests, each of which needs a connection."""
    async with asyncio.TaskGroup() as group:
        for _ in range(REQUESTS):
            group.create_task(answer(story, database, retry=retry))
            await asyncio.sleep(EVERY_S)


async def answer(story: Story, database: Database, *, retry: bool) -> None:
    """Answer one request, if there is a connection; ``retry`` asks again for a while."""
    give_up_ms = virtual.now_ms() + GIVE_UP_S * 1000 * retry
    while not accepts(socket.AF_INET, ("127.0.0.1", database.port)):
        story.refused += 1
        if virtual.now_ms() >= give_up_ms:
            return
        await asyncio.sleep(RETRY_S)
    story.answered += 1


async def up(services: Mapping[str, Any], story: Story, database: Database) -> None:
    """Start everything, as `docker compose up` does."""
    command = services["db"].get("command", [])
    restart_at_s = float(command[-1]) if "--restart-at" in command else None
    async with asyncio.TaskGroup() as group:
        story.tell("db started")
        group.create_task(database.run(story, restart_at_s))
        group.create_task(start_web(services, story, database))


def measure(case: str, services: Mapping[str, Any]) -> str:
    """Record how the web service fared under one Compose file, and return what happened."""
    story = Story()
    database = Database(case)
    try:
        virtual.run(up(services, story, database))
    finally:
        database.close()
    started = story.started_ms is not None
    record(
        case,
        started=int(started),
        refused=story.refused,
        answered=story.answered,
        order=story.order(),
    )
    if started:
        record(case, web_started_ms=story.started_ms)
    return f"{case}: {'; '.join(story.events)}"


if __name__ == "__main__":
    text = (HERE / "compose.yml").read_text(encoding="utf-8")
    lines = [measure(file["name"], file["services"]) for file in yaml.safe_load_all(text)]
    capture("what_happened_when", "\n".join(lines))
