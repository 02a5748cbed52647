"""Let a page come up before other things are made that its browser asks for meanwhile."""

import threading
import time

_MOST_S = 1.0  # a browser that runs no scripts, or another program, never tells that it is ready


class Loading:
    """Knows whether a page was sent whose script does not run yet."""

    def __init__(self, most_s: float = _MOST_S) -> None:
        self._most_s = most_s
        self._changed = threading.Condition()
        self._until = 0.0

    def start(self) -> None:
        """Note that a page is sent."""
        with self._changed:
            self._until = time.monotonic() + self._most_s

    def end(self) -> None:
        """Note that the script of a page runs, and so all of the page is there."""
        with self._changed:
            self._until = 0.0
            self._changed.notify_all()

    def wait(self) -> None:
        """Return when no page is on its way."""
        with self._changed:
            while (rest_s := self._until - time.monotonic()) > 0:
                self._changed.wait(rest_s)
