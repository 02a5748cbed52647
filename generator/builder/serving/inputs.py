"""Find out which files differ from those that the site was made from.

What wakes the preview says only that something happened. What it was is seen by looking: so no
editor's way of saving, and nothing that the system forgets to tell, can be missed.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.builder.code import file_digest

_State = tuple[int, ...]
_NEVER = frozenset({".git", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where to look; paths are absolute."""

    folders: frozenset[str] = frozenset()  # with all that is in them
    files: frozenset[str] = frozenset()

    def holds(self, path: str) -> bool:
        """Tell whether something at a path, or below it, is an input."""
        if path in self.files or any(_is_in(path, folder) for folder in self.folders):
            return True
        return any(_is_in(place, path) for place in (*self.folders, *self.files))

    def has_in_folder(self, path: str) -> bool:
        """Tell whether a path is below one of the folders."""
        return any(_is_in(path, folder) for folder in self.folders)

    def may_be(self, path: str) -> bool:
        """Tell whether a file at a path would be one of those that are looked at."""
        return path in self.files or self.has_in_folder(os.path.dirname(path))


@dataclass(frozen=True, slots=True)
class Changes:
    """How the files differ from those that were last used."""

    modified: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.modified or self.added or self.removed)

    @property
    def paths(self) -> frozenset[str]:
        """Return the paths of all of them."""
        return self.modified | self.added | self.removed

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(
            self.modified | other.modified, self.added | other.added, self.removed | other.removed
        )


class Ledger:
    """Knows the files that the site was made from.

    A file is known by its size and times until it is touched, from then on by its bytes.
    """

    def __init__(self) -> None:
        self._states: dict[str, _State] = {}
        self._marks: dict[str, object] = {}  # as they are
        self._used: dict[str, object] = {}  # as they were when the site was made
        self.linked: frozenset[str] = frozenset()  # folders elsewhere, to which links lead

    def look(self, inputs: Inputs, hints: Iterable[str] = ()) -> Changes:
        """Look at all files, and again into those of ``hints``, and compare."""
        linked: set[str] = set()
        states = dict(_states(inputs, linked))
        self.linked = frozenset(linked)
        for path in hints:
            self._states.pop(path, None)
        self._marks = {path: self._mark(path, state) for path, state in states.items()}
        self._states = states
        return _compared(self._used, self._marks)

    def glance(self, path: str) -> Changes | None:
        """Look at one file alone; None if only a look at all can tell what happened."""
        if path not in self._used or os.path.realpath(path) != path:
            return None
        try:
            state = _state(os.stat(path))
        except OSError:
            return None
        self._states.pop(path, None)
        marks = {path: self._mark(path, state)}
        self._states[path] = state
        self._marks = {**self._marks, **marks}
        return _compared({path: self._used[path]}, marks)

    def use(self) -> None:
        """Take note that the site is made from the files as they were last looked at."""
        self._used = self._marks

    def use_more(self, inputs: Inputs, since_ns: int) -> None:
        """Take note of files that it turned out to be made from.

        What changed after ``since_ns``, when the making began, is not what it was made from.
        """
        linked: set[str] = set()
        states = _states(inputs, linked)
        fresh = {path: state for path, state in states if path not in self._states}
        self.linked |= linked
        self._states |= fresh
        marks = {path: state for path, state in fresh.items() if max(state[1:3]) < since_ns}
        self._marks = {p: mark for p, mark in (self._marks | marks).items() if inputs.may_be(p)}
        self._used = {p: mark for p, mark in (self._used | marks).items() if inputs.may_be(p)}

    def _mark(self, path: str, state: _State) -> object:
        """Say what a file holds, reading it only if it was touched."""
        if self._states.get(path) == state:
            return self._marks.get(path)
        return state if path not in self._used else file_digest(path)


def _compared(used: Mapping[str, object], now: Mapping[str, object]) -> Changes:
    return Changes(
        modified=frozenset(path for path in used.keys() & now if used[path] != now[path]),
        added=frozenset(now.keys() - used.keys()),
        removed=frozenset(used.keys() - now.keys()),
    )


def _states(inputs: Inputs, linked: set[str]) -> Iterator[tuple[str, _State]]:
    """Yield each file with what changes when it is touched; note where links lead."""
    for path in inputs.files:
        if os.path.islink(path):
            linked.add(os.path.dirname(os.path.realpath(path)))
        try:
            found = os.stat(path)
        except (OSError, ValueError):  # nothing is there, or it is a name that no file can have
            continue
        yield path, _state(found)
    for folder in inputs.folders:
        yield from _states_in(folder, frozenset(), linked)


def _states_in(
    folder: str, above: frozenset[str], linked: set[str]
) -> Iterator[tuple[str, _State]]:
    """Yield the files of a folder; MkDocs follows links, and so do we, but never in circles."""
    real = os.path.realpath(folder)
    if real in above:
        return
    for entry in _entries(folder):
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            linked.add(target if os.path.isdir(target) else os.path.dirname(target))
        if entry.is_dir():
            yield from _states_in(entry.path, above | {real}, linked)
        elif (found := _stat(entry)) is not None:
            yield entry.path, _state(found)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        return [entry for entry in os.scandir(folder) if entry.name not in _NEVER]
    except OSError:
        return []


def _stat(entry: "os.DirEntry[str]") -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:  # a link that leads nowhere, or a file that is just going
        return None


def _state(found: os.stat_result) -> _State:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}{os.sep}")
