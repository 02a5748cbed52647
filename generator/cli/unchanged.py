"""A build that finds nothing changed: it is over before argparse would be imported."""

import os
import time
from collections.abc import Sequence

from generator.builder import find_unchanged

_OPTIONS = {"-f": "file", "--config-file": "file", "-d": "folder", "--site-dir": "folder"}


def is_unchanged(words: Sequence[str]) -> bool:
    """Tell whether a build is asked for that finds nothing changed, and if so, say it."""
    start = time.monotonic()
    asked = read_plainly(words)
    if asked is None:
        return False
    try:
        found = find_unchanged(*asked)
    except OSError:  # the build will meet it again, and say it
        return False
    if found is not None:
        print(as_line(found[0], "unchanged", found[1], start))
    return found is not None


def read_plainly(words: Sequence[str]) -> tuple[str, str | None] | None:
    """Return the file and the folder of a build for which nothing else is asked; None of others."""
    if not words or words[0] != "build" or len(words) % 2 == 0:
        return None
    values: dict[str, str] = {}
    for option, value in zip(words[1::2], words[2::2], strict=True):
        if option not in _OPTIONS or value.startswith("-"):
            return None
        values[_OPTIONS[option]] = value
    return values.get("file", "mkdocs.yml"), values.get("folder")


def as_line(site: str | os.PathLike[str], state: str, pages: int, start: float) -> str:
    """Say what came of a build that started at a moment of the monotonic clock."""
    seconds = time.monotonic() - start
    return f"{os.path.relpath(site)}{os.sep} is {state}: {pages} generated pages, {seconds:.1f} s"
