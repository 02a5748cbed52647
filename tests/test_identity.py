"""Our builds give the bytes that plain MkDocs gives, whatever was built before."""

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from identity.builds import assert_same, build, build_plain, build_quietly, difference
from identity.corpus import EPOCH, Project, write_project
from identity.edits import EDITS, MORE_EDITS, Edit
from identity.edits_config import (
    navigation_order_changed,
    navigation_title_changed,
    site_name_changed,
)
from identity.edits_files import (
    page_of_the_output_changed_in_the_same_size,
    snippet_changed,
    snippet_that_comes_before_another,
)
from identity.edits_pages import (
    body_changed,
    only_the_time_of_change,
    title_in_front_matter_changed,
)
from identity.sequences import Edits

HANDBOOK = Path(__file__).resolve().parent.parent


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

    def undo(self) -> None:
        """Take back all edits of the project; its cache and its site stay."""
        kept = {"site", ".cache"}
        for path in [path for path in self.project.root.iterdir() if path.name not in kept]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(
            self.original,
            self.project.root,
            symlinks=True,
            ignore=shutil.ignore_patterns(*kept),
            dirs_exist_ok=True,
        )
        self.project.environment = dict(self.environment)


Shop = Callable[[str], Workshop]

# Without a change, twice, and then with a change of a page, of the navigation, of all pages.
SOME_EDITS: tuple[Edit, ...] = (
    only_the_time_of_change,
    only_the_time_of_change,
    body_changed,
    title_in_front_matter_changed,
    navigation_title_changed,
    navigation_order_changed,
    snippet_changed,
    site_name_changed,
)


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


@pytest.mark.parametrize("flavour", [*EDITS, pytest.param("more-plugins", marks=pytest.mark.long)])
def test_a_build_without_a_change_is_what_plain_mkdocs_makes(
    flavour: str, shop: Shop, tmp_path: Path
) -> None:
    project = shop(flavour).restored()
    assert_same(project, tmp_path / "plain")


@pytest.mark.long
@pytest.mark.parametrize(("flavour", "edit"), [*cases(EDITS), *cases(MORE_EDITS)])
def test_after_an_edit_is_undone_a_build_is_what_plain_mkdocs_makes(
    flavour: str, edit: Edit, shop: Shop, tmp_path: Path
) -> None:
    workshop = shop(flavour)
    project = workshop.restored()
    edit(project)
    build(project)
    workshop.undo()
    assert_same(project, tmp_path / "plain")


# What may be built without MkDocs' events: nothing, a text, or what only looks like these.
QUIET_EDITS: tuple[Edit, ...] = (
    only_the_time_of_change,
    body_changed,
    snippet_changed,
    snippet_that_comes_before_another,
    page_of_the_output_changed_in_the_same_size,
    title_in_front_matter_changed,
)


def test_a_build_that_need_not_tell_anything_makes_what_plain_mkdocs_makes(
    shop: Shop, tmp_path: Path
) -> None:
    project = shop("plain").restored()
    for edit in QUIET_EDITS:
        assert build_quietly(project).ok
        assert "is unchanged" in build_quietly(project).said
        edit(project)
        assert build_quietly(project).ok
        assert build_plain(project, tmp_path / edit.__name__).ok
        assert difference(project.site, tmp_path / edit.__name__) == ""


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_any_number_of_processes_makes_the_same_site(jobs: str, shop: Shop, tmp_path: Path) -> None:
    project = shop("plain").restored()
    site_name_changed(project)
    assert_same(project, tmp_path / "plain", "--jobs", jobs)


def test_a_system_that_cannot_copy_processes_makes_the_same_site(
    shop: Shop, tmp_path: Path
) -> None:
    project = shop("plain").restored()
    project.write("packages/sitecustomize.py", "import os\n\ndel os.fork\n")
    site_name_changed(project)
    assert_same(project, tmp_path / "plain")


def test_a_clean_build_is_what_plain_mkdocs_makes(shop: Shop, tmp_path: Path) -> None:
    project = shop("plain").restored()
    body_changed(project)
    assert_same(project, tmp_path / "plain", "--clean")


FEATURES = (
    "features: [navigation.tabs, navigation.tabs.sticky]",
    "features: [navigation.indexes, navigation.sections, toc.integrate]",
    "features: [navigation.path, navigation.top]",
    "features: [navigation.prune, navigation.indexes]",
    "features: [navigation.expand]",
    "features: [navigation.instant, navigation.instant.progress, navigation.tracking]",
    "features: [navigation.tabs, navigation.path, navigation.prune, navigation.indexes]",
    "features: [announce.dismiss, content.code.copy, content.tabs.link, search.share]",
)


@pytest.mark.long
@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("addresses", ["true", "false"])
def test_each_feature_of_the_theme_gives_what_plain_mkdocs_makes(
    features: str, addresses: str, tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project")
    base = re.sub("features: .*", features, project.read("base.yml"))
    project.write("base.yml", f"{base}use_directory_urls: {addresses}\n")
    for edit in SOME_EDITS:
        edit(project)
        assert_same(project, tmp_path / "plain")


@pytest.mark.long
@pytest.mark.parametrize("flavour", ["plain", "typed"])
@pytest.mark.parametrize("pages", [200, 1000])
def test_a_large_project_gives_what_plain_mkdocs_makes(
    flavour: str, pages: int, tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project", flavour, pages=pages)
    for edit in SOME_EDITS:
        edit(project)
        assert_same(project, tmp_path / "plain")


@pytest.mark.long
def test_the_handbook_is_what_plain_mkdocs_makes(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", {"SOURCE_DATE_EPOCH": EPOCH})
    for name in ("content", "theme"):
        shutil.copytree(HANDBOOK / name, project.file(name))
    shutil.copy(HANDBOOK / "mkdocs.yml", project.file("mkdocs.yml"))
    assert_same(project, tmp_path / "plain")
    assert_same(project, tmp_path / "plain")
    for path in sorted(project.file("content").glob("concepts/a*.md")):
        path.write_text(path.read_text("utf-8").replace("title: ", "title: On "), "utf-8")
        assert_same(project, tmp_path / "plain")


def test_any_sequence_of_edits_gives_what_plain_mkdocs_makes() -> None:
    run_state_machine_as_test(Edits, settings=sequences(examples=3, steps=8))


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
