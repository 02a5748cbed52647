"""What templates see of a lab: its words with the measured numbers, its tables and charts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from markupsafe import Markup

from generator.labs import Table, placeholders, tables_of
from generator.model import Amount, Cases, Code, Contract, Entry, Lab, Measure, Metric, Result, Run
from generator.render.amounts import show_amount
from generator.render.chart import draw_bars
from generator.render.escape import escape, label
from generator.source import without_control_characters

_UNKNOWN = "?"  # which is a finding, so that no such page is published
_NOTHING = Markup("\N{EN DASH}")
_LANGUAGES = {
    ".conf": "nginx",
    ".json": "json",
    ".py": "python",
    ".sh": "bash",
    ".sql": "sql",
    ".toml": "toml",
    ".yaml": "yaml",
    ".yml": "yaml",
}
_DATE = len("2026-11-23")
_SHORT = 12  # characters of a digest that tell it from others


@dataclass(frozen=True, slots=True)
class VersionVariables:
    """A service or a package that was there, and in which version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class CheckVariables:
    """What had to hold, and whether it does."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class CaptureVariables:
    """A text that the run recorded."""

    name: str
    text: Markup


@dataclass(frozen=True, slots=True)
class CodeVariables:
    """The lines of the program that a page shows."""

    file: str
    line: int
    text: Markup
    edit_url: str


@dataclass(frozen=True, slots=True)
class MetricVariables:
    """A column of a lab's table."""

    words: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class TableVariables:
    """Cases and what was measured in them."""

    title: str
    columns: tuple[MetricVariables, ...]
    rows: tuple[tuple[Markup, ...], ...]
    chart: Markup


@dataclass(frozen=True, slots=True)
class RunVariables:
    """A profile of a lab, and what a run of it recorded."""

    profile: str
    state: str
    changed: tuple[str, ...]
    checks: tuple[CheckVariables, ...]
    held: int
    date: str = ""
    python: str = ""
    services: tuple[VersionVariables, ...] = ()
    packages: tuple[VersionVariables, ...] = ()
    digest: str = ""
    tables: tuple[TableVariables, ...] = ()
    captures: tuple[CaptureVariables, ...] = ()


@dataclass(frozen=True, slots=True)
class LabVariables:
    """A lab with a contract, and what its runs recorded."""

    state: str
    headline: Markup
    run: RunVariables | None
    runs: tuple[RunVariables, ...]
    code: CodeVariables | None


def lab_variables(entry: Entry, lab: Lab, edit_base: str) -> LabVariables | None:
    """Return what templates see of a lab; nothing of one that is only planned."""
    if lab.contract is None:
        return None
    runs = {run.profile.id: _run(entry, lab.contract, run) for run in lab.runs}
    return LabVariables(
        state=lab.state.value,
        headline=headline(entry, lab),
        run=runs[lab.shown.profile.id] if lab.shown else None,
        runs=tuple(runs.values()),
        code=_code(lab, lab.code, edit_base) if lab.code else None,
    )


def headline(entry: Entry, lab: Lab) -> Markup:
    """Return a lab's headline with its numbers; "" before there are any."""
    text = entry.fields.get("headline")
    if not isinstance(text, str) or lab.shown is None or lab.shown.result is None:
        return Markup()
    parts: list[Markup] = []
    position = 0
    for place in placeholders(text):
        parts += [_words(text[position : place.start]), measured(lab, place.measure)]
        position = place.end
    return Markup().join([*parts, _words(text[position:])])


def _words(text: str) -> Markup:
    """Escape part of a sentence; the spaces at its ends stay."""
    lead = " " if text[:1].isspace() else ""
    tail = " " if text.strip() and text[-1:].isspace() else ""
    return Markup("{}{}{}").format(lead, escape(text), tail)


def measured(lab: Lab, measure: Measure | None) -> Markup:
    """Return what the shown run of a lab recorded."""
    result = lab.shown.result if lab.shown else None
    amounts = result.cases.get(measure.case, {}) if result and measure else {}
    return show_amount(amounts.get(measure.metric, _UNKNOWN) if measure else _UNKNOWN)


def _run(entry: Entry, contract: Contract, run: Run) -> RunVariables:
    checks = tuple(CheckVariables(o.words, o.holds) for o in run.outcomes)
    shown = RunVariables(
        profile=run.profile.id,
        state=run.state.value,
        changed=run.changed,
        checks=checks,
        held=sum(check.holds for check in checks),
    )
    result = run.result
    if result is None:
        return shown
    return replace(
        shown,
        date=str(result.volatile.get("run_at", ""))[:_DATE],
        python=result.python,
        services=_versions(result.services),
        packages=_versions(result.inputs.packages),
        digest=result.stable_digest[:_SHORT],
        tables=tuple(
            _table(contract, result, table) for table in tables_of(entry, contract, result.cases)
        ),
        captures=tuple(
            CaptureVariables(name, _fenced(text, "text")) for name, text in result.captures.items()
        ),
    )


def _versions(versions: Mapping[str, str]) -> tuple[VersionVariables, ...]:
    return tuple(VersionVariables(name, version) for name, version in sorted(versions.items()))


def _table(contract: Contract, result: Result, table: Table) -> TableVariables:
    rows = tuple(
        (escape(label(case)), *(_cell(result.cases[case].get(name)) for name in table.metrics))
        for case in table.cases
    )
    shown = [contract.metrics[name] for name in table.metrics]
    columns = tuple(MetricVariables(_column(m), m.kind != "label") for m in shown)
    drawn = contract.metrics.get(table.chart)
    chart = _chart(table, drawn, result.cases) if drawn else Markup()
    return TableVariables(table.title, columns, rows, chart)


def _column(metric: Metric) -> str:
    """Return a metric in words, with its unit where the words do not say it already."""
    name = label(metric.name)
    return name if metric.unit in ("", name.casefold()) else f"{name} ({metric.unit})"


def _cell(amount: Amount | None) -> Markup:
    return _NOTHING if amount is None else show_amount(amount)


def _chart(table: Table, metric: Metric, cases: Cases) -> Markup:
    amounts = ((case, cases[case].get(metric.name)) for case in table.cases)
    bars = [(label(case), a) for case, a in amounts if a is not None and not isinstance(a, str)]
    column = _column(metric)
    return draw_bars(f"{table.title}: {column}" if table.title else column, column, bars)


def _code(lab: Lab, code: Code, edit_base: str) -> CodeVariables:
    """Return the shown lines; their link opens the whole file at the first of them."""
    address = f"{edit_base}{lab.key.collection}/{lab.key.slug}/{code.file}#L{code.line}"
    language = _LANGUAGES.get(PurePosixPath(code.file).suffix, "text")
    return CodeVariables(
        code.file, code.line, _fenced(code.text, language), address if edit_base else ""
    )


def _fenced(text: str, language: str) -> Markup:
    """Return a text as a block of code; its fence is longer than any in the text."""
    runs = (len(run) for run in re.findall("`+", text))
    fence = "`" * max(3, 1 + max(runs, default=0))
    clean = "\n".join(without_control_characters(line) for line in text.strip("\n").split("\n"))
    return Markup(f"{fence}{language}\n{clean}\n{fence}")  # noqa: S704 - a block of code
