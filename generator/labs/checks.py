"""Judge recorded cases by a contract: its checks, its baseline, and the bands of noisy metrics.

The runner and the reader of results both ask here, so they cannot disagree. Numbers are compared
exactly, as decimals.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from generator.labs.declared import OPERATORS
from generator.model import Amount, Cases, Check, Contract, Measure, Metric, Outcome


def evaluate_checks(contract: Contract, profile: str, cases: Cases) -> tuple[Outcome, ...]:
    """Return what came of every check that applies in a profile, in the contract's order."""
    return (
        *(_outcome(check, cases) for check in contract.checks if _applies(check, profile)),
        *_baseline(contract, profile, cases),
        *_bands(contract, cases),
    )


def is_recorded(metric: Metric, profile: str) -> bool:
    """Tell whether a metric belongs to a profile."""
    return not metric.profiles or profile in metric.profiles


def _applies(check: Check, profile: str) -> bool:
    return not check.profiles or profile in check.profiles


def _outcome(check: Check, cases: Cases) -> Outcome:
    amounts = [_amount(cases, measure) for measure in check.of]
    missing = [str(m) for m, amount in zip(check.of, amounts, strict=True) if amount is None]
    words = check.says or in_words(check)
    if missing:
        return Outcome(f"{words} (not recorded: {', '.join(missing)})", holds=False)
    recorded = [amount for amount in amounts if amount is not None]
    is_wrong = not OPERATORS[check.operator].labels and any(isinstance(a, str) for a in recorded)
    return Outcome(words, not is_wrong and _HOLDS[check.operator](recorded, check))


def _amount(cases: Cases, measure: Measure) -> Amount | None:
    return cases.get(measure.case, {}).get(measure.metric)


def in_words(check: Check) -> str:
    """Return a check as a sentence, for authors who have not said what it shows."""
    names = [f"{m.metric} of {m.case}".replace("_", " ") for m in check.of]
    if not OPERATORS[check.operator].measures:
        names = [" and ".join([", ".join(names[:-1]), names[-1]])]
    return OPERATORS[check.operator].words.format(*names, bound=check.bound)


def _baseline(contract: Contract, profile: str, cases: Cases) -> Iterator[Outcome]:
    for measure in contract.baseline:
        if is_recorded(contract.metrics[measure.metric], profile):
            words = f"{measure.metric} of {measure.case} is not zero".replace("_", " ")
            yield Outcome(words, _amount(cases, measure) not in (None, 0, ""))


def _bands(contract: Contract, cases: Cases) -> Iterator[Outcome]:
    for name, metric in contract.metrics.items():
        found = [amounts[name] for amounts in cases.values() if name in amounts]
        if metric.band and found:
            words = f"every {name.replace('_', ' ')} is {_band_words(metric.band)}"
            yield Outcome(words, all(_is_within(amount, metric.band) for amount in found))


def _band_words(band: tuple[Decimal | None, Decimal | None]) -> str:
    least, most = band
    if most is None:
        return f"at least {least}"
    return f"at most {most}" if least is None else f"between {least} and {most}"


def _is_within(amount: Amount, band: tuple[Decimal | None, Decimal | None]) -> bool:
    if isinstance(amount, str):
        return False
    least, most = band
    value = _number(amount)
    return (least is None or value >= least) and (most is None or value <= most)


def _number(amount: Amount) -> Decimal:
    return amount if isinstance(amount, Decimal) else Decimal(amount)


def _equals(amounts: list[Amount], check: Check) -> bool:
    [amount] = amounts
    if isinstance(check.bound, Decimal) and not isinstance(amount, str):
        return _number(amount) == check.bound
    return amount == check.bound


def _at_least(amounts: list[Amount], check: Check) -> bool:
    return _number(amounts[0]) >= Decimal(check.bound or 0)


def _at_most(amounts: list[Amount], check: Check) -> bool:
    return _number(amounts[0]) <= Decimal(check.bound or 0)


def _ratio(amounts: list[Amount], check: Check) -> bool:
    """Tell it without dividing; of nothing, nothing is a multiple."""
    more, less = map(_number, amounts)
    return more > 0 and more >= Decimal(check.bound or 0) * less


def _same(amounts: list[Amount], check: Check) -> bool:
    del check
    return len(set(amounts)) == 1


def _less(amounts: list[Amount], check: Check) -> bool:
    del check
    first, second = map(_number, amounts)
    return first < second


_HOLDS: Mapping[str, Callable[[list[Amount], Check], bool]] = {
    "equals": _equals,
    "at_least": _at_least,
    "at_most": _at_most,
    "ratio_at_least": _ratio,
    "same": _same,
    "less": _less,
}
