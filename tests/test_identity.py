"""Our builds give the bytes that plain MkDocs gives, whatever was built before."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from identity.builds import assert_same
from identity.corpus import Project, write_project
from identity.edits import EDITS, MORE_EDITS, Edit
from identity.sequences import Edits

FLAVOURS = tuple(EDITS)


@dataclass(slots=True)
class Workshop:
    """A built project that each test takes as it was, in one place, with cache and site."""

    project: Project
    original: Path
    environment: dict[str, str]

    def restored(self) -> Project:
        """Return the project with everything in it as it was at first."""
        shutil.rmtree(self.project.root)
        shutil.copytree(self.original, self.project.root, symlinks=True)
        self.project.environment = dict(self.environment)
        return self.project


Shop = Callable[[str], Workshop]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Make and build a project of a flavour once."""
    made: dict[str, Workshop] = {}

    def make(flavour: str) -> Workshop:
        if flavour not in made:
            folder = tmp_path_factory.mktemp(flavour)
            project = write_project(folder / "project", flavour)
            assert_same(project, folder / "plain")
            shutil.copytree(project.root, folder / "original", symlinks=True)
            made[flavour] = Workshop(project, folder / "original", dict(project.environment))
        return made[flavour]

    return make


def cases(edits: Mapping[str, Iterable[Edit]], *marks: pytest.MarkDecorator) -> list[object]:
    """Make one case of each kind of edit, with the name of the edit."""
    return [
        pytest.param(flavour, edit, id=f"{flavour}-{edit.__name__}", marks=marks)
        for flavour, kinds in edits.items()
        for edit in kinds
    ]


@pytest.mark.parametrize(("flavour", "edit"), [*cases(EDITS), *cases(MORE_EDITS, pytest.mark.long)])
def test_after_an_edit_a_build_is_what_plain_mkdocs_makes(
    flavour: str, edit: Edit, shop: Shop, tmp_path: Path
) -> None:
    project = shop(flavour).restored()
    edit(project)
    assert_same(project, tmp_path / "plain")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_build_without_a_change_is_what_plain_mkdocs_makes(
    flavour: str, shop: Shop, tmp_path: Path
) -> None:
    project = shop(flavour).restored()
    assert_same(project, tmp_path / "plain")


def test_any_sequence_of_edits_gives_what_plain_mkdocs_makes() -> None:
    run_state_machine_as_test(Edits, settings=sequences(examples=4, steps=8))


@pytest.mark.long
def test_any_long_sequence_of_edits_gives_what_plain_mkdocs_makes() -> None:
    run_state_machine_as_test(Edits, settings=sequences(examples=25, steps=20))


def sequences(*, examples: int, steps: int) -> settings:
    """Return how many sequences to try; a build is slow, so a failing one is not shrunk."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=examples < 10,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
