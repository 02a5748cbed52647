"""Say what is wrong with the results of a lab, and which command repairs it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Location, Severity
from generator.labs.digests import LOCK, package_name
from generator.labs.results import result_finding, run_command
from generator.model import Amount, Contract, Lab, Metric, Result, Run, State
from generator.schema import suggestion

CONTRACT = "lab.yml"
RESULTS = "results"


def unknown_packages(contract: Contract, lock: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the packages of a contract that no lock has."""
    for number, name in enumerate(contract.packages):
        if package_name(name) not in lock:
            yield Diagnostic(
                rule="lab-contract",
                location=contract.source.at("packages", number),
                message=f'the package "{name}" is not in {LOCK}',
                why="a run installs what is locked, and nothing else",
                fix=suggestion(name, lock, "lock it first"),
            )


def lab_findings(lab: Lab, files: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a lab's results as a whole; ``files`` are those beside it."""
    if lab.contract is None and CONTRACT in lab.files:  # which is reported itself
        return
    declared = {run.path for run in lab.runs}
    for path in sorted(files - declared):
        if PurePosixPath(path).parent == PurePosixPath(lab.folder, RESULTS):
            yield _undeclared(lab, path)
    if lab.contract:
        yield from _results(lab, lab.contract)


def _results(lab: Lab, contract: Contract) -> Iterator[Diagnostic]:
    if all(run.state is State.MISSING for run in lab.runs):
        command = f"python3 site_build.py labs run {lab.key.slug}"
        yield _missing(contract.source.start, "", command)
        return
    for run in lab.runs:
        yield from _run_findings(run)


def _undeclared(lab: Lab, path: str) -> Diagnostic:
    known = [run.profile.id for run in lab.runs]
    name = PurePosixPath(path).stem
    profiles = f"the profiles are: {', '.join(known)}" if known else f"there is no {CONTRACT}"
    return Diagnostic(
        rule="lab-result",
        location=Location(path),
        message=f'the lab has no profile "{name}"',
        why="a result stands for a profile that lab.yml declares",
        fix=suggestion(name, known, f"delete the file; {profiles}"),
    )


def _run_findings(run: Run) -> Iterator[Diagnostic]:
    """Yield what is wrong with one result; one that was changed is reported where it is read."""
    command = run_command(run.path)
    if run.state is State.MISSING:
        yield _missing(run.profile.location, run.profile.id, command)
    elif run.state is State.STALE:
        yield Diagnostic(
            rule="lab-stale",
            location=run.profile.location,
            message=f'the result for "{run.profile.id}" is older than: {", ".join(run.changed)}',
            why="it tells of another program, or of other packages, than those that stand here",
            fix=command,
            severity=Severity.WARNING,
        )
    elif run.state is State.FAILED:
        failed = [outcome.words for outcome in run.outcomes if not outcome.holds]
        yield Diagnostic(
            rule="lab-failed",
            location=run.profile.location,
            message=f'the result for "{run.profile.id}" does not hold: {"; ".join(failed)}',
            why="the handbook would claim what its own lab refutes",
            fix=f"mend the lab or what it claims, then: {command}",
        )


def _missing(location: Location, profile: str, command: str) -> Diagnostic:
    """Return the finding that nothing was measured; ``profile`` is empty where no profile was."""
    return Diagnostic(
        rule="lab-missing",
        location=location,
        message=f'there is no result for "{profile}"' if profile else "the lab has no result",
        why="nothing is measured until a run has recorded it",
        fix=command,
        severity=Severity.WARNING if profile else Severity.ERROR,
    )


def strict_findings(findings: Iterable[Diagnostic], labs: Iterable[Lab]) -> tuple[Diagnostic, ...]:
    """Return the findings that are about labs, all of them errors.

    A build may show an old result with a word of warning. What is merged has been measured.
    """
    folders = tuple(f"{lab.folder}/" for lab in labs)
    return tuple(
        replace(finding, severity=Severity.ERROR)
        for finding in findings
        if finding.rule in _RULES or finding.location.path.startswith(folders)
    )


_RULES = ("unknown-measure", "unknown-region")  # which may be about any text


def misplaced(lab: Lab, path: str, result: Result) -> Iterator[Diagnostic]:
    """Yield the finding that a result stands where another one belongs."""
    if (result.lab, result.profile) != (lab.key.slug, PurePosixPath(path).stem):
        message = f'this is the result of "{result.lab}" for "{result.profile}"'
        yield result_finding(path, message)


def result_findings(lab: Lab, path: str, result: Result) -> Iterator[Diagnostic]:
    """Yield what a result says that its lab's contract does not know."""
    metrics = lab.contract.metrics if lab.contract else {}
    for case, amounts in result.cases.items():
        for metric, amount in amounts.items():
            if wrong := _wrong_amount(metrics.get(metric), amount):
                yield result_finding(path, f'"{case}.{metric}" {wrong}')


def _wrong_amount(metric: Metric | None, amount: Amount) -> str:
    """Return why an amount cannot be one of a metric, or ""."""
    if metric is None:
        return "is of a metric that lab.yml does not declare"
    is_text = isinstance(amount, str)
    if is_text != (metric.kind == "label"):
        return "is a text, not a number" if is_text else "is a number, not a label"
    if metric.kind in ("count", "bytes") and not isinstance(amount, int):
        return "is no whole number"
    return ""
