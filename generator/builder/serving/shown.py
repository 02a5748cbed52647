"""What the preview tells browsers, and how they wait for news."""

import threading
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Shown:
    """What can change in a browser."""

    version: int = 0  # of all of it
    files: int = 0  # how often a stylesheet, a script or a picture has changed
    complaint: str = ""  # why the sources make no site now; the last good one is shown


class Board:
    """The news, and those who wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.shown = Shown()

    def post(self, *, complaint: str, files: bool) -> None:
        """Tell that something may look different."""
        with self._changed:
            now = self.shown
            self.shown = replace(
                now, version=now.version + 1, files=now.files + files, complaint=complaint
            )
            self._changed.notify_all()

    def wait(self, version: int, timeout_s: float) -> Shown:
        """Return the news when they are other than those of a version, or when time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self.shown.version != version, timeout_s)
            return self.shown
