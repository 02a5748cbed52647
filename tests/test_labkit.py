"""labkit, as far as it needs no service: what is written down, and what mistakes are told."""

import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from generator.runner import labkit
from generator.runner.labkit import LabError, counting, loopback, processes
from generator.runner.labkit.ledger import Owned, names, note, read_ledger
from generator.runner.labkit.records import read_captures, read_cases


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a run, which the environment names."""
    monkeypatch.setenv("LAB_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("LAB_LEDGER", str(tmp_path / "ledger"))
    return tmp_path


def test_metrics_of_a_case_come_together(run: Path) -> None:
    labkit.record("naive", queries=101)
    labkit.record("eager", queries=1, node="Index Scan")
    labkit.record("naive", speed=0.5)
    assert read_cases(run / "out") == {
        "naive": {"queries": 101, "speed": 0.5},
        "eager": {"queries": 1, "node": "Index Scan"},
    }


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (lambda: labkit.record("Naive", queries=1), '"Naive" is no name: use lower-case letters'),
        (lambda: labkit.record("naive", Queries=1), '"Queries" is no name: use lower-case letters'),
        (lambda: labkit.record("naive", open=True), "for yes and no, 1 and 0"),
        (lambda: labkit.record("naive", speed=float("nan")), "naive.speed is nan"),
        (lambda: labkit.record("once", queries=2), "once.queries is recorded twice"),
        (lambda: labkit.capture("a plan", ""), '"a plan" is no name'),
        (lambda: labkit.capture("plan", ""), 'there are two captures "plan"'),
        (lambda: labkit.own("colour", "red"), 'own() knows no kind "colour": use one of exchange'),
        (lambda: labkit.executable("nginx"), "LAB_NGINX names no program"),
        (lambda: labkit.redis().__enter__(), "redis is not there: set LAB_REDIS_URL"),
    ],
)
def test_a_mistake_in_a_lab_is_told_in_words(
    run: Path, monkeypatch: pytest.MonkeyPatch, mistake: Callable[[], object], words: str
) -> None:
    del run
    monkeypatch.delenv("LAB_NGINX", raising=False)
    monkeypatch.delenv("LAB_REDIS_URL", raising=False)
    labkit.record("once", queries=1)
    labkit.capture("plan", "scan")
    with pytest.raises(LabError) as told:
        mistake()
    assert words in str(told.value)


def test_a_lab_that_nobody_runs_is_told_how_it_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_OUT", raising=False)
    with pytest.raises(LabError, match="LAB_OUT is not set: start a lab with `labs run`"):
        labkit.record("naive", queries=1)


def test_a_capture_is_scrubbed_of_what_varies(run: Path) -> None:
    labkit.capture("build", "id 4f2a, id 77b1", scrub=[(r"id \w+", "id ...")])
    assert read_captures(run / "out") == {"build": "id ..., id ..."}


def test_the_ledger_survives_a_line_that_was_cut_off(run: Path) -> None:
    assert labkit.own("queue", "lab_x_birds") == "lab_x_birds"
    labkit.own("queue", "lab_x_birds")
    labkit.own("exchange", "lab_x_flock")
    with (run / "ledger").open("a") as ledger:
        ledger.write('["queue", "lab_')
    assert names(run / "ledger", "queue") == ["lab_x_birds"]
    assert [owned.kind for owned in read_ledger(run / "ledger")] == ["queue", "exchange"]


def test_a_free_port_can_be_listened_on() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", labkit.free_port()))


def test_a_program_is_found_where_its_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_NGINX", sys.executable)
    assert labkit.executable("nginx") == sys.executable


def test_scratch_databases_of_sqlite_are_files_of_their_own(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(run)
    with labkit.sqlite() as first, labkit.sqlite() as second:
        assert first != second
        assert first.parent == second.parent == labkit.SCRATCH
    assert not first.exists()
    assert not second.exists()


def test_statements_of_sqlite_are_counted_but_for_transactions(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "birds")) as connection:
        with labkit.statements(connection) as log:
            connection.execute("CREATE TABLE birds (name)")
            connection.execute("INSERT INTO birds VALUES (?)", ["wren"])
            connection.commit()
        connection.execute("SELECT 1")
        assert [sql.split()[0] for sql in log] == ["CREATE", "INSERT"]


class Cursor:
    """What psycopg's cursors have, as far as counting looks."""

    def execute(self, query: str, parameters: object = None) -> str:
        return f"{query}: {parameters}"

    def executemany(self, query: str, parameters: object) -> str:
        return f"{query}: {parameters}"


class Connection:
    """What psycopg's connections have, as far as counting looks."""

    cursor_factory = Cursor


def test_statements_are_counted_at_cursors_that_the_block_makes() -> None:
    connection = Connection()
    with counting.statements(connection) as log:
        assert connection.cursor_factory().execute("SELECT %s", [1]) == "SELECT %s: [1]"
        connection.cursor_factory().executemany("INSERT", [[1], [2]])
        connection.cursor_factory().execute("COMMIT")
    connection.cursor_factory().execute("SELECT 2")
    assert log == ["SELECT %s", "INSERT"]


@pytest.mark.parametrize(
    "address", [("127.0.0.1", 80), ("localhost", 80), ("::1", 80, 0, 0), "/run/socket", (1, 2)]
)
def test_addresses_of_this_machine_are_open(address: object) -> None:
    loopback.refuse_others("socket.connect", (None, address))


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80), ("", 80)])
def test_addresses_of_others_are_refused(address: object) -> None:
    with pytest.raises(PermissionError, match="a lab talks to this machine only"):
        loopback.refuse_others("socket.connect", (None, address))
    loopback.refuse_others("open", (address,))


def test_a_child_is_ended_with_its_group(run: Path) -> None:
    child = labkit.spawn(["sleep", "300"])
    assert names(run / "ledger", "group") == [str(child.pid)]
    assert processes.end_processes("lab_nobody", read_ledger(run / "ledger")) == []
    assert child.wait() == -signal.SIGKILL


def test_a_number_that_is_somebody_else_s_by_now_is_left_alone(run: Path) -> None:
    other = subprocess.Popen(["sleep", "300"], start_new_session=True)
    try:
        note(run / "ledger", Owned("group", str(other.pid), "1"))
        assert processes.end_processes("lab_nobody", read_ledger(run / "ledger")) == []
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
