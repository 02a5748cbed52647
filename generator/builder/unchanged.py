"""Stage 0: decide that nothing changed, without MkDocs, Jinja or Markdown.

A build leaves a snapshot of all that it saw (`snapshot`): the bytes of every file it opened, the
names in every folder it listed, the environment that its configuration can name, the code, the
date, and what it published. If all of it is as it was, the site is what another build would make.

Starting Python and looking at thousands of files is all that this takes, as long as little is
imported here: a test says which modules that may be.
"""

import gc
import os
import sys
import time
from collections.abc import Iterable, Mapping

from generator.builder.cache import ConfigFile, open_snapshots
from generator.builder.installed import Install, distributions, install_of, search_path
from generator.builder.states import (
    Kept,
    State,
    has_names_as_kept,
    is_as_kept,
    is_tree_as_kept,
    is_untouched,
    kind_of,
)
from generator.builder.store import Store

TYPE_CHECKING = False  # typing's own would be imported for it
if TYPE_CHECKING:
    from typing import Any

Distributions = dict[str, tuple[State | None, tuple[str, ...]]]  # by folder

_VARIABLES = frozenset({"LANG", "TZ", "SOURCE_DATE_EPOCH", "CI", "OFFLINE"})


class Last:
    """The last build, if nothing but the bytes of files is different now."""

    def __init__(self, key: str, snapshot: "dict[str, Any]", edited: list[str]) -> None:
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


def find_last(config_file: ConfigFile, site_dir: ConfigFile | None) -> Last | None:
    """Return the last build, unless more than the bytes of files that it read is different now.

    Whether its site is as it was is told only where no file is edited.
    """
    is_on = gc.isenabled()
    gc.disable()  # there is no garbage in so much plain data
    try:
        return _find_last(snapshot_key(config_file, site_dir), open_snapshots(config_file))
    finally:
        if is_on:
            gc.enable()


def _find_last(key: str, snapshots: Store) -> Last | None:
    last = snapshots.get(key)
    if not isinstance(last, dict) or last.keys() != _PARTS:  # of another version of ours
        return None
    if not all(check(last[part]) for part, check in _CHECKS):
        return None
    if os.path.exists(lock_beside(last["site"][0])):  # of a build at work, or one that was killed
        return None
    edited = [path for path, kept in last["files"].items() if not is_as_kept(path, kept)]
    return Last(key, last, edited) if edited or is_tree_as_kept(*last["site"]) else None


def snapshot_key(config_file: ConfigFile, site_dir: ConfigFile | None) -> str:
    """Name the snapshot of a build by the words that asked for it."""
    folder = None if site_dir is None else os.path.realpath(site_dir)
    return f"last build {os.path.realpath(config_file)} {folder}"


def lock_beside(site: str) -> str:
    """Return the file that a build locks while it writes a site, and removes at its end."""
    return os.path.join(os.path.dirname(site), f".{os.path.basename(site)}.lock")


def plan_key(moment: int) -> str:
    """Name what a build found out about its pages' texts, by its snapshot's moment."""
    return f"texts {moment}"


def environment(words: Iterable[str], values: Mapping[str, str]) -> dict[str, str | None]:
    """Return the variables that a build can see: those of ``words``, and some by their names."""
    general = (name for name in values if _is_general(name))
    return {name: values.get(name) for name in sorted({*words, *general})}


def _is_general(name: str) -> bool:
    return name in _VARIABLES or name.startswith(("LC_", "PYTHON")) or "MKDOCS" in name


def _is_environment(was: dict[str, str | None]) -> bool:
    return environment(was, os.environ) == was


def _are_distributions(was: Distributions) -> bool:
    """Tell whether Python finds the distributions that it found, in the same order."""
    found = ((folder, _distributions(folder, was)) for folder in search_path())
    now = [(folder, names) for folder, names in found if names]
    return now == [(folder, names) for folder, (_, names) in was.items() if names]


def _distributions(folder: str, was: Distributions) -> tuple[str, ...]:
    state, names = was.get(folder, (None, ()))
    return names if is_untouched(folder, state) else distributions(folder)


def _are_libraries(was: dict[str, Install]) -> bool:
    return all(install_of(path) == install for path, install in was.items())


def today() -> str:
    """Return the day that MkDocs writes into a site."""
    return os.environ.get("SOURCE_DATE_EPOCH") or time.strftime("%Y-%m-%d", time.gmtime())


def python() -> tuple[str, str]:
    """Return which Python runs."""
    return sys.version, sys.prefix


_CHECKS = (
    # First, as our own are among them: what other code has kept may mean something else.
    ("modules", lambda was: all(is_as_kept(path, kept) for path, kept in was.items())),
    ("folder", lambda was: os.getcwd() == was),
    ("date", lambda was: today() == was),
    ("environment", _is_environment),
    ("python", lambda was: python() == was),
    ("distributions", _are_distributions),
    ("libraries", _are_libraries),
    ("missing", lambda was: not any(map(os.path.exists, was))),
    ("sought", lambda was: all(kind_of(path) == kind for path, kind in was.items())),
    ("folders", lambda was: all(has_names_as_kept(path, kept) for path, kept in was.items())),
)

_PARTS = {part for part, _ in _CHECKS} | {"files", "moment", "pages", "site"}
