"""Compare a site with what plain `mkdocs build` makes of the same project, from nothing."""

import filecmp
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generator.builder.answers import BuildFailedError


def first_difference(config_file: Path, site: Path) -> str:
    """Say where a site differs from the one that MkDocs makes; nothing if it does not."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "site")
        _build_plain(config_file, plain)
        return next(_differences(site, plain), "")


def _build_plain(config_file: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "-f", str(config_file), "-d", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BuildFailedError(f"plain mkdocs build fails where ours did not:\n{done.stderr}")


def _differences(ours: Path, plain: Path) -> Iterator[str]:
    made, expected = set(_files(ours)), set(_files(plain))
    for path in sorted(made | expected):
        if path not in made:
            yield f"{path} is missing"
        elif path not in expected:
            yield f"{path} is not in what mkdocs build makes"
        elif not filecmp.cmp(ours / path, plain / path, shallow=False):
            place = _place((ours / path).read_bytes(), (plain / path).read_bytes())
            yield f"{path} differs {place}"


def _files(site: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(site):
        # MkDocs leaves alone what is hidden at the top.
        folders[:] = [n for n in folders if folder != str(site) or not n.startswith(".")]
        paths = (Path(folder, name).relative_to(site) for name in names)
        yield from (path.as_posix() for path in paths if not path.parts[0].startswith("."))


def _place(ours: bytes, plain: bytes) -> str:
    pairs = enumerate(zip(ours, plain, strict=False))
    place = next((n for n, (one, other) in pairs if one != other), min(len(ours), len(plain)))
    line = plain[:place].count(b"\n") + 1
    shown = [data[max(0, place - 20) : place + 40] for data in (ours, plain)]
    return f"in line {line}: {shown[0]!r}, not {shown[1]!r}"
