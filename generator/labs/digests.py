"""Name what a result depends on and what it says.

All digests are SHA-256 over canonical JSON: keys sorted, no spaces, UTF-8 as it is, numbers as
Python writes them. They tell whether something changed, by hand or by accident; whoever wants to
forge a result can compute them as well as we can.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from generator.model import Contract, Inputs, Lab, Result
from generator.source import read_data

LOCK = "requirements/labs.lock"  # from the folder of mkdocs.yml

_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
KIT = ("runner", "labkit")  # from the folder of the generator


def digest_of(value: object) -> str:
    """Return the digest of plain data."""
    text = json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=as_plain,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def as_plain(value: object) -> object:
    """Return what JSON has no form of, as what it has: for `json.dumps`."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return int(value) if value == value.to_integral_value() else float(value)


def read_lock(root: Path) -> str:
    """Return the lock of the packages that labs may use; nothing if there is none."""
    try:
        return (root / LOCK).read_text("utf-8")
    except FileNotFoundError:
        return ""


def locked_versions(text: str) -> Mapping[str, str]:
    """Return the version of every package in a lock.

    A package that is locked for each Python or system by itself has all its versions.
    """
    found: dict[str, set[str]] = {}
    for name, version in _LOCKED.findall(text):
        found.setdefault(package_name(name), set()).add(version)
    return {name: " or ".join(sorted(versions)) for name, versions in found.items()}


def package_name(text: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", text).lower()


def read_inputs(root: Path, lab: Lab, profile: str) -> Inputs:
    """Return what a result of a lab in one profile depends on, as it is now."""
    held = {name: read_data(root, f"{lab.folder}/{name}") for name in lab.files}
    return make_inputs(lab, profile, held, kit_digest(read_kit()))


def make_inputs(lab: Lab, profile: str, held: Mapping[str, bytes], kit: str) -> Inputs:
    """Return what a result depends on, where the lab's files hold what is said here.

    Not its words (index.md) and not Python's and the services' versions, which are told instead.
    """
    files = {name: _bytes_digest(held[name]) for name in lab.files}
    packages = dict(lab.packages)
    parts = {"files": files, "kit": kit, "packages": packages, "profile": profile}
    return Inputs(files=files, packages=packages, kit=kit, digest=digest_of(parts))


def _bytes_digest(data: bytes) -> str:
    """Name a file's bytes; a checkout that ends its lines in another way has the same file."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def read_kit() -> tuple[tuple[str, bytes], ...]:
    """Return the modules of the kit that labs import, by their path in it."""
    return tuple(sorted(_modules(resources.files("generator").joinpath(*KIT))))


def _modules(folder: Traversable, above: str = "") -> Iterable[tuple[str, bytes]]:
    for item in folder.iterdir() if folder.is_dir() else ():
        if item.is_dir():
            yield from _modules(item, f"{above}{item.name}/")
        elif item.name.endswith(".py"):
            yield above + item.name, item.read_bytes()


def kit_digest(modules: tuple[tuple[str, bytes], ...]) -> str:
    """Return the digest of the kit."""
    return digest_of({name: _bytes_digest(data) for name, data in modules})


def stable_digest(contract: Contract, result: Result) -> str:
    """Return the digest of what every run records alike: exact cases, checks and captures."""
    exact = {
        case: {
            name: amount
            for name, amount in amounts.items()
            if not (name in contract.metrics and contract.metrics[name].noisy)
        }
        for case, amounts in result.cases.items()
    }
    checks = [[outcome.words, outcome.holds] for outcome in result.checks]
    return digest_of({"cases": exact, "checks": checks, "captures": dict(result.captures)})


def file_digest(document: Mapping[str, object]) -> str:
    """Return the digest of a result's whole document, but for the digest itself."""
    return digest_of({name: value for name, value in document.items() if name != "file_digest"})
