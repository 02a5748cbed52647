"""Note what a build saw, so that the next one can tell whether anything changed (`unchanged`)."""

import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from generator.builder.answers import Built
from generator.builder.code import loaded_files, unanswered
from generator.builder.in_place.title_notes import notes_key
from generator.builder.installed import (
    Install,
    distributions,
    install_of,
    search_path,
    telling_files,
)
from generator.builder.states import TICK_NS, keep_file, keep_names, keep_tree, settled_state
from generator.builder.store import Store
from generator.builder.unchanged import (
    Distributions,
    environment,
    plan_key,
    python,
    snapshot_key,
    today,
)
from generator.builder.watch import Seen

_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


class Start:
    """When a build began, and in which environment: plugins may change it for themselves."""

    def __init__(self) -> None:
        self.moment_ns = time.time_ns()
        self.environment: Mapping[str, str] = dict(os.environ)
        self.configuration: Collection[str] = ()  # what was opened to read it
        self.needed: Mapping[str, int] = {}  # what it names and has to be there, by its kind


def take_snapshot(seen: Seen, built: Built, start: Start) -> dict[str, Any] | None:
    """Return what `find_last` compares; None if something changed while the build ran."""
    modules = {*unanswered()}
    installs = dict(_installs(loaded_files() - modules))
    yaml = (path for path in seen.opened if path.endswith((".yml", ".yaml")))
    snapshot = {
        "moment": start.moment_ns,
        "folder": os.getcwd(),
        "files": {path: keep_file(path) for path in seen.opened},
        "sought": {**seen.sought, **start.needed},
        "folders": {path: keep_names(path) for path in seen.listed},
        "environment": environment(_words({*start.configuration, *yaml}), start.environment),
        "modules": {path: keep_file(path) for path in modules},
        "distributions": _distributions(),
        "libraries": {path: found for path, found in installs.items() if found is not None},
        "missing": [path for path, found in installs.items() if found is None],
        "python": python(),
        "date": today(),
        "pages": built.pages,
    }
    # What changed a tick before the build may have changed again during it, with the same time.
    before_ns = start.moment_ns - TICK_NS
    if any(_changed_since(path, before_ns) for path in (*seen.opened, *seen.listed)):
        return None
    site = str(built.site_dir)
    return snapshot | {"site": (site, keep_tree(site))}


def keep_snapshot(
    asked: tuple[Path, Path | None],
    snapshots: Store,
    snapshot: Mapping[str, Any] | None,
    notes: tuple[object, object],
) -> None:
    """Keep a snapshot for the next build that is asked for in the same words, and what it needs."""
    if snapshot is not None:
        snapshots.put(snapshot_key(*asked), snapshot)
        of_texts, of_titles = notes
        snapshots.put(plan_key(snapshot["moment"]), of_texts)
        snapshots.put(notes_key(snapshot["moment"]), of_titles)


def _changed_since(path: str, moment_ns: int) -> bool:
    try:
        return os.stat(path).st_ctime_ns > moment_ns
    except OSError:
        return False


def _words(paths: Iterable[str]) -> set[str]:
    """Return every word of the configuration files that take values from the environment."""
    found: set[bytes] = set()
    for path in paths:
        with suppress(OSError):  # somebody asked for it, and it is not there
            data = Path(path).read_bytes()
            found.update(_WORD.findall(data) if b"!ENV" in data else ())
    return {word.decode() for word in found}


def _distributions() -> Distributions:
    # A state before the names: a change after it is seen.
    return {folder: (settled_state(folder), distributions(folder)) for folder in search_path()}


def _installs(libraries: Iterable[str]) -> Iterator[tuple[str, Install | None]]:
    """Yield what tells of installed code whether it is what it was, and what is not there."""
    for path in libraries:
        yield path, install_of(path)
    for folder in search_path():
        for name in distributions(folder):
            yield from telling_files(os.path.join(folder, name))
