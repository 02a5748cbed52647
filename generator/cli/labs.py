"""The commands about labs: run them, and tell what their results are worth."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.diagnostics import Severity
from generator.schema import suggestion
from generator.source import read_line

if TYPE_CHECKING:
    from generator.compiler import Result
    from generator.model import Lab
    from generator.runner import Job, Report, Setting


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
_Add: TypeAlias = Callable[[_Commands, str, str], argparse.ArgumentParser]

_OK, _FINDINGS, _USAGE = 0, 1, 2
_WIDTH = 38  # of the longest name of a lab and a profile, as a rule


class _UnknownNameError(Exception):
    """A lab or a profile that nobody has written."""


def add_labs(commands: _Commands, add: _Add) -> None:
    """Add the commands about labs; ``add`` makes one that works on a project."""
    words = "run labs, which measure what the content claims, and tell what their results are worth"
    group = commands.add_parser("labs", help=words, description=f"{words[:1].upper()}{words[1:]}.")
    _add_run(group.add_subparsers(title="commands", metavar="COMMAND", required=True), add)


def _add_run(commands: _Commands, add: _Add) -> None:
    words = "run the labs whose results are missing or stale, and write down what they measure"
    command = add(commands, "run", words)
    command.add_argument("lab", nargs="?", metavar="SLUG", help="one lab (default: all)")
    command.add_argument("--profile", metavar="NAME", help="in one profile (default: all)")
    command.add_argument(
        "--force", action="store_true", help="also those whose results are good as they stand"
    )
    command.add_argument(
        "--compare",
        action="store_true",
        help="write nothing, and fail where a run gives something else than what stands there",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from generator.builder import check_project
    from generator.runner import UnusableSettingError, stopping_on_sigterm

    result = check_project(options.config_file)
    root = options.config_file.resolve().parent
    try:
        labs = _named(result, options.lab)
        with stopping_on_sigterm():
            outcomes = [_contracts_are_sound(result, labs, root), _run_labs(root, labs, options)]
    except (UnusableSettingError, _UnknownNameError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _USAGE
    return _OK if all(outcomes) else _FINDINGS


def _named(result: "Result", slug: str | None) -> "list[Lab]":
    """Return the lab of this name, or all."""
    labs = [result.labs[key] for key in sorted(result.labs)]
    named = [lab for lab in labs if slug in (None, lab.key.slug)]
    if slug is not None and not named:
        other = "write it first, or ask `check` what is wrong with it"
        known = [lab.key.slug for lab in labs]
        raise _UnknownNameError(f'no lab is called "{slug}": {suggestion(slug, known, other)}')
    return named


def _contracts_are_sound(result: "Result", labs: "Iterable[Lab]", root: Path) -> bool:
    """Show what is wrong with the contracts of these labs, which cannot run for it."""
    faulty = tuple(f"{lab.folder}/" for lab in labs if lab.contract is None)
    found = [
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.location.path.startswith(faulty)
    ]
    if found:
        from generator.report import as_text

        print(as_text(found, lambda where: read_line(root, where)))
    return not found


def _run_labs(root: Path, labs: "Iterable[Lab]", options: argparse.Namespace) -> bool:
    """Run what is to be run, and tell whether all went well."""
    from generator import runner

    jobs = runner.choose_jobs(root, labs, anew=options.force)
    if options.profile:
        jobs = _in_profile(jobs, options.profile, labs)
    if not jobs and not runner.required_services():
        print("nothing to run: every result is good as it stands (--force runs it anyway)")
        return True
    setting = runner.make_setting(root, jobs)
    left = runner.clean_up_after_the_dead(setting.python)
    complaints = [*(f"an earlier run left behind: {one}" for one in left)]
    complaints += runner.unanswered(setting)
    for words in complaints:
        print(f"error: {words}", file=sys.stderr)
    run = runner.compare_job if options.compare else runner.record_job
    reports = [_told(job, run, setting) for job in jobs]
    print(_summary(reports))
    return not complaints and not any(report.is_failure for report in reports)


def _in_profile(jobs: "Iterable[Job]", profile: str, labs: "Iterable[Lab]") -> "tuple[Job, ...]":
    known = sorted({run.profile.id for lab in labs for run in lab.runs})
    if profile not in known:
        words = suggestion(profile, known, f"there are: {', '.join(known)}")
        raise _UnknownNameError(f'no profile is called "{profile}": {words}')
    return tuple(job for job in jobs if job.run.profile.id == profile)


def _told(job: "Job", run: "Callable[[Job, Setting], Report]", setting: "Setting") -> "Report":
    """Run a job, and print a line about it; on a terminal, also while it runs."""
    name = f"{job.lab.key.slug} {job.run.profile.id}"
    with _progress(f"{name} ..."):
        report = run(job, setting)
    print(f"{name:<{_WIDTH}} {report.verdict:<12} {report.words}", flush=True)
    if report.is_failure:
        log = "".join(f"    {line}\n" for line in report.log.splitlines())
        command = os.environ.get("TYPED_CONTENT_COMMAND", "-m generator")
        again = f"python3 {command} labs run {job.lab.key.slug} --profile {job.run.profile.id}"
        print(f"{log}    again: {again} --force", flush=True)
    return report


@contextmanager
def _progress(words: str) -> Iterator[None]:
    """Show on a terminal what is going on, for as long as it is."""
    is_shown = sys.stderr.isatty() and sys.stdout.isatty()
    if is_shown:
        print(words, end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if is_shown:
            print(" " * len(words), end="\r", file=sys.stderr, flush=True)


def _summary(reports: "Iterable[Report]") -> str:
    """Count what came of the jobs: 3 recorded, 1 failed."""
    counts = Counter(str(report.verdict) for report in reports)
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "nothing to run"
