"""What the documents say of the program is what the program does."""

import ast
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import docs
import docs_examples as examples
import docs_words as words
from generator.builder import check_project
from generator.diagnostics import Severity
from generator.load import load_site
from generator.schema import FIELD_TYPES
from lab_sites import record_result
from sites import compiled, write_site

RULES = {name: e for group in words.FINDINGS.values() for name, e in group.items()}
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")


def test_generated_parts_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    status = docs.main(["--check"])
    assert (status, capsys.readouterr().out) == (0, ""), "run: .venv/bin/python tests/docs.py"


def test_a_part_is_made_anew_between_its_marks() -> None:
    stale = "Before.\n\n<!-- generated: one-finding -->\nold\n<!-- end -->\n\nAfter.\n"
    fresh = docs.with_parts(stale)
    assert fresh == (
        "Before.\n\n<!-- generated: one-finding -->\n\n"
        f"{examples.one_finding()}\n<!-- end -->\n\nAfter.\n"
    )
    assert docs.with_parts(fresh) == fresh


# What is described is what there is.


def test_every_rule_of_the_generator_is_in_the_guide() -> None:
    assert set(RULES) == set(rules_in_code())


def rules_in_code() -> Iterator[str]:
    """Yield the words given as `rule`, and those handed to functions with such a parameter."""
    trees = [ast.parse(path.read_text("utf-8")) for path in Path("generator").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    takers = {f.name: place for f in functions if (place := rule_place(f)) is not None}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        place = takers.get(getattr(node.func, "attr", getattr(node.func, "id", "")))
        given += node.args[place : place + 1] if place is not None else []
        yield from (word for value in given for word in texts(value))


def rule_place(function: ast.FunctionDef) -> int | None:
    names = [argument.arg for argument in function.args.args if argument.arg != "self"]
    return names.index("rule") if "rule" in names else None


def texts(value: ast.expr) -> Iterator[str]:
    """Yield the words that an expression may be, not those that it tests."""
    if isinstance(value, ast.IfExp):
        yield from (*texts(value.body), *texts(value.orelse))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


@pytest.mark.parametrize("rule", RULES)
def test_the_example_of_a_rule_breaks_that_rule_alone(rule: str) -> None:
    assert {finding.rule for finding in examples.sample_findings(RULES[rule])} == {rule}


def test_the_small_handbook_of_the_examples_breaks_no_rule(tmp_path: Path) -> None:
    assert compiled(write_site(tmp_path, words.SMALL_HANDBOOK)).findings == ()


def test_only_the_rules_that_the_guide_calls_warnings_are_warnings() -> None:
    found = {f.rule: f.severity for e in RULES.values() for f in examples.sample_findings(e)}
    warnings = [rule for rule, severity in found.items() if severity is Severity.WARNING]
    assert warnings == ["orphan", "lab-stale"]
    guide = (docs.GUIDE / "findings.md").read_text("utf-8")
    assert "`orphan` and `lab-stale` are warnings, and so is one form of `lab-missing`" in guide


def test_every_type_and_option_of_a_field_is_in_the_guide() -> None:
    assert list(words.TYPES) == list(FIELD_TYPES)
    assert list(words.OPTIONS) == docs.option_names()


@pytest.mark.parametrize("part", words.COLLECTION_KEYS)
def test_every_key_of_a_declaration_is_in_the_guide(part: str) -> None:
    assert list(words.COLLECTION_KEYS[part]) == docs.key_names(part)


def test_the_examples_of_field_types_are_declared_and_written_correctly(tmp_path: Path) -> None:
    declared = "".join(f"  {example}\n" for _, example, _ in words.TYPES.values())
    written = "".join(f"{example}\n" for _, _, example in words.TYPES.values())
    root = write_site(
        tmp_path,
        "-- content/tools/_collection.yml --\ntitle: Tools\nsingular: tool\n"
        f"fields:\n{declared}-- content/tools/redis.yml --\ntitle: Redis\n{written}",
    )
    assert compiled(root).findings == ()


def test_everything_that_templates_can_reach_is_in_the_guide() -> None:
    described = {name: list(members) for name, members in words.VARIABLES.items()}
    assert examples.template_names() == described


def test_every_filter_is_in_the_guide() -> None:
    assert set(words.FILTERS) == examples.filter_names()


def test_the_help_of_a_command_is_read_as_options_with_their_words() -> None:
    about, options = docs.read_help("check")
    assert about == "Find every mistake in the content, and build nothing."
    assert dict(options)["--format {text,github,json,sarif}"] == (
        "text for people, github for annotations, json and sarif for programs"
    )
    assert dict(options)["-f, --config-file FILE"].startswith("the project's mkdocs.yml")


# What is shown works.


def test_the_entries_that_the_guide_shows_would_be_accepted_today(tmp_path: Path) -> None:
    shown = docs.shown_files((docs.GUIDE / "writing.md").read_text("utf-8"))
    root = copy_of_the_handbook(tmp_path)
    picture = "-- content/concepts/connection-lending/turns.svg --\n<svg></svg>\n"
    write_site(root, "".join(f"-- {path} --\n{text}" for path, text in shown.items()) + picture)
    shutil.copy(docs.PROJECT / "mkdocs.yml", root)
    shutil.copy(docs.PROJECT / "content" / "index.md", root / "content")
    result = check_project(root / "mkdocs.yml")
    assert [f for f in result.findings if f.location.path in shown] == []
    assert set(shown) <= {entry.source.path for entry in result.site.entries.values()}


def copy_of_the_handbook(folder: Path) -> Path:
    for part in ("content", "theme"):
        shutil.copytree(docs.PROJECT / part, folder / part)
    return folder


@pytest.mark.parametrize("name", ["model", "templates"])
def test_the_sites_that_the_guide_shows_have_no_findings(name: str, tmp_path: Path) -> None:
    shown = docs.shown_files((docs.GUIDE / f"{name}.md").read_text("utf-8"))
    root = write_site(tmp_path, "".join(f"-- {path} --\n{text}" for path, text in shown.items()))
    result = compiled(root)
    assert result.findings == ()
    assert result.site.entries


def test_the_lab_that_the_guide_shows_has_a_contract_that_its_numbers_keep(tmp_path: Path) -> None:
    shown = docs.shown_files((docs.GUIDE / "labs.md").read_text("utf-8"))
    root = write_site(tmp_path, "".join(f"-- {path} --\n{text}" for path, text in shown.items()))
    for profile in ("redis", "memory"):
        record_result(root, profile, {"plain": {"reads": 100}, "cached": {"reads": 5}})
    assert compiled(root).findings == ()


def test_the_page_on_the_model_says_what_its_example_generates(tmp_path: Path) -> None:
    shown = docs.shown_files((docs.GUIDE / "model.md").read_text("utf-8"))
    root = write_site(tmp_path, "".join(f"-- {path} --\n{text}" for path, text in shown.items()))
    pages = {page.path: page.body for page in compiled(root).pages}
    challenge = pages["challenges/slow-queries.md"]
    assert "**Solved by**: [Query optimization](../solutions/query-optimization.md)" in challenge
    assert "| Solved by |" in pages["challenges/index.md"]


def test_the_kinds_of_entry_that_the_guide_lists_are_those_of_the_handbook() -> None:
    site, _ = load_site(docs.PROJECT, "content", "")
    listed = re.findall(
        r"^\| \[`(\w+)/`\]\(\.\./(\w+)/index\.md\) \|.*\| `(\w+):\.\.\.` \|$",
        (docs.GUIDE / "index.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(listed) > 10
    assert listed == [(n, n, site.collections[n].scheme) for n, _, _ in listed]


# The documents beside the guide.


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    targets = LINK.findall((docs.PROJECT / name).read_text("utf-8"))
    assert [target for target in targets if not (docs.PROJECT / target).exists()] == []


def test_the_readme_has_the_two_commands() -> None:
    readme = (docs.PROJECT / "README.md").read_text("utf-8")
    assert "python3 site_build.py build" in readme
    assert "python3 site_build.py test" in readme


def test_contributing_explains_a_finding_that_the_checks_make() -> None:
    contributing = (docs.PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    assert examples.sample(RULES["unknown-reference"]).rstrip() in contributing


def test_architecture_speaks_of_every_room() -> None:
    text = (docs.PROJECT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {name for _, names in docs.floors() for name in names}
    paragraphs = re.findall(r"^\*\*.+", text, re.MULTILINE)
    described = {name for line in paragraphs for name in re.findall(r"\*\*(\w+)\*\*", line)}
    assert described == rooms


def test_architecture_says_why_each_dependency_is_there() -> None:
    text = (docs.PROJECT / "ARCHITECTURE.md").read_text("utf-8").casefold()
    project = tomllib.loads((docs.PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = list(project["dependencies"])
    for path in sorted((docs.PROJECT / "requirements").glob("*.in")):
        asked += [line for line in path.read_text("utf-8").splitlines() if line[:1] not in "#-"]
    names = [re.split(r"[\[<>=~! ]", line)[0] for line in asked]
    assert [name for name in names if name not in text] == []
