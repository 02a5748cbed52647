"""Where builds keep what they may reuse: the user's cache folder, never the project's.

What is kept holds compiled templates, which run when they are used. A project's folder comes from
whoever sends a pull request; the user's cache folder is filled by the user's own builds alone. So
the cache is there, one folder a project, for its owner only; what belongs to somebody else, or is
a link, is left alone, and nothing is kept.
"""

import os
import stat
import sys
from pathlib import Path

from generator.builder.digest import digest_text
from generator.builder.store import Store


def open_snapshots(config_file: Path) -> Store:
    """Open what stage 0 compares; small, so that it is read in no time."""
    return Store(_file(config_file, "snapshots"))


def open_records(config_file: Path, *, clean: bool) -> Store:
    """Open what the other stages keep; ``clean``: as if nothing had been kept yet."""
    return Store(_file(config_file, "records"), clean=clean)


def spare_folder(config_file: Path) -> Path | None:
    """Return where a copy of the site, made of links, waits for the next build."""
    return _file(config_file, "spare")


def lock_file(config_file: Path) -> Path | None:
    """Return the file that a build locks while it reads and writes what is kept."""
    return _file(config_file, "lock")


def _file(config_file: Path, name: str) -> Path | None:
    top = _cache_folder()
    if top is None:
        return None
    folder = top / digest_text(str(config_file.resolve())).hex()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    is_own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    if not (is_own and stat.S_ISDIR(found.st_mode)) or (folder / name).is_symlink():
        return None
    return folder / name


def _cache_folder() -> Path | None:
    """Return the folder that this system has for such things; None if there is no home."""
    named = os.environ.get("TYPED_CONTENT_CACHE")
    if named:
        return Path(named).absolute()
    try:
        home = Path.home()
    except RuntimeError:
        return None
    places = {"darwin": home / "Library/Caches", "win32": _windows_folder(home)}
    unix = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return places.get(sys.platform, unix) / "typed-content"


def _windows_folder(home: Path) -> Path:
    return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
