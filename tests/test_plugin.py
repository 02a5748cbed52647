"""plugin: what MkDocs' own commands get from it."""

import logging
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from sites import write_site
from titles import read_page, texts

MKDOCS = """\
-- mkdocs.yml --
site_name: Tiny
theme: {name: material, font: false}
docs_dir: content
plugins: [typed-content]
"""
BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {sort: size}
fields: {size: {type: int, required: true}}
-- content/birds/owl.yml --
title: Owl
size: 40
-- content/birds/wren.yml --
title: Wren
size: 10
-- content/words/_collection.yml --
title: Words
singular: word
pages: index
-- content/words/all.yml --
entries: [{slug: beak, title: Beak}]
"""


def mkdocs_build(root: Path) -> Path:
    """Build with MkDocs alone, as `mkdocs build --strict` does."""
    config = load_config(str(root / "mkdocs.yml"), strict=True, site_dir=str(root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return root / "site"


def refused(root: Path, caplog: pytest.LogCaptureFixture) -> str:
    """Return why MkDocs does not build."""
    with pytest.raises(Abort):
        mkdocs_build(root)
    return "".join(record.message for record in caplog.records if record.levelname == "ERROR")


def nav_titles(site: Path) -> list[str]:
    return texts(read_page(site / "index.html"), ".md-nav--primary .md-nav__link .md-ellipsis")


@pytest.mark.parametrize(
    ("nav", "titles"),
    [
        (
            "[index.md, birds/index.md, words/index.md]",
            ["Tiny", "Birds", "Birds", "Wren", "Owl", "Words"],
        ),
        (
            "[Home: index.md, All birds: birds/index.md]",
            ["Home", "All birds", "Birds", "Wren", "Owl"],
        ),
        (
            "[index.md, Nature: [Birds: [birds/index.md], words/index.md]]",
            ["Tiny", "Nature", "Birds", "Birds", "Birds", "Wren", "Owl", "Words"],
        ),
        ("[index.md, birds/owl.md]", ["Tiny", "Owl"]),
    ],
)
def test_a_nav_item_that_names_an_index_receives_its_pages_in_index_order(
    tmp_path: Path, nav: str, titles: list[str]
) -> None:
    site = mkdocs_build(write_site(tmp_path, f"{MKDOCS}nav: {nav}\n{BIRDS}"))
    assert nav_titles(site) == titles


def test_without_a_nav_every_page_is_in_it(tmp_path: Path) -> None:
    titles = nav_titles(mkdocs_build(write_site(tmp_path, MKDOCS + BIRDS)))
    assert titles == ["Tiny", "Birds", "Birds", "Owl", "Wren", "Words", "Words"]


def test_findings_refuse_plain_mkdocs_and_write_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS + "-- content/birds/tit.yml --\ntitle: Tit\n")
    write_site(root / "site", "-- index.html --\nbefore\n")
    assert refused(root, caplog) == snapshot("""\
1 error, no warnings

content/birds/tit.yml:1:1: error: "size" is missing [missing-field]
  1 | title: Tit
    | ^
  why: a bird is not complete without it
  fix: add a line "size: ..."
""")
    assert (root / "site/index.html").read_text("utf-8") == "before\n"


def test_a_mended_mistake_no_longer_refuses_the_preview(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS + "-- content/birds/tit.yml --\ntitle: Tit\n")
    assert "missing-field" in refused(root, caplog)
    (root / "content/birds/tit.yml").write_text("title: Tit\nsize: 11\n", "utf-8")
    assert texts(read_page(mkdocs_build(root) / "birds/tit/index.html"), "h1") == ["Tit"]


def test_warnings_are_shown_and_refuse_no_strict_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    near = "-- content/birds/_collection.yml --\ntitle: Birds\nsingular: bird\n"
    near += "fields: {size: {type: int}, near: {type: ref, to: bird}}\n"
    with caplog.at_level(logging.INFO):
        site = mkdocs_build(write_site(tmp_path, MKDOCS + BIRDS + near))
    assert (site / "birds/owl/index.html").is_file()
    assert 'nothing refers to "bird:owl", and it refers to nothing [orphan]' in caplog.text


def test_drafts_are_shown_in_the_preview_alone(tmp_path: Path) -> None:
    draft = "-- content/birds/dodo.yml --\ntitle: Dodo\nsize: 100\ndraft: true\n"
    root = write_site(tmp_path, MKDOCS + BIRDS + draft)
    assert not (mkdocs_build(root) / "birds/dodo").exists()
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "preview"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    assert texts(read_page(root / "preview/birds/dodo/index.html"), "h1") == ["Dodo"]


def test_a_second_build_of_one_preview_shows_the_edit(tmp_path: Path) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS)
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "preview"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    (root / "content/birds/owl.yml").write_text("title: Tawny owl\nsize: 38\n", "utf-8")
    again = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "preview"))
    again.plugins = config.plugins
    build(again)
    assert texts(read_page(root / "preview/birds/owl/index.html"), "h1") == ["Tawny owl"]


def test_pages_have_the_markdown_that_templates_need_whatever_mkdocs_yml_names(
    tmp_path: Path,
) -> None:
    template = (
        "-- theme/pages/entry.md.j2 --\n<div markdown>\n\n*x*{ .y }\n\n|a|\n|-|\n|b|\n\n</div>\n"
    )
    root = write_site(tmp_path, MKDOCS + "markdown_extensions: [admonition]\n" + BIRDS + template)
    html = read_page(mkdocs_build(root) / "birds/owl/index.html")
    assert (texts(html, "div em.y"), texts(html, "td")) == (["x"], ["b"])


def test_templates_may_stand_in_another_folder(tmp_path: Path) -> None:
    mkdocs = MKDOCS.replace("[typed-content]", "[typed-content: {templates: look/md}]")
    template = "-- look/md/entry.md.j2 --\nMade of {{ entry.slug }}.\n"
    root = write_site(tmp_path, mkdocs + BIRDS + template)
    html = read_page(mkdocs_build(root) / "birds/owl/index.html")
    assert texts(html, "article p") == ["Made of owl."]


@pytest.mark.parametrize(
    "broken",
    [
        "-- content/birds/owl.yml --\n[\n",
        "-- content/birds/owl.yml --\n- a\n- b\n",
        "-- content/birds/owl.yml --\n",
        "-- content/birds/owl.md --\n---\ntitle: [\n---\n",
        "-- content/birds/_collection.yml --\n[\n",
        "-- content/birds/_collection.yml --\n",
        "-- content/birds/_collection.yml --\ntitle: Birds\nsingular: bird\nfields: 3\n",
        "-- content/birds/Big Owl.yml --\ntitle: Owl\nsize: 1\n".replace("Big Owl", "Big_Owl"),
        "-- content/birds/index.md --\n# Birds\n",
        "-- content/birds.md --\n# Birds\n",
        "-- content/birds/owl/index.md --\n---\ntitle: Owl\nsize: 1\n---\n",
        "-- content/index.md --\n[x](bird:owll)\n",
        "-- theme/pages/entry.md.j2 --\n{{ x\n",
        "-- theme/pages/index.md.j2 --\n{{ entry.x }}\n",
    ],
)
def test_an_author_s_fault_is_a_finding_and_never_a_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    said = refused(write_site(tmp_path, MKDOCS + BIRDS + broken), caplog)
    assert re.search(r"(?s)^\d+ errors?, .*: error: .*\n  why: .*\n  fix: ", said)
    assert "Traceback" not in said


def test_a_dead_link_on_an_ordinary_page_is_a_finding_before_mkdocs_sees_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = write_site(tmp_path, MKDOCS + BIRDS + "-- content/index.md --\n[x](nowhere.md)\n")
    assert "[unknown-link]" in refused(root, caplog)
