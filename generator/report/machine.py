"""Findings for other programs: JSON, and SARIF 2.1.0 for code scanning."""

import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from generator.diagnostics import Diagnostic, Location, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def as_json(findings: Iterable[Diagnostic]) -> str:
    """Return findings as a list of objects."""
    return json.dumps([_object(f) for f in findings], ensure_ascii=False, indent=2) + "\n"


def _object(finding: Diagnostic) -> Mapping[str, object]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        **_place(finding.location),
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "related": [{**_place(r.location), "message": r.message} for r in finding.related],
    }


def _place(location: Location) -> dict[str, object]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def as_sarif(findings: Iterable[Diagnostic]) -> str:
    """Return findings as one SARIF run."""
    findings = tuple(findings)
    rules = [{"id": rule} for rule in sorted({finding.rule for finding in findings})]
    run = {
        "tool": {"driver": {"name": "typed-content", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in findings],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Diagnostic) -> Mapping[str, object]:
    text = f"{finding.message}\nwhy: {finding.why}\nfix: {finding.fix}"
    related = [
        {**_sarif_place(r.location), "message": {"text": r.message}} for r in finding.related
    ]
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_sarif_place(finding.location)],
        "relatedLocations": related,
    }


def _sarif_place(where: Location) -> dict[str, object]:
    region = {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
    artifact = {"uri": quote(where.path)}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
