"""Run tests/cases/<rule>/*.yaml: content in, findings out, one file a case."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from generator.diagnostics import Diagnostic
from generator.model import Cases
from lab_sites import record_result
from sites import all_findings, write_site

TESTS = Path(__file__).parent
CASES = sorted(TESTS.glob("cases/*/*.yaml"))
IN_ONE_RUN = "in-one-run"  # the one folder that is not named after a rule


class _Written(TypedDict):
    files: dict[str, str]
    findings: list[str]


class Case(_Written, total=False):
    """A tiny site and all that is wrong with it."""

    links: dict[str, str]  # symbolic links, and where they lead
    encoding: str  # of the files; UTF-8 unless given
    results: dict[str, Cases]  # of the one lab: what a run records, by profile
    after: dict[str, str]  # files that are written after the lab has run


def read_case(path: Path) -> Case:
    case: Case = yaml.safe_load(path.read_text("utf-8"))
    return case


def run_case(root: Path, case: Case) -> list[str]:
    """Write the case's files under ``root`` and return what is found in them."""
    write_site(root, "")
    _write(root, case["files"], case.get("encoding", "utf-8"))
    for path, target in case.get("links", {}).items():
        (root / path).symlink_to(target)
    for profile, cases in case.get("results", {}).items():
        record_result(root, profile, cases)
    _write(root, case.get("after", {}))
    return [as_line(finding) for finding in all_findings(root)]


def _write(root: Path, files: Mapping[str, str], encoding: str = "utf-8") -> None:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode(encoding))


def as_line(finding: Diagnostic) -> str:
    return f"{finding.location} {finding.rule}: {finding.message} | {finding.fix}"


@pytest.mark.parametrize("path", CASES, ids=[f"{p.parent.name}/{p.stem}" for p in CASES])
def test_a_case_has_exactly_its_findings(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    assert run_case(tmp_path, case) == case["findings"]


def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() -> None:
    rules = rules_in_the_source()
    broken = {path.parent.name for path in CASES if breaks_its_rule(path)}
    kept = {path.parent.name for path in CASES if not read_case(path)["findings"]}
    assert broken - {IN_ONE_RUN} == rules
    assert kept == rules


def breaks_its_rule(path: Path) -> bool:
    name = path.parent.name
    found = read_case(path)["findings"]
    return any(f" {name}: " in finding or name == IN_ONE_RUN for finding in found)


def test_ten_mistakes_in_ten_files_are_found_in_one_run() -> None:
    case = read_case(TESTS / "cases" / IN_ONE_RUN / "ten-mistakes-in-ten-files.yaml")
    assert len({finding.split(":")[0] for finding in case["findings"]}) >= 10
    assert len({finding.split(": ")[0].split()[1] for finding in case["findings"]}) >= 10


def rules_in_the_source() -> set[str]:
    """Return every rule that the generator can report, as its source says."""
    sources = sorted((TESTS.parent / "generator").rglob("*.py"))
    return {rule for path in sources for rule in _rules(ast.parse(path.read_text("utf-8")))}


def _rules(tree: ast.Module) -> Iterator[str]:
    """Yield what is given as ``rule``: by name, or to a function of the module that takes one."""
    takers = {
        node.name: [argument.arg for argument in node.args.args if argument.arg != "self"]
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for keyword in call.keywords:
            if keyword.arg == "rule":
                yield from _words(keyword.value)
        names = takers.get(_name(call.func), [])
        for name, argument in zip(names, call.args, strict=False):
            if name == "rule":
                yield from _words(argument)


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _words(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _words(value.body)
        yield from _words(value.orelse)
    elif isinstance(value, ast.Constant):
        yield str(value.value)
