"""builder: what is kept is what another build would make, and what is made anew is little."""

import errno
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, cast

import material  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.structure.files import File, Files

from generator.builder import Built, Options, UnusableConfigError, build_site
from generator.builder.cache import open_snapshots
from generator.builder.digest import UnkeyableError, digest_text, digest_value
from generator.builder.known import renders_sources
from generator.builder.markdown.looked_up import LookedUpFiles
from generator.builder.navigation.items import KNOWN_ITEMS
from generator.builder.pages.loader import KnowingLoader
from generator.builder.pages.sources import TemplateSources
from generator.builder.project import paths_that_must_exist, read_config
from generator.builder.search.parser import parse_quickly
from generator.builder.states import (
    has_names_as_kept,
    is_as_kept,
    is_tree_as_kept,
    keep_file,
    keep_names,
    keep_tree,
)
from generator.builder.store import Store
from generator.builder.unchanged import snapshot_key
from generator.builder.workers import answers
from mkdocs_sites import bytes_of, edit, plain, write_mkdocs_site
from sites import write_site

HANDBOOK = Path(__file__).resolve().parent.parent
BIRDS = """\
-- mkdocs.yml --
site_name: Birds
site_url: https://example.org/
theme: {name: material, font: false, features: [navigation.indexes, navigation.footer]}
plugins: [search]
markdown_extensions: [admonition, pymdownx.superfences, {toc: {permalink: true}}]
nav:
  - index.md
  - Coast: [coast/gull.md, coast/tern.md]
  - Wood: [wood/owl.md, wood/wren.md]
-- docs/index.md --
# Birds

See the [owl](wood/owl.md#at-night).
-- docs/coast/gull.md --
# Gull
-- docs/coast/tern.md --
---
icon: material/bird
---
# Tern
-- docs/wood/owl.md --
# Owl

## At night

```python
print("hu")
```
-- docs/wood/wren.md --
# Wren

[tern](../coast/tern.md)
"""

EMOJI = (
    "pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji , "
    "emoji_generator: !!python/name:material.extensions.emoji.to_svg , "
    "options: {custom_icons: [%s]}}"
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return write_mkdocs_site(tmp_path / "project", BIRDS)


def build(root: Path, *, jobs: int = 1, clean: bool = False, tell: bool = False) -> Built:
    how = Options(jobs=jobs, clean=clean, tell=tell)
    return build_site(root / "mkdocs.yml", None, how)


@pytest.mark.parametrize("jobs", [1, 2])
def test_cold_warm_and_edited_builds_are_what_mkdocs_makes(root: Path, jobs: int) -> None:
    for path, old, new in (
        ("docs/index.md", "See", "See you,"),
        ("docs/wood/owl.md", "# Owl", "# Eagle-owl"),
        ("docs/coast/tern.md", "icon: material/bird", "title: The tern"),
        ("mkdocs.yml", "coast/gull.md, coast/tern.md", "coast/tern.md, coast/gull.md"),
        ("mkdocs.yml", "navigation.footer", "navigation.sections"),
        ("mkdocs.yml", "site_name: Birds", "site_name: All birds"),
    ):
        build(root, jobs=jobs)
        edit(root, path, old, new)
        site = build(root, jobs=jobs).site_dir
        assert site is not None
        assert bytes_of(site) == plain(root)


def test_nothing_new_is_found_without_mkdocs(root: Path) -> None:
    # What was written just before a build may be written again during it: the first one may keep
    # no snapshot.
    first, _, third = (build(root).unchanged for _ in range(3))
    assert (first, third) == (False, True)
    assert not build(root, clean=True).unchanged


def test_nothing_new_is_found_with_a_handful_of_modules(root: Path) -> None:
    # Importing costs more than looking at a thousand files.
    code = "import generator.cli, sys; generator.cli.main(['build']); print(*sys.modules)"
    variables = {name: value for name, value in os.environ.items() if "COV" not in name}
    command = [sys.executable, "-I", "-c", code]
    line, _, modules = [
        subprocess.check_output(command, cwd=root, env=variables, encoding="utf-8")
        for _ in range(3)
    ][-1].partition("\n")
    assert "is unchanged" in line
    ours = {name for name in modules.split() if name.startswith("generator.")}
    assert ours == {
        *("generator.builder", "generator.cli", "generator.cli.unchanged"),
        *(f"generator.builder.{name}" for name in ("unchanged", "states", "installed")),
        *(f"generator.builder.{name}" for name in ("cache", "store", "hashes")),
    }
    slow = {"argparse", "dataclasses", "hashlib", "logging", "mkdocs", "pathlib", "re", "typing"}
    assert not slow & set(modules.split())


@pytest.mark.parametrize("telling", ["RECORD", "METADATA", None])
def test_what_is_installed_counts(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, telling: str | None
) -> None:
    monkeypatch.syspath_prepend(tmp_path / "packages")
    distribution = tmp_path / "packages" / "owls-1.0.dist-info"
    assert [build(root) for _ in range(3)][-1].unchanged
    distribution.mkdir(parents=True)
    if telling is not None:
        (distribution / telling).write_text("owls", "utf-8")
    assert not build(root).unchanged
    assert [build(root) for _ in range(3)][-1].unchanged
    (distribution / "RECORD").write_text("more owls", "utf-8")
    assert not build(root).unchanged


@pytest.mark.parametrize("part", ["modules", "sought", "site"])
def test_a_snapshot_of_another_version_is_none(root: Path, part: str) -> None:
    assert [build(root) for _ in range(3)][-1].unchanged
    snapshots, key = open_snapshots(root / "mkdocs.yml"), snapshot_key(root / "mkdocs.yml", None)
    kept = snapshots.get(key)
    assert isinstance(kept, dict)
    assert part in kept
    snapshots.put(key, {name: value for name, value in kept.items() if name != part})
    snapshots.save(forget=False)
    assert not build(root).unchanged


def test_what_a_killed_build_left_beside_the_site_is_cleared_away(root: Path) -> None:
    assert [build(root) for _ in range(3)][-1].unchanged
    lock = root / ".site.lock"
    lock.touch()
    assert not build(root).unchanged
    assert not lock.exists()
    assert build(root).unchanged


def test_a_file_more_in_a_folder_that_was_listed_is_seen(root: Path) -> None:
    assert [build(root) for _ in range(3)][-1].unchanged
    (root / "docs/wood/leaf.txt").write_text("green", "utf-8")
    site = build(root).site_dir
    assert site is not None
    assert (site / "wood/leaf.txt").read_text("utf-8") == "green"


def test_an_edit_that_hides_its_time_and_size_is_seen(root: Path) -> None:
    page = root / "docs/wood/owl.md"
    built = [build(root) for _ in range(3)][-1]
    before = page.stat()
    edit(root, "docs/wood/owl.md", "hu", "hi")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert page.stat().st_size == before.st_size
    assert not build(root).unchanged
    assert built.site_dir is not None
    assert "hi" in (built.site_dir / "wood/owl/index.html").read_text("utf-8")


def test_a_file_that_was_written_again_as_it_was_changes_nothing(root: Path) -> None:
    page = root / "docs/wood/owl.md"
    built = [build(root) for _ in range(3)][-1]
    page.write_bytes(page.read_bytes())
    assert built.unchanged
    assert build(root).unchanged


def test_a_stray_file_in_any_folder_of_the_site_is_seen(root: Path) -> None:
    site = [build(root) for _ in range(3)][-1].site_dir
    assert site is not None
    (site / "wood" / "stray.txt").write_text("stray", "utf-8")
    assert not build(root).unchanged
    assert not (site / "wood" / "stray.txt").exists()


def test_a_clock_that_counts_whole_seconds_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("as it is", "utf-8")
    time.sleep(0.05)  # a file that has just been written may be written again
    state, digest = keep_file(str(file))
    assert state is not None
    assert is_as_kept(str(file), (state, b"another"))  # so the bytes were not even read
    coarse = (*state[:-1], state[-1] // 1_000_000_000 * 1_000_000_000)
    assert is_as_kept(str(file), (coarse, digest))
    assert not is_as_kept(str(file), (coarse, b"another"))
    assert is_tree_as_kept(str(tmp_path), keep_tree(str(tmp_path)))
    assert not is_tree_as_kept(str(tmp_path), {str(tmp_path): coarse})
    time.sleep(0.05)
    state, names = keep_names(str(tmp_path))
    assert state is not None
    assert has_names_as_kept(str(tmp_path), (state, b"others"))
    coarse = (*state[:-1], state[-1] // 1_000_000_000 * 1_000_000_000)
    assert has_names_as_kept(str(tmp_path), (coarse, names))
    assert not has_names_as_kept(str(tmp_path), (coarse, b"others"))


def test_an_environment_may_be_a_link_in_the_project(root: Path) -> None:
    (root / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    python = root / ".venv" / Path(sys.executable).relative_to(sys.prefix)
    command = [str(python), "-P", "-X", "utf8", "-m", "generator", "build", "-d", "site"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    assert bytes_of(root / "site") == plain(root)


def test_a_touched_page_in_the_output_is_made_again(root: Path) -> None:
    site = build(root).site_dir
    assert site is not None
    (site / "wood/owl/index.html").write_text("gone", "utf-8")
    (site / "stray.html").write_text("stray", "utf-8")
    assert not build(root).unchanged
    assert bytes_of(site) == plain(root)


def test_a_page_that_shows_a_whole_object_is_made_each_time(root: Path) -> None:
    edit(root, "mkdocs.yml", "{name: material,", "{name: material, custom_dir: theme,")
    main = root / "theme/main.html"
    main.parent.mkdir(exist_ok=True)
    main.write_text(
        '{% extends "base.html" %}{% block announce %}{{ nav }}{% endblock %}\n', "utf-8"
    )
    build(root)
    edit(root, "docs/coast/tern.md", "# Tern", "# Arctic tern")
    site = build(root).site_dir
    assert site is not None
    assert bytes_of(site) == plain(root)


def test_an_unchanged_page_keeps_its_file(root: Path) -> None:
    site = build(root).site_dir
    assert site is not None
    before = (site / "coast/gull/index.html").stat().st_ino
    edit(root, "docs/wood/wren.md", "tern]", "a tern]")
    build(root)
    assert (site / "coast/gull/index.html").stat().st_ino == before


def test_no_file_of_the_previous_site_is_written_to(root: Path) -> None:
    site = build(root).site_dir
    assert site is not None
    kept = root / "kept.html"
    os.link(site / "wood/wren/index.html", kept)
    before = kept.read_bytes()
    edit(root, "docs/wood/wren.md", "tern]", "a tern]")
    build(root)
    assert kept.read_bytes() == before
    assert (site / "wood/wren/index.html").read_bytes() != before


def test_a_variable_counts_whatever_the_name_of_the_configuration(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, "mkdocs.yml", "site_name: Birds", "site_name: !ENV NAME_OF_BIRDS")
    config = (root / "mkdocs.yml").rename(root / "site.cfg")
    for name in ("Birds", "All birds"):
        monkeypatch.setenv("NAME_OF_BIRDS", name)
        assert not build_site(config, None, Options(jobs=1)).unchanged
        assert f"<title>{name}</title>" in (root / "site/index.html").read_text("utf-8")
        assert [build_site(config, None, Options(jobs=1)) for _ in range(2)][-1].unchanged


def test_a_path_that_the_configuration_insists_on_counts(root: Path) -> None:
    edit(root, "mkdocs.yml", "plugins:", "watch: [more]\nplugins:")
    (root / "more").mkdir()
    assert [build(root) for _ in range(3)][-1].unchanged
    (root / "more").rmdir()
    with pytest.raises(UnusableConfigError, match="'watch'"):
        build(root)


def test_all_paths_that_a_configuration_insists_on_are_known(root: Path) -> None:
    class Inner(Config):
        folder = options.Dir(exists=True)

    class Outer(Config):
        one = options.Optional(options.File(exists=True))
        none = options.Optional(options.File(exists=True))
        new = options.Dir(exists=False)
        some = options.ListOfItems(options.FilesystemObject(exists=True))
        named = options.DictOfItems(options.File(exists=True))
        inner = options.SubConfig(Inner)

    config = Outer(str(root / "mkdocs.yml"))
    page, folder = "docs/index.md", "docs/wood"
    given = {"one": page, "new": "new", "some": [folder, page], "named": {"a": page}}
    config.load_dict({**given, "inner": {"folder": folder}})
    assert config.validate() == ([], [])
    page, folder = str(root / page), str(root / folder)
    assert [*paths_that_must_exist(config)] == [page, folder, page, page, folder]


def test_an_icon_in_a_linked_folder_counts(root: Path) -> None:
    for folder in ("drawn", "icons"):
        (root / folder).mkdir()
    icon = root / "drawn/gull.svg"
    (root / "icons/birds").symlink_to("../drawn")
    edit(root, "mkdocs.yml", "[admonition,", f"[{EMOJI % (root / 'icons')},")
    for page in ("gull", "tern"):  # the second one finds the icon read already
        edit(root, f"docs/coast/{page}.md", f"# {page.title()}", "# Bird\n\n:birds-gull:")
    for shape in ("M0 0h1", "M0 0h2"):
        icon.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{shape}"/></svg>', "utf-8"
        )
        # In a process of its own: Material reads an icon once.
        subprocess.check_call([sys.executable, "-m", "generator", "build"], cwd=root)
        assert shape in (root / "site/coast/tern/index.html").read_text("utf-8")
        assert bytes_of(root / "site") == plain(root)


@pytest.mark.parametrize(
    ("plugins", "meta"),
    [("", "search: true"), ("", "x: &a [*a]"), ("search: {enabled: false}", "search: none")],
)
def test_front_matter_may_hold_what_nobody_expects(root: Path, plugins: str, meta: str) -> None:
    edit(root, "mkdocs.yml", "plugins: [search]", f"plugins: [{plugins}]")
    edit(root, "docs/coast/gull.md", "# Gull", f"---\n{meta}\n---\n# Gull\n\nSings.")
    for old, new in (("Sings", "Calls"), ("Calls", "Shouts"), ("# Gull", "# The gull")):
        [build(root) for _ in range(3)]
        edit(root, "docs/coast/gull.md", old, new)
        build(root)
        assert bytes_of(root / "site") == plain(root)


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "foreign"])
def test_a_damaged_cache_is_made_again_in_silence(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    monkeypatch.setenv("TYPED_CONTENT_CACHE", str(tmp_path / "cache"))
    build(root)
    for file in sorted((tmp_path / "cache").rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            middle = len(data) // 2
            flipped = data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]
            harmed = {"cut": data[:middle], "flip": flipped, "empty": b"", "foreign": b"x" * 99}
            file.write_bytes(harmed[harm])
    edit(root, "docs/index.md", "See", "Do see")
    site = build(root).site_dir
    assert site is not None
    assert bytes_of(site) == plain(root)


def test_a_cache_that_is_a_link_is_not_used(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TYPED_CONTENT_CACHE", str(tmp_path / "cache"))
    build(root)
    [folder] = (tmp_path / "cache").iterdir()
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert not build(root).unchanged


def test_what_is_logged_is_logged_again_when_a_page_is_reused(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    edit(root, "docs/wood/wren.md", "../coast/tern.md", "nowhere/")
    caplog.set_level("INFO", logger="mkdocs")
    said = []
    for _ in range(2):
        caplog.clear()
        build(root, tell=True)
        said.append([m for m in caplog.messages if "nowhere/" in m])
    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_the_handbooks_navigation_is_one_that_the_memo_knows() -> None:
    source = (HANDBOOK / "theme/overrides/partials/nav-item.html").read_text("utf-8")
    assert digest_text(source).hex() in KNOWN_ITEMS, (
        "nav-item.html has changed: read it with generator/builder/navigation/memo.py in mind and "
        "put its new digest into items.py beside it; until then the navigation is rendered as a "
        "whole for every page"
    )


def test_the_handbooks_templates_put_out_its_navigation_as_it_is() -> None:
    overrides = HANDBOOK / "theme/overrides"
    own = [path.relative_to(overrides).as_posix() for path in overrides.rglob("*.html")]
    env = read_config(HANDBOOK / "mkdocs.yml").theme.get_env()
    assert env.loader is not None
    sources = TemplateSources(env, KnowingLoader(env.loader, env))
    assert [name for name in own if not sources.passes_on(name)] == [], (
        "with a template that takes text from another one, navigation is rendered for every page"
    )


def test_the_handbooks_search_is_that_of_the_theme_but_for_its_name() -> None:
    place = "partials/search.html"
    theirs = Path(material.__path__[0], "templates", place).read_text("utf-8").split("-#}\n", 1)[1]
    ours = (HANDBOOK / "theme/overrides" / place).read_text("utf-8").split("-#}\n", 1)[1]
    name = """ aria-label="{{ lang.t('search') }}\""""
    assert ours == theirs.replace('role="dialog"', f'role="dialog"{name}', 1)


def test_a_value_of_an_unknown_kind_has_no_digest() -> None:
    with pytest.raises(UnkeyableError):
        digest_value([object()])
    assert digest_value({"a": (1, "1")}) != digest_value({"a": ("1", 1)})


def test_a_store_keeps_what_was_used_and_forgets_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "records"
    for number in range(3):
        store = Store(path)
        store.put("same", ["a", number])
        store.put(f"big {number}", "x" * 9_000_000)
        store.save(forget=True)
    assert Store(path).get("same") == ["a", 2]
    assert Store(path).get("big 0") is None
    assert Store(path, clean=True).get("same") is None


MANY = range(100)  # enough of them for workers to take some, more than once


def test_a_worker_that_ends_leaves_answers_out() -> None:
    parent = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != parent:
            os._exit(3)
        return number

    found = dict(answers(work, MANY, 2))
    assert sorted(found) == list(MANY)
    assert {number for number, answer in found.items() if answer is None}
    assert all(answer in {number, None} for number, answer in found.items())


def test_no_worker_holds_much_and_none_is_left_behind() -> None:
    parent = os.getpid()

    def work(_: int) -> int:
        if os.getpid() == parent:
            time.sleep(0.002)  # so that the workers do most of it
        return os.getpid()

    pids = [pid for _, pid in answers(work, range(1000), 3)]
    shares = {pid: pids.count(pid) for pid in {*pids} - {parent}}
    assert len(shares) > 3
    assert max(shares.values()) <= 200
    assert not any(map(is_child, shares))


def test_workers_end_with_whoever_wanted_their_answers(tmp_path: Path) -> None:
    found = answers(lambda _: (tmp_path / str(os.getpid())).touch(), MANY, 3)
    next(found)
    workers: set[int] = set()
    while not workers:
        next(found)
        workers = {int(path.name) for path in tmp_path.iterdir()} - {os.getpid()}
    cast("Generator[object]", found).close()
    assert not any(map(is_child, workers))


class FullDisk(io.BytesIO):
    """A file on a disk that has no room for what is written to it."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_worker_with_a_full_disk_ends_and_returns_into_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = os.getpid()
    monkeypatch.setattr("tempfile.TemporaryFile", FullDisk)
    try:
        found = dict(answers(lambda number: number, MANY, 2))
    finally:
        if os.getpid() != parent:
            (tmp_path / "returned").touch()
            os._exit(1)
    assert not list(tmp_path.iterdir())
    assert sorted(found) == list(MANY)
    assert set(found.values()) > {None}


def test_workers_answer_where_nobody_wants_to_hear_that_they_end() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        found = dict(answers(lambda number: number, MANY, 2))
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert found == {number: number for number in MANY}


def is_child(pid: object) -> bool:
    """Tell whether a process is one that this one started, and that has not been waited for."""
    try:
        os.waitpid(cast("int", pid), os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def test_a_worker_may_keep_something_and_what_the_builder_keeps_stays_whole(tmp_path: Path) -> None:
    parent = os.getpid()
    store = Store(tmp_path / "records")
    store.put("first", "kept")

    def work(number: int) -> bool:
        store.put(str(number), "x" * 1000)
        return os.getpid() == parent

    found = dict(answers(work, MANY, 2))
    store.put("last", "kept")
    store.save(forget=False)
    again = Store(tmp_path / "records")
    assert [again.get(name) for name in ("first", "last")] == ["kept", "kept"]
    assert {number: again.get(str(number)) is not None for number in MANY} == found
    assert set(found.values()) == {True, False}


@pytest.mark.parametrize("number", [3, 30])
def test_the_files_of_a_site_are_looked_through_as_often_for_many_pages_as_for_few(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Files] = []
    look_through = Files.documentation_pages

    def counted(files: Files, **options: Any) -> Sequence[File]:  # noqa: ANN401 - as MkDocs has it
        looks.append(files)
        return look_through(files, **options)

    monkeypatch.setattr(Files, "documentation_pages", counted)
    pages = "".join(f"-- docs/{name}.md --\n# Page\n" for name in range(number))
    mkdocs_yml = "-- mkdocs.yml --\nsite_name: Tiny\ntheme: {name: material, font: false}\n"
    root = write_mkdocs_site(tmp_path, mkdocs_yml + pages)
    build_site(root / "mkdocs.yml", options=Options(jobs=1))
    assert len(looks) < 20


HTML = st.recursive(
    st.sampled_from(
        [
            *(
                "a",
                " ",
                "\n",
                "\xa0",
                "b\nc",
                "x &amp; y",
                "<br>",
                "<img src='u'>",
                "&#182;",
                "1 > 0",
            ),
            *("<em>a</em>", " <code>b</code>", "c <a href='d'>e</a>", "&lt;", "&amp;lt;", "&#39;"),
            *('<p>f <em>g</em>\n<code class="h">i</code> j</p>', "<code> </code>", "<p> </p>"),
        ]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(
            [
                "p",
                "td",
                'li class="x"',
                "pre",
                "code",
                "li",
                "ul",
                "div",
                "span",
                "object",
                'div class="linenodiv"',
            ]
            + ["em", 'span class="n"', 'code class="linenodiv"', "em data-search-exclude"]
            + [f'h{level} id="x{level}"' for level in (1, 2, 3)]
            + ["h2", 'h3 id="z" data-search-exclude', "div data-search-exclude"]
            + [
                'a class="headerlink" href="#x"',
                'a class="headerlink" href="#y" title="z"',
                'a href="y"',
                "strong",
                'code class="n"',
            ]
            + ['em -x="1"', 'p\x0bclass="x"']
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


# Tags that nobody closes, that cross, or close what is not open.
PIECES = st.sampled_from(
    (
        *(
            "a",
            " ",
            "\n",
            "b c",
            "x\n",
            "\ny",
            "\xa0",
            "&amp;",
            "&#39;",
            "&copy",
            ">",
            "<br>",
            "<img/>",
        ),
        *(
            "<p>",
            '<p class="k">',
            "<p data-search-exclude>",
            "<li>",
            "<td>",
            "<pre>",
            "<code>",
            "<em>",
        ),
        *('<h2 id="w">', '<h3 id="e" data-search-exclude>', "<h2>", "<div>", "<object>", "<span/>"),
        *('<a class="headerlink" href="#x">&para;</a>', '<a class="headerlink" href="<p>">', "<a>"),
        *('<code class="linenodiv">', '<span class="n">', "<a data-search-exclude>"),
        *(
            "</p>",
            "</li>",
            "</td>",
            "</pre>",
            "</code>",
            "</em>",
            "</h2>",
            "</h3>",
            "</div>",
            "</a>",
        ),
        *("</object>", "</span>", "</p>\n", "</li>\n", "<em>a</em>", "<p>b <code>c</code></p>\n"),
    )
)


@example('<h1 id="t">Title <em -x="y">a</em> end</h1>')
@example('<p\x0bclass="x">a</p>')
@example("<div> </div>\na<em>b</em>\n\n<p>c</p>\n<p>d</p>\ne")
@example('<h2 id="a">b</h2>\n<p class="c">d <em>e</em> <code class="f">g</code></p>\n<p>\xa0</p>')
@example("<pre><p>a\nb</p>\n<td> c</td></pre>\n<object><p>d</p></object><li>e\n<em>f</em> </li>")
@example('<h2 id="a"><p>b</p>\n</h2><div><h3 id="c">d</h3><p>e</p></div>\n<p>f</p>\n')
@given(st.lists(HTML, max_size=6).map("".join) | st.lists(PIECES, max_size=24).map("".join))
def test_a_page_is_taken_apart_for_search_as_material_does(html: str) -> None:
    parser = Parser()
    try:
        parser.feed(html)
        parser.close()
    except ValueError:  # Material's own, with markup that no browser would like
        return
    quick = parse_quickly(html)
    shown = [section for section in parser.data if not section.is_excluded()]
    assert quick in (None, [(s.id, joined(s.title), joined(s.text)) for s in shown])


def test_a_page_as_markdown_writes_it_needs_no_patience() -> None:
    link = '<a class="headerlink" href="#b" title="Permanent link">&para;</a>'
    html = (
        '<h1 id="a">A</h1>\n<p>One <em>two</em> <code class="n">3</code>.</p>\n'
        f'<h2 id="b">B{link}</h2>\n'
        '<table>\n<tr>\n<td style="x">four</td>\n<td><code>5</code></td>\n</tr>\n</table>\n'
    )
    assert parse_quickly(html) == [
        (None, ["A"], [" <p>One two <code>3</code>.</p> "]),
        ("b", ["B"], [" four <code>5</code> "]),
    ]


def joined(parts: list[str]) -> list[str]:
    """Return in one piece what Material's plugin joins; it asks whether there are any."""
    return ["".join(parts)] if parts else []


@pytest.mark.parametrize(
    ("more", "is_so"),
    [
        ("plugins: [search, tags]", True),
        ("plugins: [search, section-index]", True),
        ("plugins: [macros]", False),  # whose work is done to the text
        ("hooks: [rewrite.py]", False),
        ("hooks: [read.py]", False),
    ],
)
def test_pages_are_rendered_ahead_of_plugins_that_hand_on_their_texts(
    more: str, *, is_so: bool, tmp_path: Path
) -> None:
    root = write_site(
        tmp_path,
        f"-- mkdocs.yml --\nsite_name: Tiny\ntheme: {{name: material}}\n{more}\n"
        "-- docs/index.md --\n# Home\n"
        "-- rewrite.py --\ndef on_page_markdown(markdown, **_): return markdown\n"
        "-- read.py --\ndef on_page_read_source(**_): return None\n",
    )
    config = read_config(root / "mkdocs.yml")
    assert renders_sources(config.plugins.on_config(config)) == is_so


def test_a_page_that_is_being_rendered_cannot_change_which_files_there_are() -> None:
    files = LookedUpFiles(Files([]))
    file = File("owl.md", "docs", "site", use_directory_urls=True)
    with pytest.raises(TypeError, match=r"^owl\.md is added to the site while its pages are"):
        files.append(file)
    with pytest.raises(TypeError, match=r"^owl\.md is removed from the site while its pages are"):
        files.remove(file)
    assert not list(files)
