"""One lab in one profile: the job that a runner does, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from generator.model import Contract, Lab, Run


@dataclass(frozen=True, slots=True)
class Job:
    """A lab to be run in the profile of ``run``."""

    root: Path  # the folder of mkdocs.yml
    lab: Lab
    contract: Contract
    run: Run


class Verdict(StrEnum):
    """What came of a job."""

    RECORDED = "recorded"  # the result is written
    UNCHANGED = "unchanged"  # the run gave what stands there
    FAILED = "failed"  # a check does not hold
    BROKEN = "broken"  # nothing was measured: it crashed, hung, or left something behind
    DIFFERS = "differs"  # the run gave something else than what stands there
    UNAVAILABLE = "unavailable"  # a service is not here


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a job, in words; ``log`` is what a broken lab said."""

    lab: str
    profile: str
    verdict: Verdict
    words: str
    log: str = ""
    is_failure: bool = False


def report(job: Job, verdict: Verdict, words: str, log: str = "") -> Report:
    """Return a report; a profile that is unavailable fails only where LAB_REQUIRE says so."""
    fine = {Verdict.RECORDED, Verdict.UNCHANGED, Verdict.UNAVAILABLE}
    return Report(
        lab=job.lab.key.slug,
        profile=job.run.profile.id,
        verdict=verdict,
        words=words,
        log=log,
        is_failure=verdict not in fine,
    )
