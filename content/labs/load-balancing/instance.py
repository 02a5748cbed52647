"""One instance of the application, in a process of its own, so that it can really die.

It tells its port once it listens, and answers with its number.
"""

import os
import signal
import sqlite3
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

NUMBER = sys.argv[1]
SHARED = sys.argv[2]  # a database that all instances can reach
ORDERS = Path(sys.argv[3])  # a file with a line for each order
OWN: set[str] = set()  # who is logged in, as far as this instance knows


class Handler(BaseHTTPRequestHandler):
    """Log people in, recognise them, take orders, and die on command."""

    def do_GET(self) -> None:
        """Log somebody in, or tell whether they are."""
        asked = urlsplit(self.path)
        user = parse_qs(asked.query).get("user", [""])[0]
        store = {"/own": Own, "/shared": Shared}.get(asked.path, Own)
        if "login" in asked.query:
            store.add(user)
        self.die_if_told()
        self.answer("yes" if store.knows(user) else "no")

    def do_POST(self) -> None:
        """Take an order, and only then answer, or die."""
        self.rfile.read(int(self.headers["Content-Length"]))
        with ORDERS.open("a") as orders:
            orders.write(f"{self.path}\n")
        self.die_if_told()
        self.answer("thank you")

    def die_if_told(self) -> None:
        """End this process if the request names it."""
        if self.headers.get("X-Die") == NUMBER:
            os.kill(os.getpid(), signal.SIGKILL)

    def answer(self, text: str) -> None:
        """Answer with a word and this instance's number."""
        self.send_response(200)
        self.send_header("X-Instance", NUMBER)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Own:
    """Sessions in the memory of this process."""

    @staticmethod
    def add(user: str) -> None:
        """Remember somebody."""
        OWN.add(user)

    @staticmethod
    def knows(user: str) -> bool:
        """Tell whether somebody is logged in."""
        return user in OWN


class Shared:
    """Sessions in a database that all instances use."""

    @staticmethod
    def add(user: str) -> None:
        """Remember somebody."""
        with closing(sqlite3.connect(SHARED, timeout=30)) as database, database:
            database.execute("INSERT INTO session VALUES (?)", (user,))

    @staticmethod
    def knows(user: str) -> bool:
        """Tell whether somebody is logged in."""
        with closing(sqlite3.connect(SHARED, timeout=30)) as database:
            found = database.execute("SELECT 1 FROM session WHERE user = ?", (user,))
            return found.fetchone() is not None


def main() -> None:
    """Serve until the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
