"""Write a result as the document that is committed, and read it back.

Nobody writes these documents by hand, so what is wrong with one is told of the whole file.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TypeVar

from generator.diagnostics import Diagnostic, Location
from generator.labs.digests import as_plain, file_digest, stable_digest
from generator.model import Amount, Cases, Contract, Inputs, Outcome, Result
from generator.source import read_text

SCHEMA = 1

_Kind = TypeVar("_Kind")


class _WrongShapeError(Exception):
    """A document is not what `as_document` makes."""


class _TamperedError(Exception):
    """A document's digest does not match its content."""


def as_document(contract: Contract, result: Result) -> str:
    """Return the text of a result's file, with its digests."""
    sealed = replace(result, stable_digest=stable_digest(contract, result))
    document = _document(sealed)
    document["file_digest"] = file_digest(document)
    return (
        json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False, default=as_plain) + "\n"
    )


def _document(result: Result) -> dict[str, object]:
    inputs = result.inputs
    return {
        "schema": SCHEMA,
        "lab": result.lab,
        "profile": result.profile,
        "status": result.status,
        "inputs": {
            "files": dict(inputs.files),
            "packages": dict(inputs.packages),
            "kit": inputs.kit,
            "digest": inputs.digest,
        },
        "python": result.python,
        "services": dict(result.services),
        "cases": {case: dict(amounts) for case, amounts in result.cases.items()},
        "checks": [{"check": o.words, "holds": o.holds} for o in result.checks],
        "captures": dict(result.captures),
        "volatile": dict(result.volatile),
        "stable_digest": result.stable_digest,
    }


def read_result(root: Path, path: str) -> Result | Diagnostic:
    """Read the result at ``path`` (from ``root``), or say why it is none."""
    text = read_text(root, path)
    return text if isinstance(text, Diagnostic) else parse_result(text.text, path)


def parse_result(text: str, path: str) -> Result | Diagnostic:
    """Read the text of the result at ``path``, or say why it is none."""
    try:
        document = json.loads(text, parse_constant=_refuse)
        return _as_result(document, json.loads(text, parse_float=Decimal))
    except _TamperedError:
        return tampered(path)
    except _WrongShapeError as error:
        return result_finding(path, str(error))
    except (ValueError, RecursionError):
        return result_finding(path, "this is not JSON")


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def as_amount(value: float | str) -> Amount:
    """Return what a lab recorded as a result holds it: numbers are exact, as they are written."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def result_finding(path: str, message: str) -> Diagnostic:
    """Return the finding that a result cannot be what its path says it is."""
    return Diagnostic(
        rule="lab-result",
        location=Location(path),
        message=message,
        why="only what a run has written is shown, and this cannot be",
        fix=f"delete the file, and let a run write it: {run_command(path)}",
    )


def tampered(path: str) -> Diagnostic:
    """Return the finding that a result was changed after its run."""
    return Diagnostic(
        rule="lab-tampered",
        location=Location(path),
        message="this is not what the run wrote: the digest does not match the content",
        why="readers would take a number for measured that nothing has measured",
        fix=f"take the file back as it was, or measure anew: {run_command(path)} --force",
    )


def run_command(path: str) -> str:
    """Return the command that writes the result at ``path``."""
    file = PurePosixPath(path)
    return f"python3 site_build.py labs run {file.parent.parent.name} --profile {file.stem}"


def _as_result(plain: object, document: object) -> Result:
    """Return the record of a document; ``plain`` is the same with floats, as it was digested."""
    if not isinstance(plain, dict) or not isinstance(document, dict):
        raise _WrongShapeError("the result is no group of fields")
    if _part(document, "file_digest", str) != file_digest(plain):
        raise _TamperedError
    if _part(document, "schema", int) != SCHEMA:
        raise _WrongShapeError("the result has a form of another time")
    return Result(
        lab=_part(document, "lab", str),
        profile=_part(document, "profile", str),
        status=_part(document, "status", str),
        inputs=_inputs(_part(document, "inputs", dict)),
        python=_part(document, "python", str),
        services=_texts(document, "services"),
        cases=_cases(_part(document, "cases", dict)),
        checks=tuple(_outcome(item) for item in _part(document, "checks", list)),
        captures=_texts(document, "captures"),
        volatile=_amounts(_part(document, "volatile", dict)),
        stable_digest=_part(document, "stable_digest", str),
        file_digest=_part(document, "file_digest", str),
    )


def _part(document: Mapping[str, object], name: str, kind: type[_Kind]) -> _Kind:
    value = document.get(name)
    if not isinstance(value, kind):
        raise _WrongShapeError(f'the result has no "{name}", or of another form')
    return value


def _texts(document: Mapping[str, object], name: str) -> Mapping[str, str]:
    values = _part(document, name, dict)
    return {key: _part(values, key, str) for key in values}


def _inputs(document: Mapping[str, object]) -> Inputs:
    return Inputs(
        files=_texts(document, "files"),
        packages=_texts(document, "packages"),
        kit=_part(document, "kit", str),
        digest=_part(document, "digest", str),
    )


def _cases(document: Mapping[str, object]) -> Cases:
    return {case: _amounts(_part(document, case, dict)) for case in document}


def _amounts(document: Mapping[str, object]) -> Mapping[str, Amount]:
    return {name: _amount(document, name) for name in document}


def _amount(document: Mapping[str, object], name: str) -> Amount:
    value = document[name]
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise _WrongShapeError(f'"{name}" is neither a number nor a text')
    return value


def _outcome(item: object) -> Outcome:
    if not isinstance(item, dict):
        raise _WrongShapeError("a check of the result is no group of fields")
    return Outcome(_part(item, "check", str), _part(item, "holds", bool))
