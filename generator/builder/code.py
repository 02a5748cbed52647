"""Say in one digest which code runs: Python, what is installed, local modules, our own."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.builder.digest import Digest, digest_bytes, digest_value
from generator.builder.installed import distributions, search_path, telling_files

_OURS = Path(__file__).resolve().parent.parent


def code_digest() -> Digest:
    """Name the code; two builds with one name run the same programs.

    An installed distribution is known by the size and time of its list of files, which every
    installer writes; a module from elsewhere (a hook, an editable plugin) by its bytes.
    """
    python = (sys.version, sys.platform, sys.prefix)
    bodies = {path: file_digest(path) for path in sorted({*local_modules()})}
    return digest_value((python, tuple(installed()), own_code(), bodies))


def installed() -> Iterator[tuple[str, int, int]]:
    """Yield every distribution that Python can see, and when it was installed."""
    for folder in search_path():
        for name in distributions(folder):
            path = os.path.join(folder, name)
            *_, (_, install) = telling_files(path)
            yield (path, *(install or (0, 0)))


def own_code() -> tuple[tuple[str, Digest | None], ...]:
    """Return every file of this package, with a digest of its bytes."""
    paths = (os.path.join(folder, name) for folder, _, names in os.walk(_OURS) for name in names)
    sources = (path for path in paths if not path.endswith(".pyc"))
    return tuple((path, file_digest(path)) for path in sorted(sources))


def local_modules() -> Iterator[str]:
    """Yield the files of loaded modules that neither we nor an installed distribution bring."""
    return (path for path in unanswered() if not path.startswith(f"{_OURS}{os.sep}"))


def unanswered() -> Iterator[str]:
    """Yield the files of loaded modules that no installed distribution answers for."""
    answered = installed_folders()
    return (path for path in loaded_files() if not path.startswith(answered))


def loaded_files() -> set[str]:
    """Return the files of all loaded modules."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {file for file in files if isinstance(file, str)}


def installed_folders() -> tuple[str, ...]:
    """Return the folders whose files belong to Python or to an installed distribution."""
    # Where Python looks for its own modules first.
    zipped = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    folders = _library_folders().union(p for p in sys.path if os.path.basename(p) == zipped)
    return tuple(f"{folder}{os.sep}" for folder in sorted(folders))


@cache
def _library_folders() -> frozenset[str]:
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return frozenset(
        {*folders, sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix})}
    )


def file_digest(path: str) -> Digest | None:
    """Name a file's bytes; None if there is no such file."""
    try:
        return digest_bytes(Path(path).read_bytes())
    except OSError:
        return None
