"""Whole runs: a site of another domain from declarations alone, and the handbook's own theme."""

import shutil
from pathlib import Path

import pytest
from bs4 import Tag
from inline_snapshot import snapshot

import generator
from generator.builder import build_site
from sites import built, compiled, findings, page, write_site
from titles import SYNTAX, as_shown, as_yaml, read_page, search_titles, texts

PROJECT = Path(generator.__file__).parents[1]

RECIPES = """\
-- mkdocs.yml --
site_name: Our kitchen
repo_url: https://example.org/kitchen
edit_uri: edit/main/content/
theme: {name: material, font: false, features: [content.action.edit]}
docs_dir: content
plugins: [search, typed-content]
nav:
  - index.md
  - Cooking: [recipes/index.md, methods/index.md]
  - ingredients/index.md
-- content/index.md --
# Our kitchen

Begin with [](recipe:omelette), or read [how we cook](methods/index.md#simmering).
-- content/ingredients/_collection.yml --
title: Ingredients
singular: ingredient
icon: material/carrot
index: {sort: title, group_by: kind, columns: [price, season, used_in]}
search: {boost: 0.5, aliases: aliases}
fields:
  kind: {type: choice, choices: [fresh, dry-store], required: true}
  price: {type: number, min: 0}
  season: {type: text, max_length: 30}
  aliases: {type: list, of: text}
  organic: {type: bool, label: Organic}
  keeps: {type: object, fields: {days: {type: int, min: 1}, where: {type: text}}}
  replaces: {type: refs, to: ingredient, symmetric: true, label: Can stand for}
rules:
  - {when: {kind: fresh}, require: {keeps: {present: true}}, message: fresh food says how it keeps}
-- content/ingredients/_index.md --
What we **buy**, by how it keeps.
-- content/ingredients/egg.md --
---
title: Egg
kind: fresh
price: 0.30
aliases: [hen's egg]
organic: true
keeps: {days: 21, where: in the fridge}
---
Whisk it before [simmering](method:simmering).
-- content/ingredients/store.yml --
entries:
  - slug: salt
    title: Salt
    kind: dry-store
    price: 1
  - slug: oil
    title: Oil
    kind: dry-store
    replaces: [butter]
  - slug: butter
    title: Butter
    kind: fresh
    keeps: {days: 30}
-- content/methods/_collection.yml --
title: Methods
singular: method
pages: index
fields:
  needs: {type: refs, to: method, acyclic: true, inverse: {name: before, label: Comes before}}
  words: {type: markdown}
-- content/methods/all.yml --
entries:
  - slug: boiling
    title: Boiling
    words: |
      Large bubbles, with [salt](ingredient:salt).
  - {slug: simmering, title: Simmering, needs: [boiling]}
-- content/recipes/_collection.yml --
title: Recipes
singular: recipe
index: {sort: [-published, title]}
fields:
  summary: {type: text, required: true}
  published: {type: date}
  book: {type: url}
  main: {type: ref, to: ingredient, inverse: {name: used_in, label: Used in}}
  uses:
    type: refs
    to: [ingredient, method]
    min: 1
    max: 9
    inverse: {name: used_in, label: Used in}
  steps:
    type: list
    of: {type: object, fields: {do: {type: text}, with: {type: ref, to: ingredient}}}
-- content/recipes/omelette/index.md --
---
title: Omelette | quick
summary: Eggs & oil, in *five* minutes
published: 2026-03-09
book: https://example.org/book?a=1&b=2
main: egg
uses: [ingredient:oil, method:simmering]
steps:
  - {do: Beat, with: egg}
  - {do: Fry}
meta: {hide: [toc]}
---
![done](done.svg)

Better with [butter](../../ingredients/store.yml), says [our book](https://example.org).
-- content/recipes/omelette/done.svg --
<svg xmlns="http://www.w3.org/2000/svg"/>
-- content/recipes/soup.md --
---
title: Soup
summary: Slow
uses: [method:simmering, ingredient:salt]
draft: true
---
-- content/recipes/broth.yml --
title: Broth
summary: Slower
uses: [method:simmering, method:boiling, ingredient:salt]
"""


def test_declarations_and_entries_alone_make_a_whole_site(tmp_path: Path) -> None:
    root = write_site(tmp_path, RECIPES)
    assert findings(root) == ""
    assert [p.path for p in compiled(root).pages] == snapshot(
        [
            "index.md",
            "ingredients/butter.md",
            "ingredients/egg.md",
            "ingredients/index.md",
            "ingredients/oil.md",
            "ingredients/salt.md",
            "methods/index.md",
            "recipes/broth.md",
            "recipes/index.md",
            "recipes/omelette/index.md",
        ]
    )
    assert page(root, "recipes/omelette/index.md") == snapshot("""\
---
"title": "Omelette | quick"
"description": "Eggs &amp; oil, in *five* minutes"
"hide": ["toc"]
---

# Omelette &#124; quick

**Summary**: Eggs &#38; oil&#44; in &#42;five&#42; minutes

**Published**: 2026&#45;03&#45;09

**Book**: [https&#58;&#47;&#47;example&#46;org&#47;book&#63;a&#61;1&#38;b&#61;2](https://example.org/book?a=1&amp;b=2)

**Steps**: Beat [Egg](../../ingredients/egg.md), Fry


![done](done.svg)

Better with [butter](../../ingredients/index.md), says [our book](https://example.org).


**Main**: [Egg](../../ingredients/egg.md)

**Uses**: [Oil](../../ingredients/oil.md), [Simmering](../../methods/index.md#simmering)
""")
    assert page(root, "recipes/index.md") == snapshot("""\
---
"title": "Recipes"
---

# Recipes

| Title |
| --- |
| [Omelette &#124; quick](omelette/index.md) |
| [Broth](broth.md) |
""")
    assert page(root, "ingredients/index.md") == snapshot("""\
---
"title": "Ingredients"
"icon": "material/carrot"
---

# Ingredients

What we **buy**, by how it keeps.


## Fresh

| Title | Price | Season | Used in |
| --- | --- | --- | --- |
| [Butter](butter.md) |  |  |  |
| [Egg](egg.md) | 0&#46;30 |  | [Omelette &#124; quick](../recipes/omelette/index.md) |

## Dry store

| Title | Price | Season | Used in |
| --- | --- | --- | --- |
| [Oil](oil.md) |  |  | [Omelette &#124; quick](../recipes/omelette/index.md) |
| [Salt](salt.md) | 1 |  | [Broth](../recipes/broth.md) |
""")
    assert page(root, "methods/index.md") == snapshot("""\
---
"title": "Methods"
---

# Methods

### Boiling { #boiling }

**Words**

Large bubbles, with [salt](../ingredients/salt.md).





**Comes before**: [Simmering](index.md#simmering)

**Used in**: [Broth](../recipes/broth.md)


### Simmering { #simmering }




**Needs**: [Boiling](index.md#boiling)

**Used in**: [Omelette &#124; quick](../recipes/omelette/index.md), [Broth](../recipes/broth.md)

**Mentioned in**: [Egg](../ingredients/egg.md)
""")


def test_its_pages_are_found_from_each_other_and_by_search(tmp_path: Path) -> None:
    site = built(write_site(tmp_path, RECIPES))
    assert texts(read_page(site / "index.html"), "article p") == [
        "Begin with Omelette | quick, or read how we cook."
    ]
    assert search_titles(site)["recipes/omelette/"] == ["Omelette | quick"]
    assert search_titles(site)["methods/#simmering"] == ["Simmering"]
    nav = texts(read_page(site / "index.html"), ".md-nav--primary .md-nav__link .md-ellipsis")
    assert nav == snapshot(
        [
            "Our kitchen",
            "Cooking",
            "Recipes",
            "Recipes",
            "Omelette | quick",
            "Broth",
            "Methods",
            "Ingredients",
            "Ingredients",
            "Butter",
            "Egg",
            "Oil",
            "Salt",
        ]
    )
    assert not (site / "recipes/soup").exists()
    assert (site / "recipes/omelette/done.svg").is_file()


def test_every_link_and_image_of_the_site_leads_somewhere(tmp_path: Path) -> None:
    site = built(write_site(tmp_path, RECIPES))
    pages = sorted(site.rglob("*.html"))
    missing = [
        (path.relative_to(site).as_posix(), target)
        for path in pages
        if path.name != "404.html"
        for element in read_page(path).select("article [href], article [src]")
        if not _leads_somewhere(path.parent, target := _target(element))
    ]
    assert missing == []


def _target(element: Tag) -> str:
    return str(element.get("href") or element.get("src"))


def _leads_somewhere(folder: Path, target: str) -> bool:
    address, _, anchor = target.partition("#")
    if "://" in address:
        return True
    path = folder / address if address else folder
    file = path / "index.html" if path.is_dir() else path
    return file.is_file() and (not anchor or bool(read_page(file).find(id=anchor)))


def test_every_mistake_in_the_model_and_the_entries_is_found_in_one_run(tmp_path: Path) -> None:
    mistakes = """\
-- content/ingredients/egg.md --
---
title: Egg
kind: frsh
price: -1
season: whenever the hens feel like laying some more
colour: white
keeps: {days: soon}
replaces: [oill]
---
Whisk it before [simmering](method:simering).
-- content/ingredients/store.yml --
entries:
  - {slug: salt, title: Salt, kind: fresh}
  - {slug: salt, title: More salt, kind: dry-store}
  - {slug: Oil, title: Oil, kind: dry-store}
-- content/methods/all.yml --
entries:
  - {slug: boiling, title: Boiling, needs: [simmering]}
  - {slug: simmering, title: Simmering, needs: [boiling]}
-- content/recipes/broth.yml --
title: Broth
uses: []
-- content/recipes/soup.md --
---
title: [Soup
---
"""
    found = compiled(write_site(tmp_path, RECIPES + mistakes)).findings
    assert [f"{f.location}: {f.rule}" for f in found] == snapshot(
        [
            "content/ingredients/egg.md:3:7: wrong-choice",
            "content/ingredients/egg.md:4:8: out-of-bounds",
            "content/ingredients/egg.md:5:9: out-of-bounds",
            "content/ingredients/egg.md:6:1: unknown-field",
            "content/ingredients/egg.md:7:15: wrong-type",
            "content/ingredients/egg.md:8:12: unknown-reference",
            "content/ingredients/egg.md:10:29: unknown-reference",
            "content/ingredients/store.yml:2:5: failed-rule",
            "content/ingredients/store.yml:3:12: duplicate-slug",
            "content/ingredients/store.yml:4:12: invalid-slug",
            "content/methods/all.yml:2:45: reference-cycle",
            "content/recipes/broth.yml:1:1: missing-field",
            "content/recipes/broth.yml:2:7: cardinality",
            "content/recipes/soup.md:2:8: yaml-syntax",
        ]
    )


# The handbook's own theme

HANDBOOK = """\
-- mkdocs.yml --
site_name: Tiny
theme:
  name: material
  custom_dir: theme/overrides
  font: false
  features: [navigation.footer, navigation.indexes, navigation.path]
docs_dir: content
plugins: [search, typed-content]
markdown_extensions: [admonition, def_list, footnotes, toc: {permalink: true}]
nav: [index.md, Concepts: concepts/index.md, Glossary: glossary/index.md]
"""


def _handbook(root: Path, titles: list[str]) -> Path:
    """Write a small handbook with the theme and the declarations of this project."""
    shutil.copytree(PROJECT / "theme", root / "theme")
    for declaration in sorted((PROJECT / "content").glob("*/_collection.yml")):
        folder = root / "content" / declaration.parent.name
        folder.mkdir(parents=True)
        shutil.copy(declaration, folder)
    concepts, terms = ["entries:"], ["entries:"]
    for number, title in enumerate(map(as_yaml, titles)):
        before = f"concept:n{(number - 1) % len(titles)}" if number else "technology:root"
        concepts.append(f"  - slug: n{number}\n    title: {title}\n    summary: {title}")
        concepts.append(f"    level: sub\n    aliases: [{title}]\n    part_of: [{before}]")
        terms.append(f"  - slug: n{number}\n    title: {title}\n    definition: {title}")
        terms.append(f"    see: [concept:n{number}]")
    files = {
        "concepts/all.yml": "\n".join(concepts),
        "glossary/all.yml": "\n".join(terms),
        "technologies/root.yml": "title: Root\nsummary: The beginning",
    }
    text = "".join(f"-- content/{path} --\n{content}\n" for path, content in files.items())
    return write_site(root, HANDBOOK + text)


@pytest.fixture(scope="module")
def handbook_titles() -> list[str]:
    """Return every piece of syntax as a title, alone and between words."""
    return list(dict.fromkeys(as_shown(piece) for piece in SYNTAX)) + [
        f"a {as_shown(piece)} b{number}" for number, piece in enumerate(SYNTAX)
    ]


def test_any_title_shows_as_typed_in_the_handbook_s_theme(
    tmp_path: Path, handbook_titles: list[str]
) -> None:
    titles = sorted(handbook_titles, key=lambda title: title.casefold())[:60]
    root = _handbook(tmp_path, titles)
    assert build_site(root / "mkdocs.yml", None).site_dir, findings(root)
    site = root / "site"
    search = search_titles(site)
    shown = set()
    for number, title in enumerate(titles):
        html = read_page(site / f"concepts/n{number}/index.html")
        for permalink in html.select(".headerlink"):
            permalink.decompose()
        assert texts(html, "h1") == [title]
        assert texts(html, "title") == [f"{title} · Concepts - Tiny"]
        assert texts(html, ".hb-lead p") == [title, f"Also called {title}"]
        assert "Concepts" in texts(html, ".md-path a")[-1]
        assert texts(html, ".md-nav--primary .md-nav__link--active .md-ellipsis")[-1] == title
        assert search[f"concepts/n{number}/"][0] == title
        assert search[f"glossary/#n{number}"] == [title]
        shown |= {link["aria-label"] for link in html.select(".md-footer__link--next")}
        shown |= {f"Next: {text}" for text in texts(html, ".md-footer__link--next .md-ellipsis")}
    assert shown <= {f"Next: {title}" for title in titles} | {"Next: Glossary"}
    assert len(shown) == len(titles)
    glossary = read_page(site / "glossary/index.html")
    for permalink in glossary.select(".headerlink"):
        permalink.decompose()
    assert sorted(texts(glossary, "article h3")) == sorted(titles)
