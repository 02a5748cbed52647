"""A lab's result is taken for what it is worth: measured, stale, refuted, edited or missing."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from generator.labs import (
    as_amount,
    evaluate_checks,
    file_digest,
    locked_versions,
    parse_contract,
    read_inputs,
    read_lock,
    read_result,
)
from generator.labs.digests import LOCK, digest_of
from generator.model import Cases, Outcome, Result, State
from lab_sites import RISEN, RISING, record_result, rising_lab
from sites import compiled, only, write_site


@pytest.fixture
def rising(tmp_path: Path) -> Path:
    """Write a site with one lab, measured in both of its profiles."""
    root = write_site(tmp_path, RISING)
    record_result(root, "oven")
    record_result(root, "bowl")
    return root


def states(root: Path) -> list[str]:
    return [run.state.value for run in rising_lab(root).runs]


def edit(root: Path, path: str, old: str, new: str) -> None:
    file = root / "content" / "trials" / "rising" / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# The states.


def test_a_recorded_result_of_what_stands_there_is_ok(rising: Path) -> None:
    assert compiled(rising).findings == ()
    assert states(rising) == ["ok", "ok"]
    assert rising_lab(rising).state is State.OK


def test_a_lab_without_a_contract_is_planned_and_no_mistake(tmp_path: Path) -> None:
    root = write_site(tmp_path, RISING)
    (root / "content/trials/rising/lab.yml").unlink()
    assert compiled(root).findings == ()
    assert rising_lab(root).state is State.PLANNED


def test_a_lab_without_any_result_is_an_error_with_the_command_that_makes_one(
    tmp_path: Path,
) -> None:
    finding = only(write_site(tmp_path, RISING))
    assert str(finding.location) == "content/trials/rising/lab.yml:1:1"
    assert (finding.rule, finding.severity) == ("lab-missing", "error")
    assert finding.fix == "python3 site_build.py labs run rising"


def test_a_profile_without_a_result_is_a_warning_beside_one_with_a_result(tmp_path: Path) -> None:
    root = write_site(tmp_path, RISING)
    record_result(root, "bowl")
    finding = only(root)
    assert str(finding.location) == "content/trials/rising/lab.yml:2:5"
    assert (finding.rule, finding.severity) == ("lab-missing", "warning")
    assert finding.fix == "python3 site_build.py labs run rising --profile oven"
    shown = rising_lab(root).shown
    assert shown
    assert shown.profile.id == "bowl"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [("lab.py", "hours=2", "hours=3"), ("lab.yml", "at_most: 3", "at_most: 4")],
)
def test_a_result_is_stale_when_an_input_was_touched(
    rising: Path, path: str, old: str, new: str
) -> None:
    edit(rising, path, old, new)
    assert states(rising) == ["stale", "stale"]
    messages = [finding.message for finding in compiled(rising).findings]
    assert messages == [
        f'the result for "{profile}" is older than: {path}' for profile in ("oven", "bowl")
    ]


def test_a_result_is_stale_when_an_input_came_or_went(rising: Path) -> None:
    (rising / "content/trials/rising/flour.sql").write_text("SELECT 1;\n")
    assert states(rising) == ["stale", "stale"]


@pytest.mark.parametrize("path", ["results/notes.txt", "__pycache__/lab.cpython-313.pyc"])
def test_a_result_does_not_depend_on_what_runs_leave(rising: Path, path: str) -> None:
    file = rising / "content/trials/rising" / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"x")
    assert states(rising) == ["ok", "ok"]


def test_a_result_is_not_stale_when_the_words_changed(rising: Path) -> None:
    edit(rising, "index.md", "title: Rising", "title: How dough rises")
    edit(rising, "index.md", "Dough rises.", "Dough rises, in time.")
    assert states(rising) == ["ok", "ok"]


def test_a_result_is_not_stale_when_a_checkout_ends_lines_in_another_way(rising: Path) -> None:
    file = rising / "content/trials/rising/lab.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert states(rising) == ["ok", "ok"]


def test_a_result_depends_on_the_locked_versions_of_its_packages_alone(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        RISING.replace("metrics:\n", "packages: [Cache_Tools]\nmetrics:\n", 1)
        + f"-- {LOCK} --\ncache-tools==6.2 \\\n    --hash=sha256:0\nother==1.0\n",
    )
    record_result(root, "bowl")
    record_result(root, "oven")
    (root / LOCK).write_text("cache-tools==6.2\nother==2.0\n")
    assert states(root) == ["ok", "ok"]
    (root / LOCK).write_text("cache-tools==6.3\nother==2.0\n")
    assert states(root) == ["stale", "stale"]
    assert "cache-tools 6.2 -> 6.3" in compiled(root).findings[0].message


def test_a_package_that_is_locked_for_each_system_has_all_its_versions(tmp_path: Path) -> None:
    lock = "a==1 ; python_version < '3.12' \\\nA[extra]==2 ; python_version >= '3.12'\n"
    root = write_site(tmp_path, f"-- {LOCK} --\n{lock}")
    assert locked_versions(read_lock(root)) == {"a": "1 or 2"}
    (tmp_path / LOCK).unlink()
    assert locked_versions(read_lock(root)) == {}


def test_an_edited_result_is_tampered_and_never_shown(rising: Path) -> None:
    edit(rising, "results/oven.json", '"hours": 12', '"hours": 40')
    assert states(rising) == ["tampered", "ok"]
    finding = only(rising)
    assert str(finding.location) == "content/trials/rising/results/oven.json:1:1"
    assert (finding.rule, finding.severity) == ("lab-tampered", "error")
    assert rising_lab(rising).runs[0].result is None


def test_a_noisy_figure_is_guarded_against_edits_too(rising: Path) -> None:
    edit(rising, "results/bowl.json", '"wall_s": 2', '"wall_s": 1')
    assert states(rising) == ["ok", "tampered"]


def test_a_result_that_was_only_laid_out_anew_is_the_same(rising: Path) -> None:
    file = rising / "content/trials/rising/results/bowl.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))))
    assert states(rising) == ["ok", "ok"]


def test_a_result_that_refutes_its_lab_is_failed_and_names_the_checks(rising: Path) -> None:
    record_result(rising, "bowl", {**RISEN, "warm": {"hours": 5, "crust": "thin"}})
    assert states(rising) == ["ok", "failed"]
    finding = only(rising)
    assert str(finding.location) == "content/trials/rising/lab.yml:3:5"
    assert (finding.rule, finding.severity) == ("lab-failed", "error")
    assert finding.message == (
        'the result for "bowl" does not hold: a warm dough is ready before lunch; '
        "hours of cold is at least 4 times hours of warm"
    )


def test_a_result_that_says_it_failed_is_failed_whatever_its_checks_say(rising: Path) -> None:
    record_result(rising, "bowl", status="failed")
    assert states(rising) == ["ok", "failed"]


# The results.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("<<<<<<< ours\n", "this is not JSON", id="conflict"),
        pytest.param("[" * 100_000, "this is not JSON", id="depth"),
        pytest.param('{"cases": NaN}', "this is not JSON", id="NaN"),
        pytest.param("[]", "the result is no group of fields", id="list"),
        pytest.param("{}", 'the result has no "file_digest", or of another form', id="empty"),
    ],
)
def test_a_file_that_no_run_can_have_written_is_reported(
    rising: Path, text: str, message: str
) -> None:
    (rising / "content/trials/rising/results/bowl.json").write_text(text)
    finding = only(rising)
    assert (finding.rule, finding.message) == ("lab-result", message)


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        ({"cold": {"days": 1}}, '"cold.days" is of a metric that lab.yml does not declare'),
        ({"cold": {"hours": "many"}}, '"cold.hours" is a text, not a number'),
        ({"cold": {"hours": Decimal("1.5")}}, '"cold.hours" is no whole number'),
        ({"cold": {"crust": 3}}, '"cold.crust" is a number, not a label'),
    ],
)
def test_a_result_holds_what_the_contract_declares(
    rising: Path, cases: Cases, message: str
) -> None:
    record_result(rising, "bowl", cases)
    finding = only(rising)
    assert (finding.rule, finding.message) == ("lab-result", message)


def test_a_result_of_another_lab_or_profile_is_none_of_this_one(rising: Path) -> None:
    folder = rising / "content/trials/rising/results"
    shutil.copy(folder / "oven.json", folder / "bowl.json")
    assert only(rising).message == 'this is the result of "rising" for "oven"'


def test_a_result_for_a_profile_that_is_not_declared_is_reported(rising: Path) -> None:
    folder = rising / "content/trials/rising/results"
    (folder / "oven.json").rename(folder / "ovn.json")
    undeclared = compiled(rising).findings[1]
    assert (undeclared.rule, undeclared.message) == ("lab-result", 'the lab has no profile "ovn"')
    assert undeclared.fix == 'did you mean "oven"?'


def test_a_result_is_read_as_it_was_recorded(rising: Path) -> None:
    path = record_result(rising, "bowl", {"cold": {"hours": 12, "crust": "thick | *brown*"}})
    read = read_result(rising, path.relative_to(rising).as_posix())
    assert isinstance(read, Result)
    assert read.cases == {"cold": {"hours": 12, "crust": "thick | *brown*"}}
    assert read.captures == {"log": "risen\n"}
    assert read.volatile["run_at"] == "2026-11-20T08:30:00Z"


def test_noise_changes_the_digest_of_the_file_and_not_the_stable_one(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        RISING.replace("kind: count, better: lower", "kind: ms, noisy: true, band: [1, 20]"),
    )
    first, second = (stored(root, Decimal(hours)) for hours in ("11.25", "11.5"))
    assert first.stable_digest == second.stable_digest
    assert first.file_digest != second.file_digest


def stored(root: Path, hours: Decimal) -> Result:
    path = record_result(root, "bowl", {"cold": {"hours": hours, "crust": "thick"}})
    read = read_result(root, path.relative_to(root).as_posix())
    assert isinstance(read, Result)
    return read


def test_what_was_recorded_as_a_float_is_compared_as_it_is_written() -> None:
    assert as_amount(0.1) == Decimal("0.1")
    assert as_amount(7) == 7
    assert as_amount("Seq Scan") == "Seq Scan"


def test_the_profile_is_part_of_the_inputs(rising: Path) -> None:
    lab = rising_lab(rising)
    assert read_inputs(rising, lab, "oven").digest != read_inputs(rising, lab, "bowl").digest


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, "the result has a form of another time"),
        ({"cases": {"cold": {"hours": True}}}, '"hours" is neither a number nor a text'),
        ({"cases": []}, 'the result has no "cases", or of another form'),
        ({"checks": ["held"]}, "a check of the result is no group of fields"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_result_in_another_form_is_not_read(
    rising: Path, change: dict[str, object], message: str
) -> None:
    file = rising / "content/trials/rising/results/bowl.json"
    document = {**json.loads(file.read_text("utf-8")), **change}
    file.write_text(json.dumps({**document, "file_digest": file_digest(document)}))
    finding = only(rising)
    assert (finding.rule, finding.message) == ("lab-result", message)


def test_what_json_cannot_hold_is_never_digested() -> None:
    with pytest.raises(TypeError, match="set"):
        digest_of({"cases": {1}})


def test_a_result_whose_stable_digest_is_of_something_else_is_tampered(rising: Path) -> None:
    file = rising / "content/trials/rising/results/bowl.json"
    document = {**json.loads(file.read_text("utf-8")), "stable_digest": "0"}
    file.write_text(json.dumps({**document, "file_digest": file_digest(document)}))
    assert only(rising).rule == "lab-tampered"


@pytest.mark.parametrize("name", ["lab.yml", "lab.py", "results/bowl.json"])
def test_a_file_that_is_no_text_is_reported_where_it_stands(rising: Path, name: str) -> None:
    file = rising / "content/trials/rising" / name
    file.write_bytes(file.read_bytes() + b"\xff")
    rules = {f.rule for f in compiled(rising).findings if f.location.path.endswith(name)}
    assert "unreadable-file" in rules


# The checks.


def outcomes(check: str, cases: Cases, *, metrics: str = "") -> list[Outcome]:
    declared = (
        "profiles: [{id: here, embedded: true}]\n"
        f"metrics:\n  n: {{kind: ratio}}\n  name: {{kind: label}}\n{metrics}"
        f"checks:\n  - {check}\nbaseline: [a.n]\n"
    )
    contract, found = parse_contract("lab.yml", declared.encode())
    assert contract, found
    return list(evaluate_checks(contract, "here", cases))


JUDGED: Cases = {
    "a": {"n": Decimal("0.3"), "name": "Seq Scan"},
    "b": {"n": Decimal("0.1"), "name": "Seq Scan"},
    "z": {"n": 0, "name": ""},
}


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("{of: a.n, equals: 0.3}", "n of a is 0.3"),
        ("{of: a.n, equals: 0.30}", "n of a is 0.30"),
        ("{of: a.name, equals: Seq Scan}", "name of a is Seq Scan"),
        ("{of: a.n, at_least: 0.3}", "n of a is at least 0.3"),
        ("{of: a.n, at_most: 0.3}", "n of a is at most 0.3"),
        ("{of: [a.n, b.n], ratio_at_least: 3}", "n of a is at least 3 times n of b"),
        ("{of: [a.n, z.n], ratio_at_least: 9}", "n of a is at least 9 times n of z"),
        ("{of: [a.name, b.name], same: true}", "name of a and name of b are the same"),
        ("{of: [b.n, a.n], less: true}", "n of b is less than n of a"),
        ("{of: a.n, at_most: 1, says: it is small}", "it is small"),
    ],
)
def test_a_check_holds_exactly_and_is_said_in_words(check: str, words: str) -> None:
    assert outcomes(check, JUDGED)[0] == Outcome(words, holds=True)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("{of: a.n, equals: 0.31}", "n of a is 0.31"),
        ("{of: a.n, at_least: 0.31}", "n of a is at least 0.31"),
        ("{of: a.n, at_most: 0.29}", "n of a is at most 0.29"),
        ("{of: [a.n, b.n], ratio_at_least: 3.1}", "n of a is at least 3.1 times n of b"),
        ("{of: [z.n, z.n], ratio_at_least: 1}", "n of z is at least 1 times n of z"),
        ("{of: [a.n, b.n, z.n], same: true}", "n of a, n of b and n of z are the same"),
        ("{of: [a.n, a.n], less: true}", "n of a is less than n of a"),
        ("{of: c.n, equals: 1}", "n of c is 1 (not recorded: c.n)"),
    ],
)
def test_a_check_that_does_not_hold_is_said_in_words_too(check: str, words: str) -> None:
    assert outcomes(check, JUDGED)[0] == Outcome(words, holds=False)


def test_a_text_where_a_number_belongs_does_not_hold() -> None:
    found = outcomes(
        "{of: a.n, at_most: 1}",
        {"a": {"n": "few"}},
        metrics="  t: {kind: ms, noisy: true, band: [1, 2]}\n",
    )
    assert [outcome.holds for outcome in found] == [False, True]


def test_the_baseline_must_not_be_zero() -> None:
    found = outcomes("{of: a.n, equals: 0}", {"a": {"n": 0}})
    assert found[1] == Outcome("n of a is not zero", holds=False)


@pytest.mark.parametrize(
    ("band", "outcome"),
    [
        ("[2, null]", Outcome("every t is at least 2", holds=True)),
        ("[null, 2]", Outcome("every t is at most 2", holds=False)),
        ("[2, 4.5]", Outcome("every t is between 2 and 4.5", holds=True)),
        ("[3, 5]", Outcome("every t is between 3 and 5", holds=False)),
    ],
)
def test_a_noisy_metric_stays_within_its_band(band: str, outcome: Outcome) -> None:
    found = outcomes(
        "{of: a.n, equals: 1}",
        {"a": {"n": 1, "t": Decimal("4.5")}, "b": {"t": 2}},
        metrics=f"  t: {{kind: ms, noisy: true, band: {band}}}\n",
    )
    assert found[2] == outcome


def test_a_band_is_not_kept_by_a_text() -> None:
    found = outcomes(
        "{of: a.n, equals: 1}",
        {"a": {"n": 1, "t": "long"}},
        metrics="  t: {kind: ms, noisy: true, band: [1, 2]}\n",
    )
    assert found[2].holds is False


def test_a_check_and_a_metric_may_belong_to_one_profile() -> None:
    contract, _ = parse_contract(
        "lab.yml",
        b"profiles: [{id: here, embedded: true}, {id: there, services: [redis]}]\n"
        b"metrics: {n: {kind: count, profiles: [there]}, m: {kind: count}}\n"
        b"checks:\n  - {of: a.m, equals: 1}\n  - {of: a.n, equals: 1, profiles: [there]}\n"
        b"baseline: [a.n, a.m]\n",
    )
    assert contract
    judged = {p: len(evaluate_checks(contract, p, {})) for p in ("here", "there")}
    assert judged == {"here": 2, "there": 4}
