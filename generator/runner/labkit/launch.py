"""Run one lab in one profile, alone: a process of its own, a clean environment, a time limit.

Whatever becomes of the lab (it ends, fails, hangs, is killed, or Ctrl-C is pressed), its processes
are ended and what it made elsewhere is removed. After a runner that was killed, the next cleans up.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .ledger import Owned, note, read_ledger
from .processes import adopting, birth, end_processes
from .records import Value, read_captures, read_cases
from .services import VARIABLES
from .sweep import SERVICE_KINDS

_KIT = Path(__file__).resolve().parent
_LAST_LINES = 40
_SWEEP_S = 60


@dataclass(frozen=True, slots=True)
class Order:
    """Which lab to run, in which profile, with which Python, and for how long at most."""

    python: str
    folder: Path
    profile: str
    seed: int
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. ``status`` is the exit code, None where the time was up."""

    status: int | None
    cases: Mapping[str, Mapping[str, Value]]
    captures: Mapping[str, str]
    log: str
    survivors: tuple[str, ...]
    wall_s: float


def launch(order: Order) -> Outcome:
    """Run the lab and clean up after it."""
    with _run_folder(order.folder.name) as folder:
        start = time.monotonic()
        with adopting():
            try:
                status = _run(order, folder)
            finally:
                survivors = clean_up(folder, order.python)
        return Outcome(
            status,
            read_cases(folder / "out"),
            read_captures(folder / "out"),
            "\n".join(_read(folder / "log").splitlines()[-_LAST_LINES:]),
            tuple(survivors),
            time.monotonic() - start,
        )


def runs_folder() -> Path:
    """Give the folder with one folder for every run of this person that is under way."""
    folder = Path(tempfile.gettempdir()) / f"typed-content-labs-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _run_folder(slug: str) -> Iterator[Path]:
    """Make the folder of a run, whose name is the run's; it is locked while the runner lives."""
    word = re.sub(r"[^a-z0-9]+", "_", slug.lower())[:30]
    folder = runs_folder() / f"lab_{word}_{secrets.token_hex(3)}"
    # It gets its name when it is locked: until then nobody may take it for a dead runner's.
    draft = folder.with_name(f".{folder.name}")
    draft.mkdir()
    with _locked(draft):
        draft.rename(folder)
        try:
            furnish(folder)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def furnish(folder: Path) -> Path:
    """Put into a folder what `environment` names, and return it: the kit, an empty home."""
    for part in ("scratch", "home", "path"):
        (folder / part).mkdir()
    (folder / "path" / "labkit").symlink_to(_KIT)
    (folder / "path" / "sitecustomize.py").symlink_to(_KIT / "loopback.py")
    return folder


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a run, and tell whether it was free; the system lets go of a dead one's."""
    import fcntl

    with (folder / "lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _run(order: Order, folder: Path) -> int | None:
    with (folder / "log").open("wb") as log:
        lab = subprocess.Popen(
            [order.python, str(order.folder.resolve() / "lab.py")],
            cwd=folder / "scratch",
            env={**environment(folder), **_told(order, folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        note(folder / "ledger", Owned("group", str(lab.pid), birth(lab.pid)))
        note(folder / "ledger", Owned("heir", str(os.getpid()), birth(lab.pid)))
        try:
            return lab.wait(order.timeout_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with suppress(ProcessLookupError):
                lab.kill()
            lab.wait()


def environment(folder: Path) -> dict[str, str]:
    """Give the whole environment of a lab but for what names its run: nothing else is inherited."""
    kept = {name: os.environ[name] for name in VARIABLES.values() if os.environ.get(name)}
    return kept | {
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(folder / "path"),
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(folder / "scratch"),
        "TZ": "UTC",
    }


def _told(order: Order, folder: Path) -> dict[str, str]:
    return {
        "LAB_LEDGER": str(folder / "ledger"),
        "LAB_NAME": folder.name,
        "LAB_OUT": str(folder / "out"),
        "LAB_PROFILE": order.profile,
        "LAB_SCRATCH": str(folder / "scratch"),
        "LAB_SEED": str(order.seed),
    }


def clean_up(folder: Path, python: str) -> list[str]:
    """End the run's processes, remove what it made elsewhere, and tell what would not go."""
    return _clean_up(folder, python, list(read_ledger(folder / "ledger")))


def _clean_up(folder: Path, python: str, owned: list[Owned]) -> list[str]:
    survivors = end_processes(folder.name, owned)
    survivors += [f"file {one.name}" for one in owned if one.kind == "file" and not _gone(one.name)]
    if any(one.kind in SERVICE_KINDS for one in owned):
        survivors += _sweep(folder, python)
    return survivors


def _gone(name: str) -> bool:
    path = Path(name)
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return not path.exists()


def _sweep(folder: Path, python: str) -> list[str]:
    """Sweep with the labs' Python, which has the drivers; Ctrl-C does not reach it."""
    done = subprocess.run(
        [python, "-m", "labkit.sweep", str(folder / "ledger")],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SWEEP_S,
        start_new_session=True,
        check=False,
    )
    if done.returncode:
        return ["what it made in services: " + (done.stderr.strip() or "?").splitlines()[-1]]
    return [str(one) for one in json.loads(done.stdout)]


def clean_up_after_the_dead(python: str) -> list[str]:
    """Clean up after runners that were killed, and tell what would not go."""
    survivors: list[str] = []
    for folder in sorted(runs_folder().glob("lab_*")):
        with _locked(folder) as free:
            if not free:
                continue
            ledger = read_ledger(folder / "ledger")
            # Who was to adopt its processes is dead, and its number may be another's by now.
            survivors += _clean_up(folder, python, [one for one in ledger if one.kind != "heir"])
            shutil.rmtree(folder, ignore_errors=True)
    return survivors


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""
