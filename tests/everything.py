"""Run all that CI runs, the quickest first: `python3 site_build.py test`.

Standard library alone; the tools come from the environment that runs this file, and their
settings from pyproject.toml.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = (sys.executable, "-P", "-X", "utf8")
PYTEST = (*PYTHON, "-m", "pytest")
BROWSER = (*PYTHON, "tests/browser.py")
# Each process begins with a share of its own, in one piece: what a file's tests have in common is
# mostly made once. Snapshots are compared, not rewritten: they could not agree about a file.
PARALLEL = ("--numprocesses=auto", "--dist=worksteal", "--inline-snapshot=disable")
MEASURED = (*PARALLEL, "--cov", "--cov-report=term")
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Commands that together answer one question; what they look at has to be there."""

    name: str
    commands: tuple[Command, ...]
    needs: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Run every step, or pytest alone where arguments for it are given."""
    options = read_arguments(arguments)
    if options.pytest:
        return run([*PYTEST, *options.pytest])
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        steps = make_steps(every_test=("-m", "") if options.long else (), site=folder)
        answers = run_steps(steps, stop_at=len(steps) if options.keep_going else 1)
    run(BROWSER)
    return summarise(steps, answers)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the words after `test`."""
    parser = argparse.ArgumentParser(
        prog="site_build.py test",
        description="Run everything that CI runs: format, lint, types, floors, tests, docs, "
        "workflows, strict build. The first failure ends the run.",
        epilog="To run some tests only, give pytest's arguments after two dashes: test -- -k slug",
    )
    parser.add_argument("--long", action="store_true", help="run the tests marked long, too")
    parser.add_argument("--keep-going", action="store_true", help="run every step in any case")
    parser.add_argument("pytest", nargs="*", metavar="-- ARGUMENT", help="for pytest, run alone")
    return parser.parse_args(arguments)


def make_steps(*, every_test: Command, site: str) -> tuple[Step, ...]:
    """Give the steps in their order; the site is built into the folder ``site``."""
    code = ("site_build.py", "generator", "tests")
    written = ("content", "theme", ".github", "mkdocs.yml")
    tests = (*PYTEST, *MEASURED, *every_test)
    project = ("-f", str(PROJECT / "mkdocs.yml"))
    build = (*PYTHON, "-m", "generator", "build", "--verify", *project, "-d", site)
    return (
        Step(name="format", commands=((tool("ruff"), "format", "--check", *code),), needs=code),
        Step(name="lint", commands=((tool("ruff"), "check", *code),), needs=code),
        Step(name="types", commands=((tool("mypy"),),), needs=code),
        Step(name="floors", commands=((tool("lint-imports"),),), needs=code),
        Step(name="tests", commands=((*BROWSER, "fetch"), tests), needs=code),
        Step(name="docs", commands=docs_commands(written), needs=(*written, *PAGES)),
        Step(name="workflows", commands=workflow_commands(), needs=(".github/workflows",)),
        Step(name="strict build", commands=(build,), needs=written),
    )


def tool(name: str) -> str:
    """Give the path of a program of this environment."""
    return str(Path(sys.executable).with_name(name))


def docs_commands(written: Command) -> tuple[Command, ...]:
    """Check the spelling of what people read, and the form of the YAML that they write."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    # JSON is YAML: yamllint, too, is configured in pyproject.toml.
    yamllint = json.dumps(settings["tool"]["yamllint"])
    return (
        (tool("typos"), "--force-exclude", *written, *PAGES),
        (tool("yamllint"), "--strict", "--config-data", yamllint, *written),
    )


def workflow_commands() -> tuple[Command, ...]:
    """Check the form of GitHub's files, and look for what is risky in them."""
    schemas = {
        "vendor.github-workflows": "workflows/*.y*ml",
        "vendor.github-actions": "actions/*/action.y*ml",
        "vendor.github-issue-forms": "ISSUE_TEMPLATE/*-*.y*ml",
        "vendor.github-issue-config": "ISSUE_TEMPLATE/config.y*ml",
        "vendor.dependabot": "dependabot.y*ml",
    }
    found = {schema: paths(pattern) for schema, pattern in schemas.items()}
    check = (tool("check-jsonschema"), "--builtin-schema")
    return (
        *((*check, schema, *files) for schema, files in found.items() if files),
        (tool("zizmor"), "--offline", "--strict-collection", ".github"),
    )


def paths(pattern: str) -> list[str]:
    """Give the files of .github that match."""
    return sorted(str(path) for path in (PROJECT / ".github").glob(pattern))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a step, and how long it took."""

    passed: bool
    seconds: float


def run_steps(steps: Iterable[Step], *, stop_at: int) -> list[Answer]:
    """Run steps in their order, until so many have failed."""
    answers: list[Answer] = []
    for step in steps:
        print(f"\n=== {step.name} ===", flush=True)
        start = time.monotonic()
        passed = run_step(step)
        answers.append(Answer(passed, time.monotonic() - start))
        print(f"    {as_line(answers[-1])}", flush=True)
        if sum(not answer.passed for answer in answers) == stop_at:
            break
    return answers


def run_step(step: Step) -> bool:
    """Run the commands of a step, all of them; what it looks at must be there."""
    missing = [path for path in step.needs if not (PROJECT / path).exists()]
    for path in missing:
        print(f"{path} is missing", flush=True)
    statuses = [run(command) for command in step.commands] if not missing else [1]
    return not any(statuses)


def run(command: Sequence[str]) -> int:
    """Run a command in the project's folder, with the environment's programs on its path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    variables = os.environ | {"PATH": path}
    return subprocess.run(command, cwd=PROJECT, env=variables, check=False).returncode


def summarise(steps: Sequence[Step], answers: Sequence[Answer]) -> int:
    """Print what came of every step and give the exit code."""
    print("\n=== summary ===")
    for step, answer in zip(steps, answers, strict=False):
        print(f"{step.name:<14}{as_line(answer)}")
    for step in steps[len(answers) :]:
        print(f"{step.name:<14}not run")
    passed = len(answers) == len(steps) and all(answer.passed for answer in answers)
    print("Everything passed." if passed else "Not everything passed.", flush=True)
    return 0 if passed else 1


def as_line(answer: Answer) -> str:
    """Say an answer in a few words."""
    return f"{'ok' if answer.passed else 'FAILED':<8}{answer.seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
