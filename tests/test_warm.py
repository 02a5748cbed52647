"""What is compared: a copy of a warm process does what plain MkDocs, or our command, does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_sites import EPOCH, bytes_of, write_mkdocs_site
from warm import QUIET, run_mkdocs, run_ours, unmeasured_environment

BIRDS = """\
-- mkdocs.yml --
site_name: Birds
theme: material
plugins: [search, tags]
markdown_extensions: [feathers, pymdownx.superfences]
-- docs/index.md --
# Birds

```python
print("tsee")
```
-- packages/feathers.py --
import os

from markdown import Extension


def makeExtension(**options):
    return Feathers(**options)


class Feathers(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Words(), "feathers", 1)


class Words:
    def run(self, lines):
        return [*lines, "", f"{os.environ['MOOD']} in {os.getcwd()}"]
"""


@pytest.mark.parametrize(
    ("program", "extension", "status"),
    [
        *(("mkdocs", "feathers", 0), ("mkdocs", "no_feathers", 1)),
        *(("generator", "feathers", 0), ("generator", "no_feathers", 2)),
    ],
)
def test_a_copy_ends_speaks_and_builds_as_a_fresh_process(
    program: str, extension: str, status: int, tmp_path: Path
) -> None:
    root = write_mkdocs_site(tmp_path / "project", BIRDS.replace("[feathers,", f"[{extension},"))
    here = {"PYTHONPATH": str(root / "packages"), "SOURCE_DATE_EPOCH": EPOCH, "MOOD": "quiet"}
    environment = unmeasured_environment() | QUIET | here
    run, *options = (run_mkdocs, "--strict", "-q") if program == "mkdocs" else (run_ours, "-v")
    words = ("build", *options, "-d")
    fresh = subprocess.run(
        [sys.executable, "-m", program, *words, str(tmp_path / "fresh")],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert fresh.returncode == status
    assert ("no_feathers" in fresh.stdout) == (status != 0)
    for name in ("copied", "copied again"):  # which has what the first one found in the theme
        copied = run(root, *words, str(tmp_path / name), environment=environment)
        assert free_of_times(copied[1]).replace(name, "fresh") == free_of_times(fresh.stdout)
        assert copied[0] == fresh.returncode
        if status == 0:
            assert bytes_of(tmp_path / name) == bytes_of(tmp_path / "fresh")
            assert f"quiet in {root}" in (tmp_path / name / "index.html").read_text("utf-8")


def test_a_build_believes_in_what_was_written_just_before_it(tmp_path: Path) -> None:
    root = write_mkdocs_site(tmp_path / "project", BIRDS.replace("[feathers,", "["))
    words = ("-d", str(tmp_path / "site"))
    for _ in range(3):
        (root / "docs/index.md").write_text("# Birds\n\nA robin.\n", "utf-8")
        run_ours(root, "build", "--clean", *words)
        (root / "docs/index.md").write_text("# Birds\n\nA wren.\n", "utf-8")
        _, said = run_ours(root, "build", "--explain", "index.md", *words)
        assert "its text was put in the place of the old one" in said


def free_of_times(said: str) -> str:
    return re.sub(r"\d+\.\d+ s", "some s", said)
