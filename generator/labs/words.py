"""Find what an entry's words take from its lab: numbers in the headline, tables, code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.diagnostics import Diagnostic, Location
from generator.labs.comparisons import MEASURE
from generator.model import Cases, Contract, Entry, Lab, Measure, Path, ProseLink, Site, Value
from generator.schema import as_string, as_strings, suggestion

KIND = "lab"

_Name = tuple[Path, str, tuple[str, ...]]  # where it stands, and what it may be

_MOST = 12  # names that are listed where none is near
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place in a headline where a number belongs."""

    start: int
    end: int
    name: str  # as it is written

    @property
    def measure(self) -> Measure | None:
        """Return what it names, if it has the form of a case and a metric."""
        return measure_named(self.name)


@dataclass(frozen=True, slots=True)
class Table:
    """Cases and metrics that are shown together."""

    title: str
    cases: tuple[str, ...]
    metrics: tuple[str, ...]
    chart: str = ""  # the metric that is drawn


def placeholders(headline: str) -> tuple[Placeholder, ...]:
    """Return the places of a headline that take a number, in order."""
    found = _PLACEHOLDER.finditer(headline)
    return tuple(Placeholder(match.start(), match.end(), match[1]) for match in found)


def measure_named(text: str) -> Measure | None:
    """Return the measure that a text names, if it has the form of one."""
    shape = MEASURE.fullmatch(text)
    return Measure(shape[1], shape[2]) if shape else None


def measure_of(site: Site, link: ProseLink) -> Measure | None:
    """Return the measure of a lab that a link in a text leads to, if it leads to one."""
    if link.target is None or site.collections[link.target.collection].kind != KIND:
        return None
    return measure_named(link.anchor)


def tables_of(entry: Entry, contract: Contract, cases: Cases) -> tuple[Table, ...]:
    """Return the tables that an entry declares; without any, one of everything."""
    declared = entry.fields.get("tables")
    items = [i for i in declared if isinstance(i, Mapping)] if isinstance(declared, tuple) else []
    return tuple(_table(item, contract, cases) for item in items or [{}])


def _table(values: Mapping[str, Value], contract: Contract, cases: Cases) -> Table:
    """Return a table with what the result has of it; all that there is, if it does not say."""
    named = as_strings(values.get("cases")) or tuple(cases)
    names = tuple(name for name in named if name in cases)
    recorded = {metric for name in names for metric in cases[name]}
    metrics = as_strings(values.get("metrics")) or tuple(contract.metrics)
    shown = tuple(name for name in metrics if name in recorded and name in contract.metrics)
    chart = as_string(values, "chart")
    return Table(as_string(values, "title"), names, shown, chart if chart in recorded else "")


def unknown_words(entry: Entry, lab: Lab) -> Iterator[Diagnostic]:
    """Yield what an entry's headline and tables name, and the shown result has not."""
    result = lab.shown.result if lab.shown else None
    if result is None or lab.contract is None:
        return
    for placeholder in placeholders(as_string(entry.fields, "headline")):
        if not has_measure(result.cases, placeholder.measure):
            yield unknown_measure(entry.source.at("headline"), placeholder.name, result.cases)
    for where, name, known in _table_names(entry, result.cases, lab.contract):
        if name not in known:
            yield _unknown(entry.source.at(*where), name, known)


def _table_names(entry: Entry, cases: Cases, contract: Contract) -> Iterator[_Name]:
    """Yield every name in the tables with its place, and the names that it may be one of."""
    metrics = tuple(contract.metrics)
    drawn = tuple(name for name in metrics if contract.metrics[name].kind != "label")
    declared = entry.fields.get("tables")
    for number, item in enumerate(declared if isinstance(declared, tuple) else ()):
        for kind, known in (("cases", tuple(cases)), ("metrics", metrics)):
            names = as_strings(item.get(kind)) if isinstance(item, Mapping) else ()
            for place, name in enumerate(names):
                yield ("tables", number, kind, place), name, known
        if isinstance(item, Mapping) and (chart := as_string(item, "chart")):
            yield ("tables", number, "chart"), chart, drawn


def has_measure(cases: Cases, measure: Measure | None) -> bool:
    """Tell whether a result has a case and in it a metric."""
    return measure is not None and measure.metric in cases.get(measure.case, {})


def unknown_measure(location: Location, name: str, cases: Cases) -> Diagnostic:
    """Return the finding that a text takes a number that was not measured."""
    known = tuple(f"{case}.{metric}" for case, amounts in cases.items() for metric in amounts)
    return _unknown(location, name, known)


def _unknown(location: Location, name: str, names: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        rule="unknown-measure",
        location=location,
        message=f'the result has no "{name}"',
        why="every number on a page comes from a run, and this one from none",
        fix=suggestion(name, names, f"it has: {', '.join(names[:_MOST])}"),
    )
