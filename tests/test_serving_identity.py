"""What the preview shows after edits of each kind, and random ones, is what a build writes."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from identity.corpus import write_project
from identity.edits import EDITS, MORE_EDITS, Edit
from identity.previews import previewed
from identity.sequences import Edits, words
from identity.typed import SPECIES, write_collections

# Measured, they would take twice as long; what they run is measured in tests/test_serving.py.
pytestmark = pytest.mark.no_cover

FEW = 40  # pages are as good as 60, but for the time that it takes to build all of them

# What an edit does to the output, the cache, or the surroundings of a process, no preview follows.
_ELSEWHERE = ("output", "cache", "environment", "date", "tongue")


@pytest.fixture(autouse=True)
def _in_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setenv("DISABLE_MKDOCS_2_WARNING", "true")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.chdir(tmp_path)  # a project's snippets are named from here


def kinds(edits: tuple[Edit, ...]) -> list[Edit]:
    return [edit for edit in edits if not any(word in edit.__name__ for word in _ELSEWHERE)]


def restore(root: Path, original: Path) -> None:
    """Take back all edits, in place: the preview goes on."""
    for path in root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(original, root, symlinks=True, dirs_exist_ok=True)


def try_edits(root: Path, flavour: str, edits: list[Edit], *, pages: int = 60) -> None:
    """Follow each edit from the project as it was; then all that is left of it is undone."""
    project = write_project(root, flavour, pages=pages)
    original = root.with_name("original")
    shutil.copytree(root, original, symlinks=True)
    os.chdir(root)
    with previewed(root / "mkdocs.yml") as preview:
        preview.assert_same()
        for edit in edits:
            edit(project)
            preview.assert_same()
            restore(root, original)
            preview.preview.update()
            preview.last = preview.served()
        preview.assert_same()


def test_each_kind_of_edit_to_typed_content_is_shown_as_it_is_built(tmp_path: Path) -> None:
    try_edits(tmp_path / "project", "typed", kinds(EDITS["typed"]), pages=FEW)


@pytest.mark.parametrize("part", range(4))
def test_kinds_of_edit_to_plain_pages_are_shown_as_they_are_built(
    tmp_path: Path, part: int
) -> None:
    try_edits(tmp_path / "project", "plain", kinds(EDITS["plain"])[part::16], pages=FEW)


@pytest.mark.long
@pytest.mark.parametrize("part", range(4, 16))
def test_other_kinds_of_edit_are_shown_as_they_are_built(tmp_path: Path, part: int) -> None:
    try_edits(tmp_path / "project", "plain", kinds(EDITS["plain"])[part::16])


@pytest.mark.long
@pytest.mark.parametrize("flavour", ["plain", "typed"])
def test_more_kinds_of_edit_are_shown_as_they_are_built(tmp_path: Path, flavour: str) -> None:
    try_edits(tmp_path / "project", flavour, kinds(MORE_EDITS[flavour]))


class FollowedEdits(Edits):
    """The random edits that builds are tried with, and some of entries, followed by a preview."""

    def __init__(self) -> None:
        super().__init__()
        write_collections(self.project.root)
        self.config = self.project.read("mkdocs.yml")
        os.chdir(self.project.root)
        self.context = previewed(self.project.root / "mkdocs.yml")
        self.preview = self.context.__enter__()

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.context.__exit__(None, None, None)
        os.chdir("/")
        super().teardown()

    @invariant()
    def site_is_what_plain_mkdocs_makes(self) -> None:
        """Follow after each step, whatever the step was."""
        self.preview.assert_same()

    @rule(number=st.integers(0, SPECIES + 2), title=words, rare=st.booleans())
    def entry(self, number: int, title: str, rare: bool) -> None:  # noqa: FBT001 - a drawn value
        """Write an entry, new or known."""
        self.project.write(
            f"docs/species/species-{number}.md",
            f"---\ntitle: {title or 'Bird'!r}\nsummary: {number}\n"
            f"status: {'rare' if rare else 'common'}\nlives_in: [bog]\n---\n\nNo nest.\n",
        )

    @rule(number=st.integers(SPECIES - 3, SPECIES + 2))
    def entry_removed(self, number: int) -> None:
        """Remove one, to which others may refer."""
        self.project.file(f"docs/species/species-{number}.md").unlink(missing_ok=True)

    @rule(text=words)
    def entry_in_a_list(self, text: str) -> None:
        """Write other words in a file of several entries."""
        self.project.write(
            "docs/sayings/all.yml",
            f"entries:\n  - {{slug: saying-0, title: One, about: species-0, words: {text!r}}}\n",
        )


def test_random_edits_are_shown_as_they_are_built() -> None:
    run_state_machine_as_test(FollowedEdits, settings=sequences(examples=3, steps=8))


@pytest.mark.long
def test_more_random_edits_are_shown_as_they_are_built() -> None:
    run_state_machine_as_test(FollowedEdits, settings=sequences(examples=30, steps=30))


def sequences(*, examples: int, steps: int) -> settings:
    """Return how many sequences to try; a clean build is slow, so a failing one is not shrunk."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
