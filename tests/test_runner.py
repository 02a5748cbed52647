"""runner: labs on tiny sites, run by the tests' own Python, as far as no service is needed."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.cli import main
from generator.runner.labkit.launch import clean_up_after_the_dead, runs_folder
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
    found = subprocess.run(
        ["ps", "-ww", "-eo", "stat=,args="], capture_output=True, text=True, check=True
    )
    lines = [line.strip() for line in found.stdout.splitlines()]
    return [line for line in lines if mark in line and line[0] != "Z" and "ps -ww" not in line]


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
    before = (root / RESULT).stat().st_mtime_ns
    capsys.readouterr()
    assert main(["labs", "run", "--force"]) == 0
    assert "sums plain" in (said := capsys.readouterr().out)
    assert "unchanged" in said
    assert (root / RESULT).stat().st_mtime_ns == before


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


def test_a_lab_s_environment_is_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "not for labs")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    program = """
import json, os, sys
from pathlib import Path
import labkit
Path(os.environ["LAB_NGINX"]).write_text(json.dumps({
    "names": sorted(os.environ), "home": os.listdir(os.environ["HOME"]),
    "scratch": Path.cwd() == labkit.SCRATCH, "beside": sys.path[0],
    "hash": os.environ["PYTHONHASHSEED"], "seed": labkit.SEED, "profile": labkit.PROFILE,
    "name": labkit.NAME[:9], "draw": labkit.RANDOM.random(), "input": sys.stdin.read(),
    "leads": os.getsid(0) == os.getpid(),
}))
labkit.record("loop", terms=3)
"""
    told = root.parent / "told"
    monkeypatch.setenv("LAB_NGINX", str(told))
    write_lab(root, program)
    assert main(["labs", "run"]) == 0
    found = json.loads(told.read_text())
    assert {"HOME", "LAB_NGINX", "PATH", "TZ"} <= set(found.pop("names"))
    assert "SECRET_TOKEN" not in told.read_text()
    assert found == {
        "home": [],
        "scratch": True,
        "beside": str(root / "content/labs/sums"),
        "hash": "0",
        "seed": 7,
        "profile": "plain",
        "name": "lab_sums_",
        "draw": 0.32383276483316237,
        "input": "",
        "leads": True,
    }


@pytest.mark.parametrize(
    "reach",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.socket().bind(('0.0.0.0', 0))",
    ],
)
def test_a_lab_reaches_no_other_machine(
    root: Path, capsys: pytest.CaptureFixture[str], reach: str
) -> None:
    inner = f"import socket; socket.socket().bind(('127.0.0.1', 0)); {reach}"
    program = (
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    )
    write_lab(root, program)
    assert main(["labs", "run"]) == 1
    assert "PermissionError: a lab talks to this machine only" in capsys.readouterr().out


def test_a_service_that_is_not_here_makes_a_profile_unavailable(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lab(root, "", profiles="[{id: proxied, services: [nginx>=1.22]}]")
    assert main(["labs", "run"]) == 0
    said = capsys.readouterr().out
    assert "unavailable" in said
    assert "nginx is not there: set LAB_NGINX" in said


def test_a_required_service_has_to_answer_whatever_is_to_be_run(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["labs", "run"])
    monkeypatch.setenv("LAB_REQUIRE", "nginx")
    assert main(["labs", "run"]) == 1
    assert "error: nginx is not there: set LAB_NGINX\n" in capsys.readouterr().err
    monkeypatch.setenv("LAB_NGINX", make_nginx(root.parent, "1.22.1"))
    assert main(["labs", "run"]) == 0


def make_nginx(folder: Path, version: str) -> str:
    """Make a program that says of itself that it is nginx."""
    program = folder / f"nginx-{version}"
    program.write_text(f"#!/bin/sh\necho nginx version: nginx/{version} >&2\n")
    program.chmod(0o755)
    return str(program)


def test_a_service_that_is_too_old_makes_a_profile_unavailable(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lab(
        root,
        "from labkit import record; record('loop', terms=3)",
        profiles="[{id: proxied, services: [nginx>=1.22]}]",
    )
    monkeypatch.setenv("LAB_NGINX", make_nginx(root.parent, "1.9.1"))
    assert main(["labs", "run"]) == 0
    assert "nginx is 1.9.1 here, and 1.22 or newer is asked for" in capsys.readouterr().out
    monkeypatch.setenv("LAB_REQUIRE", "nginx")
    assert main(["labs", "run"]) == 1
    monkeypatch.setenv("LAB_NGINX", make_nginx(root.parent, "1.100.0"))
    assert main(["labs", "run"]) == 0
    recorded = json.loads((root / RESULT).with_name("proxied.json").read_text())
    assert recorded["services"] == {"nginx": "1.100.0"}


def test_a_service_that_does_not_answer_is_not_there(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_NGINX", "/bin/true")
    write_lab(root, "", profiles="[{id: proxied, services: [nginx]}]")
    assert main(["labs", "run"]) == 0
    assert "nginx does not say its version" in capsys.readouterr().out
    monkeypatch.setenv("LAB_NGINX", "/bin/false")
    assert main(["labs", "run"]) == 0
    assert "nginx does not answer at LAB_NGINX" in capsys.readouterr().out


def test_packages_that_are_not_the_locked_ones_measure_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "requirements").mkdir()
    (root / "requirements/labs.lock").write_text("pytest==1.0\n")
    write_lab(root, "raise SystemExit", packages="[pytest]")
    assert main(["labs", "run"]) == 1
    said = capsys.readouterr().out
    assert f"other packages are installed than locked: pytest {pytest.__version__}" in said


def test_comparing_writes_nothing_and_tells_what_moved(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["labs", "run", "--compare"]) == 1
    assert "no run has written what stands there" in capsys.readouterr().out
    main(["labs", "run"])
    before = (root / RESULT).read_bytes()
    assert main(["labs", "run", "--force", "--compare"]) == 0
    write_lab(root, "from labkit import record; record('loop', terms=5); record('more', terms=1)")
    capsys.readouterr()
    assert main(["labs", "run", "--compare"]) == 1
    said = capsys.readouterr().out
    assert "measured with other inputs; loop.terms: 3 -> 5; more.terms: nothing -> 1" in said
    assert "1 differs" in said
    assert (root / RESULT).read_bytes() == before


def test_a_result_that_is_no_result_is_written_anew(root: Path) -> None:
    (root / RESULT).parent.mkdir()
    (root / RESULT).write_text("{}")
    assert main(["labs", "run"]) == 0
    assert result(root)["status"] == "ok"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sum"], 'no lab is called "sum": did you mean "sums"?'),
        (["--profile", "plane"], 'no profile is called "plane": did you mean "plain"?'),
    ],
)
def test_a_name_that_nobody_wrote_is_wrong_usage(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    del root
    assert main(["labs", "run", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "setting",
    [
        ("LAB_PYTHON", "", "labs have no Python here: `python3 site_build.py labs run` makes one"),
        ("LAB_PYTHON", "/nowhere", "LAB_PYTHON is /nowhere, and that is no program"),
        ("LAB_PYTHON", "/bin/false", "/bin/false cannot run labs"),
        ("LAB_REQUIRE", "ngnix", 'no service is called "ngnix": use postgresql, '),
    ],
)
def test_a_machine_that_cannot_run_labs_is_told_why(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    setting: tuple[str, str, str],
) -> None:
    del root
    name, value, words = setting
    monkeypatch.setenv(name, value)
    assert main(["labs", "run"]) == 2
    assert words in capsys.readouterr().err


def test_a_contract_with_mistakes_is_told_and_not_run(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lab(root, "", sed="7")
    assert main(["labs", "run"]) == 1
    assert "content/labs/sums/lab.yml:" in (said := capsys.readouterr().out)
    assert '"sed"' in said
    assert not (root / RESULT).exists()


def test_one_profile_of_several_can_be_run(root: Path) -> None:
    write_lab(
        root,
        "from labkit import record; record('loop', terms=3)",
        profiles="[{id: plain, embedded: true}, {id: other, embedded: true}]",
    )
    assert main(["labs", "run", "sums", "--profile", "other"]) == 0
    assert [path.name for path in (root / RESULT).parent.iterdir()] == ["other.json"]
    assert main(["labs", "run"]) == 0
    assert (root / RESULT).exists()


# What hangs starts children of three kinds, and says so with a file.
HANGS = """
import subprocess, sys, time
from pathlib import Path
from labkit import spawn
sleep = [sys.executable, "-c", "import time; time.sleep(300)", "{root}"]
spawn(sleep)
subprocess.Popen(sleep)
subprocess.Popen(sleep, start_new_session=True)
Path("{root}/hangs").touch()
time.sleep(300)
"""


def start(root: Path) -> "subprocess.Popen[bytes]":
    """Start `labs run` as a person does, on a lab that hangs."""
    write_lab(root, HANGS.format(root=root))
    command = [sys.executable, "-m", "generator", "labs", "run", "-f", str(root / "mkdocs.yml")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing(root: Path, number: signal.Signals) -> None:
    running = start(root)
    wait_for(root / "hangs")
    running.send_signal(number)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said == b""
    assert processes(str(root)) == []
    assert list(runs_folder().iterdir()) == []
    assert not (root / RESULT).exists()


@pytest.mark.parametrize("delay_s", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_a_run_that_is_killed_at_any_moment_is_cleaned_up_after_by_the_next(
    root: Path, delay_s: float
) -> None:
    running = start(root)
    time.sleep(delay_s)
    running.kill()
    running.communicate()
    assert clean_up_after_the_dead(sys.executable) == []
    assert processes(str(root)) == []
    assert list(runs_folder().glob("lab_*")) == []
    assert not (root / RESULT).exists()


def test_a_killed_lab_is_found_by_the_next_run(root: Path) -> None:
    running = start(root)
    wait_for(root / "hangs")
    running.kill()
    running.communicate()
    assert len(processes(str(root))) == 4
    write_lab(root, "from labkit import record; record('loop', terms=3)")
    assert main(["labs", "run"]) == 0
    assert processes(str(root)) == []


def test_a_run_that_is_under_way_is_left_alone_by_the_next(root: Path) -> None:
    running = start(root)
    wait_for(root / "hangs")
    assert clean_up_after_the_dead(sys.executable) == []
    assert len(processes(str(root))) == 5
    running.terminate()
    running.communicate()


def test_files_that_a_lab_owns_are_removed(root: Path) -> None:
    program = """
from pathlib import Path
from labkit import own, record
Path(own("file", "{root}/made")).mkdir()
Path("{root}/made/inside").touch()
Path(own("file", "{root}/alone")).touch()
record("loop", terms=3)
"""
    write_lab(root, program.format(root=root))
    assert main(["labs", "run"]) == 0
    assert not (root / "made").exists()
    assert not (root / "alone").exists()


def test_what_will_not_go_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "from labkit import own, record\nown('file', '/proc/self')\nrecord('loop', terms=3)"
    write_lab(root, program)
    assert main(["labs", "run"]) == 1
    assert "it left behind: file /proc/self" in capsys.readouterr().out
    assert not (root / RESULT).exists()


def test_status_tells_what_each_result_is_worth_here(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lab(
        root,
        "from labkit import record; record('loop', terms=3)",
        profiles="[{id: proxied, services: [nginx]}, {id: plain, embedded: true}]",
    )
    write_site(root, "-- content/labs/later/index.md --\n---\ntitle: Later\n---\n")
    monkeypatch.setenv("LAB_NGINX", make_nginx(root.parent, "1.22.1"))
    main(["labs", "run"])
    assert states(capsys) == {"later": "planned", "proxied": "ok", "plain": "ok"}
    monkeypatch.setenv("LAB_NGINX", make_nginx(root.parent, "2.0.0"))
    assert states(capsys)["proxied"] == "stale-service"
    monkeypatch.delenv("LAB_NGINX")
    assert states(capsys) == {"later": "planned", "proxied": "unavailable", "plain": "ok"}
    (root / "content/labs/sums/lab.py").write_text("# changed")
    (root / RESULT).unlink()
    assert states(capsys) == {"later": "planned", "proxied": "stale", "plain": "missing"}


def states(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Give the state that `labs status` prints of each profile, or of a lab without one."""
    capsys.readouterr()
    assert main(["labs", "status"]) == 0
    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    return dict(line if len(line) == 2 else line[1:3] for line in words)


def test_status_needs_no_python_of_labs(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["labs", "run"])
    monkeypatch.setenv("LAB_PYTHON", "/nowhere")
    assert states(capsys)["plain"] == "ok"
    assert (root / RESULT).exists()


def test_check_takes_what_is_stale_for_an_error(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["labs", "run"])
    capsys.readouterr()
    assert main(["labs", "check"]) == 0
    assert capsys.readouterr().out == "1 lab; results: 1 ok\n"
    write_lab(root, "raise SystemExit('nothing runs')")
    assert main(["labs", "check"]) == 1
    said = capsys.readouterr().out
    assert 'error: the result for "plain" is older than: lab.py, lab.yml [lab-stale]' in said
    assert "fix: python3 site_build.py labs run sums --profile plain" in said
    assert said.endswith("1 lab; results: 1 stale\n")


def test_check_finds_a_result_that_somebody_edited(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["labs", "run"])
    text = (root / RESULT).read_text()
    (root / RESULT).write_text(text.replace('"terms": 3', '"terms": 2'))
    capsys.readouterr()
    assert main(["labs", "check"]) == 1
    assert "[lab-tampered]" in capsys.readouterr().out


def commit(root: Path) -> None:
    """Commit everything."""
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for words in (["init", "-q"], ["add", "-A"], [*name, "commit", "-q", "-m", "a"]):
        subprocess.run(["git", *words], cwd=root, check=True)


def test_diff_tells_what_a_run_changed_since_the_last_commit(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["labs", "run"])
    commit(root)
    capsys.readouterr()
    assert main(["labs", "diff"]) == 0
    assert capsys.readouterr().out == ""
    write_lab(
        root,
        "from labkit import capture, record\n"
        "record('loop', terms=4); record('fast', terms=1)\n"
        "capture('plan', '@everyone `look` | here\\n' + 'x' * 200)\n",
    )
    main(["labs", "run"])
    capsys.readouterr()
    assert main(["labs", "diff"]) == 0
    version = "{}.{}".format(*sys.version_info)
    assert capsys.readouterr().out == (
        "### sums, plain\n\n"
        "| what | was | is |\n| --- | --- | --- |\n"
        f"| `capture plan` | nothing | `@everyone look here {'x' * 96} ...` |\n"
        "| `fast.terms` | nothing | `1` |\n"
        "| `loop.terms` | `3` | `4` |\n"
        "| `terms of loop is 3` | `holds` | `does not hold` |\n"
        f"| `python` | `{version}` | `{version}` |\n"
    )


def test_diff_shows_a_new_result_and_one_that_is_gone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["labs", "run"])
    capsys.readouterr()
    main(["labs", "diff"])
    assert "| `loop.terms` | nothing | `3` |" in capsys.readouterr().out
    commit(root)
    (root / RESULT).unlink()
    main(["labs", "diff"])
    assert "| `loop.terms` | `3` | nothing |" in capsys.readouterr().out


def test_progress_is_shown_on_a_terminal_and_not_in_a_pipe(root: Path) -> None:
    command = [sys.executable, "-m", "generator", "labs", "run", "--force"]
    piped = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    assert len(piped.stdout.splitlines()) == 2
    terminal, end = pty.openpty()
    try:
        subprocess.run(command, cwd=root, stdout=end, stderr=end, check=True)
        shown = os.read(terminal, 1000).decode()
    finally:
        os.close(end)
        os.close(terminal)
    assert shown.startswith("sums plain ...\r")
    assert "sums plain                             unchanged" in shown
