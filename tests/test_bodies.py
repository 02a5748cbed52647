"""builder: where nothing but texts changed, the new ones take the place of the old ones."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.builder import BuildFailedError, Built, Options, build_site
from generator.builder.in_place.search_texts import replace_sections
from mkdocs_sites import Kept, assert_plain, build, bytes_of, edit, keep_built, lead_out, ready

BIRDS = """\
-- mkdocs.yml --
site_name: Birds
site_url: https://example.org/
theme: {name: material, custom_dir: theme, font: false, features: [navigation.footer]}
plugins: [search, tags]
markdown_extensions: [attr_list, admonition, pymdownx.superfences, {toc: {permalink: true}}]
validation: {anchors: warn}
nav:
  - index.md
  - Coast: [coast/gull.md, coast/tern.md]
  - tags.md
-- theme/main.html --
{% extends "base.html" %}
-- docs/index.md --
# Birds

Of coasts and seas.
-- docs/tags.md --
# Tags

<!-- material/tags -->
-- docs/coast/gull.md --
# Gull {: #gull }

Sings at noon.

## Food

Fish, as a [rule](gull.md#gull).
-- docs/coast/tern.md --
---
tags: [sea]
title: The tern
search: {boost: 2}
---
Dives & dives.
"""


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return keep_built(tmp_path_factory.mktemp("birds"), BIRDS)


@pytest.fixture
def root(birds: Kept, monkeypatch: pytest.MonkeyPatch) -> Path:
    return birds.restored(monkeypatch)


def is_renewed(built: Built, page: str) -> bool:
    return built.reasons[page].startswith("its text was put")


GULL, TERN = "docs/coast/gull.md", "docs/coast/tern.md"


def test_a_text_that_jieba_may_split_is_left_to_the_search_plugin(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jieba = SimpleNamespace(cut=lambda text: [text.decode()[:1], text.decode()[1:]])
    monkeypatch.setitem(sys.modules, "jieba", jieba)
    monkeypatch.setattr("material.plugins.search.plugin.jieba", jieba)
    ready(root)
    edit(root, GULL, "Fish", "鱼类")
    assert not is_renewed(build(root), "coast/gull.md")
    index = (root / "site/search/search_index.json").read_text("utf-8")
    assert json.dumps("鱼\u200b类")[1:-1] in index


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (GULL, "Sings", "Shouts"),
        (GULL, "Fish", 'Fish & "chips" é <b>now</b>'),
        (GULL, "Fish", "[Terns](tern.md) and fish"),
        (GULL, "Fish", "```python\nprint(1)\n```\n\nFish"),
        (GULL, "noon", "noon\r\n"),
        (TERN, "Dives &", "!!! note\n    It dives &"),
        ("docs/index.md", "seas", "lakes"),
    ],
)
def test_a_new_text_takes_the_place_of_the_old_one(
    root: Path, path: str, old: str, new: str
) -> None:
    ready(root)
    edit(root, path, old, new)
    built = build(root)
    assert is_renewed(built, path.removeprefix("docs/"))
    assert_plain(root)
    assert build(root).unchanged


def test_a_text_takes_its_place_without_configuration_and_templates(root: Path) -> None:
    # To import them takes longer than all that there is to do.
    code = "import generator.cli, sys; generator.cli.main(['build']); print(*sys.modules)"
    variables = {name: value for name, value in os.environ.items() if "COV" not in name}

    def said() -> str:
        command = [sys.executable, "-I", "-c", code]
        return subprocess.check_output(command, cwd=root, env=variables, encoding="utf-8")

    while "is unchanged" not in said():
        pass
    edit(root, GULL, "Sings", "Shouts")
    modules = set(said().split())
    assert "generator.builder.in_place.bodies" in modules
    assert not {"generator.builder.site", "jinja2", "mkdocs.config"} & modules


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (GULL, "# Gull", "# Herring gull"),
        (GULL, "## Food", "## What it eats"),
        (GULL, "Fish", "## Fish"),
        (TERN, "Dives & dives.", '<h1 class="a">Dives</h1>'),
        (GULL, "Fish", '<p data-search-exclude="">Bones</p> Fish'),
        (GULL, "Fish", '<span id="bones"></span>Fish'),
        (GULL, "Fish", "[Birds](../index.md#birds)"),
        (GULL, "Fish", "<!-- material/tags -->"),
        (TERN, "Dives & dives.", ""),
        (TERN, "[sea]", "[sea, lake]"),
        (TERN, "---\nDives", "icon: material/bird\n---\nDives"),
        ("docs/tags.md", "# Tags", "# Tags\n\nAll of them."),
    ],
)
def test_a_text_that_shows_elsewhere_is_built_as_a_whole(
    root: Path, path: str, old: str, new: str
) -> None:
    ready(root)
    edit(root, path, old, new)
    built = build(root)
    assert not is_renewed(built, path.removeprefix("docs/"))
    assert_plain(root)


def test_marks_are_taken_out_of_a_page_that_is_not_searched(root: Path) -> None:
    edit(root, TERN, "---\nDives", "search: {exclude: true}\n---\nDives")
    ready(root)
    edit(root, TERN, "Dives & dives.", '<p data-search-exclude="true">Dives & dives.</p>')
    build(root)
    assert_plain(root)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("main.html", '{% extends "base.html" %}{% block announce %}{{ page.content|length }}'),
        ("main.html", '{% extends "base.html" %}{% block announce %}{{ page["content"]|length }}'),
        ("main.html", '{% extends "base.html" %}{% block announce %}{{ page|attr("cont"~"ent") }}'),
        ("main.html", '{% extends "base.html" %}{% block announce %}{{ page["mark"~"down"] }}'),
        ("main.html", '{% extends "base.html" %}{% block content %}{{ page.content }}'),
        (
            "main.html",
            '{% extends "base.html" %}{% block content %}{{ page.file.content_string|length }}',
        ),
        (
            "main.html",
            '{% extends "base.html" %}{% block content %}{{ page.file.content_bytes|length }}',
        ),
        ("404.html", "{% for file in pages %}{{ file.page.content }}{% endfor %}{% block a %}"),
        ("404.html", "{% for file in pages %}{{ file.content_string }}{% endfor %}{% block a %}"),
    ],
)
def test_templates_that_do_more_with_a_text_are_rendered(
    root: Path, template: str, text: str
) -> None:
    (root / "theme" / template).write_text(f"{text}{{% endblock %}}", "utf-8")
    ready(root)
    edit(root, GULL, "Sings", "Shouts")
    assert not is_renewed(build(root), "coast/gull.md")
    assert_plain(root)


def test_several_texts_are_renewed_in_one_build_and_again_in_the_next(root: Path) -> None:
    ready(root)
    for number in range(3):
        edit(root, GULL, "Sings", f"Sings {number} times")
        edit(root, TERN, "Dives", f"Dives {number} times")
        built = build(root)
        assert is_renewed(built, "coast/gull.md")
        assert is_renewed(built, "coast/tern.md")
        assert built.reasons["index.md"].startswith("stays")
    assert_plain(root)


def test_a_whole_build_after_it_knows_what_was_renewed(root: Path) -> None:
    ready(root)
    edit(root, GULL, "Sings", "Shouts")
    build(root)
    edit(root, "mkdocs.yml", "site_name: Birds", "site_name: All birds")
    build(root)
    assert_plain(root)
    edit(root, "mkdocs.yml", "font: false", "font: false ")
    assert build(root).reasons["index.md"].startswith("stays")
    assert_plain(root)


def test_no_file_of_the_site_that_is_there_is_written_to(root: Path) -> None:
    ready(root)
    page, index = root / "site/coast/gull/index.html", root / "site/search/search_index.json"
    kept = [root.parent / "page", root.parent / "index"]
    os.link(page, kept[0])
    os.link(index, kept[1])
    ready(root)
    before = [file.read_bytes() for file in kept]
    edit(root, GULL, "Sings", "Shouts")
    assert is_renewed(build(root), "coast/gull.md")
    assert [file.read_bytes() for file in kept] == before
    assert b"Shouts" in page.read_bytes()
    assert b"Shouts" in index.read_bytes()


def damage_nothing(_spare: Path) -> None:
    pass


def add_a_stray(spare: Path) -> None:
    (spare / "coast" / "stray.html").write_text("stray", "utf-8")


def take_a_file(spare: Path) -> None:
    (spare / "coast/tern/index.html").unlink()


def put_another_file(spare: Path) -> None:
    (spare / "index.html").unlink()
    (spare / "index.html").write_text("another", "utf-8")


def put_a_folder(spare: Path) -> None:
    (spare / "index.html").unlink()
    (spare / "index.html").mkdir()


@pytest.mark.parametrize(
    "damage", [damage_nothing, add_a_stray, take_a_file, put_another_file, put_a_folder]
)
def test_whatever_happened_to_the_spare_folder_the_site_is_right(
    root: Path, damage: Callable[[Path], None]
) -> None:
    ready(root)
    [spare] = (root.parent / "cache").glob("*/spare")
    damage(spare)
    edit(root, GULL, "Sings", "Shouts")
    build(root)
    assert_plain(root)


def test_a_touched_site_is_built_as_a_whole(root: Path) -> None:
    ready(root)
    (root / "site/coast/tern/index.html").write_text("gone", "utf-8")
    edit(root, GULL, "Sings", "Shouts")
    assert not is_renewed(build(root), "coast/gull.md")
    assert_plain(root)


def test_a_link_to_nothing_is_reported_as_ever(root: Path) -> None:
    ready(root)
    before = bytes_of(root / "site")
    edit(root, GULL, "Fish", "[Fish](fish.md)")
    with pytest.raises(BuildFailedError, match=r"fish\.md"):
        build(root)
    assert bytes_of(root / "site") == before


def test_a_page_that_becomes_a_link_out_of_the_project_is_refused_as_ever(root: Path) -> None:
    ready(root)
    before = bytes_of(root / "site")
    edit(root, GULL, "Sings", "Secretly sings")
    lead_out(root, GULL)
    said = []
    for clean in (False, True):
        with pytest.raises(BuildFailedError, match="leads out of the project") as refused:
            build_site(root / "mkdocs.yml", None, Options(jobs=1, clean=clean))
        said.append(str(refused.value))
        assert bytes_of(root / "site") == before
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "index",
    [
        '{"docs":[]}',
        '{"docs":[{"location":"a/","title":"A","text":"b"}]}',
        '{"docs":[{"location":"a/","title":"A","text":"c"},{"location":"a/","title":"A"}]}',
        '{"docs":[{"location":"a/", "title":"A","text":"c"}]}',
    ],
)
def test_an_index_that_is_not_as_expected_is_left_alone(index: str) -> None:
    assert replace_sections(index, "a/", "c", "d") is None


def test_an_entry_gets_the_new_text_and_keeps_the_rest() -> None:
    index = '{"docs":[{"location":"a/#x","title":"A","text":"<p>c</p>","boost":2}]}'
    was = '<h1 id="a">Z</h1><h2 id="x">A</h2><p>c</p>'
    assert replace_sections(index, "a/", was, was) == index
    assert replace_sections(index, "a/", was, was.replace(">c<", ">é<")) == index.replace(
        ">c<", ">\\u00e9<"
    )
    assert replace_sections(index, "a/", was, was.replace("h2", "h3").replace("x", "y")) is None
    assert replace_sections(index, "a/", was, f"{was}<svg <p>") is None
