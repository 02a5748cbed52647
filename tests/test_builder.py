"""builder: the site that MkDocs would make, or the previous one whole."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from generator.builder import (
    BuildFailedError,
    Options,
    UnusableConfigError,
    build_site,
    check_project,
)
from sites import built, findings, write_site
from titles import read_page, texts

MKDOCS = """\
-- mkdocs.yml --
site_name: Tiny
site_url: https://example.org/tiny/
repo_url: https://example.org/code
edit_uri: edit/main/content/
strict: true
theme: {name: material, font: false, features: [content.action.edit]}
docs_dir: content
plugins: [search, typed-content]
"""
BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {columns: [size]}
fields: {size: {type: int}}
-- content/birds/wren/index.md --
---
title: Wren
---
![a wren](wren.png), smaller than [](bird:tit).
-- content/birds/wren/wren.png --
drawing
-- content/birds/wren/field-notes.txt --
not linked
-- content/birds/more.yml --
entries:
  - slug: tit
    title: Tit
    size: 11
-- content/about/us.md --
# About us

We watch [wrens](../birds/wren/index.md).
-- content/CNAME --
example.org
"""
BROKEN = "-- content/birds/owl.yml --\ntitle: Owl\nsize: big\n"


def files(folder: Path) -> Mapping[str, bytes]:
    """Return every file of a site, by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def run(arguments: list[str], root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module in ``root`` at one point in time."""
    epoch = {"SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=root,
        env=os.environ | epoch | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_build_is_the_same_as_one_of_mkdocs(tmp_path: Path) -> None:
    root = write_site(tmp_path / "project", MKDOCS + BIRDS)
    plain = run(["mkdocs", "build", "--strict", "-d", str(tmp_path / "plain")], root)
    ours = run(["generator", "build", "-d", str(tmp_path / "ours")], root)
    assert (plain.returncode, ours.returncode) == (0, 0), plain.stderr + ours.stderr
    assert files(tmp_path / "ours") == files(tmp_path / "plain")
    assert "birds/wren/index.html" in files(tmp_path / "ours")


def test_the_same_content_gives_the_same_bytes_wherever_it_is_built(tmp_path: Path) -> None:
    here = write_site(tmp_path / "here", MKDOCS + BIRDS)
    there = write_site(tmp_path / "over there" / "far away", MKDOCS + BIRDS)
    for path in sorted((there / "content").rglob("*"), reverse=True):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    one = run(["generator", "build"], here, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="1")
    other = run(
        ["generator", "build"], there, TZ="America/Lima", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED="99"
    )
    assert (one.returncode, other.returncode) == (0, 0), one.stderr + other.stderr
    assert files(here / "site") == files(there / "site")


def test_only_pages_and_what_they_show_are_published(tmp_path: Path) -> None:
    site = built(write_site(tmp_path, MKDOCS + BIRDS))
    published = {path for path in files(site) if not path.startswith("assets/")}
    assert published == snapshot(
        {
            "404.html",
            "CNAME",
            "about/us/index.html",
            "birds/index.html",
            "birds/tit/index.html",
            "birds/wren/index.html",
            "birds/wren/wren.png",
            "index.html",
            "search/search_index.json",
            "sitemap.xml",
            "sitemap.xml.gz",
        }
    )


def test_edit_links_open_the_file_and_for_a_list_the_line(tmp_path: Path) -> None:
    site = built(write_site(tmp_path, MKDOCS + BIRDS))
    base = "https://example.org/code/edit/main/content/"
    edit = {
        page: [link["href"] for link in read_page(site / page).select("a[rel=edit]")]
        for page in (
            "birds/wren/index.html",
            "birds/tit/index.html",
            "birds/index.html",
            "about/us/index.html",
        )
    }
    assert edit == {
        "birds/wren/index.html": [f"{base}birds/wren/index.md"],
        "birds/tit/index.html": [f"{base}birds/more.yml#L2"],
        "birds/index.html": [f"{base}birds/_collection.yml"],
        "about/us/index.html": [f"{base}about/us.md"],
    }


def test_findings_refuse_the_build_and_leave_the_previous_site_as_it_was(tmp_path: Path) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS)
    before = files(built(root))
    write_site(root, MKDOCS + BIRDS + BROKEN)
    assert build_site(root / "mkdocs.yml", None).site_dir is None
    assert files(root / "site") == before
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []


def test_findings_refuse_the_first_build_and_write_nothing(tmp_path: Path) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS + BROKEN)
    before = files(root)
    assert build_site(root / "mkdocs.yml", None).site_dir is None
    assert files(root) == before


# What only MkDocs warns of, as it may be right where the site will be.
ABSOLUTE_NAV = "nav: [index.md, /shop/]\nvalidation: {nav: {absolute_links: warn}}\n"


def test_a_warning_of_mkdocs_fails_the_build_and_leaves_the_previous_site(tmp_path: Path) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS)
    before = files(built(root))
    config = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(f"{config}{ABSOLUTE_NAV}", "utf-8")
    with pytest.raises(BuildFailedError, match=r"warning: An absolute path to '/shop/'"):
        build_site(root / "mkdocs.yml", None)
    assert files(root / "site") == before
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>\n{{ page.no.such }}\n", r"over/main\.html:2: UndefinedError: .* no attribute 'no'"),
        ("<p>\n{% if %}\n", r"main\.html:2: TemplateSyntaxError: "),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_place(
    tmp_path: Path, template: str, said: str
) -> None:
    mkdocs = MKDOCS.replace("name: material", "name: material, custom_dir: over")
    root = write_site(tmp_path, f"{mkdocs}-- over/main.html --\n{template}")
    with pytest.raises(BuildFailedError, match=said):
        build_site(root / "mkdocs.yml", None)


def test_warnings_about_the_content_do_not_refuse_the_build(tmp_path: Path) -> None:
    text = "-- content/birds/_collection.yml --\ntitle: Birds\nsingular: bird\n"
    near = "fields: {near: {type: ref, to: bird}}\n-- content/birds/owl.yml --\ntitle: Owl\n"
    root = write_site(tmp_path, MKDOCS + text + near)
    assert "[orphan]" in findings(root)
    assert (built(root) / "birds/owl/index.html").is_file()


@pytest.mark.parametrize("folder", ["content/site", "content", ".", "..", "mkdocs.yml"])
def test_a_site_never_replaces_the_project(tmp_path: Path, folder: str) -> None:
    root = write_site(tmp_path / "project", MKDOCS + BIRDS)
    before = files(root)
    with pytest.raises(UnusableConfigError, match="it would replace the project's files"):
        build_site(root / "mkdocs.yml", root / folder)
    assert files(root) == before


@pytest.mark.parametrize("folder", ["theme", "theme/pages"])
def test_a_site_never_replaces_the_theme(tmp_path: Path, folder: str) -> None:
    theme = (
        "-- theme/pages/entry.md.j2 --\n{{ entry.body }}\n-- theme/overrides/index.html --\n<p>\n"
    )
    mkdocs = MKDOCS.replace("name: material", "name: material, custom_dir: theme/overrides")
    root = write_site(tmp_path / "project", mkdocs + BIRDS + theme)
    before = files(root)
    with pytest.raises(UnusableConfigError):
        build_site(root / "mkdocs.yml", root / folder)
    assert files(root) == before


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    root = write_site(tmp_path / "project", MKDOCS + BIRDS)
    write_site(tmp_path / "photos", "-- wren.png --\ndrawing\n")
    with pytest.raises(UnusableConfigError, match="holds something that is no site"):
        build_site(root / "mkdocs.yml", tmp_path / "photos")
    assert (tmp_path / "photos/wren.png").is_file()


@pytest.mark.parametrize("lost", ["index.html", "sitemap.xml", "404.html"])
def test_a_site_that_lost_a_file_is_made_whole(tmp_path: Path, lost: str) -> None:
    root = write_site(tmp_path / "project", MKDOCS)
    site = build_site(root / "mkdocs.yml", root / "site").site_dir
    assert site is not None
    (site / lost).unlink()
    build_site(root / "mkdocs.yml", root / "site", Options(clean=True))
    assert (site / lost).is_file()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    root = write_site(tmp_path / "project", MKDOCS)
    (tmp_path / "empty").mkdir()
    assert build_site(root / "mkdocs.yml", tmp_path / "empty").site_dir == tmp_path / "empty"
    assert (tmp_path / "empty/index.html").is_file()


def test_a_new_site_has_no_page_of_the_one_before(tmp_path: Path) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS)
    built(root)
    (root / "content/birds/more.yml").unlink()
    page = root / "content/birds/wren/index.md"
    page.write_text("---\ntitle: Wren\n---\n", "utf-8")
    site = built(root)
    assert not (site / "birds/tit").exists()
    assert not (site / "birds/wren/wren.png").exists()


def test_what_the_project_says_reaches_the_compiler(tmp_path: Path) -> None:
    more = "markdown_extensions:\n  - toc: {separator: _}\n  - extra\nnav: [index.md]\n"
    root = write_site(tmp_path, MKDOCS + more + BIRDS + BROKEN)
    result = check_project(root / "mkdocs.yml")
    assert [(f.rule, str(f.location)) for f in result.findings] == [
        ("wrong-type", "content/birds/owl.yml:2:7"),
        ("orphan", "content/birds/owl.yml:1:1"),
    ][:1]
    assert result.site.title == "Tiny"


@pytest.mark.parametrize(
    ("mkdocs", "said"),
    [
        (None, "there is no"),
        ("site_name: [\n", "cannot be used"),
        ("- a list\n", "cannot be used"),
        ("", "cannot be used"),
        ("site_name: Tiny\nplugins: [no-such-plugin]\n", 'The "no-such-plugin" plugin is not'),
        ("site_name: Tiny\nplugins: [typed-content: {templats: x}]\n", "templats"),
        ("site_name: Tiny\ntheme: no-such-theme\n", "no-such-theme"),
        ("site_name: Tiny\ndocs_dir: nowhere\nplugins: [typed-content]\n", "nowhere"),
        ("site_name: Tiny\ntypo: 1\nplugins: [typed-content]\n", "typo"),
        ("site_name: Tiny\nhooks: [hook.py]\nplugins: [typed-content]\n", "SyntaxError: "),
    ],
)
def test_an_unusable_mkdocs_yml_is_told_in_words(
    tmp_path: Path, mkdocs: str | None, said: str
) -> None:
    hook = "-- hook.py --\ndef on_config(:\n"
    root = write_site(tmp_path, f"-- docs/index.md --\n# Home\n{hook}")
    (root / "mkdocs.yml").unlink()
    if mkdocs is not None:
        (root / "mkdocs.yml").write_text(mkdocs, "utf-8")
    for use in (check_project, lambda config: build_site(config, None)):
        with pytest.raises(UnusableConfigError, match=said):
            use(root / "mkdocs.yml")


def test_a_project_without_typed_content_builds_and_has_nothing_to_check(tmp_path: Path) -> None:
    root = write_site(tmp_path, "-- docs/index.md --\n# Home\n")
    (root / "mkdocs.yml").write_text("site_name: Tiny\nplugins: [search]\n", "utf-8")
    assert (root / "site") == build_site(root / "mkdocs.yml", None).site_dir
    with pytest.raises(UnusableConfigError, match="does not name typed-content"):
        check_project(root / "mkdocs.yml")


def test_pages_that_no_collection_holds_stay_as_mkdocs_makes_them(tmp_path: Path) -> None:
    site = built(write_site(tmp_path, MKDOCS + BIRDS))
    assert (site / "CNAME").read_text("utf-8") == "example.org\n"
    assert texts(read_page(site / "about/us/index.html"), "article p") == ["We watch wrens."]
