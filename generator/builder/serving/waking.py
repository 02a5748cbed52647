"""Wake the preview when something is written: files and folders that come, go, move or change.

Reads are not asked for, so that a build cannot wake itself.
"""

import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from generator.builder.serving.inputs import Inputs

# An editor's save is over before anybody could see it; who writes more is left to finish.
_FEW, _SHORT_S, _LONG_S = 8, 0.012, 0.25
_MOST_S = 10.0  # what never stops writing must not stop the preview

_WRITES: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]

# After these a file is whole, if nobody opens it again; only Linux tells of the first one.
_ENDS = (FileClosedEvent, FileMovedEvent)

Places = frozenset[tuple[str, bool]]  # a folder, and whether all below it counts
Write = tuple[str, bool]  # the path, and whether the file at it seems to be whole


def _nothing(path: str) -> None:
    del path


class Waker(FileSystemEventHandler):
    """Tells of bursts of writes to the inputs of a site."""

    def __init__(self, root: Path) -> None:
        self._git_lock = root / ".git/index.lock"  # there while Git switches branches
        self._events: queue.Queue[Write | None] = queue.Queue()
        self._inputs = Inputs()
        self._elsewhere: tuple[str, ...] = ()  # what inputs are by names that links lead to
        self._places: Places = frozenset()
        self._observer = Observer()
        self._observer.start()

    def follow(self, inputs: Inputs, linked: frozenset[str]) -> bool:
        """Watch these inputs, and folders to which links lead, from now on.

        Tell whether anything is watched that was not: then it may have changed before.
        """
        real = {os.path.realpath(folder) for folder in inputs.folders}
        self._inputs, self._elsewhere = inputs, (*linked, *sorted(real - inputs.folders))
        places = frozenset([*_places(inputs), *((folder, True) for folder in linked)])
        if places == self._places:
            return False
        self._places = places
        self._observer.unschedule_all()
        for folder, is_deep in sorted(places):
            self._schedule(folder, is_deep=is_deep)
        return True

    def bursts(self, begin: Callable[[str], None] = _nothing) -> Iterator[frozenset[str]]:
        """Yield the paths that were written, each time that there are some and writing stopped.

        Before that is known, ``begin`` is given the path of the first file that is whole.
        """
        while (first := self._events.get()) is not None:
            yield frozenset(self._rest(first, begin))

    def wake(self, path: str) -> None:
        """Act as if something had been written at a path."""
        self._events.put((path, False))

    def stop(self) -> None:
        """End the bursts."""
        self._events.put(None)
        self._observer.stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note what watchdog saw."""
        for path in (event.src_path, event.dest_path):
            name = os.fsdecode(path)
            if name and (self._inputs.holds(name) or name.startswith(self._elsewhere)):
                is_there = path == (event.dest_path or event.src_path)
                self._events.put((name, is_there and isinstance(event, _ENDS)))

    def _schedule(self, folder: str, *, is_deep: bool) -> None:
        try:
            self._observer.schedule(self, folder, recursive=is_deep, event_filter=_WRITES)
        except FileNotFoundError:  # it went in this moment; the folder above it is watched
            return
        except OSError:  # the system watches no more: look from time to time
            self._observer = PollingObserver()
            self._observer.start()
            self._observer.schedule(self, folder, recursive=is_deep, event_filter=_WRITES)

    def _rest(self, first: Write, begin: Callable[[str], None]) -> set[str]:
        """Return the path with all that are written before nothing is for a moment."""
        paths: set[str] = set()
        has_begun = False
        for path, is_whole in self._writes(first, paths):
            paths.add(path)
            if is_whole and len(paths) == 1 and not has_begun:
                begin(path)
                has_begun = True
        return paths

    def _writes(self, first: Write, paths: set[str]) -> Iterator[Write]:
        """Yield writes until there are none for a moment; ``paths`` are those of all so far.

        What is done with one of them meanwhile takes nothing from the others: it is waited as well.
        """
        last = time.monotonic()
        end = last + _MOST_S
        yield first
        while time.monotonic() < end:
            pause_s = _SHORT_S if len(paths) <= _FEW else _LONG_S
            try:
                write = self._events.get(timeout=max(0, last + pause_s - time.monotonic()))
            except queue.Empty:
                if not self._git_lock.exists():
                    return
                last = time.monotonic()
                continue
            if write is None:
                self._events.put(None)
                return
            last = time.monotonic()
            yield write


def _places(inputs: Inputs) -> Iterator[tuple[str, bool]]:
    """Yield where to watch; each folder by its real path, since a link to it is not watched."""
    for folder in inputs.folders:
        yield os.path.realpath(_nearest(folder)), os.path.isdir(folder)
        yield _nearest(os.path.dirname(folder)), False
    for file in inputs.files:
        yield _nearest(os.path.dirname(file)), False


def _nearest(folder: str) -> str:
    """Return a folder, or the nearest one above it that exists."""
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder
