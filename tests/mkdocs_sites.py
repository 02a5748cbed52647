"""Sites of MkDocs without typed content: built here, as they were, edited, and beside MkDocs'."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.builder import Built, Options, build_site
from measuring import unmeasured
from sites import write_site
from warm import run_mkdocs

EPOCH = "1700000000"

Bytes = Mapping[str, tuple[int, bytes]]


def write_mkdocs_site(root: Path, text: str) -> Path:
    """Write the files of ``text``, as in tests/sites.py, but for what only typed content needs."""
    write_site(root, text)
    shutil.rmtree(root / "content")
    return root


def build(root: Path) -> Built:
    """Build in this process, and in it alone."""
    return build_site(root / "mkdocs.yml", None, Options(jobs=1))


@unmeasured
def ready(root: Path) -> None:
    """Build until there is nothing left to do, so that the next edit is all that is new."""
    while not build(root).unchanged:
        pass


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Put a text in the place of another, which is there, where it first stands."""
    file = root / path
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")


def lead_out(root: Path, path: str) -> None:
    """Move a file out of a project, and let a link in its place lead to it."""
    outside = root.parent / "secret.md"
    (root / path).rename(outside)
    (root / path).symlink_to(outside)


def bytes_of(site: Path) -> Bytes:
    """Return everything in a site, folders too, with its permissions."""
    return {
        path.relative_to(site).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(site.rglob("*"))
    }


def plain(root: Path) -> Bytes:
    """Return the site that plain MkDocs makes; it is built beside the project."""
    into = root.parent / "plain"
    status, said = run_mkdocs(root, "build", "--strict", "-d", str(into))
    assert status == 0, said
    return bytes_of(into)


def assert_plain(root: Path) -> None:
    """See that the site is what plain MkDocs makes, and that nothing stands beside it."""
    ours, theirs = bytes_of(root / "site"), plain(root)
    assert [path for path in theirs if ours.get(path) != theirs[path]] == []
    assert ours.keys() == theirs.keys()
    assert {path.name for path in root.iterdir()} <= {"mkdocs.yml", "docs", "theme", "site"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A project that was built once, with its site and its cache, for each test to begin with.

    All of it stands where it was built: what is kept of a build holds for one place.
    """

    place: Path
    original: Path

    def restored(self, patch: pytest.MonkeyPatch) -> Path:
        """Put everything back as it was; return the project's folder."""
        set_variables(patch, self.place)
        shutil.rmtree(self.place)
        _copy(self.original, self.place)
        return self.place / "project"


def keep_built(folder: Path, text: str) -> Kept:
    """Write a project, build it, and keep what is there then."""
    kept = Kept(folder / "place", folder / "original")
    with pytest.MonkeyPatch.context() as patch:
        set_variables(patch, kept.place)
        ready(write_mkdocs_site(kept.place / "project", text))
    _copy(kept.place, kept.original)
    return kept


def set_variables(patch: pytest.MonkeyPatch, place: Path) -> None:
    """Let builds have one date, and a cache of their own beside the project."""
    patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    patch.setenv("TYPED_CONTENT_CACHE", str(place / "cache"))


def _copy(folder: Path, into: Path) -> None:
    # Files of the site and of the cache are the same ones under two names, and stay that.
    subprocess.run(["cp", "-a", str(folder), str(into)], check=True)
