"""Where builds keep what they may reuse: the user's cache folder, never the project's.

What is kept holds compiled templates, which run when they are used. A project's folder comes from
whoever sends a pull request; the user's cache folder is filled by the user's own builds alone. So
the cache is there, one folder a project, for its owner only; what belongs to somebody else, or is
a link, is left alone, and nothing is kept.
"""

import os
import stat
import sys

from generator.builder.hashes import digest_text
from generator.builder.store import Store

TYPE_CHECKING = False  # typing's own would be imported for it
if TYPE_CHECKING:
    from pathlib import Path

ConfigFile = str | os.PathLike[str]


def open_snapshots(config_file: ConfigFile) -> Store:
    """Open what stage 0 compares; small, so that it is read in no time."""
    return Store(_file(config_file, "snapshots"))


def open_records(config_file: ConfigFile, *, clean: bool) -> Store:
    """Open what the other stages keep; ``clean``: as if nothing had been kept yet."""
    return Store(_file(config_file, "records"), clean=clean)


def spare_folder(config_file: ConfigFile) -> "Path | None":
    """Return where a copy of the site, made of links, waits for the next build."""
    return _as_path(_file(config_file, "spare"))


def lock_file(config_file: ConfigFile) -> "Path | None":
    """Return the file that a build locks while it reads and writes what is kept."""
    return _as_path(_file(config_file, "lock"))


def _as_path(path: str | None) -> "Path | None":
    from pathlib import Path  # noqa: PLC0415 - a build that finds nothing changed has no use for it

    return None if path is None else Path(path)


def _file(config_file: ConfigFile, name: str) -> str | None:
    top = _cache_folder()
    if top is None:
        return None
    folder = os.path.join(top, digest_text(os.path.realpath(config_file)).hex())
    path = os.path.join(folder, name)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        found = os.lstat(folder)
    except OSError:
        return None
    is_own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return path if is_own and stat.S_ISDIR(found.st_mode) and not os.path.islink(path) else None


def _cache_folder() -> str | None:
    """Return the folder that this system has for such things; None if there is no home."""
    named = os.environ.get("TYPED_CONTENT_CACHE")
    if named:
        return os.path.abspath(named)
    home = os.path.expanduser("~")
    if home.startswith("~"):
        return None
    places = {"darwin": os.path.join(home, "Library/Caches"), "win32": _windows_folder(home)}
    unix = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(places.get(sys.platform, unix), "typed-content")


def _windows_folder(home: str) -> str:
    return os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData/Local")
