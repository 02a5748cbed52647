"""builder: pages that take in snippets are made again when what they would take in changes."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig

from generator.builder import BuildFailedError, Built, build_site
from generator.builder.markdown.snippets import NAME, are_seen, ask_through
from generator.builder.watch import Watch
from warm import run_mkdocs

FILES = {
    "mkdocs.yml": """\
site_name: Birds
theme: {name: mkdocs}
plugins: []
markdown_extensions:
  - pymdownx.snippets: {base_path: [mine, theirs, none], check_paths: false}
""",
    "docs/index.md": '# Birds\n\n--8<-- "season.md"\n',
    "docs/owl.md": "# Owl\n\n--8<--\nseason.md:1:1\nmonth.md:best\nlater.md\n--8<--\n",
    "docs/tern.md": '# Tern\n\n;--8<-- "season.md"\n',
    "theirs/season.md": 'In season: spring.\n\n--8<-- "month.md"\n',
    "theirs/month.md": "Best month:\n\n--8<-- [start:best]\nMay\n--8<-- [end:best]\n",
    "mine/other.md": "Nothing\n",
}


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8", newline="")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for path, text in FILES.items():
        write(tmp_path / "project", path, text)
    monkeypatch.chdir(tmp_path / "project")  # where snippets are looked for
    return tmp_path / "project"


def build(root: Path) -> Built:
    return build_site(root / "mkdocs.yml", root / "site")


def assert_is_plain(root: Path) -> None:
    """See what plain MkDocs makes, and that nothing is left to do."""
    status, said = run_mkdocs(root, "build", "-q", "-d", str(root / "plain"))
    assert status == 0, said
    pages = {path.relative_to(root / "plain") for path in (root / "plain").rglob("*.html")}
    assert {path.relative_to(root / "site") for path in (root / "site").rglob("*.html")} == pages
    for page in sorted(pages):
        assert (root / "site" / page).read_text("utf-8") == (root / "plain" / page).read_text()
    assert [build(root) for _ in range(2)][-1].unchanged


def nested_is_edited(root: Path) -> None:
    write(root, "theirs/month.md", FILES["theirs/month.md"].replace("May", "June"))


def another_comes_first(root: Path) -> None:
    write(root, "mine/season.md", "In season: autumn.\n")


def the_first_is_removed(root: Path) -> None:
    (root / "mine/season.md").unlink()


def nested_comes_first(root: Path) -> None:
    write(root, "mine/month.md", "--8<-- [start:best]\nJuly\n--8<-- [end:best]\n")


def the_missing_appears(root: Path) -> None:
    write(root, "theirs/later.md", "Later\n")


def the_missing_folder_appears(root: Path) -> None:
    (root / "theirs/later.md").unlink()
    write(root, "none/later.md", "At last\n")


def a_folder_has_its_name(root: Path) -> None:
    write(root, "mine/later.md/deep.md", "Too deep\n")
    write(root, "docs/owl.md", FILES["docs/owl.md"].replace("later.md", "other.md"))


def a_page_takes_one_more(root: Path) -> None:
    write(root, "docs/tern.md", FILES["docs/tern.md"] + '\n--8<-- "nowhere.md"\n')


def that_one_appears(root: Path) -> None:
    write(root, "theirs/nowhere.md", "Here\n")


def a_folder_is_gone(root: Path) -> None:
    shutil.rmtree(root / "theirs")


EDITS: tuple[Callable[[Path], None], ...] = (
    nested_is_edited,
    another_comes_first,
    the_first_is_removed,
    nested_comes_first,
    the_missing_appears,
    the_missing_folder_appears,
    a_folder_has_its_name,
    a_page_takes_one_more,
    that_one_appears,
    a_folder_is_gone,
)


def test_whatever_becomes_of_snippets_a_build_is_what_mkdocs_makes(root: Path) -> None:
    build(root)
    assert_is_plain(root)
    for edit in EDITS:
        edit(root)
        assert not build(root).unchanged, edit.__name__
        assert_is_plain(root)


def test_a_text_beside_a_snippet_is_put_in_place(root: Path) -> None:
    edited = FILES["mkdocs.yml"].replace("plugins: []", "plugins: []\nextra: {}")
    write(root, "mkdocs.yml", edited.replace("name: mkdocs", "name: material, font: false"))
    assert [build(root) for _ in range(3)][-1].unchanged
    write(root, "docs/index.md", FILES["docs/index.md"] + "\nMore.\n")
    assert "was put in the place" in build(root).reasons["index.md"]
    # Now it asks for a file more, which is not there: that has to be known.
    write(root, "docs/index.md", FILES["docs/index.md"] + '\n--8<-- "more.md"\n')
    assert "was put in the place" not in build(root).reasons["index.md"]
    assert_is_plain(root)


def test_only_what_can_be_seen_is_believed(root: Path) -> None:
    write(root, "mkdocs.yml", FILES["mkdocs.yml"].replace("mine,", "theirs/season.md,"))
    assert not [build(root) for _ in range(3)][-1].unchanged  # a base that is a file
    loading = FILES["mkdocs.yml"].replace("check_paths: false", "url_download: true")
    write(root, "mkdocs.yml", loading)
    assert not [build(root) for _ in range(3)][-1].unchanged


NAMES = st.lists(st.sampled_from(["a", "b", ".", "..", "", "a.md", "b_c"]), min_size=1, max_size=4)
_WATCH = Watch()  # one for all: Python has no way to take an audit hook back
_WATCH.close()
PATHS = NAMES.map("/".join)


@given(
    made=st.lists(PATHS, max_size=5),
    bases=st.lists(PATHS, min_size=1, max_size=3),
    asked=PATHS,
    is_restricted=st.booleans(),
)
def test_snippets_are_found_where_the_extension_finds_them(
    made: list[str], bases: list[str], asked: str, *, is_restricted: bool
) -> None:
    with tempfile.TemporaryDirectory() as top:
        for path in made:
            _make(os.path.normpath(f"{top}/a/{path}"), top)
        options = {
            "base_path": [f"{top}/a/{base}" for base in bases],
            "restrict_base_path": is_restricted,
        }
        mdx = {NAME: options}
        config = cast("MkDocsConfig", SimpleNamespace(mdx_configs=mdx))
        assert are_seen(config)
        ours, own = (markdown.Markdown(extensions=[NAME], extension_configs=mdx) for _ in "12")
        ask_through(ours, config, _WATCH)
        found = [md.preprocessors["snippet"].get_snippet_path(asked) for md in (ours, own)]  # type: ignore[attr-defined]
    assert found[0] == found[1]


def _make(path: str, top: str) -> None:
    """Make a file or a folder, by its name, below ``top``."""
    if not path.startswith(top):
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch() if path.endswith(".md") else Path(path).mkdir(exist_ok=True)
    except OSError:  # a file stands in the way
        return


@pytest.mark.parametrize("link", ["mine/season.md", "mine/link.md"])
def test_a_snippet_is_not_taken_in_through_a_link_out_of_the_project(
    root: Path, tmp_path: Path, link: str
) -> None:
    write(tmp_path, "outside/secret.md", "Secret")
    site = build(root).site_dir
    (root / link).symlink_to(tmp_path / "outside/secret.md")
    write(root, "docs/index.md", '# Birds\n\n--8<-- "season.md"\n--8<-- "link.md"\n')
    for _ in range(2):
        with pytest.raises(BuildFailedError) as refused:
            build(root)
        assert f"{link}:1:1: error: this link leads out of the project" in str(refused.value)
    assert site is not None
    assert not any(b"Secret" in file.read_bytes() for file in site.rglob("*.html"))
