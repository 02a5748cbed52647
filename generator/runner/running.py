"""Run one lab in one profile, and make a result of what it recorded, or say why there is none."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from generator.labs import as_amount, evaluate_checks, read_inputs, result_findings, stable_digest
from generator.model import Inputs, Result
from generator.runner.job import Job, Report, Verdict, report
from generator.runner.labkit.launch import Order, Outcome, launch
from generator.runner.setting import (
    Setting,
    lacking,
    other_packages,
    required_services,
    service_name,
)


def run_job(job: Job, setting: Setting) -> Result | Report:
    """Run a lab, and return what it measured, or why it measured nothing."""
    if reason := lacking(job.run.profile, setting):
        is_required = not required_services().isdisjoint(
            map(service_name, job.run.profile.services)
        )
        return replace(report(job, Verdict.UNAVAILABLE, reason), is_failure=is_required)
    if reason := other_packages(job.lab, setting.packages):
        return report(job, Verdict.BROKEN, reason)
    inputs = _inputs(job)
    outcome = launch(
        Order(
            python=setting.python,
            folder=job.root / job.lab.folder,
            profile=job.run.profile.id,
            seed=job.contract.seed,
            timeout_s=job.contract.timeout_s,
        )
    )
    result = _as_result(job, inputs, setting, outcome)
    reasons = [*_accidents(job, outcome), *_contradictions(job, result)]
    if _inputs(job) != inputs:
        reasons.append("its files changed while it ran")
    if reasons:
        return report(job, Verdict.BROKEN, "; ".join(reasons), outcome.log)
    return result


def _inputs(job: Job) -> Inputs:
    return read_inputs(job.root, job.lab, job.run.profile.id)


def _accidents(job: Job, outcome: Outcome) -> Iterator[str]:
    """Say what went wrong with the run itself."""
    if outcome.status is None:
        yield f"it did not end within {job.contract.timeout_s} s"
    elif outcome.status < 0:
        yield f"it was killed by signal {-outcome.status}"
    elif outcome.status:
        yield f"it ended with exit code {outcome.status}"
    elif not outcome.cases:
        yield "it recorded nothing"
    yield from (f"it left behind: {survivor}" for survivor in outcome.survivors)


def _contradictions(job: Job, result: Result) -> Iterator[str]:
    """Say where what was recorded contradicts the contract."""
    for finding in result_findings(job.lab, job.run.path, result):
        yield finding.message


def _as_result(job: Job, inputs: Inputs, setting: Setting, outcome: Outcome) -> Result:
    """Return what a run recorded, judged by the contract's checks."""
    cases = {
        case: {name: as_amount(value) for name, value in metrics.items()}
        for case, metrics in outcome.cases.items()
    }
    checks = evaluate_checks(job.contract, job.run.profile.id, cases)
    names = sorted(map(service_name, job.run.profile.services))
    result = Result(
        lab=job.lab.key.slug,
        profile=job.run.profile.id,
        status="ok" if all(check.holds for check in checks) else "failed",
        inputs=inputs,
        python=setting.version,
        services={name: setting.services[name] for name in names},
        cases=cases,
        checks=checks,
        captures=outcome.captures,
        volatile={
            "wall_s": Decimal(str(round(outcome.wall_s, 1))),
            "run_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "cpus": os.cpu_count() or 1,
        },
    )
    return replace(result, stable_digest=stable_digest(job.contract, result))
