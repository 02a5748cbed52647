"""Build on a disk that is full: `python -m identity.full_disk FOLDER`, in a mount namespace.

Who may make a namespace of their own may mount a small disk in it, root or not; nobody else sees
it, and it goes with the process.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from identity.builds import Outcome, assert_same, build, build_quietly, snapshot
from identity.corpus import Project, write_project

NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = ("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs")


def may_mount(folder: Path) -> bool:
    """Tell whether this system lets us have a disk of our own."""
    if not shutil.which(NAMESPACE[0]):
        return False
    done = subprocess.run((*NAMESPACE, *MOUNT, folder), capture_output=True, check=False)
    return done.returncode == 0


def main(folder: Path) -> None:
    """Fill the disk after a build: the next one fails, and what it leaves is whole."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run((*MOUNT, disk), check=True)
    project = write_project(disk / "project", pages=10)
    # New texts need room for their pages, MkDocs for a site.
    for way, left, old, new in (
        (build_quietly, 8_000, "mostly", "seldom"),
        (build, 200_000, "seldom", "mostly"),
    ):
        assert build_quietly(project).ok
        _fail_for_want_of_room(project, left, way, (old, new))
        assert_same(project, folder / "plain")


def _fail_for_want_of_room(
    project: Project, left: int, way: Callable[[Project], Outcome], edit: tuple[str, str]
) -> None:
    before = snapshot(project.site)
    filler = project.root.parent / "filler"
    project.replace("docs/index.md", *edit)
    filler.write_bytes(bytes(shutil.disk_usage(project.root).free - left))
    full = way(project)
    assert not full.ok, full.said
    assert snapshot(project.site) == before
    filler.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
