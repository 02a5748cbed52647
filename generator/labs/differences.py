"""Tell in which exact values two results differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.model import Contract, Result


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two results say differently; what one of them does not say is empty."""

    name: str
    was: str
    now: str


def differences(contract: Contract, was: Result | None, now: Result | None) -> Iterator[Difference]:
    """Yield what two results say differently, but for metrics that the contract calls noisy."""
    before, after = _said(contract, was), _said(contract, now)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Difference(name, before.get(name, ""), after.get(name, ""))


def _said(contract: Contract, result: Result | None) -> Mapping[str, str]:
    """Return what a result says, by names."""
    if result is None:
        return {}
    noisy = {name for name, metric in contract.metrics.items() if metric.noisy}
    measured = {
        f"{case}.{name}": str(amount)
        for case, amounts in result.cases.items()
        for name, amount in amounts.items()
        if name not in noisy
    }
    judged = {check.words: "holds" if check.holds else "does not hold" for check in result.checks}
    captured = {f"capture {name}": text for name, text in result.captures.items()}
    return {**measured, **judged, **captured}
