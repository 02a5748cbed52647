"""Record what a lab measured. Records travel to the runner as lines of JSON in the file LAB_OUT."""

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from .run import LabError, told

Value: TypeAlias = int | float | str

_NAME = re.compile(r"[a-z0-9_]+")


def record(case: str, **metrics: Value) -> None:
    """Record metrics of a case; further calls add metrics, and none is recorded twice."""
    for name in (case, *metrics):
        _check_name(name)
    for name, value in metrics.items():
        _check_value(f"{case}.{name}", value)
    out = told("LAB_OUT")
    twice = sorted(read_cases(out).get(case, {}).keys() & metrics.keys())
    if twice:
        raise LabError(f"{case}.{twice[0]} is recorded twice")
    _append(out, {"case": case, "metrics": metrics})


def capture(name: str, text: str, scrub: Sequence[tuple[str, str]] = ()) -> None:
    """Keep a text to show on the page; ``scrub`` replaces what differs from run to run."""
    _check_name(name)
    for pattern, replacement in scrub:
        text = re.sub(pattern, replacement, text)
    out = told("LAB_OUT")
    if name in read_captures(out):
        raise LabError(f'there are two captures "{name}"')
    _append(out, {"capture": name, "text": text})


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise LabError(f'"{name}" is no name: use lower-case letters, digits and underscores')


def _check_value(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise LabError(
            f"{name} is {value!r}: record an int, a float or a str (for yes and no, 1 and 0)"
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise LabError(f"{name} is {value!r}, which is no number")


def _append(out: Path, line: Mapping[str, object]) -> None:
    descriptor = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)


def read_cases(out: Path) -> dict[str, dict[str, Value]]:
    """Give the metrics of every case, in the order in which they were recorded."""
    cases: dict[str, dict[str, Value]] = {}
    for line in _lines(out):
        if "case" in line:
            cases.setdefault(line["case"], {}).update(line["metrics"])
    return cases


def read_captures(out: Path) -> dict[str, str]:
    """Give the captures by name, in the order in which they were taken."""
    return {line["capture"]: line["text"] for line in _lines(out) if "capture" in line}


def _lines(out: Path) -> list[dict[str, Any]]:
    if not out.exists():
        return []
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]
