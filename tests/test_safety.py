"""Whatever happens to a build, the old site or the new one is whole, and the next build works."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from identity import full_disk, mishaps
from identity.builds import (
    assert_same,
    build,
    build_plain,
    build_quietly,
    difference,
    snapshot,
)
from identity.corpus import Project, write_project
from identity.edits_config import configure

PAGES = 10


@dataclass(slots=True)
class House:
    """A built project whose pages say one thing or another, and both sites that they make."""

    project: Project
    sites: tuple[Path, Path]
    options: tuple[str, ...]  # of its builds
    words: tuple[str, str]  # what its pages say, one or the other
    seconds: float = 0  # that a build took
    changes: tuple[str, ...] = ()  # of files, that a build makes
    state: int = 0

    def turn(self) -> None:
        """Change the pages, so that each is another in the new site."""
        words = self.words
        for path in sorted(self.project.file("docs").rglob("*.md")):
            text = path.read_text("utf-8").replace(words[self.state], words[1 - self.state])
            path.write_text(text, "utf-8", newline="")
        self.state = 1 - self.state

    def assert_old_or_new(self) -> None:
        """See a whole site, of before or after the last turn."""
        differences = [difference(self.project.site, site) for site in self.sites]
        assert "" in differences, "\n".join(differences)

    def assert_old(self) -> None:
        """See the site of before the last turn."""
        assert difference(self.project.site, self.sites[1 - self.state]) == ""

    def assert_new(self) -> None:
        """See the site of after the last turn."""
        assert difference(self.project.site, self.sites[self.state]) == ""

    def assert_next_build_mends_all(self) -> None:
        """Build again, unaided; nothing is left but the new site and the cache."""
        outcome = build_quietly(self.project, *self.options)
        assert outcome.ok, outcome.said
        self.assert_new()
        found = {path.name for path in self.project.root.iterdir()}
        assert found - {".cache"} == {
            *("base.yml", "docs", "mkdocs.yml", "overrides", "packages", "site", "snippets")
        }


def long(value: object) -> ParameterSet:
    """Leave a case to the long run."""
    return pytest.param(value, marks=pytest.mark.long)


@dataclass(frozen=True, slots=True)
class Share:
    """Some of the changes of files that a build makes, by their numbers from 1."""

    part: int
    parts: int
    every: bool

    def points(self, house: House) -> list[int]:
        """Return the numbers; the beginning and the end of a build are never left out."""
        count = len(house.changes)
        some = {*range(1, 6), *range(count - 7, count + 1), *range(1, count + 1, count // 8)}
        chosen = range(1, count + 1) if self.every else sorted(some)
        return list(chosen)[self.part :: self.parts]


SHARES = [
    *(Share(part, 4, every=False) for part in range(4)),
    *(long(Share(part, 20, every=True)) for part in range(20)),
]


# With its words MkDocs is wanted, and all its events; without them, new texts or titles are put in
# the place of the old ones. Each title shows on all pages.
TEXTS, TITLES = ("mostly", "seldom"), ("\ntitle: About", "\ntitle: All about")
WAYS = {"whole": (("-v",), TEXTS), "texts": ((), TEXTS), "titles": ((), TITLES)}
SAID = {"texts": "its text was put in the place", "titles": "its title or text changed"}


@pytest.fixture(scope="session", params=["whole", "texts", long("titles")])
def house(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> House:
    """Write and build a project whose pages can be turned to and fro."""
    return furnished(tmp_path_factory.mktemp("house"), str(request.param))


def furnished(folder: Path, way: str) -> House:
    """Write and build such a project for one way of building."""
    sites = (folder / "0", folder / "1")
    house = House(write_project(folder / "project", pages=PAGES), sites, *WAYS[way])
    mishaps.prepare(house.project)
    if way == "titles":
        leave_titles_alone(house.project)
    for site in house.sites:
        assert build_plain(house.project, site).ok
        house.turn()
    assert build_quietly(house.project, *house.options).ok
    house.turn()
    said = build_quietly(house.project, *house.options, "--explain", "index.md").said
    assert [each for each, words in SAID.items() if words in said] == [*{way} & SAID.keys()]
    house.turn()
    start = time.monotonic()
    house.assert_next_build_mends_all()
    house.seconds = time.monotonic() - start
    house.turn()
    house.changes = tuple(mishaps.changes(house.project, *house.options))
    return house


def leave_titles_alone(project: Project) -> None:
    """Take out what makes more of titles than show them."""
    project.replace("base.yml", "  tags: {}\n", "")
    project.replace("mkdocs.yml", "  - tags.md\n", "")
    project.file("docs/tags.md").unlink()


@pytest.mark.parametrize("seed", [*range(2), *(long(seed) for seed in range(2, 24))])
def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new(
    seed: int, house: House
) -> None:
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    for number in range(5):
        house.turn()
        after_s = moments.uniform(0.1, 1) * house.seconds
        mishaps.build_and_kill(house.project, after_s, *house.options, alone=number % 2 == 0)
        house.assert_old_or_new()
        house.assert_next_build_mends_all()


def test_new_titles_that_are_killed_or_refused_leave_the_old_site_or_the_new(
    tmp_path: Path,
) -> None:
    house = furnished(tmp_path, "titles")
    count = len(house.changes)
    for number, mishap in enumerate(("kill", "fail") * 3):
        house.turn()
        point = 1 + number * (count - 1) // 5
        mishaps.build_with(house.project, f"{mishap}:{point}", *house.options)
        house.assert_old_or_new()
        house.assert_next_build_mends_all()


@pytest.mark.parametrize("share", SHARES)
def test_a_build_killed_at_a_change_of_a_file_leaves_the_old_site_or_the_new(
    share: Share, house: House
) -> None:
    for number in share.points(house):
        house.turn()
        mishaps.build_with(house.project, f"kill:{number}", *house.options)
        house.assert_old_or_new()
        house.assert_next_build_mends_all()


@pytest.mark.parametrize("share", SHARES[2:])
def test_a_build_that_may_not_change_a_file_leaves_the_old_site_or_the_new(
    share: Share, house: House
) -> None:
    for number in share.points(house):
        house.turn()
        status = mishaps.build_with(house.project, f"fail:{number}", *house.options)
        # What is only kept for the next build may be lost without a failure.
        house.assert_new() if status == 0 else house.assert_old_or_new()
        house.assert_next_build_mends_all()


@pytest.mark.parametrize("share_of_time", [0.4, 0.8, *map(long, (0.2, 0.6, 0.95))])
def test_an_interrupted_build_leaves_the_old_site_or_the_new(
    share_of_time: float, house: House
) -> None:
    house.turn()
    after_s = share_of_time * house.seconds
    status = mishaps.build_and_interrupt(house.project, after_s, *house.options)
    house.assert_new() if status == 0 else house.assert_old_or_new()
    house.assert_next_build_mends_all()


@pytest.mark.parametrize("bytes_a_file", [0, 20_000, *map(long, (2_000, 100_000))])
def test_a_build_that_may_write_no_large_file_is_no_half_one(
    bytes_a_file: int, house: House
) -> None:
    house.turn()
    status = mishaps.build_within(house.project, bytes_a_file, *house.options)
    # Single pages may be small enough; what is only kept for the next build never is.
    may_be_new = "-v" not in house.options and status == 0
    house.assert_new() if may_be_new else house.assert_old()
    assert may_be_new or status != 0
    house.assert_next_build_mends_all()


def test_a_full_disk_leaves_the_old_site(tmp_path: Path) -> None:
    if not full_disk.may_mount(tmp_path):
        pytest.skip("this system lets only root have a disk of its own; see the tests above")
    command = (*full_disk.NAMESPACE, sys.executable, "-m", "identity.full_disk", tmp_path)
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_builds_at_once_do_not_harm_each_other(house: House) -> None:
    project, other = house.project, house.sites[0].with_name("other")
    folders = (project.site, project.site, other)
    for _ in range(2):
        house.turn()
        assert mishaps.build_at_once(project, folders, *house.options) == [0, 0, 0]
        assert difference(other, house.sites[house.state]) == ""
        house.assert_next_build_mends_all()


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: data[:0],
    "cut in half": lambda data: data[: len(data) // 2],
    "cut by a byte": lambda data: data[:-1],
    "twice in one": lambda data: data + data,
    "of another format": lambda data: b"#" + data[1:],
    "a bit turned early": lambda data: (
        data[:9] + bytes(byte ^ 1 for byte in data[9:10]) + data[10:]
    ),
    "a bit turned late": lambda data: (
        data[:-9] + bytes(byte ^ 1 for byte in data[-9:-8]) + data[-8:]
    ),
    "a hole in the middle": lambda data: data[: len(data) // 2] + data[len(data) // 2 + 9 :],
    "backwards": lambda data: data[::-1],
}


@pytest.mark.parametrize("damage", [*list(DAMAGES)[:4], *map(long, list(DAMAGES)[4:])])
def test_a_damaged_cache_changes_nothing(damage: str, house: House) -> None:
    for turns in (0, 1):
        for path in cached(house.project):
            path.write_bytes(DAMAGES[damage](path.read_bytes()))
        for _ in range(turns):
            house.turn()
        house.assert_next_build_mends_all()


def test_each_file_of_the_cache_can_be_lost_alone(house: House) -> None:
    house.assert_next_build_mends_all()
    files = cached(house.project)
    # Of the site that is ready for the next build one page stands for all; tests/test_bodies.py
    # loses its files in more ways.
    spare = [path for path in files if "spare" in path.parts and path.name == "index.html"]
    kept = [path for path in files if "spare" not in path.parts]
    assert kept
    for path in (*kept, *spare[-1:]):
        path.unlink(missing_ok=True)
        house.turn()
        house.assert_next_build_mends_all()


def test_a_cache_that_cannot_be_kept_changes_nothing(house: House) -> None:
    shutil.rmtree(house.project.cache, ignore_errors=True)
    house.project.cache.write_text("no folder", "utf-8")
    house.turn()
    house.assert_next_build_mends_all()
    house.project.cache.unlink()


def test_the_cache_of_another_project_changes_nothing(house: House, tmp_path: Path) -> None:
    other = write_project(tmp_path / "other", pages=PAGES + 2)
    other.replace("docs/index.md", "mostly", "never")
    assert build(other).ok
    # Both lie under the names of their projects, so each file takes the place of its like.
    for mine in cached(house.project):
        for foreign in other.cache.rglob(mine.name):
            shutil.copy(foreign, mine)
    house.turn()
    house.assert_next_build_mends_all()


def test_a_moved_project_is_built_as_any_other(house: House, tmp_path: Path) -> None:
    shutil.copytree(house.project.root, tmp_path / "moved", symlinks=True)
    moved = Project(tmp_path / "moved", dict(house.project.environment))
    moved.replace("docs/index.md", "dawn", "dusk")
    assert_same(moved, tmp_path / "plain")


def test_an_output_that_holds_a_link_is_not_published(house: House, tmp_path: Path) -> None:
    shutil.copytree(house.project.root, tmp_path / "project", symlinks=True)
    project = Project(tmp_path / "project", dict(house.project.environment))
    before = snapshot(project.site)
    project.write(
        "hook.py",
        "import os\n\n\ndef on_post_build(config):\n"
        "    os.symlink('/etc/hostname', os.path.join(config.site_dir, 'name.txt'))\n",
    )
    configure(project, "hooks: [hook.py]")
    assert not build(project).ok
    assert snapshot(project.site) == before


def cached(project: Project) -> list[Path]:
    """Return the files of the cache."""
    return sorted(path for path in project.cache.rglob("*") if path.is_file())
