"""A small balancer, for where there is no nginx; it follows nginx's rules as far as we need."""

import itertools
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from upstreams import Upstream


class Request(NamedTuple):
    """What is passed on."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """What comes back, and how many instances were tried for it."""

    status: int
    instance: str
    body: bytes
    tries: int


@dataclass
class Group:
    """The instances that serve one name, and what is known of them."""

    upstream: Upstream
    turn: Iterator[int] = field(default_factory=itertools.count)
    down: set[int] = field(default_factory=set)

    def choose(self, user: str) -> list[int]:
        """Give the ports to try: those that are up, from the next in turn, or the user's own."""
        if self.upstream.sticky:
            ports, start = self.upstream.ports, zlib.crc32(user.encode()) >> 16 & 0x7FFF
        else:
            ports = tuple(port for port in self.upstream.ports if port not in self.down)
            start = next(self.turn)
        around = [ports[(start + step) % len(ports)] for step in range(len(ports))]
        return [port for port in around if port not in self.down]

    def forward(self, request: Request) -> Answer:
        """Ask one instance after the other, as far as that is allowed."""
        ports = self.choose(request.headers.get("X-User", ""))
        for tries, port in enumerate(ports, 1):
            sent, answer = ask(port, request)
            if answer:
                return answer._replace(tries=tries)
            if self.upstream.max_fails:
                self.down.add(port)
            if not self.upstream.may_repeat(request.method, sent=sent):
                return Answer(502, "", b"", tries)
        return Answer(502, "", b"", len(ports))


def ask(port: int, request: Request) -> tuple[bool, Answer | None]:
    """Ask an instance; tell whether the request was sent, and give what came back, if anything."""
    sent = False
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.connect()
        sent = True
        connection.request(request.method, request.path, request.body, request.headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers["X-Instance"], response.read(), 1)
    except OSError:
        return sent, None
    finally:
        connection.close()
    return sent, answer


@contextmanager
def balance(upstreams: Mapping[str, Upstream]) -> Iterator[int]:
    """Run the balancer in a thread; give its port."""
    groups = {name: Group(upstream) for name, upstream in upstreams.items()}

    class Handler(BaseHTTPRequestHandler):
        """Pass each request to the group whose name it carries."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Pass the request on, and the answer back."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.command, self.path, dict(self.headers), body)
            answer = groups[self.headers["Host"]].forward(request)
            self.send_response(answer.status)
            self.send_header("X-Instance", answer.instance)
            self.send_header("X-Tries", ", ".join(["?"] * answer.tries))
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def do_POST(self) -> None:
            """Do the same."""
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
