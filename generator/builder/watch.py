"""See which files this process reads, which folders it lists, and whether it asks anyone else.

Python tells an audit hook of each `open` and `scandir`, whoever calls it (PEP 578). Files of
Python itself and of installed distributions are left out: `code` answers for them.
"""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generator import history
from generator.builder.code import installed_folders
from generator.builder.states import kind_of

_LISTINGS = frozenset({"os.scandir", "os.listdir"})
_QUESTIONS = frozenset(
    {"subprocess.Popen", "os.system", "os.posix_spawn", "socket.connect", "socket.getaddrinfo"}
)

_OURS = f"{Path(__file__).resolve().parent.parent}{os.sep}"


@dataclass(slots=True)
class Seen:
    """What was read; paths are absolute, and as they were asked for."""

    opened: dict[str, None] = field(default_factory=dict)
    listed: dict[str, None] = field(default_factory=dict)
    sought: dict[str, int] = field(default_factory=dict)  # whether it exists: the kind, or 0
    asked: bool = False  # of another program or machine, or unseen: the answer is unknown

    @property
    def files(self) -> frozenset[str]:
        """Return the files that were opened, and those that were looked for and are not there."""
        missing = (os.path.abspath(path) for path, kind in self.sought.items() if not kind)
        return frozenset({*self.opened, *missing})

    def add(self, other: "Seen") -> None:
        """Add what was seen elsewhere."""
        self.opened |= other.opened
        self.listed |= other.listed
        self.asked = self.asked or other.asked
        self.seek(other.sought)

    def seek(self, kinds: Mapping[str, int]) -> None:
        """Add what was found where somebody asked what there is."""
        for path, kind in kinds.items():
            if self.sought.setdefault(path, kind) != kind:
                self.asked = True  # it came or went meanwhile, and somebody saw it as it was


class Watch:
    """Sees its own thread until it is closed; Python has no way to take an audit hook back."""

    def __init__(self) -> None:
        self.all = Seen()
        self._now: Seen | None = self.all
        self._ignored = installed_folders()
        self._thread = threading.get_ident()
        sys.addaudithook(self._see)

    def restart(self) -> None:
        """Forget what was seen, and see for the thread that asks for it."""
        self._now = self.all = Seen()
        self._thread = threading.get_ident()

    def begin(self) -> Seen:
        """See into a fresh record, until `end`."""
        self._now = Seen()
        self._thread = threading.get_ident()
        return self._now

    def end(self) -> None:
        """Add what was seen since `begin` to the whole."""
        if self._now is not None and self._now is not self.all:
            self.all.add(self._now)
        self._now = self.all

    def seek(self, path: str) -> int:
        """Return the kind of what is at a path, 0 for nothing, and note that somebody asked."""
        kind = kind_of(path)
        if self._now is not None:
            self._now.seek({path: kind})
        return kind

    def give_up(self) -> None:
        """Note that something is read which cannot be seen."""
        if self._now is not None:
            self._now.asked = True

    @contextmanager
    def apart(self) -> Iterator[Seen]:
        """See into a record of its own, which does not become part of the whole."""
        now, self._now = self._now, Seen()
        try:
            yield self._now
        finally:
            self._now = now

    @contextmanager
    def paused(self) -> Iterator[None]:
        """See nothing of what the builder itself does."""
        now, self._now = self._now, None
        try:
            yield
        finally:
            self._now = now

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """See again, within a pause."""
        now, self._now = self._now, self.all
        try:
            yield
        finally:
            self._now = now

    def close(self) -> None:
        """See nothing any more."""
        self._now = None

    def _see(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._now is None or threading.get_ident() != self._thread:
            return
        if event == "open":
            self._see_open(self._now, arguments)
        elif event in _LISTINGS:
            self._see_listing(self._now, arguments[0] or ".")
        elif event in _QUESTIONS and not _is_ours(event, arguments):
            self._now.asked = True

    def _see_listing(self, now: Seen, path: object) -> None:
        # Python itself lists the folders that it imports from.
        if path not in sys.path and not _is_own_package(path):
            self._note(now.listed, path)

    def _see_open(self, now: Seen, arguments: tuple[object, ...]) -> None:
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if not writes and not (isinstance(mode, str) and set(mode) & set("wax+")):
            self._note(now.opened, path)

    def _note(self, seen: dict[str, None], path: object) -> None:
        if isinstance(path, (str, bytes, os.PathLike)):
            name = os.path.abspath(os.fsdecode(path))
            if not f"{name}{os.sep}".startswith(self._ignored) and not _is_compiled(name):
                seen[name] = None


def _is_own_package(path: object) -> bool:
    is_ours = isinstance(path, str) and f"{path}{os.sep}".startswith(_OURS)
    return is_ours and os.path.isfile(os.path.join(str(path), "__init__.py"))


def _is_compiled(path: str) -> bool:
    """Tell whether a file is what Python made of our own code, whose bytes are compared as such.

    Not all that is ours is code that runs here: what labs import counts as any other file.
    """
    return path.startswith(_OURS) and path.endswith(".pyc")


def _is_ours(event: str, arguments: tuple[object, ...]) -> bool:
    """Tell whether it is the question to git whose answer hangs on files that were opened."""
    return event == "subprocess.Popen" and history.is_question(arguments[1])
