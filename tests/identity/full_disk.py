"""Build on a disk that is full: `python -m identity.full_disk FOLDER`, in a mount namespace.

Who may make a namespace of their own may mount a small disk in it, root or not; nobody else sees
it, and it goes with the process.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from identity.builds import assert_same, build, snapshot
from identity.corpus import write_project

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
    assert build(project).ok
    before = snapshot(project.site)
    filler = disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(disk).free - 200_000))
    project.replace("docs/index.md", "mostly", "seldom")
    full = build(project)
    assert not full.ok, full.said
    assert snapshot(project.site) == before
    filler.unlink()
    assert_same(project, folder / "plain")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
