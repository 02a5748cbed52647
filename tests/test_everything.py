"""What `site_build.py test` promises: an order, no step passed over, no failure overlooked."""

import sys

import pytest
from inline_snapshot import snapshot

from everything import Step, make_steps, read_arguments, run_steps, summarise

GOOD = (sys.executable, "-c", "")
BAD = (sys.executable, "-c", "raise SystemExit(3)")


def make_step(name: str, *commands: tuple[str, ...], needs: tuple[str, ...] = ()) -> Step:
    return Step(name=name, commands=commands, needs=needs)


def test_the_steps_come_in_their_order() -> None:
    steps = make_steps(every_test=(), site="site")
    assert [step.name for step in steps] == snapshot(
        [
            "format",
            "lint",
            "types",
            "floors",
            "tests",
            "docs",
            "workflows",
            "strict build",
        ]
    )


def test_the_first_failure_ends_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    steps = (make_step("one", GOOD), make_step("two", GOOD, BAD), make_step("three", GOOD))
    answers = run_steps(steps, stop_at=1)
    assert [answer.passed for answer in answers] == [True, False]
    assert summarise(steps, answers) == 1
    assert "three         not run\nNot everything passed.\n" in capsys.readouterr().out


def test_keep_going_runs_every_step_and_still_fails() -> None:
    steps = (make_step("one", BAD), make_step("two", GOOD))
    answers = run_steps(steps, stop_at=2)
    assert [answer.passed for answer in answers] == [False, True]
    assert summarise(steps, answers) == 1


def test_a_step_without_its_input_fails_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    [answer] = run_steps([make_step("docs", GOOD, needs=("no-such-folder",))], stop_at=1)
    assert not answer.passed
    assert "no-such-folder is missing" in capsys.readouterr().out


def test_everything_passed_only_if_every_step_did() -> None:
    steps = (make_step("one", GOOD),)
    assert summarise(steps, run_steps(steps, stop_at=1)) == 0
    assert summarise(steps, []) == 1


def test_what_follows_two_dashes_is_pytest_s() -> None:
    assert read_arguments(["--", "-k", "slug", "--long"]).pytest == ["-k", "slug", "--long"]
    assert read_arguments(["--long"]).pytest == []
