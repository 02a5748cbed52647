"""What is asked of a builder and what it answers; and buildah, which really builds."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from labkit import SCRATCH, LabError, executable


@dataclass(frozen=True)
class Build:
    """One build: its steps, how many of them were done anew, and the image."""

    steps: int
    redone: int
    digest: str


@dataclass(frozen=True)
class Wish:
    """What is to be built, from which folder, and how."""

    file: Path
    context: Path
    cache: bool = True
    timestamp: int | None = None
    ignore: tuple[str, ...] = ()  # patterns of files that are not sent to the builder


class Builder(Protocol):
    """What the lab needs of a builder."""

    def build(self, wish: Wish) -> Build:
        """Build an image."""

    def layers(self, build: Build) -> list[bytes]:
        """Return the layers of an image, each a tar that is not compressed."""

    def remove_all(self) -> None:
        """Leave nothing behind."""


class Buildah:
    """The real thing, with a store of its own: no daemon, no network, no image of anybody."""

    def __init__(self, name: str) -> None:
        """Keep everything in a folder of this name."""
        self.program = executable("buildah")
        self.folder = SCRATCH / f"buildah-{name}"
        self.folder.mkdir()

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run buildah."""
        store = ["--root", str(self.folder / "root"), "--runroot", str(self.folder / "run")]
        command = [self.program, *store, "--storage-driver", "vfs", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise LabError(f"{' '.join(words)}\n{done.stderr}")
        return done

    def build(self, wish: Wish) -> Build:
        """Build an image and read what it says of each step."""
        ignore = self.folder / "ignore"
        ignore.write_text("\n".join(wish.ignore), encoding="utf-8")
        options = ["--isolation", "chroot", "--layers", "--ignorefile", str(ignore)]
        options += ["--secret", f"id=token,src={SCRATCH / 'token'}"]
        options += [] if wish.cache else ["--no-cache"]
        options += [] if wish.timestamp is None else ["--timestamp", str(wish.timestamp)]
        done = self.run("build", *options, "--file", str(wish.file), str(wish.context))
        steps = re.findall(r"^(?:\[\d+/\d+\] )?STEP \d+/\d+: (?!FROM)", done.stdout, re.MULTILINE)
        reused = done.stdout.count("--> Using cache")
        return Build(len(steps), len(steps) - reused, digest=done.stdout.split()[-1])

    def layers(self, build: Build) -> list[bytes]:
        """Write an image to a folder, and read its layers there."""
        folder = self.folder / f"image-{build.digest}"
        self.run("push", "--disable-compression", build.digest, f"dir:{folder}")
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        names = [layer["digest"].removeprefix("sha256:") for layer in manifest["layers"]]
        return [(folder / name).read_bytes() for name in names]

    def start(self, image: str) -> str:
        """Make a container from an image, and return its name."""
        return self.run("from", image).stdout.strip()

    def succeeds(self, container: str, *command: str) -> int:
        """Tell (1 or 0) whether a command ends well in a container."""
        done = self.run("run", "--isolation", "chroot", container, "--", *command, check=False)
        return int(done.returncode == 0)

    def remove_all(self) -> None:
        """Remove containers and images; without root, their files are not all one's own."""
        if os.geteuid():
            self.run("rm", "--all", check=False)
            self.run("rmi", "--all", "--force", check=False)
