"""What the pipeline in .github/ promises to authors, to reviewers and to the published site."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.labs import SERVICES

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
TEST_COMMAND = "python3 site_build.py test"


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-workflows", "workflows/*.yml"),
        ("vendor.dependabot", "dependabot.yml"),
        ("vendor.github-issue-forms", "ISSUE_TEMPLATE/*-*.yml"),
        ("vendor.github-issue-config", "ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_every_file_for_github_has_the_form_that_github_asks_for(schema: str, pattern: str) -> None:
    files = sorted(str(path) for path in GITHUB.glob(pattern))
    assert files
    run_tool("check-jsonschema", "--builtin-schema", schema, *files)


def test_zizmor_finds_nothing_in_the_workflows() -> None:
    run_tool(
        "zizmor",
        "--offline",
        "--persona=pedantic",
        "--collect=all",
        "--strict-collection",
        "--no-progress",
        str(GITHUB),
    )


def test_every_action_is_pinned_by_its_commit_and_tells_its_version() -> None:
    pin = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    uses = [
        line.split("uses:", 1)[1].strip()
        for path in sorted(GITHUB.glob("workflows/*.yml"))
        for line in path.read_text().splitlines()
        if "uses:" in line
    ]
    assert uses
    assert [use for use in uses if not pin.fullmatch(use)] == []
    assert len({use.split("@")[0] for use in uses}) == len(set(uses)), "one version of each action"


def test_the_workflow_runs_for_pull_requests_the_merge_queue_main_and_a_person() -> None:
    assert read_workflow()["on"] == {
        "pull_request": "",
        "push": {"branches": ["main"]},
        "merge_group": "",
        "workflow_dispatch": "",
    }


def test_a_job_may_do_only_what_it_needs() -> None:
    assert read_workflow()["permissions"] == {}
    assert {name: job["permissions"] for name, job in read_jobs().items()} == {
        "check": {"contents": "read"},
        "test": {"contents": "read"},
        "build": {"contents": "read", "pages": "read"},
        "passed": {},
        "deploy": {"pages": "write", "id-token": "write"},
    }


def test_no_secret_is_used_and_no_token_is_left_in_a_checkout() -> None:
    assert not re.search(r"\bsecrets[.\[]", (GITHUB / "workflows/site.yml").read_text())
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_what_is_built_has_the_whole_history_to_take_dates_from() -> None:
    assert read_jobs()["build"]["steps"][0]["with"]["fetch-depth"] == "0"


def test_a_value_reaches_a_script_only_through_its_environment() -> None:
    assert [step["run"] for step in steps() if "${{" in step.get("run", "")] == []


def test_only_a_push_to_main_publishes_when_all_passed_and_runs_no_code_of_ours() -> None:
    deploy = read_jobs()["deploy"]
    assert "github.event_name == 'push'" in deploy["if"]
    assert "github.ref == 'refs/heads/main'" in deploy["if"]
    assert deploy["needs"] == ["check", "test", "build", "passed"]
    assert deploy["environment"]["name"] == "github-pages"
    [step] = deploy["steps"]
    assert step["uses"].startswith("actions/deploy-pages@")


def test_a_newer_commit_stops_a_pull_request_but_never_a_publication() -> None:
    assert read_workflow()["concurrency"] == {
        "group": "${{ github.workflow }}-${{ github.event_name }}-${{ github.ref }}",
        "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    }


def test_no_job_can_hang_for_hours() -> None:
    assert all(int(job["timeout-minutes"]) <= 40 for job in read_jobs().values())


def test_the_content_is_checked_first_and_its_findings_go_to_the_changed_lines() -> None:
    jobs = read_jobs()
    assert "needs" not in jobs["check"]
    assert jobs["test"]["needs"] == jobs["build"]["needs"] == "check"
    assert script("Check the content") == "python3 site_build.py check --format github"


def test_the_page_of_the_run_lists_all_findings(tmp_path: Path) -> None:
    (tmp_path / "site_build.py").write_text('raise SystemExit(print("a.md:1:1: error") or 1)')
    completed = run_script("List all findings on the page of the run", tmp_path)
    assert completed.returncode == 0, completed.stderr
    assert (tmp_path / "summary").read_text() == "~~~~~~~~~~~~text\na.md:1:1: error\n~~~~~~~~~~~~\n"


@pytest.mark.parametrize(
    ("address", "site_url"),
    [("", "None"), ("https://example.org/book", "https://example.org/book")],
)
def test_the_commit_is_the_clock_of_the_site_and_of_the_copy_for_a_folder(
    tmp_path: Path, address: str, site_url: str
) -> None:
    commit_at(tmp_path, 1_700_000_000)
    (tmp_path / "site_build.py").write_text(
        "import os, sys\n"
        "names = 'SOURCE_DATE_EPOCH', 'SITE_URL', 'OFFLINE'\n"
        "print(*sys.argv[1:], *map(os.environ.get, names))\n"
    )
    build = "Build the site, and a copy of it that opens from a folder"
    completed = run_script(build, tmp_path, SITE_URL=address)
    assert completed.stdout.splitlines() == [
        f"build -d site 1700000000 {site_url} None",
        f"build -d preview 1700000000 {site_url} true",
    ]


def test_every_run_keeps_a_copy_that_opens_from_a_folder() -> None:
    [upload] = [step for step in steps() if step.get("with", {}).get("name") == "handbook-preview"]
    assert "if" not in upload
    assert upload["with"] == {
        "name": "handbook-preview",
        "path": "preview",
        "if-no-files-found": "error",
        "retention-days": "14",
    }


def test_passed_reports_on_every_other_job_whatever_happened() -> None:
    jobs = read_jobs()
    assert jobs["passed"]["if"] == "always()"
    assert jobs["passed"]["needs"] == [job for job in jobs if job not in ("passed", "deploy")]


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ("success success success", 0),
        ("failure success success", 1),
        ("success skipped success", 1),
        ("success success cancelled", 1),
    ],
)
def test_passed_fails_unless_every_job_succeeded(tmp_path: Path, results: str, status: int) -> None:
    completed = run_script("Say whether every job succeeded", tmp_path, RESULTS=results)
    assert completed.returncode == status


def test_the_readme_the_workflow_and_ci_run_the_same_test_command() -> None:
    assert script("Run the test command") == "bash .ci/run"
    assert TEST_COMMAND in (ROOT / ".ci/run").read_text()
    assert TEST_COMMAND in (ROOT / "README.md").read_text()


def test_ci_runs_every_lab_and_writes_no_result() -> None:
    lines = (ROOT / ".ci/run").read_text().splitlines()
    labs = [line for line in lines if line.startswith("python3 site_build.py labs ")]
    check, run = "labs check", "labs run --force --compare"
    assert labs == [f"python3 site_build.py {command}" for command in (check, run)]
    # What it exports reaches the tests of the kit, which then may leave no service out.
    assert lines.index("export LAB_REQUIRE") < lines.index(labs[0])


def test_a_job_that_runs_labs_may_read_and_has_no_secret() -> None:
    labs = read_workflow("labs.yml")
    assert labs["permissions"] == {}
    jobs = {name: job["permissions"] for name, job in labs["jobs"].items()}
    read = {"contents": "read"}
    write = {"actions": "read", "issues": "write"}
    assert jobs == {"change": read, "everything": read, "report": write}
    assert not re.search(r"\bsecrets[.\[]", (GITHUB / "workflows/labs.yml").read_text())


def test_the_job_that_may_open_an_issue_runs_nothing_of_the_repository() -> None:
    [step] = read_workflow("labs.yml")["jobs"]["report"]["steps"]
    assert "uses" not in step
    assert "site_build.py" not in step["run"]
    assert "${{" not in step["run"]


@pytest.mark.parametrize("job", ["change", "everything"])
def test_every_service_of_a_lab_job_is_awaited_and_required(job: str) -> None:
    labs = read_workflow("labs.yml")
    services = labs["jobs"][job]["services"]
    required = labs["env"]["LAB_REQUIRE"].split(",")
    assert set(required) == {*services, "nginx", "buildah"} == set(SERVICES)
    assert {name for name in SERVICES.values() if name not in labs["env"]} == set()
    assert all("--health-cmd" in service["options"] for service in services.values())


def test_every_week_four_pythons_meet_two_versions_of_each_service() -> None:
    labs = read_workflow("labs.yml")
    assert list(labs["on"]["schedule"][0]) == ["cron"]
    matrix = labs["jobs"]["everything"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    older, newer = matrix["services"]
    assert older.keys() == newer.keys()
    assert [name for name in older if older[name] == newer[name]] == []


MOVED = "### sums, plain\n\n| what | was | is |\n"


@pytest.mark.parametrize(
    ("outcome", "open_issue", "asked"),
    [
        (("", "success"), "", ""),
        ((MOVED, "success"), "", "issue create --title Labs measure something else"),
        (("", "failure"), "", "issue create --title Labs measure something else"),
        ((MOVED, "success"), "7", "issue comment 7"),
    ],
)
def test_an_issue_tells_what_moved(
    tmp_path: Path, outcome: tuple[str, str], open_issue: str, asked: str
) -> None:
    moved, result = outcome
    kept = tmp_path / "kept" / "labs, Python 3.14, newer services"
    kept.mkdir(parents=True)
    (kept / "moved.md").write_text(moved)
    gh = f"""#!/bin/sh
case "$1 $2" in
"run download") exit 0 ;;
"issue list") echo {open_issue} ;;
*) echo "$@" > asked; cp body.md told.md ;;
esac
"""
    (tmp_path / "gh").write_text(gh)
    (tmp_path / "gh").chmod(0o755)
    variables = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_RUN_ID": "1",
        "GITHUB_REPOSITORY": "a/b",
        "RESULT": result,
        "RUN_URL": "https://example.org/run",
    }
    completed = run_script("Open an issue, or add to the one that is open", tmp_path, **variables)
    assert completed.returncode == 0, completed.stderr
    if not asked:
        assert completed.stdout == "Nothing moved.\n"
        assert not (tmp_path / "asked").exists()
        return
    assert (tmp_path / "asked").read_text().startswith(asked)
    told = (tmp_path / "told.md").read_text()
    assert told.startswith(f"The labs ended with **{result}** in [this run](https://example.org")
    assert (MOVED in told) == bool(moved)


def read_workflow(name: str = "site.yml") -> dict[str, Any]:
    """Read a workflow; every scalar is text, so that ``on`` is no boolean."""
    text = (GITHUB / "workflows" / name).read_text()
    workflow: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - makes only text
    return workflow


def read_jobs() -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = read_workflow()["jobs"]
    return jobs


def steps() -> Iterator[dict[str, Any]]:
    for job in read_jobs().values():
        yield from job["steps"]


def script(name: str) -> str:
    """Give the script of a step, of whichever workflow has it."""
    jobs = [*read_jobs().values(), *read_workflow("labs.yml")["jobs"].values()]
    [run] = [str(s["run"]) for job in jobs for s in job["steps"] if s["name"] == name]
    return run.strip()


def run_script(name: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a step in ``folder``, as GitHub's ``shell: bash`` does."""
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(name)]
    search_path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    summary = str(folder / "summary")
    settings = {"PATH": search_path, "GITHUB_STEP_SUMMARY": summary, **variables}
    environment = {**plain_environment(), **settings}
    return subprocess.run(
        bash, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def commit_at(folder: Path, seconds: int) -> None:
    """Make a repository of ``folder`` with one empty commit, ``seconds`` after the epoch."""
    author = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    committer = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    when = {"GIT_COMMITTER_DATE": f"{seconds} +0000"}
    environment = {**plain_environment(), **author, **committer, **when}
    for command in (["init", "--quiet"], ["commit", "--quiet", "--allow-empty", "-m", "a"]):
        git = ["git", "-c", "commit.gpgsign=false", *command]
        subprocess.run(git, cwd=folder, env=environment, check=True)


def plain_environment() -> dict[str, str]:
    """Return our environment without what would steer a build, or git when a hook runs us."""
    steering = ("SITE_URL", "OFFLINE", "GIT_")
    return {key: value for key, value in os.environ.items() if not key.startswith(steering)}


def run_tool(name: str, *arguments: str) -> None:
    """Run a tool of the test environment; fail with what it printed."""
    program = shutil.which(name, path=str(Path(sys.executable).parent))
    assert program, f"{name} is not in the test environment"
    completed = subprocess.run(
        [program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
