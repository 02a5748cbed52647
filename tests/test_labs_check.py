"""What `labs check` tells, which runs nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from lab_sites import RISING, record_result
from sites import write_site

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def rising(tmp_path: Path) -> Path:
    """Write a site with one lab, measured in both of its profiles."""
    root = write_site(tmp_path, RISING)
    record_result(root, "oven")
    record_result(root, "bowl")
    return root


@pytest.fixture
def labs(rising: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs a command about the labs of that site."""

    def command(*words: str) -> tuple[int, str]:
        name, *others = words
        status = main(["labs", name, "-f", str(rising / "mkdocs.yml"), *others])
        return status, capsys.readouterr().out

    return command


def touch(root: Path) -> None:
    (root / "content/trials/rising/flour.sql").write_text("SELECT 1;\n")


# Check.


def test_check_has_nothing_to_say_of_good_results(labs: Command) -> None:
    assert labs("check") == (0, "1 lab; results: 2 ok\n")


def test_check_calls_a_stale_result_an_error_with_the_command_that_repairs_it(
    rising: Path, labs: Command
) -> None:
    touch(rising)
    status, told = labs("check")
    assert status == 1
    assert "lab.yml:2:5: error: the result for" in told
    assert "fix: python3 site_build.py labs run rising --profile oven\n" in told
    assert told.endswith("1 lab; results: 2 stale\n")


def test_check_tells_of_labs_and_what_takes_numbers_from_them_alone(
    rising: Path, labs: Command
) -> None:
    write_site(rising, "-- content/more.md --\n# More\n\n[](trial:rising#cold.days) [](gone.md)\n")
    status, told = labs("check", "--format", "json")
    assert status == 1
    assert [finding["rule"] for finding in json.loads(told)] == ["unknown-measure"]


def test_check_tells_of_all_that_is_wrong_in_the_folder_of_a_lab(
    rising: Path, labs: Command
) -> None:
    (rising / "content/trials/rising/lab.yml").write_text("metrics: {\n")
    assert "[yaml-syntax]" in labs("check")[1]


def test_check_tells_github_on_which_line(rising: Path, labs: Command) -> None:
    touch(rising)
    told = labs("check", "--format", "github")[1]
    assert told.startswith("::error file=content/trials/rising/lab.yml,line=2,")


def test_nothing_that_a_lab_says_is_executed(rising: Path, labs: Command) -> None:
    program = rising / "content/trials/rising/lab.py"
    program.write_text("raise SystemExit('this has run')\n")
    record_result(rising, "oven")
    record_result(rising, "bowl")
    assert labs("check")[0] == 0
