"""Run `serve` in a process of its own, and ask it for pages."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Served:
    """A preview that runs in a process of its own."""

    root: Path
    process: "subprocess.Popen[str]"
    port: int

    def url(self, path: str) -> str:
        """Return a page's address."""
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Return an answer that has been read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        self.body = answer.read().decode()
        connection.close()
        return answer

    body: str = ""

    def has(self, path: str, words: str) -> bool:
        """Ask until an answer has the words; tell whether it ever had them."""
        for _ in range(3000):
            self.get(path)
            if words in self.body:
                return True
            time.sleep(0.02)
        return False

    def news(self, path: str = "/birds/wren/") -> http.client.HTTPResponse:
        """Wait for news of a page, as its script does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", f"/_typed-content_serve_/news?path={path}")
        return connection.getresponse()


def command(root: Path, *options: str) -> list[str]:
    program = [sys.executable, "-P", "-m", "generator", "serve", *options]
    return [*program, "-f", str(root / "mkdocs.yml")]


@contextmanager
def served(root: Path) -> Iterator[Served]:
    with subprocess.Popen(
        command(root, "-a", "127.0.0.1:0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=root,
    ) as process:
        try:
            assert process.stdout is not None
            line = ""
            while not line.startswith("serving on "):
                line = process.stdout.readline()
                assert line, "it ended"
            port = int(line.strip().rstrip("/").rpartition(":")[2])
            yield Served(root, process, port)
        finally:
            process.terminate()
            process.wait(60)
