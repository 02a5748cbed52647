"""What a lab promises to measure, what a run of it recorded, and what that is worth today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from generator.diagnostics import Location
from generator.model.content import Key, Source

Amount: TypeAlias = int | Decimal | str  # what was measured: a number, or the name of something
Cases: TypeAlias = Mapping[str, Mapping[str, Amount]]  # by case, then by metric


class State(StrEnum):
    """What a lab's recorded result is worth."""

    OK = "ok"
    FAILED = "failed"  # a check does not hold
    STALE = "stale"  # the inputs differ from those of the run
    STALE_SERVICE = "stale-service"  # this machine has another major version
    UNAVAILABLE = "unavailable"  # this machine has not the service
    MISSING = "missing"
    TAMPERED = "tampered"  # the file is not what a run wrote
    PLANNED = "planned"  # the lab itself is not written yet


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of one case."""

    case: str
    metric: str

    def __str__(self) -> str:
        """Return the name as authors write it."""
        return f"{self.case}.{self.metric}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One setting in which the lab runs."""

    id: str
    location: Location
    services: tuple[str, ...] = ()  # a name, or a name and the least version: postgresql>=15
    embedded: bool = False  # needs nothing but Python


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is counted or named in each case."""

    name: str
    kind: str  # count, bytes, label, ratio or ms
    location: Location
    unit: str = ""
    better: str = ""  # lower or higher
    noisy: bool = False  # two runs may differ
    band: tuple[Decimal | None, Decimal | None] | None = None  # where a noisy one has to stay
    profiles: tuple[str, ...] = ()  # the only ones that record it; none for all


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What has to hold of the recorded cases: one operator on one or several measures."""

    operator: str
    of: tuple[Measure, ...]
    location: Location
    bound: Decimal | str | None = None
    profiles: tuple[str, ...] = ()  # where it applies; none for all
    says: str = ""  # what it shows, in the author's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A lab as its `lab.yml` declares it."""

    source: Source
    profiles: tuple[Profile, ...]
    metrics: Mapping[str, Metric]
    checks: tuple[Check, ...]
    baseline: tuple[Measure, ...]  # not zero: they prove that the instrument counts
    packages: tuple[str, ...] = ()
    timeout_s: int = 120
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one check, in words."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that a result depends on; all digests are SHA-256 in hexadecimal."""

    files: Mapping[str, str]  # of the lab, by their path in its folder
    packages: Mapping[str, str]  # versions of what it declares
    kit: str
    digest: str  # of all these and the profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one run recorded, as it is committed."""

    lab: str
    profile: str
    status: str  # "ok", or "failed" where a check does not hold
    inputs: Inputs
    python: str  # as 3.13
    services: Mapping[str, str]  # versions by name
    cases: Cases
    checks: tuple[Outcome, ...]
    captures: Mapping[str, str]
    volatile: Mapping[str, Amount] = field(default_factory=dict)  # wall_s, run_at, cpus
    stable_digest: str = ""
    file_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A profile with its recorded result, and what that is worth."""

    profile: Profile
    state: State
    path: str  # of the result's file, from the folder of mkdocs.yml
    result: Result | None = None
    outcomes: tuple[Outcome, ...] = ()  # what the checks say of the result
    changed: tuple[str, ...] = ()  # inputs that differ since, in words


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a lab's program."""

    file: str  # in the lab's folder
    line: int  # of the first one, from 1
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """An entry of a collection of labs, with its contract and its runs."""

    key: Key
    folder: str  # from the folder of mkdocs.yml
    files: tuple[str, ...] = ()  # its inputs, by their path in that folder
    contract: Contract | None = None  # None until it is written
    packages: Mapping[str, str] = field(default_factory=dict)  # locked versions of its packages
    code: Code | None = None  # what its page shows of the program
    runs: tuple[Run, ...] = ()  # one a profile, in the contract's order

    @property
    def shown(self) -> Run | None:
        """Return the run that pages show: the first that has a result."""
        return next((run for run in self.runs if run.result), None)

    @property
    def state(self) -> State:
        """Return what the lab's pages say of it."""
        if self.contract is None:
            return State.PLANNED
        shown = self.shown
        if shown:
            return shown.state
        return next((r.state for r in self.runs if r.state is State.TAMPERED), State.MISSING)
