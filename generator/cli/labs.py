"""The commands about labs: run them, and tell what their results are worth."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from generator.compiler import Result
    from generator.diagnostics import Diagnostic
    from generator.model import Contract, Lab, Run
    from generator.report import Move
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
    below = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    words = "tell what every lab's results are worth, on this machine and its services"
    add(below, "status", words).set_defaults(run=_status)
    _add_run(below, add)
    _add_check(below, add)
    words = "show as Markdown how results differ from those that are committed"
    add(below, "diff", words).set_defaults(run=_diff)


def _add_check(commands: _Commands, add: _Add) -> None:
    words = "find labs whose results are missing, stale, changed by hand or refuted; nothing is run"
    command = add(commands, "check", words)
    command.add_argument(
        "--format",
        choices=["text", "github", "json", "sarif"],
        default="text",
        help="text for people, github for annotations, json and sarif for programs",
    )
    command.set_defaults(run=_check)


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
    from generator.builder import check_labs
    from generator.runner import UnusableSettingError, stopping_on_sigterm

    result = check_labs(options.config_file)
    root = options.config_file.resolve().parent
    try:
        labs = _named(result, options.lab)
        with stopping_on_sigterm():
            outcomes = [_contracts_are_sound(result, labs, root), _run_labs(root, labs, options)]
    except (UnusableSettingError, _UnknownNameError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _USAGE
    return _OK if all(outcomes) else _FINDINGS


def _status(options: argparse.Namespace) -> int:
    """Print a line for each result; without the labs' Python the services are not asked."""
    from generator.builder import check_labs
    from generator.labs import SERVICES, state_here
    from generator.runner import UnusableSettingError, read_setting

    root = options.config_file.resolve().parent
    labs = _named(check_labs(options.config_file), None)
    try:
        services = read_setting(root, SERVICES).services
    except UnusableSettingError as error:
        print(f"services are not asked: {error}", file=sys.stderr)
        services = None
    for lab in labs:
        for run in lab.runs:
            state = run.state if services is None else state_here(run, services)
            print(f"{_name(lab, run)} {state:<14}{_provenance(run)}".rstrip())
        if not lab.runs:
            print(f"{lab.key.slug:<{_WIDTH}} {lab.state}")
    return _OK


def _provenance(run: "Run") -> str:
    """Say on what a result stands, and when it was measured."""
    if run.result is None:
        return ""
    services = [f"{name} {version}" for name, version in run.result.services.items()]
    day = str(run.result.volatile.get("run_at", ""))[:10]
    return ", ".join([f"Python {run.result.python}", *services, day])


def _check(options: argparse.Namespace) -> int:
    """Print the findings about labs; here, what is stale or missing is an error, too."""
    from generator import report
    from generator.builder import check_labs

    result = check_labs(options.config_file)
    machine = {"github": report.as_github, "json": report.as_json, "sarif": report.as_sarif}
    if options.format in machine:
        print(machine[options.format](result.findings), end="")
        return _OK if result.ok else _FINDINGS
    _print_findings(result.findings, options.config_file.resolve().parent)
    labs = [lab for lab in result.labs.values() if lab.contract]
    states = Counter(str(run.state) for lab in labs for run in lab.runs)
    counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    print(f"{len(labs)} {'lab' if len(labs) == 1 else 'labs'}; results: {counts or 'none'}")
    return _OK if result.ok else _FINDINGS


def _print_findings(found: "Sequence[Diagnostic]", root: Path) -> None:
    if found:
        from generator.report import as_text
        from generator.source import read_line

        print(as_text(found, lambda where: read_line(root, where)))


def _diff(options: argparse.Namespace) -> int:
    """Print nothing where every result says what the committed one says."""
    from generator.builder import check_labs
    from generator.report import as_moves

    root = options.config_file.resolve().parent
    labs = check_labs(options.config_file).labs.values()
    print(
        as_moves(
            _move(root, lab.contract, run) for lab in labs if lab.contract for run in lab.runs
        ),
        end="",
    )
    return _OK


def _move(root: Path, contract: "Contract", run: "Run") -> "Move":
    from generator.history import committed_text
    from generator.labs import parse_result
    from generator.model import Result
    from generator.report import Move

    was = parse_result(committed_text(root, run.path), run.path)
    return Move(contract, was if isinstance(was, Result) else None, run.result)


def _named(result: "Result", slug: str | None) -> "list[Lab]":
    """Return the lab of this name, or all."""
    from generator.schema import suggestion

    labs = [result.labs[key] for key in sorted(result.labs)]
    named = [lab for lab in labs if slug in (None, lab.key.slug)]
    if slug is not None and not named:
        other = "write it first, or ask `check` what is wrong with it"
        known = [lab.key.slug for lab in labs]
        raise _UnknownNameError(f'no lab is called "{slug}": {suggestion(slug, known, other)}')
    return named


def _contracts_are_sound(result: "Result", labs: "Iterable[Lab]", root: Path) -> bool:
    """Show what is wrong with the contracts of these labs, which cannot run for it."""
    from generator.diagnostics import Severity

    faulty = tuple(f"{lab.folder}/" for lab in labs if lab.contract is None)
    found = [
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.location.path.startswith(faulty)
    ]
    _print_findings(found, root)
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
    from generator.schema import suggestion

    known = sorted({run.profile.id for lab in labs for run in lab.runs})
    if profile not in known:
        words = suggestion(profile, known, f"there are: {', '.join(known)}")
        raise _UnknownNameError(f'no profile is called "{profile}": {words}')
    return tuple(job for job in jobs if job.run.profile.id == profile)


def _told(job: "Job", run: "Callable[[Job, Setting], Report]", setting: "Setting") -> "Report":
    """Run a job, and print a line about it; on a terminal, also while it runs."""
    name = _name(job.lab, job.run)
    with _progress(f"{name.rstrip()} ..."):
        report = run(job, setting)
    print(f"{name} {report.verdict:<12} {report.words}", flush=True)
    if report.is_failure:
        log = "".join(f"    {line}\n" for line in report.log.splitlines())
        command = os.environ.get("TYPED_CONTENT_COMMAND", "-m generator")
        again = f"python3 {command} labs run {job.lab.key.slug} --profile {job.run.profile.id}"
        print(f"{log}    again: {again} --force", flush=True)
    return report


def _name(lab: "Lab", run: "Run") -> str:
    """Name a lab in a profile, so wide that what follows stands in a column."""
    return f"{lab.key.slug} {run.profile.id}".ljust(_WIDTH)


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
