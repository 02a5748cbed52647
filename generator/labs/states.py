"""Tell what every lab's recorded results are worth. Nothing here ever runs one."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic
from generator.labs.checks import evaluate_checks
from generator.labs.code import read_code
from generator.labs.contract import read_contract
from generator.labs.digests import package_name, read_inputs, read_lock, stable_digest
from generator.labs.results import read_result, tampered
from generator.labs.rules import (
    CONTRACT,
    RESULTS,
    lab_findings,
    misplaced,
    result_findings,
    unknown_packages,
)
from generator.labs.words import KIND, unknown_words
from generator.model import Entry, Inputs, Key, Lab, Run, Site, State

_WORDS = "index.md"

_Labs = tuple[Mapping[Key, Lab], tuple[Diagnostic, ...]]


def read_labs(root: Path, site: Site) -> _Labs:
    """Read every lab of a site: its contract, its inputs as they are now, and its results."""
    lock = read_lock(root) if any(c.kind == KIND for c in site.collections.values()) else {}
    labs: dict[Key, Lab] = {}
    findings: list[Diagnostic] = []
    for key, entry in site.entries.items():
        if site.collections[key.collection].kind == KIND:
            lab, found = _declared(root, site, entry, lock)
            findings += found
            results = frozenset(f"{site.docs_dir}/{path}" for path in entry.files)
            code, unread = read_code(root, entry, lab) if lab.contract else (None, ())
            labs[key], recorded = _with_runs(root, replace(lab, code=code), results)
            findings += (*unread, *recorded, *lab_findings(labs[key], results))
            findings += unknown_words(entry, labs[key])
    return labs, tuple(findings)


def _declared(
    root: Path, site: Site, entry: Entry, lock: Mapping[str, str]
) -> tuple[Lab, tuple[Diagnostic, ...]]:
    """Return a lab before anything is known of its results."""
    source = PurePosixPath(entry.source.path)
    folder = str(source.parent)
    prefix = f"{folder}/".removeprefix(f"{site.docs_dir}/")
    files = tuple(path.removeprefix(prefix) for path in entry.files)
    lab = Lab(key=entry.key, folder=folder, files=tuple(f for f in files if _is_input(f)))
    if source.name != _WORDS or CONTRACT not in files:
        return lab, ()
    contract, findings = read_contract(root, f"{folder}/{CONTRACT}")
    if contract is None:
        return lab, findings
    wanted = {package_name(name) for name in contract.packages}
    packages = {name: lock[name] for name in sorted(wanted & lock.keys())}
    findings += tuple(unknown_packages(contract, lock))
    return replace(lab, contract=contract, packages=packages), findings


def _is_input(path: str) -> bool:
    """Tell whether a result depends on a file of the lab's folder."""
    parts = PurePosixPath(path).parts
    return parts[0] != RESULTS and "__pycache__" not in parts and path != _WORDS


def _with_runs(root: Path, lab: Lab, results: frozenset[str]) -> tuple[Lab, list[Diagnostic]]:
    """Return a lab with what its results are worth; ``results`` are the files that there are."""
    findings: list[Diagnostic] = []
    runs: list[Run] = []
    for profile in lab.contract.profiles if lab.contract else ():
        path = f"{lab.folder}/{RESULTS}/{profile.id}.json"
        run = Run(profile=profile, state=State.MISSING, path=path)
        if path in results:
            run, found = _recorded(root, lab, run)
            findings += found
        runs.append(run)
    return replace(lab, runs=tuple(runs)), findings


def _recorded(root: Path, lab: Lab, run: Run) -> tuple[Run, tuple[Diagnostic, ...]]:
    """Return a run whose result there is; one that cannot be trusted is not shown."""
    result = read_result(root, run.path)
    untrusted = replace(run, state=State.TAMPERED)
    found = (result,) if isinstance(result, Diagnostic) else tuple(misplaced(lab, run.path, result))
    if isinstance(result, Diagnostic) or found:
        return untrusted, found
    assert lab.contract is not None  # noqa: S101 - it has runs
    run = replace(run, result=result, outcomes=result.checks)
    changed = _changed(result.inputs, read_inputs(root, lab, run.profile.id))
    if changed:
        return replace(run, state=State.STALE, changed=changed), ()
    if result.stable_digest != stable_digest(lab.contract, result):
        return untrusted, (tampered(run.path),)
    found = tuple(result_findings(lab, run.path, result))
    if found:
        return untrusted, found
    outcomes = evaluate_checks(lab.contract, run.profile.id, result.cases)
    is_ok = result.status == "ok" and all(outcome.holds for outcome in outcomes)
    return replace(run, state=State.OK if is_ok else State.FAILED, outcomes=outcomes), ()


def _changed(then: Inputs, now: Inputs) -> tuple[str, ...]:
    """Say which inputs differ; nothing where the digests are the same."""
    if then.digest == now.digest:
        return ()
    names = sorted({*then.files, *now.files})
    words = [name for name in names if then.files.get(name) != now.files.get(name)]
    packages = sorted({*then.packages, *now.packages})
    words += [
        f"{name} {then.packages.get(name, 'unlocked')} -> {now.packages.get(name, 'unlocked')}"
        for name in packages
        if then.packages.get(name) != now.packages.get(name)
    ]
    words += ["the kit"] if then.kit != now.kit else []
    return tuple(words) or ("the profile",)
