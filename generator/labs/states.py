"""Tell what every lab's recorded results are worth. Nothing here ever runs one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic
from generator.labs.checks import evaluate_checks
from generator.labs.code import find_code
from generator.labs.contract import parse_contract
from generator.labs.digests import (
    kit_digest,
    locked_versions,
    make_inputs,
    package_name,
    read_kit,
    read_lock,
    stable_digest,
)
from generator.labs.results import parse_result, tampered
from generator.labs.rules import (
    CONTRACT,
    RESULTS,
    lab_findings,
    misplaced,
    result_findings,
    unknown_packages,
)
from generator.labs.words import KIND, unknown_words
from generator.memory import Memory
from generator.model import Entry, Inputs, Key, Lab, Run, Site, State
from generator.source import as_text, read_data

_WORDS = "index.md"

_Labs = tuple[Mapping[Key, Lab], tuple[Diagnostic, ...]]
_Held = Mapping[str, bytes]  # what the files of a lab hold, by their path in its folder


def read_labs(root: Path, site: Site, memory: Memory | None = None) -> _Labs:
    """Read every lab of a site: its contract, its inputs as they are now, and its results."""
    memory = memory or Memory()
    has_labs = any(collection.kind == KIND for collection in site.collections.values())
    lock = memory.recall(locked_versions, read_lock(root) if has_labs else "")
    kit = memory.recall(kit_digest, read_kit() if has_labs else ())
    labs: dict[Key, Lab] = {}
    findings: list[Diagnostic] = []
    for key, entry in site.entries.items():
        if site.collections[key.collection].kind == KIND:
            files = tuple(_read_files(root, site.docs_dir, entry))
            lab, found = memory.recall(_judged, entry, files, (lock, kit))
            labs[key] = memory.keep(("lab", key), lab)
            findings += found
    return labs, tuple(findings)


def _read_files(root: Path, docs_dir: str, entry: Entry) -> Iterator[tuple[str, bytes]]:
    """Yield what the files beside an entry hold, by their path in its folder."""
    folder = f"{PurePosixPath(entry.source.path).parent}/".removeprefix(f"{docs_dir}/")
    for path in entry.files:
        if "__pycache__" not in PurePosixPath(path).parts:
            yield path.removeprefix(folder), read_data(root, f"{docs_dir}/{path}")


def _judged(
    entry: Entry, files: tuple[tuple[str, bytes], ...], shared: tuple[Mapping[str, str], str]
) -> tuple[Lab, tuple[Diagnostic, ...]]:
    """Return a lab with what its results are worth; all share the lock and the kit's digest."""
    held, (lock, kit) = dict(files), shared
    lab, findings = _declared(entry, held, lock)
    code, unread = find_code(entry, lab, held) if lab.contract else (None, ())
    lab, recorded = _with_runs(replace(lab, code=code), held, kit)
    paths = frozenset(f"{lab.folder}/{name}" for name in held)
    wrong = (*lab_findings(lab, paths), *unknown_words(entry, lab))
    return lab, (*findings, *unread, *recorded, *wrong)


def _declared(
    entry: Entry, held: _Held, lock: Mapping[str, str]
) -> tuple[Lab, tuple[Diagnostic, ...]]:
    """Return a lab before anything is known of its results."""
    folder = str(PurePosixPath(entry.source.path).parent)
    lab = Lab(key=entry.key, folder=folder, files=tuple(name for name in held if _is_input(name)))
    if CONTRACT not in held:
        return lab, ()
    contract, findings = parse_contract(f"{folder}/{CONTRACT}", held[CONTRACT])
    if contract is None:
        return lab, findings
    wanted = {package_name(name) for name in contract.packages}
    packages = {name: lock[name] for name in sorted(wanted & lock.keys())}
    findings += tuple(unknown_packages(contract, lock))
    return replace(lab, contract=contract, packages=packages), findings


def _is_input(name: str) -> bool:
    """Tell whether a result depends on a file of the lab's folder."""
    return PurePosixPath(name).parts[0] != RESULTS and name != _WORDS


def _with_runs(lab: Lab, held: _Held, kit: str) -> tuple[Lab, list[Diagnostic]]:
    """Return a lab with its runs, of those profiles that it declares."""
    findings: list[Diagnostic] = []
    runs: list[Run] = []
    for profile in lab.contract.profiles if lab.contract else ():
        name = f"{RESULTS}/{profile.id}.json"
        run = Run(profile=profile, state=State.MISSING, path=f"{lab.folder}/{name}")
        if name in held:
            run, found = _recorded(lab, run, held, kit)
            findings += found
        runs.append(run)
    return replace(lab, runs=tuple(runs)), findings


def _recorded(lab: Lab, run: Run, held: _Held, kit: str) -> tuple[Run, tuple[Diagnostic, ...]]:
    """Return a run whose result there is; one that cannot be trusted is not shown."""
    text = as_text(run.path, held[f"{RESULTS}/{run.profile.id}.json"])
    result = text if isinstance(text, Diagnostic) else parse_result(text.text, run.path)
    untrusted = replace(run, state=State.TAMPERED)
    found = (result,) if isinstance(result, Diagnostic) else tuple(misplaced(lab, run.path, result))
    if isinstance(result, Diagnostic) or found:
        return untrusted, found
    assert lab.contract is not None  # noqa: S101 - it has runs
    run = replace(run, result=result, outcomes=result.checks)
    changed = _changed(result.inputs, make_inputs(lab, run.profile.id, held, kit))
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
