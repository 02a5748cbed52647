"""Expand matrices into jobs and let pipelines run on paper, by the rules that GitHub documents.

Nothing is executed and nobody is asked: the workflows are data. The rules are from "Running
variations of jobs in a workflow" and "Workflow syntax for GitHub Actions" (docs.github.com, 2026).
"""

import heapq
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from labkit import record

HERE = Path(__file__).parent
MOST_JOBS = 256  # that one matrix may make
MINUTES = {"lint": 2, "test": 6, "half": 4, "image": 3, "deploy": 2}
FAILS_AFTER = 2  # minutes, in a job that fails
BROKEN = {("python", "3.12"), ("python", "3.13")}  # what the tests fail with


class CoreLoader(yaml.SafeLoader):
    """Reads scalars by YAML 1.2, as GitHub does; PyYAML itself reads them by YAML 1.1."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}


def core_int(_loader: CoreLoader, node: yaml.ScalarNode) -> int:
    """Read an integer, in which a leading zero means nothing."""
    prefix = node.value[:2]
    return int(node.value, {"0o": 8, "0x": 16}.get(prefix, 10))


TAG = "tag:yaml.org,2002:"
for kind, pattern in {
    "bool": "true|True|TRUE|false|False|FALSE",
    "int": "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
    "null": "null|Null|NULL|~|",
}.items():
    CoreLoader.add_implicit_resolver(TAG + kind, re.compile(f"^(?:{pattern})$"), None)
CoreLoader.add_constructor(TAG + "int", core_int)


def read(name: str) -> Mapping[str, Any]:
    """Return a YAML file, read as GitHub reads it."""
    return yaml.load((HERE / name).read_text(encoding="utf-8"), CoreLoader)  # noqa: S506 - is safe


def as_text(value: object) -> str:
    """Return what a step sees in place of ${{ matrix.x }}."""
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, ".15g") if isinstance(value, float) else str(value)


# region shown
def expand(matrix: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the jobs of a matrix: all combinations, less `exclude`, then `include`."""
    axes = {name: values for name, values in matrix.items() if name not in {"include", "exclude"}}
    products = itertools.product(*axes.values()) if axes else ()
    originals = [dict(zip(axes, values, strict=True)) for values in products]
    for unwanted in matrix.get("exclude", []):
        originals = [job for job in originals if not unwanted.items() <= job.items()]
    jobs = [dict(job) for job in originals]
    more = []
    for addition in matrix.get("include", []):
        fitting = [
            job
            for job, original in zip(jobs, originals, strict=True)
            if all(original.get(name, value) == value for name, value in addition.items())
        ]
        for job in fitting:
            job.update(addition)
        if not fitting:
            more.append(dict(addition))
    return jobs + more


# endregion


def measure_matrices() -> None:
    """Record the jobs of each matrix, and what became of its values."""
    for case, matrix in read("matrices.yml").items():
        jobs = expand(matrix)
        pythons = dict.fromkeys(as_text(job["python"]) for job in jobs if "python" in job)
        record(
            case,
            jobs=len(jobs),
            refused=int(len(jobs) > MOST_JOBS),
            pythons=" ".join(pythons) or "none",
            with_coverage=sum("coverage" in job for job in jobs),
        )


def measure_scalars() -> None:
    """Record what two versions of YAML make of a value without quotes."""
    written = {"version_3_10": "3.10", "version_3_0": "3.0", "version_1_20_1": "1.20.1"}
    written |= {"word_on": "on", "word_no": "no", "leading_zero": "010", "time_of_day": "22:30"}
    for case, text in written.items():
        one = yaml.load(text, yaml.SafeLoader)
        two = yaml.load(text, CoreLoader)  # noqa: S506 - is safe
        record(case, written=text, yaml_1_1=as_text(one), yaml_1_2=as_text(two))


@dataclass(frozen=True)
class Job:
    """One job of a run: which job of the file it is, what it waits for, how it ends."""

    group: str
    needs: tuple[str, ...]
    minutes: int
    end: str
    fail_fast: bool
    always: bool


def jobs_of(pipeline: Mapping[str, Any], minutes: Mapping[str, int], *, broken: bool) -> list[Job]:
    """Return all jobs of a pipeline, those of its matrices one by one."""
    return [
        Job(
            group,
            tuple(settings.get("needs", ())),
            FAILS_AFTER if fails else minutes[group],
            "failure" if fails else "success",
            settings.get("strategy", {}).get("fail-fast", True),
            settings.get("if") == "always()",
        )
        for group, settings in pipeline.items()
        for values in expand(settings.get("strategy", {}).get("matrix", {})) or [{}]
        for fails in [broken and bool(BROKEN & values.items())]
    ]


@dataclass
class Run:
    """A run of all jobs on so many machines."""

    jobs: list[Job]
    runners: int
    ends: dict[int, str] = field(default_factory=dict)  # of each job, by its place in the list
    running: list[tuple[int, int]] = field(default_factory=list)
    now: int = 0

    def play(self) -> None:
        """Start what can start, then move on to the next end, until nothing is left."""
        while True:
            self.start()
            if not self.running:
                break
            self.now, place = heapq.heappop(self.running)
            self.finish(place)

    def start(self) -> None:
        """Skip jobs whose needs failed, and start the others while machines are free."""
        for place, job in enumerate(self.jobs):
            if place in self.ends or self.is_running(place) or not self.needs_ended(job):
                continue
            if not job.always and not self.needs_passed(job):
                self.ends[place] = "skipped"
            elif len(self.running) < self.runners:
                heapq.heappush(self.running, (self.now + job.minutes, place))

    def finish(self, place: int) -> None:
        """Note how a job ended; a failure cancels the rest of its matrix, unless told not to."""
        job = self.jobs[place]
        self.ends[place] = job.end
        if job.end == "failure" and job.fail_fast:
            rest = [other for other in self.places(job.group) if other not in self.ends]
            self.ends |= dict.fromkeys(rest, "cancelled")
            self.running = [one for one in self.running if one[1] not in rest]
            heapq.heapify(self.running)

    def is_running(self, place: int) -> bool:
        """Tell whether a job is under way."""
        return any(place == other for _, other in self.running)

    def places(self, group: str) -> Iterator[int]:
        """Yield the places of all jobs that one entry of the file became."""
        return (place for place, job in enumerate(self.jobs) if job.group == group)

    def needs_ended(self, job: Job) -> bool:
        """Tell whether all that a job waits for is over."""
        return all(place in self.ends for need in job.needs for place in self.places(need))

    def needs_passed(self, job: Job) -> bool:
        """Tell whether all that a job waits for went well."""
        needs = [place for need in job.needs for place in self.places(need)]
        return all(self.ends[place] == "success" for place in needs)

    def count(self, end: str, group: str | None = None) -> int:
        """Count the jobs that ended so."""
        places = range(len(self.jobs)) if group is None else self.places(group)
        return sum(self.ends[place] == end for place in places)


def run(pipeline: Mapping[str, Any], runners: int, *, broken: bool = False, **faster: int) -> Run:
    """Let a pipeline run."""
    played = Run(jobs_of(pipeline, MINUTES | faster, broken=broken), runners)
    played.play()
    return played


def measure_waiting(case: str, pipeline: Mapping[str, Any], runners: int, **faster: int) -> None:
    """Record how long one waits, with so many machines and with no end of them."""
    unlimited = run(pipeline, 1000, **faster)
    limited = run(pipeline, runners, **faster)
    record(
        case,
        jobs=len(limited.jobs),
        runners=runners,
        machine_minutes=sum(job.minutes for job in limited.jobs),
        critical_path_minutes=unlimited.now,
        waiting_minutes=limited.now,
    )


def measure_failure(case: str, pipeline: Mapping[str, Any]) -> None:
    """Record what becomes of a run in which four of six test jobs would fail."""
    played = run(pipeline, 20, broken=True)
    record(
        case,
        failures_seen=played.count("failure"),
        cancelled=played.count("cancelled"),
        skipped=played.count("skipped"),
        deployed=played.count("success", "deploy"),
    )


if __name__ == "__main__":
    measure_matrices()
    measure_scalars()
    pipelines = read("pipelines.yml")
    measure_waiting("chain", pipelines["chain"], 20)
    measure_waiting("side_by_side", pipelines["side_by_side"], 20)
    measure_waiting("lint_in_half_the_time", pipelines["side_by_side"], 20, lint=1)
    measure_waiting("tests_halved", pipelines["tests_halved"], 20)
    measure_waiting("one_runner", pipelines["side_by_side"], 1)
    measure_waiting("four_runners", pipelines["side_by_side"], 4)
    measure_waiting("eight_runners", pipelines["side_by_side"], 8)
    for case in ("side_by_side", "see_all_failures", "needs_forgotten", "always"):
        measure_failure(f"broken_{case}", pipelines[case])
