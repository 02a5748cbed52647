"""Send requests through a balancer while instances die and sessions move, and count who notices."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import balancer
from labkit import PROFILE, SCRATCH, executable, free_port, record, spawn, sqlite
from upstreams import Upstream, write_configuration

ALL = 10  # instances
REQUESTS = 300
USERS = [f"user{number}" for number in range(10)]
VISITS = 9  # of each user, after the login
ORDERS = SCRATCH / "orders"


class Answer(NamedTuple):
    """What a client sees, and how many instances the balancer tried."""

    status: int
    instance: str
    text: str
    tries: int


class Client:
    """Somebody who sends requests to the balancer, one after the other."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(self, name: str, path: str = "/", *, method: str = "GET", **headers: str) -> Answer:
        """Send one request to a name that the balancer serves."""
        named = {"Host": name} | {f"X-{key}": value for key, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, b"{}" if method == "POST" else None, named)
            response = connection.getresponse()
            text = response.read().decode()
        tries = response.headers["X-Tries"].count(",") + 1
        return Answer(response.status, response.headers.get("X-Instance", ""), text, tries)


def main() -> None:
    """Start the instances and a balancer before them; the deaths come last."""
    ORDERS.touch()
    with sqlite() as shared:
        with closing(sqlite3.connect(shared)) as database:
            database.execute("CREATE TABLE session (user TEXT)")
        instances = [start_instance(number, shared) for number in range(ALL)]
        ports = tuple(read_port(instance) for instance in instances)
        upstreams = plan(ports)
        balance = run_nginx if PROFILE == "nginx" else balancer.balance
        with balance(upstreams) as port:
            client = Client(port)
            measure_spread(client)
            measure_sessions(client)
            measure_deaths_at_work(client)
            os.killpg(instances[1].pid, signal.SIGKILL)
            instances[1].wait()
            measure_death(client)
            measure_sessions_after(client)


def plan(ports: tuple[int, ...]) -> dict[str, Upstream]:
    """Say which instances serve which name; each name has a memory of failures of its own."""
    three = ports[:3]
    return {
        **{f"spread-{count}": Upstream(ports[:count]) for count in (1, 3, ALL)},
        "sticky": Upstream(three, sticky=True),
        "with-defaults": Upstream(three),
        "without-second-try": Upstream(three, repeats="off"),
        "without-counting": Upstream(three, repeats="off", max_fails=0),
        "get-in-work": Upstream(ports[3:5]),
        "post-in-work": Upstream(ports[5:7]),
        "post-in-work-repeated": Upstream(ports[7:9], repeats="error timeout non_idempotent"),
    }


def start_instance(number: int, shared: Path) -> subprocess.Popen[str]:
    """Start one instance."""
    program = Path(__file__).with_name("instance.py")
    command = [sys.executable, str(program), str(number), str(shared), str(ORDERS)]
    return spawn(command, stdout=subprocess.PIPE, text=True)


def read_port(instance: subprocess.Popen[str]) -> int:
    """Wait until the instance listens."""
    assert instance.stdout  # noqa: S101 - it was asked for
    return int(instance.stdout.readline())


@contextmanager
def run_nginx(upstreams: Mapping[str, Upstream]) -> Iterator[int]:
    """Run nginx; give its port."""
    port = free_port()
    configuration = write_configuration(SCRATCH, port, upstreams)
    spawn([executable("nginx"), "-e", "stderr", "-c", str(configuration)])
    while True:
        try:
            Client(port).send("spread-1")
        except OSError:
            time.sleep(0.02)
        else:
            break
    yield port


def measure_spread(client: Client) -> None:
    """Send 300 requests to one instance, to three and to ten."""
    for count in (1, 3, ALL):
        answers = [client.send(f"spread-{count}") for _ in range(REQUESTS)]
        spread = Counter(answer.instance for answer in answers)
        record(
            f"instances_{count}",
            requests=REQUESTS,
            busiest=max(spread.values()),
            spread=" ".join(str(spread[str(number)]) for number in range(count)),
        )


def measure_sessions(client: Client) -> None:
    """Let users log in, and ask nine times each whether they still are."""
    for case, name in (("one", "spread-1"), ("three", "spread-3"), ("ten", "spread-10")):
        for store in ("own", "shared"):
            record(f"{store}_sessions_{case}", **visit(client, name, f"/{store}"))
    record("sticky_sessions_three", **visit(client, "sticky", "/own"))


def visit(client: Client, name: str, path: str) -> dict[str, int]:
    """Log each user in under a name of its own, then come back nine times."""
    known = 0
    for user in USERS:
        asked = f"{path}?user={user}-{name}"
        client.send(name, f"{asked}&login=1", User=user)
        known += sum(client.send(name, asked, User=user).text == "yes" for _ in range(VISITS))
    return {"requests": len(USERS) * VISITS, "logged_in": known}


def measure_deaths_at_work(client: Client) -> None:
    """Let an instance die after it has done its work, and before it can say so."""
    for case, method, victim in (
        ("get_in_work", "GET", "3"),
        ("post_in_work", "POST", "5"),
        ("post_in_work_repeated", "POST", "7"),
    ):
        answer = client.send(case.replace("_", "-"), f"/{case}", method=method, Die=victim)
        orders = ORDERS.read_text().splitlines().count(f"/{case}")
        record(
            case,
            requests=1,
            failed=int(answer.status != HTTPStatus.OK),
            tries=answer.tries,
            orders=orders,
        )


def measure_death(client: Client) -> None:
    """Send 300 requests to three instances of which one is dead."""
    for case in ("with_defaults", "without_second_try", "without_counting"):
        answers = [client.send(case.replace("_", "-")) for _ in range(REQUESTS)]
        record(
            f"dead_{case}",
            requests=REQUESTS,
            failed=sum(answer.status != HTTPStatus.OK for answer in answers),
            second_tries=sum(answer.tries > 1 for answer in answers),
        )


def measure_sessions_after(client: Client) -> None:
    """Let the users come back once, after one of three instances has died."""
    for case, name, path in (
        ("sticky_sessions_after_death", "sticky", "/own"),
        ("shared_sessions_after_death", "with-defaults", "/shared"),
    ):
        known = "sticky" if name == "sticky" else "spread-3"
        answers = [client.send(name, f"{path}?user={user}-{known}", User=user) for user in USERS]
        yes = sum(answer.text == "yes" for answer in answers)
        record(case, requests=len(USERS), logged_in=yes)


if __name__ == "__main__":
    main()
