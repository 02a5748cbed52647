"""End the preview when somebody asks for it: at once, whatever it is doing."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_PATIENCE_S = 2.0


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt for an interrupt, and for a request to end; only in the main thread.

    Python drops an exception that a signal raises in a destructor, and a library may wait for a
    thread that will not answer. So a thread sees to it that the process ends soon.
    """
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> NoReturn:
        del number, frame
        asked.set()
        raise KeyboardInterrupt

    threading.Thread(target=_end_soon, args=(asked,), daemon=True).start()
    before = {kind: signal.signal(kind, ask) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _end_soon(asked: threading.Event) -> None:
    asked.wait()
    time.sleep(_PATIENCE_S)
    os._exit(0)
