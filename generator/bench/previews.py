"""Measure previews: how long from starting one to its first page, and from saving to the new page.

The page is asked for by plain requests, fifty times a second; what a browser adds is measured in
`browser`. A preview may rebuild more than the page that is looked at; it is given a pause for that
between two edits.
"""

import contextlib
import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from generator.bench.corpus import Corpus, edit_body, edit_title
from generator.bench.memory import tree_memory
from generator.bench.process import BenchError, kill_group, start_server
from generator.bench.samples import Sample, Tell
from generator.bench.tools import Tool

START, RESTART = "start", "restart"
SAVE_BODY, SAVE_TITLE = "save-body", "save-title"

_PAUSE_S = 0.02  # between two requests
_SETTLE_S = 1.0  # between two edits
_PATIENCE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview that runs, and where."""

    corpus: Corpus
    tool: Tool
    port: int
    process: "subprocess.Popen[bytes]"

    def address(self, number: int) -> str:
        """Return the whole address of a page."""
        return f"http://127.0.0.1:{self.port}{self.corpus.address(number)}"


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit, and the page on which it is looked for, counted from the edited one."""

    make: Callable[[Corpus, int], str]
    shown_on: int


# A title shows in the navigation of every page: it is looked for on another one.
EDITS: Mapping[str, Edit] = {SAVE_BODY: Edit(edit_body, 0), SAVE_TITLE: Edit(edit_title, 1)}


def measure_preview(corpus: Corpus, tool: Tool, repeats: int, tell: Tell) -> Iterator[Sample]:
    """Start a tool's preview, edit under it, and start it once more.

    The project must be new to the edits: words that are there already would be found at once.
    """
    tool.forget(corpus)
    tell(f"{len(corpus.paths)} pages, preview: {tool.name}")
    with running(corpus, tool) as (preview, start_s):
        yield _sample(preview, START, start_s)
        for number in range(repeats):
            for task, edit in EDITS.items():
                time.sleep(_SETTLE_S)
                yield _sample(preview, task, _until_shown_s(preview, edit, number * 5 + 2))
    if not tool.kept:  # to start again is to start
        return
    with running(corpus, tool) as (preview, start_s):
        yield _sample(preview, RESTART, start_s)


@contextmanager
def running(corpus: Corpus, tool: Tool) -> Iterator[tuple[Preview, float]]:
    """Give a tool's preview and the seconds until it gave its first page; it ends afterwards."""
    port = _free_port()
    log = corpus.root / f"{tool.name}.log"
    start = time.perf_counter()
    process = start_server(tool.serve_command(corpus, f"127.0.0.1:{port}"), log)
    preview = Preview(corpus, tool, port, process)
    try:
        _wait_for(preview, 1, "</html>")
        yield preview, time.perf_counter() - start
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
    finally:
        kill_group(process)


def _until_shown_s(preview: Preview, edit: Edit, number: int) -> float:
    start = time.perf_counter()
    words = edit.make(preview.corpus, number)
    _wait_for(preview, number + edit.shown_on, words)
    return time.perf_counter() - start


def _wait_for(preview: Preview, number: int, words: str) -> None:
    """Ask for a page until it has the words."""
    end = time.monotonic() + _PATIENCE_S
    while words.encode() not in _answer(preview, number):
        if preview.process.poll() is not None or time.monotonic() > end:
            said = (preview.corpus.root / f"{preview.tool.name}.log").read_text("utf-8", "replace")
            raise BenchError(f"the preview of {preview.tool.name} failed:\n{said[-2000:]}")
        time.sleep(_PAUSE_S)


def _answer(preview: Preview, number: int) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", preview.corpus.address(number))
        return connection.getresponse().read()
    except (OSError, http.client.HTTPException):  # not yet
        return b""
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _sample(preview: Preview, task: str, wall_s: float) -> Sample:
    pages, memory = len(preview.corpus.paths), tree_memory(preview.process.pid)
    return Sample(pages, task, preview.tool.name, wall_s=wall_s, peak_mb=memory)
