"""Write results down, or compare them with what stands there."""

import os
from collections.abc import Iterator
from pathlib import Path

from generator.labs import as_document, differences, read_result
from generator.model import Result
from generator.runner.job import Job, Report, Verdict, report


def record(job: Job, result: Result) -> Report:
    """Write a result, unless what stands there says the same of the same inputs.

    A run that ran through is recorded also where a check does not hold: the page says so in red,
    instead of showing a number that is not measured any more.
    """
    if not _says_the_same(_committed(job), result):
        _write(job.root / job.run.path, as_document(job.contract, result))
        return _judged(job, result, Verdict.RECORDED)
    return _judged(job, result, Verdict.UNCHANGED)


def compare(job: Job, result: Result) -> Report:
    """Tell whether `record` would change what stands there, and change nothing."""
    committed = _committed(job)
    if _says_the_same(committed, result):
        return _judged(job, result, Verdict.UNCHANGED)
    return report(job, Verdict.DIFFERS, "; ".join(_reasons(job, committed, result)))


def _committed(job: Job) -> Result | None:
    """Return the result that stands there, if it is one."""
    if not (job.root / job.run.path).exists():
        return None
    read = read_result(job.root, job.run.path)
    return read if isinstance(read, Result) else None


def _says_the_same(committed: Result | None, result: Result) -> bool:
    return (
        committed is not None
        and committed.stable_digest == result.stable_digest
        and committed.inputs.digest == result.inputs.digest
    )


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, "utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _judged(job: Job, result: Result, verdict: Verdict) -> Report:
    """Count the checks that hold, and name those that do not."""
    failed = [check.words for check in result.checks if not check.holds]
    if failed:
        return report(job, Verdict.FAILED, f"does not hold: {'; '.join(failed)}")
    count = len(result.checks)
    words = f"{count} of {count} checks hold, {result.volatile['wall_s']} s"
    return report(job, verdict, words)


def _reasons(job: Job, committed: Result | None, result: Result) -> Iterator[str]:
    """Say what the run gave that does not stand there."""
    if committed is None:
        yield "no run has written what stands there"
        return
    if committed.inputs.digest != result.inputs.digest:
        yield "what stands there was measured with other inputs"
    for one in differences(job.contract, committed, result):
        yield f"{one.name}: {one.was or 'nothing'} -> {one.now or 'nothing'}"
