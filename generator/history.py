"""Tell when each file was last changed, from the commits that changed it.

The date is a commit's own, so that the same history gives the same bytes: no clock is read, and no
file's time of modification. Where the history cannot tell (no git, no repository, a shallow clone,
whose oldest commit seems to have changed everything) no file has a date.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path

_COMMIT = "\1"  # starts the line of a commit; no file of the content has it in its name
_LOG = (
    "--no-optional-locks",
    "log",
    f"--format=tformat:{_COMMIT}%cs",
    "--name-only",
    "--no-renames",
    "--no-show-signature",
    "--relative",
    "-z",
    "--",
)


def last_changes(root: Path, folder: str) -> Mapping[str, date]:
    """Return the last change of each committed file in ``folder``, by its path from ``root``."""
    state = _read_state(root.resolve())
    return _read_log(root.resolve(), folder, state) if state else {}


def is_question(command: object) -> bool:
    """Tell whether a command is the one that `last_changes` runs.

    What git answers to it follows from the files of the repository that are read here.
    """
    return isinstance(command, (list, tuple)) and tuple(command[1:-1]) == _LOG


def _read_state(root: Path) -> bytes:
    """Return what names the newest commit of the repository around ``root``; nothing if none does.

    A file that is not there is asked for all the same: whoever watches sees what the answer hangs
    on.
    """
    for parent in (root, *root.parents):
        own, shared = _folders(parent / ".git")
        if head := _read(own / "HEAD"):
            is_shallow = bool(_read(shared / "shallow"))
            return b"" if is_shallow else b"\n".join((head, *_read_references(shared, head)))
    return b""


def _folders(git: Path) -> tuple[Path, Path]:
    """Return where git keeps the state of one working tree, and what all of them share."""
    own = git
    if git.is_file():  # of a further working tree, or of a submodule
        own = git.parent / os.fsdecode(_read(git)).removeprefix("gitdir:").strip()
    shared = os.fsdecode(_read(own / "commondir")).strip()
    return own, own / shared


def _read_references(shared: Path, head: bytes) -> Iterator[bytes]:
    name = os.fsdecode(head).removeprefix("ref:").strip()
    for path in (name, "packed-refs", "reftable/tables.list"):
        yield _read(shared / path)


def _read(path: Path) -> bytes:
    with suppress(OSError, ValueError):  # ValueError: a name that no file can have
        return path.read_bytes()
    return b""


@lru_cache(maxsize=4)
def _read_log(root: Path, folder: str, state: bytes) -> Mapping[str, date]:
    """Ask git, once for each state of the repository."""
    del state
    return _latest(os.fsdecode(_ask(root, [*_LOG, folder])))


def committed_text(root: Path, path: str) -> str:
    """Return the text of a file as it was last committed; nothing where no commit has it."""
    said = _ask(root, ["--no-optional-locks", "show", "--no-textconv", f"HEAD:./{path}"])
    return said.decode("utf-8", "replace")


def _ask(root: Path, words: list[str]) -> bytes:
    """Return what git says; nothing where it fails, or is not there."""
    # A hook's own variables name another working tree; and nothing is fetched that is not here.
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=root,
            env={**environment, "GIT_NO_LAZY_FETCH": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return b""
    return done.stdout


def _latest(log: str) -> Mapping[str, date]:
    """Return the newest date at which each file is named; branches do not come in order."""
    found: dict[str, date] = {}
    day = date.min
    for part in log.split("\0"):
        if part.startswith(_COMMIT):
            day = date.fromisoformat(part.removeprefix(_COMMIT))
        elif path := part.removeprefix("\n"):
            found[path] = max(day, found.get(path, day))
    return found
