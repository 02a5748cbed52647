"""CI leaves no test out: what is skipped on a small machine fails there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warm import unmeasured_environment

SKIPS = """\
import pytest


@pytest.fixture
def service():
    pytest.skip("no service")


def test_with_a_service(service): ...


def test_that_gives_up():
    pytest.skip("no right")


@pytest.mark.skipif(True, reason="no system")
def test_of_another_system(): ...
"""


@pytest.mark.parametrize(
    ("ci", "status", "counts"), [("true", 1, "1 failed, 2 errors"), ("", 0, "3 skipped")]
)
def test_a_skipped_test_fails_under_ci_alone(
    ci: str, status: int, counts: str, tmp_path: Path
) -> None:
    (tmp_path / "test_small.py").write_text(SKIPS, "utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "left_out", tmp_path)
    path = str(Path(__file__).parent)
    done = subprocess.run(
        command,
        env={**unmeasured_environment(), "CI": ci, "PYTHONPATH": path, "PYTEST_ADDOPTS": ""},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == status
    said = done.stdout
    assert counts in said
    assert (ci == "true") == all(why in said for why in ("no service", "no right", "no system"))
