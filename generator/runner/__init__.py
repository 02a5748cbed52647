"""Run labs, each alone in a process of its own, and write down what they measured."""

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from generator.model import Lab, Result, State
from generator.runner import settling
from generator.runner.job import Job, Report, Verdict
from generator.runner.labkit.launch import clean_up_after_the_dead
from generator.runner.running import run_job
from generator.runner.setting import (
    Setting,
    UnusableSettingError,
    find_python,
    read_setting,
    required_services,
    service_name,
)

__all__ = [
    "Job",
    "Report",
    "Setting",
    "UnusableSettingError",
    "Verdict",
    "choose_jobs",
    "clean_up_after_the_dead",
    "compare_job",
    "find_python",
    "make_setting",
    "read_setting",
    "record_job",
    "required_services",
    "stopping_on_sigterm",
    "unanswered",
]


def choose_jobs(root: Path, labs: Iterable[Lab], *, anew: bool = False) -> tuple[Job, ...]:
    """Choose what to run: every lab and profile without a good result, or ``anew`` all of them."""
    return tuple(
        Job(root, lab, lab.contract, run)
        for lab in labs
        for run in lab.runs
        if lab.contract and (anew or run.state is not State.OK)
    )


def make_setting(root: Path, jobs: Iterable[Job]) -> Setting:
    """Find out what these jobs can stand on; services that none of them needs are not asked."""
    asked = {service_name(text) for job in jobs for text in job.run.profile.services}
    return read_setting(root, asked | required_services())


def unanswered(setting: Setting) -> tuple[str, ...]:
    """Say which services have to answer here, by LAB_REQUIRE, and do not."""
    return tuple(
        setting.reasons[name] for name in sorted(required_services()) if name in setting.reasons
    )


def record_job(job: Job, setting: Setting) -> Report:
    """Run a lab in one profile, and write what it measured if that is anything new."""
    done = run_job(job, setting)
    return settling.record(job, done) if isinstance(done, Result) else done


def compare_job(job: Job, setting: Setting) -> Report:
    """Run a lab in one profile, and tell whether its result stands there; nothing is written."""
    done = run_job(job, setting)
    return settling.compare(job, done) if isinstance(done, Result) else done


@contextmanager
def stopping_on_sigterm() -> Iterator[None]:
    """Take a request to end as Ctrl-C, so that the lab that is running is cleaned up after."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
