"""runner: labs on tiny sites, run by the tests' own Python, as far as no service is needed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.cli import main
from sites import write_site

SUMS = """\
-- content/labs/_collection.yml --
title: Labs
singular: lab
kind: lab
fields: {}
-- content/labs/sums/index.md --
---
title: Sums
---
-- content/labs/sums/lab.yml --
profiles: [{id: plain, embedded: true}]
timeout_s: 20
seed: 7
metrics:
  terms: {unit: terms, kind: count}
checks: [{of: loop.terms, equals: 3}]
baseline: [loop.terms]
-- content/labs/sums/lab.py --
from labkit import record
record("loop", terms=3)
"""
RESULT = "content/labs/sums/results/plain.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the folder of a project with one lab, on a machine without services."""
    for name in [name for name in os.environ if name.startswith("LAB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LAB_PYTHON", sys.executable)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(write_site(tmp_path / "site", SUMS))
    return tmp_path / "site"


def write_lab(root: Path, program: str, **contract: str) -> None:
    """Write the lab anew, and replace parts of its contract."""
    (root / "content/labs/sums/lab.py").write_text(program)
    file = root / "content/labs/sums/lab.yml"
    lines = [line for line in file.read_text().splitlines() if line.split(":")[0] not in contract]
    file.write_text("\n".join([*lines, *(f"{key}: {value}" for key, value in contract.items())]))


def result(root: Path) -> dict[str, object]:
    """Give what stands in the result's file."""
    read = json.loads((root / RESULT).read_text())
    assert isinstance(read, dict)
    return read


def processes(mark: str) -> list[str]:
    """Give the command lines of living processes in which ``mark`` stands."""
    found = subprocess.run(["ps", "-eo", "stat=,args="], capture_output=True, text=True, check=True)
    lines = [line.strip() for line in found.stdout.splitlines()]
    return [line for line in lines if mark in line and line[0] != "Z" and "ps -eo" not in line]


def wait_for(path: Path) -> None:
    """Wait until a file is there."""
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.01)


def test_a_run_writes_what_was_measured(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "run"]) == 0
    assert capsys.readouterr().out.split()[:6] == ["sums", "plain", "recorded", "2", "of", "2"]
    assert result(root)["cases"] == {"loop": {"terms": 3}}
    assert result(root)["status"] == "ok"
    assert result(root)["python"] == "{}.{}".format(*sys.version_info)
    assert (root / RESULT).read_text().endswith("}\n")


def test_what_is_good_is_not_run_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["labs", "run"])
    (root / "content/labs/sums/results/plain.json").touch()
    capsys.readouterr()
    assert main(["labs", "run"]) == 0
    assert capsys.readouterr().out.startswith("nothing to run")


def test_the_same_result_is_not_written_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["labs", "run"])
    before = (root / RESULT).stat()
    capsys.readouterr()
    assert main(["labs", "run", "--force"]) == 0
    assert "sums plain" in (said := capsys.readouterr().out)
    assert "unchanged" in said
    assert (root / RESULT).stat() == before


def test_a_changed_program_is_run_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["labs", "run"])
    write_lab(root, 'from labkit import record\nrecord("loop", terms=2 + 1)\n')
    capsys.readouterr()
    assert main(["labs", "run"]) == 0
    assert "recorded" in capsys.readouterr().out


def test_a_check_that_does_not_hold_is_recorded_and_fails(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lab(root, 'from labkit import record\nrecord("loop", terms=4)\n')
    assert main(["labs", "run"]) == 1
    said = capsys.readouterr().out
    assert "failed" in said
    assert "does not hold: terms of loop is 3" in said
    assert "again: python3 -m generator labs run sums --profile plain" in said
    assert result(root)["status"] == "failed"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemExit('the lab says why')", "it ended with exit code 1"),
        ("import os; os.kill(os.getpid(), 9)", "it was killed by signal 9"),
        ("pass", "it recorded nothing"),
        ("from labkit import record; record('loop', sums=3)", "that lab.yml does not declare"),
        ("from labkit import record; record('loop', terms='many')", "is a text, not a number"),
        (
            "from labkit import record; record('loop', terms=3); open(__file__, 'a').write('#')",
            "its files changed while it ran",
        ),
    ],
)
def test_a_run_that_measured_nothing_changes_no_result(
    root: Path, capsys: pytest.CaptureFixture[str], program: str, reason: str
) -> None:
    main(["labs", "run"])
    before = (root / RESULT).read_bytes()
    write_lab(root, program)
    capsys.readouterr()
    assert main(["labs", "run", "sums"]) == 1
    said = capsys.readouterr().out
    assert "broken" in said
    assert reason in said
    assert (root / RESULT).read_bytes() == before
    assert [path.name for path in (root / RESULT).parent.iterdir()] == ["plain.json"]


def test_what_a_broken_lab_said_is_shown(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lab(root, "print('so far so good', flush=True)\nraise ValueError('too many birds')")
    assert main(["labs", "run"]) == 1
    said = capsys.readouterr().out
    assert "    so far so good\n" in said
    assert "    ValueError: too many birds\n" in said


def test_a_lab_that_does_not_end_is_ended_with_all_it_started(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = f"""
import subprocess, sys, time
from labkit import spawn
sleep = [sys.executable, "-c", "import time; time.sleep(300)", "{root}"]
spawn(sleep)
subprocess.Popen(sleep)
subprocess.Popen(sleep, start_new_session=True)
subprocess.Popen(sleep, start_new_session=True, env={{}})
time.sleep(300)
"""
    write_lab(root, program, timeout_s="1")
    assert main(["labs", "run"]) == 1
    assert "it did not end within 1 s" in capsys.readouterr().out
    assert processes(str(root)) == []
