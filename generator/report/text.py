"""Findings for people: in a terminal, and as annotations on GitHub."""

import unicodedata
from collections.abc import Callable, Iterable

from generator.diagnostics import Diagnostic, Location, Severity
from generator.source import without_control_characters

ReadLine = Callable[[Location], str]  # the text of a location's first line, "" if unreadable

_MAX_WIDTH = 160


def as_text(findings: Iterable[Diagnostic], read_line: ReadLine) -> str:
    """Return findings with the line that each points at, underlined."""
    return "\n".join("\n".join(_lines(finding, read_line)) for finding in findings)


def _lines(finding: Diagnostic, read_line: ReadLine) -> Iterable[str]:
    where, what = finding.location, f"{finding.severity}: {finding.message}"
    yield _visible(f"{where}: {what} [{finding.rule}]")
    yield from _excerpt(where, read_line(where))
    yield _visible(f"  why: {finding.why}")
    yield _visible(f"  fix: {finding.fix}")
    for related in finding.related:
        yield _visible(f"  see: {related.location}: {related.message}")
    yield ""


def _visible(text: str) -> str:
    """Return a text on one line, in which a terminal finds nothing to obey."""
    return without_control_characters(" ".join(text.splitlines()))


def _excerpt(where: Location, line: str) -> Iterable[str]:
    if not line.strip():
        return
    line = line.expandtabs(1)
    start = min(where.column - 1, len(line))
    end = where.end_column - 1 if where.end_line == where.line else len(line)
    end = max(min(end, len(line)), start + 1)
    first = max(0, min(start, end - _MAX_WIDTH)) if end > _MAX_WIDTH else 0
    shown = line[first : first + _MAX_WIDTH]
    end = min(end, first + _MAX_WIDTH)
    number = f"  {where.line} | "
    yield number + shown.rstrip()
    before, under = _columns(line[first:start]), _columns(line[start:end]) or 1
    yield " " * (len(number) - 2) + "| " + " " * before + "^" * under


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    marks = sum(1 for character in text if unicodedata.combining(character))
    wide = sum(1 for character in text if unicodedata.east_asian_width(character) in "WF")
    return len(text) - marks + wide


def as_summary(findings: Iterable[Diagnostic]) -> str:
    """Return how many errors and warnings there are, in words."""
    severities = [finding.severity for finding in findings]
    errors = severities.count(Severity.ERROR)
    warnings = severities.count(Severity.WARNING)
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def as_github(findings: Iterable[Diagnostic]) -> str:
    """Return findings as workflow commands, which GitHub shows on the changed lines.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (2026-11)
    """
    return "".join(_annotation(finding) + "\n" for finding in findings)


def _annotation(finding: Diagnostic) -> str:
    where = finding.location
    properties = {
        "file": where.path,
        "line": where.line,
        "endLine": where.end_line,
        "title": finding.rule,
    }
    if where.line == where.end_line:
        properties |= {"col": where.column, "endColumn": where.end_column}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = f"{finding.message}\nwhy: {finding.why}\nfix: {finding.fix}"
    return without_control_characters(f"::{finding.severity} {shown}::{_data(text)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
