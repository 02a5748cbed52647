"""Stage 0: decide that nothing changed, without MkDocs, Jinja or Markdown.

A build leaves a snapshot of all that it saw: the bytes of every file it opened, the names in every
folder it listed, the environment that its configuration can name, the code, the date, and what it
published. If all of it is as it was, the site is what another build would make.
"""

import os
import re
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.builder.answers import Built
from generator.builder.cache import open_snapshots
from generator.builder.code import installed, loaded_files, unanswered
from generator.builder.digest import Digest, digest_value
from generator.builder.states import (
    TICK_NS,
    Kept,
    State,
    is_as_kept,
    is_tree_as_kept,
    keep_file,
    keep_tree,
)
from generator.builder.store import Store

if TYPE_CHECKING:
    from generator.builder.watch import Seen

_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_VARIABLES = re.compile(r"LANG|LC_\w+|TZ|PYTHON\w+|SOURCE_DATE_EPOCH|\w*MKDOCS\w*|CI|OFFLINE")


class Last:
    """The last build, if nothing but the bytes of files is different now."""

    def __init__(self, key: str, snapshot: dict[str, Any], edited: list[str]) -> None:
        self._key = key
        self._snapshot = snapshot
        self.edited = edited
        self.site: str = snapshot["site"][0]
        self.tree: dict[str, State] = snapshot["site"][1]
        self.pages: int = snapshot["pages"]
        self.moment: int = snapshot["moment"]

    def keep(self, snapshots: Store, kept: Mapping[str, Kept], tree: Mapping[str, State]) -> None:
        """Keep what came of it when the edited files had been built, too."""
        files = {**self._snapshot["files"], **kept}
        snapshot = {**self._snapshot, "files": files, "site": (self.site, tree)}
        snapshots.put(self._key, snapshot)


def find_last(config_file: Path, site_dir: Path | None) -> Last | None:
    """Return the last build, unless more than the bytes of files that it read is different now.

    Whether its site is as it was is told only where no file is edited.
    """
    key = _key(config_file, site_dir)
    last = open_snapshots(config_file).get(key)
    if not isinstance(last, dict) or not all(check(last[part]) for part, check in _CHECKS):
        return None
    edited = [path for path, kept in last["files"].items() if not is_as_kept(path, kept)]
    return Last(key, last, edited) if edited or is_tree_as_kept(*last["site"]) else None


def keep_snapshot(
    asked: tuple[Path, Path | None],
    snapshots: Store,
    snapshot: Mapping[str, Any] | None,
    plan: object,
) -> None:
    """Keep a snapshot for the next build that is asked for in the same words, and what it needs."""
    if snapshot is not None:
        snapshots.put(_key(*asked), snapshot)
        snapshots.put(plan_key(snapshot["moment"]), plan)


def plan_key(moment: int) -> str:
    """Name what a build found out about its pages' texts, by its snapshot's moment."""
    return f"texts {moment}"


class Start:
    """When a build began, and in which environment: plugins may change it for themselves."""

    def __init__(self) -> None:
        self.moment_ns = time.time_ns()
        self.environment: Mapping[str, str] = dict(os.environ)


def take_snapshot(seen: "Seen", built: Built, start: Start) -> dict[str, Any] | None:
    """Return what `find_unchanged` compares; None if something changed while the build ran."""
    folders = {path: _names(path) for path in seen.listed}
    # What changed a tick before the build may have changed again during it, with the same time.
    if any(_changed_since(path, start.moment_ns - TICK_NS) for path in (*seen.opened, *folders)):
        return None
    modules = {*unanswered()}
    site = str(built.site_dir)
    return {
        "moment": start.moment_ns,
        "folder": os.getcwd(),
        "files": {path: keep_file(path) for path in seen.opened},
        "folders": folders,
        "environment": _environment(_words(seen.opened), start.environment),
        "modules": {path: keep_file(path) for path in modules},
        "libraries": {path: _library_state(path) for path in loaded_files() - modules},
        "code": _code(),
        "date": _date(),
        "site": (site, keep_tree(site)),
        "pages": built.pages,
    }


def _key(config_file: Path, site_dir: Path | None) -> str:
    return f"last {config_file.resolve()} {site_dir and site_dir.resolve()}"


def _names(path: str) -> Digest | None:
    try:
        return digest_value(sorted(os.listdir(path)))
    except OSError:
        return None


def _changed_since(path: str, moment_ns: int) -> bool:
    try:
        return os.stat(path).st_ctime_ns > moment_ns
    except OSError:
        return False


def _words(paths: Iterable[str]) -> set[str]:
    """Return every word of the configuration files that take values from the environment."""
    found: set[bytes] = set()
    for path in paths:
        if path.endswith((".yml", ".yaml")):
            data = Path(path).read_bytes()
            found.update(_WORD.findall(data) if b"!ENV" in data else ())
    return {word.decode() for word in found}


def _environment(words: Iterable[str], values: Mapping[str, str]) -> dict[str, str | None]:
    general = (name for name in values if _VARIABLES.fullmatch(name))
    return {name: values.get(name) for name in sorted({*words, *general})}


def _is_environment(was: dict[str, str | None]) -> bool:
    return _environment(was, os.environ) == was


def _library_state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _code() -> Digest:
    return digest_value((sys.version, sys.prefix, tuple(installed())))


def _date() -> str:
    return os.environ.get("SOURCE_DATE_EPOCH") or time.strftime("%Y-%m-%d", time.gmtime())


_CHECKS = (
    ("folder", lambda was: os.getcwd() == was),
    ("date", lambda was: _date() == was),
    ("environment", _is_environment),
    ("code", lambda was: _code() == was),
    ("libraries", lambda was: all(_library_state(path) == state for path, state in was.items())),
    ("folders", lambda was: all(_names(path) == state for path, state in was.items())),
    ("modules", lambda was: all(is_as_kept(path, kept) for path, kept in was.items())),
)
