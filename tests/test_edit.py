"""edit: a new entry is complete, whatever its collection declares, and a new lab runs."""

import os
import sys
from pathlib import Path

import pytest

from generator.cli import main
from sites import compiled, findings, write_site

EVERY_TYPE = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
fields:
  summary: {type: text, required: true, min_length: 20, help: one sentence}
  short: {type: text, required: true, max_length: 5}
  notes: {type: markdown, required: true}
  eggs: {type: int, required: true, min: 2}
  depth: {type: int, required: true, max: -3}
  weight: {type: number, required: true, min: 0.5}
  length: {type: number, required: true}
  migrates: {type: bool, required: true}
  seen: {type: date, required: true}
  song: {type: url, required: true}
  status: {type: choice, choices: ["no", rare], required: true}
  colours: {type: list, required: true, min: 2}
  sizes: {type: list, required: true, of: {type: int, min: 3}}
  nest:
    type: object
    required: true
    fields: {where: {type: text, required: true}, high: {type: int}}
  flight: {type: object, required: true, fields: {speed: {type: int}}}
  place: {type: ref, to: place, required: true}
  likes: {type: refs, to: [place, bird], required: true, min: 2}
  rivals: {type: refs, to: bird}
-- content/places/_collection.yml --
title: Places
singular: place
fields: {}
-- content/places/hedge.yml --
title: Hedge
-- content/places/marsh.yml --
title: Marsh
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the folder of a small project, on a machine without services."""
    for name in [name for name in os.environ if name.startswith("LAB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LAB_PYTHON", sys.executable)
    monkeypatch.chdir(write_site(tmp_path, EVERY_TYPE))
    return tmp_path


def test_a_new_entry_has_every_field_that_it_must_have(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "birds", "reed-warbler"]) == 0
    assert capsys.readouterr().out.startswith("content/birds/reed-warbler.md is written\n")
    text = (root / "content/birds/reed-warbler.md").read_text()
    assert text.startswith("---\ntitle: Reed warbler\ndraft: true  # keeps it out")
    assert "\nsummary: To be written.......  # one sentence\n" in text
    assert "\neggs: 2\n" in text
    assert "\nlikes: [place:hedge, place:marsh]\n" in text
    assert "\n# rivals:\n" in text
    assert [found for found in compiled(root).findings if "birds" in found.location.path] == []


def test_a_draft_becomes_a_page_when_its_author_says_so(root: Path) -> None:
    main(["new", "bird", "wren"])
    path = root / "content/birds/wren.md"
    assert "birds/wren.md" not in {page.path for page in compiled(root).pages}
    path.write_text(path.read_text().replace("draft: true", "draft: false"))
    assert "birds/wren.md" in {page.path for page in compiled(root).pages}, findings(root)


def test_where_entries_have_no_bodies_a_new_one_has_none(root: Path) -> None:
    main(["new", "place", "lake"])
    text = (root / "content/places/lake.yml").read_text()
    assert text.startswith("title: Lake\ndraft: true")


def test_nothing_to_refer_to_is_left_for_the_author(root: Path) -> None:
    for place in ("hedge", "marsh"):
        (root / f"content/places/{place}.yml").unlink()
    assert main(["new", "bird", "wren"]) == 0
    text = (root / "content/birds/wren.md").read_text()
    assert "\nplace: \n" in text
    assert "\nlikes: []\n" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("brids wren", 'no collection is called "brids": did you mean "birds"?'),
        ("x wren", 'no collection is called "x": there are: birds, places'),
        ("bird Wren", '"Wren" cannot name an entry: use lower-case letters, digits and single'),
        ("bird ../wren", '"../wren" cannot name an entry'),
        ("place hedge", 'places has an entry "hedge" already: content/places/hedge.yml'),
    ],
)
def test_what_cannot_be_made_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], words: str, told: str
) -> None:
    before = sorted(root.rglob("*"))
    assert main(["new", *words.split()]) == 2
    assert told in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before


def test_a_new_lab_runs_and_its_checks_hold(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_site(
        root,
        "-- content/labs/_collection.yml --\n"
        "title: Labs\nsingular: lab\nkind: lab\n"
        "fields: {question: {type: text, required: true}}\n",
    )
    assert main(["new", "lab", "halving"]) == 0
    assert "measure what it measures: labs run halving" in capsys.readouterr().out
    assert main(["labs", "run", "halving"]) == 0
    assert "3 of 3 checks hold" in capsys.readouterr().out
    assert main(["labs", "check"]) == 0
