"""Find the distributions that Python can see, and the file that tells when each was installed."""

import os
import sys
from collections.abc import Iterator

Install = tuple[int, int]  # size and time of the file that tells

# An installer writes the first one last. The others are of older ones; the folder itself tells
# where there is none of them.
_TELLING = ("RECORD", "METADATA", "PKG-INFO", "")


def search_path() -> list[str]:
    """Return the folders in which Python looks, in its order, each once."""
    return [folder or "." for folder in dict.fromkeys(sys.path)]


def distributions(folder: str) -> tuple[str, ...]:
    """Return the distributions in a folder."""
    try:
        names = os.listdir(folder)
    except OSError:  # a zip file, or nothing
        return ()
    return tuple(name for name in sorted(names) if name.endswith((".dist-info", ".egg-info")))


def telling_files(distribution: str) -> Iterator[tuple[str, Install | None]]:
    """Yield where the telling file of a distribution may be, up to where it is."""
    for name in _TELLING:
        path = os.path.join(distribution, name)
        install = install_of(path)
        yield path, install
        if install is not None:
            return


def install_of(path: str) -> Install | None:
    """Return a file's size and time; None if there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
