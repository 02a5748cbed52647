"""builder: where nothing but titles changed, the new ones take the place of the old ones."""

import os
from pathlib import Path

import material  # type: ignore[import-untyped]
import pytest

from generator.builder import BuildFailedError, Built
from mkdocs_sites import Kept, assert_plain, build, bytes_of, edit, keep_built, lead_out, ready

BIRDS = """\
-- mkdocs.yml --
site_name: Birds
site_url: https://example.org/birds/
theme:
  name: material
  custom_dir: theme
  font: false
  features: [navigation.footer, navigation.indexes, navigation.tabs, navigation.path]
plugins:
  - search
  - redirects: {redirect_maps: {gone.md: coast/gull.md}}
extra_javascript: [{path: late.js, defer: true}, map.mjs]
markdown_extensions: [attr_list, admonition, {toc: {permalink: true}}]
nav:
  - index.md
  - Coast:
      - coast/index.md
      - coast/gull.md
      - coast/tern.md
      - Puffin & auk: coast/puffin.md
      - Far out: [coast/far/petrel.md]
  - Wood: [wood/owl.md, wood/wren.md]
  - Elsewhere: https://example.org/
-- theme/main.html --
{% extends "base.html" %}
-- docs/index.md --
---
title: Home of birds
---
# Birds
-- docs/coast/index.md --
---
title: The coast
---
Of the [gull](gull.md).
-- docs/coast/gull.md --
---
title: Gull
description: A gull
---
Sings at noon: Gull, Gull, Gull.

## Food

Fish, as a rule.
-- docs/coast/tern.md --
---
title: Tern
---
# The tern

Dives.
-- docs/coast/puffin.md --
---
title: Puffin
---
Digs.
-- docs/coast/far/petrel.md --
---
title: Petrel
icon: material/bird
status: new
---
Comes at night.
-- docs/wood/owl.md --
---
title: Owl
---
Hoots.
-- docs/wood/wren.md --
# Wren

Hides.
-- docs/loose.md --
---
title: Loose
---
In no navigation.
"""
GULL, TERN, OWL = "docs/coast/gull.md", "docs/coast/tern.md", "docs/wood/owl.md"


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return keep_built(tmp_path_factory.mktemp("birds"), BIRDS)


@pytest.fixture
def root(birds: Kept, monkeypatch: pytest.MonkeyPatch) -> Path:
    return birds.restored(monkeypatch)


def has_new_titles(built: Built) -> bool:
    return any(reason.startswith("its title or text changed") for reason in built.reasons.values())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (GULL, "title: Gull", "title: Herring gull"),
        (GULL, "title: Gull", "title: '<b>Gull</b> &amp; \"gulls\" & é'"),
        (GULL, "title: Gull", "title: Owl"),
        (GULL, "title: Gull", "title: ' '"),
        (GULL, "title: Gull", "title: ''"),
        (TERN, "title: Tern", "title: Arctic tern"),
        (OWL, "title: Owl", "title: Birds"),
        ("docs/coast/puffin.md", "title: Puffin", "title: Auk"),
        ("docs/coast/far/petrel.md", "title: Petrel", "title: Storm petrel"),
        ("docs/loose.md", "title: Loose", "title: Lost"),
    ],
)
def test_a_new_title_takes_the_place_of_the_old_one(
    root: Path, path: str, old: str, new: str
) -> None:
    ready(root)
    edit(root, path, old, new)
    assert has_new_titles(build(root))
    assert_plain(root)
    assert build(root).unchanged


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (GULL, "title: Gull\n", ""),
        (GULL, "title: Gull", "title: 1"),
        ("docs/coast/index.md", "title: The coast", "title: Coast"),
        (GULL, "title: Gull", "title: Herring gull\nicon: material/bird"),
        (GULL, "description: A gull", "description: The gull"),
        ("docs/index.md", "title: Home of birds", "title: Start"),
        ("docs/wood/wren.md", "# Wren", "# The wren"),
        ("docs/wood/wren.md", "# Wren", "---\ntitle: The wren\n---\n# Wren"),
    ],
)
def test_what_is_more_than_a_title_takes_a_whole_build(
    root: Path, path: str, old: str, new: str
) -> None:
    ready(root)
    edit(root, path, old, new)
    assert not has_new_titles(build(root))
    assert_plain(root)


def test_titles_and_texts_are_edited_in_turn(root: Path) -> None:
    ready(root)
    for path, old, new in (
        (GULL, "title: Gull", "title: Herring gull"),
        (GULL, "Sings", "Shouts"),
        (GULL, "title: Herring gull", "title: Gull"),
        (TERN, "title: Tern", "title: Gull"),
        (OWL, "title: Owl", "title: Eagle-owl"),
    ):
        edit(root, path, old, new)
        built = build(root)
        assert "stays: nothing" in str(built.reasons) or has_new_titles(built)
    assert_plain(root)
    assert build(root).unchanged


def test_many_titles_are_edited_at_once(root: Path) -> None:
    ready(root)
    edit(root, GULL, "title: Gull", "title: Tern")
    edit(root, TERN, "title: Tern", "title: Gull")
    edit(root, OWL, "title: Owl", "title: Wren")
    assert has_new_titles(build(root))
    assert_plain(root)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (GULL, "Sings at noon", "Shouts at night"),
        (GULL, "Fish", 'Fish & "chips" é'),
        (TERN, "Dives", "Dives deep"),
        ("docs/wood/wren.md", "Hides", "Hides and sings"),
        (GULL, "## Food", "## What it eats"),
        (TERN, "# The tern", "# Terns"),
    ],
)
def test_a_title_and_a_text_are_edited_at_once(root: Path, path: str, old: str, new: str) -> None:
    ready(root)
    edit(root, path, old, new)
    edit(root, GULL, "title: Gull", "title: Herring gull")
    is_enough = has_new_titles(build(root))
    assert is_enough == ("# " not in old)
    assert_plain(root)
    # A whole build does not know what may have been written just before it: the next one does.
    assert build(root).unchanged or (not is_enough and build(root).unchanged)


@pytest.mark.parametrize(
    "template",
    [
        "{% block announce %}{{ page.title | upper }}: {{ nav.pages[2].title }}{% endblock %}",
        "{% block announce %}{% if page and page.title == 'Gull' %}Gull{% endif %}{% endblock %}",
        "{% block announce %}{{ page.url if page and page.title > 'H' }}{% endblock %}",
        "{% block announce %}{{ page.parent if page and page.title > 'H' }}{% endblock %}",
        "{% block announce %}{{ nav.pages | map(attribute='title') | join }}{% endblock %}",
        "{% block announce %}{{ page.title | length }}{{ page.meta }}{% endblock %}",
    ],
)
def test_a_template_may_do_with_titles_what_it_likes(root: Path, template: str) -> None:
    (root / "theme/main.html").write_text(f'{{% extends "base.html" %}}{template}', "utf-8")
    ready(root)
    edit(root, GULL, "title: Gull", "title: Herring gull")
    build(root)
    assert_plain(root)


@pytest.mark.parametrize(
    "shown",
    [
        "{% set html = item.render(nav_item, path, 1) %}{{ html }}<b>{{ html | length }}</b>",
        "{{ item.render(nav_item, path, 1) | replace('Gull', 'Mew') }}",
        "{{ item.render(nav_item, path, 1) }}{{ item.render(nav_item, path, 1) }}",
    ],
)
def test_a_navigation_may_make_what_it_likes_of_its_items(root: Path, shown: str) -> None:
    nav = Path(material.__file__).parent / "templates/partials/nav.html"
    made = nav.read_text("utf-8").replace("{{ item.render(nav_item, path, 1) }}", shown)
    assert shown in made
    (root / "theme/partials").mkdir()
    (root / "theme/partials/nav.html").write_text(made, "utf-8")
    ready(root)
    edit(root, GULL, "title: Gull", "title: Herring gull")
    build(root)
    assert_plain(root)


@pytest.mark.parametrize(
    "features",
    [
        "navigation.prune",
        "navigation.sections, navigation.expand",
        "navigation.tabs, navigation.sections, navigation.prune, navigation.footer",
        "toc.integrate",
    ],
)
def test_a_title_shows_in_every_kind_of_navigation(root: Path, features: str) -> None:
    edit(root, "mkdocs.yml", "navigation.footer, navigation.indexes", features)
    ready(root)
    for path, old, new in (
        (GULL, "title: Gull", "title: Herring gull"),
        ("docs/coast/index.md", "title: The coast", "title: Coasts"),
    ):
        edit(root, path, old, new)
        assert has_new_titles(build(root))
    assert_plain(root)


def test_html_of_the_navigation_in_a_text_is_left_alone(root: Path) -> None:
    ready(root)
    html = (root / "site/wood/wren/index.html").read_text("utf-8")
    start = html.index('<a href="../owl/" class="md-nav__link">')
    item = html[start : html.index("</a>", start)]
    text = "".join(line.strip() for line in item.splitlines())
    for quoted in (f"{item}</a>", text):
        edit(root, "docs/wood/wren.md", "Hides.", f"Hides.\n\n<div>{quoted}</div>\n")
    ready(root)
    edit(root, OWL, "title: Owl", "title: Eagle-owl")
    build(root)
    assert_plain(root)


def test_no_file_of_the_previous_site_is_written_to(root: Path) -> None:
    ready(root)
    page = root / "site/wood/wren/index.html"
    before = page.read_bytes()
    os.link(page, root.parent / "kept.html")
    while not build(root).unchanged:
        pass
    edit(root, OWL, "title: Owl", "title: Eagle-owl")
    assert has_new_titles(build(root))
    assert (root.parent / "kept.html").read_bytes() == before
    assert page.read_bytes() != before


def test_a_title_behind_a_link_out_of_the_project_is_refused(root: Path) -> None:
    ready(root)
    before = bytes_of(root / "site")
    edit(root, OWL, "title: Owl", "title: Secret owl")
    lead_out(root, OWL)
    with pytest.raises(BuildFailedError, match="leads out of the project"):
        build(root)
    assert bytes_of(root / "site") == before


def test_a_whole_build_goes_on_from_new_titles(root: Path) -> None:
    ready(root)
    edit(root, GULL, "title: Gull", "title: Herring gull")
    assert has_new_titles(build(root))
    edit(root, "docs/wood/wren.md", "# Wren", "# The wren")
    build(root)
    assert_plain(root)
