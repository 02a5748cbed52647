import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from generator.render.layout import MOST_IN_LAYER, lay_out
from sites import built, compiled, findings, only, page, write_site

KITCHEN = """\
-- content/index.md --
# Kitchen

With a glass of [](dish:water).
-- content/dishes/_collection.yml --
title: Dishes
singular: dish
index: {sort: minutes}
fields:
  minutes: int
  cold: bool
  course: {type: choice, choices: [starter, main, dessert]}
  needs: {type: refs, to: ingredient, label: With, inverse: {name: used_in, label: Used in}}
  before: {type: refs, to: dish, label: Served before, inverse: {name: after, label: After}}
  story: markdown
-- content/ingredients/_collection.yml --
title: Ingredients
singular: ingredient
fields: {season: text}
-- content/ingredients/list.yml --
entries:
  - {slug: beet, title: Beet, season: autumn}
  - {slug: pear, title: Pear}
  - {slug: nuts, title: Nuts | x}
-- content/dishes/borscht.md --
---
title: Borscht
minutes: 90
course: main
needs: [beet]
before: [dish:cake]
---
-- content/dishes/cake.md --
---
title: "*Cake*"
minutes: 60
course: dessert
needs: [pear, nuts]
---
-- content/dishes/salad.md --
---
title: Salad
minutes: 10
course: starter
needs: [ingredient:beet, nuts]
before: [borscht, cake]
---
-- content/dishes/water.md --
---
title: Water
cold: true
---
"""

MARK = '<span role="img" aria-label="yes">●</span>'


def kitchen(root: Path, text: str) -> Path:
    """Write a kitchen whose ordinary page `menu.md` has ``text``."""
    return write_site(root, f"{KITCHEN}-- content/menu.md --\n{text}")


def shown(root: Path, *declaration: str) -> str:
    """Return what a view becomes in an ordinary page."""
    block = "\n".join(declaration)
    return page(kitchen(root, f"```view\n{block}\n```\n"), "menu.md").strip()


def slugs(text: str) -> list[str]:
    """Return the slugs of the pages that a text links to, in order."""
    return re.findall(r"\]\(dishes/(\w+)\.md\)", text)


def test_a_view_is_a_list_of_links_in_the_order_of_the_index(tmp_path: Path) -> None:
    assert shown(tmp_path, "from: dishes") == snapshot("""\
- [Salad](dishes/salad.md)
- [&#42;Cake&#42;](dishes/cake.md)
- [Borscht](dishes/borscht.md)
- [Water](dishes/water.md)\
""")


def test_a_view_with_columns_is_a_table(tmp_path: Path) -> None:
    assert shown(tmp_path, "from: dishes", "columns: [minutes, course, needs]") == snapshot("""\
| Title | Minutes | Course | With |
| --- | --- | --- | --- |
| [Salad](dishes/salad.md) | 10 | Starter | [Beet](ingredients/beet.md), [Nuts &#124; x](ingredients/nuts.md) |
| [&#42;Cake&#42;](dishes/cake.md) | 60 | Dessert | [Pear](ingredients/pear.md), [Nuts &#124; x](ingredients/nuts.md) |
| [Borscht](dishes/borscht.md) | 90 | Main | [Beet](ingredients/beet.md) |
| [Water](dishes/water.md) |  |  |  |\
""")  # noqa: E501 - a row is one line


def test_a_page_knows_the_views_it_was_made_from(tmp_path: Path) -> None:
    root = kitchen(tmp_path, "```view\nfrom: dishes\n```\n\n```view\nfrom: ingredients\n```\n")
    pages = {made.path: made for made in compiled(root).pages}
    assert [v.collections for v in pages["menu.md"].views] == [("dishes",), ("ingredients",)]
    assert pages["index.md"].views == ()


def test_a_slug_is_a_column_too(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: ingredients", "where: {season: autumn}", "columns: slug")
    assert text == "| Title | Slug |\n| --- | --- |\n| [Beet](ingredients/beet.md) | beet |"


def test_a_list_shows_columns_behind_the_link(tmp_path: Path) -> None:
    assert shown(tmp_path, "from: dishes", "columns: [course, needs]", "as: list") == snapshot("""\
- [Salad](dishes/salad.md): Starter · [Beet](ingredients/beet.md), [Nuts &#124; x](ingredients/nuts.md)
- [&#42;Cake&#42;](dishes/cake.md): Dessert · [Pear](ingredients/pear.md), [Nuts &#124; x](ingredients/nuts.md)
- [Borscht](dishes/borscht.md): Main · [Beet](ingredients/beet.md)
- [Water](dishes/water.md)\
""")  # noqa: E501 - an item is one line


def test_a_matrix_has_a_column_for_each_entry_that_a_relation_leads_to(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: dishes", "columns: needs", "as: matrix")
    assert text.replace(MARK, "●") == snapshot("""\
| Title | [Beet](ingredients/beet.md) | [Nuts &#124; x](ingredients/nuts.md) | [Pear](ingredients/pear.md) |
| --- | :-: | :-: | :-: |
| [Salad](dishes/salad.md) | ● | ● |  |
| [&#42;Cake&#42;](dishes/cake.md) |  | ● | ● |
| [Borscht](dishes/borscht.md) | ● |  |  |
| [Water](dishes/water.md) |  |  |  |\
""")  # noqa: E501 - a row is one line


def test_a_generated_relation_makes_a_matrix_too(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: ingredients", "columns: used_in", "as: matrix")
    assert text.replace(MARK, "●") == snapshot("""\
| Title | [Salad](dishes/salad.md) | [&#42;Cake&#42;](dishes/cake.md) | [Borscht](dishes/borscht.md) |
| --- | :-: | :-: | :-: |
| [Beet](ingredients/beet.md) | ● |  | ● |
| [Nuts &#124; x](ingredients/nuts.md) | ● | ● |  |
| [Pear](ingredients/pear.md) |  | ● |  |\
""")  # noqa: E501 - a row is one line


def test_a_graph_is_a_drawing_and_the_same_in_words(tmp_path: Path) -> None:
    assert shown(tmp_path, "from: dishes", "columns: before", "as: graph") == snapshot("""\
<svg class="view-graph" role="group" aria-label="Served before" data-search-exclude="" viewBox="-1 -1 108 207" width="108" style="max-width: 100%; height: auto" fill="none" stroke="currentColor">
<path d="M38 39C38 61 68 61 68 83M64 75L68 83L72 75" stroke-opacity="0.6"/>
<path d="M38 39C38 61 8 61 8 83V122C8 144 38 144 38 166M34 158L38 166L42 158" stroke-opacity="0.6"/>
<path d="M68 122C68 144 38 144 38 166M34 158L38 166L42 158" stroke-opacity="0.6"/>
[<rect x="0" y="0" width="76" height="39" rx="6" fill="currentColor" fill-opacity="0.06"/><text text-anchor="middle" font-size="15" fill="currentColor" stroke="none"><tspan x="38" y="24">Salad</tspan></text>](dishes/salad.md){ style="text-decoration: none" }
[<rect x="0" y="166" width="76" height="39" rx="6" fill="currentColor" fill-opacity="0.06"/><text text-anchor="middle" font-size="15" fill="currentColor" stroke="none"><tspan x="38" y="190">&#42;Cake&#42;</tspan></text>](dishes/cake.md){ style="text-decoration: none" }
[<rect x="30" y="83" width="76" height="39" rx="6" fill="currentColor" fill-opacity="0.06"/><text text-anchor="middle" font-size="15" fill="currentColor" stroke="none"><tspan x="68" y="107">Borscht</tspan></text>](dishes/borscht.md){ style="text-decoration: none" }
</svg>

- [Salad](dishes/salad.md). Served before: [Borscht](dishes/borscht.md), [&#42;Cake&#42;](dishes/cake.md)
- [&#42;Cake&#42;](dishes/cake.md)
- [Borscht](dishes/borscht.md). Served before: [&#42;Cake&#42;](dishes/cake.md)
- [Water](dishes/water.md)\
""")  # noqa: E501 - a box is one line


def test_a_graph_without_lines_is_a_list(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: ingredients", "columns: used_in", "as: graph")
    assert text == snapshot("""\
- [Beet](ingredients/beet.md)
- [Nuts &#124; x](ingredients/nuts.md)
- [Pear](ingredients/pear.md)\
""")


def test_several_collections_stand_in_one_view(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: [ingredients, dishes]", "columns: [season, minutes]")
    assert text == snapshot("""\
| Title | Season | Minutes |
| --- | --- | --- |
| [Beet](ingredients/beet.md) | autumn |  |
| [Nuts &#124; x](ingredients/nuts.md) |  |  |
| [Pear](ingredients/pear.md) |  |  |
| [Salad](dishes/salad.md) |  | 10 |
| [&#42;Cake&#42;](dishes/cake.md) |  | 60 |
| [Borscht](dishes/borscht.md) |  | 90 |
| [Water](dishes/water.md) |  |  |\
""")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("course: dessert", ["cake"]),
        ("course: [dessert, starter]", ["salad", "cake"]),
        ("course: {present: false}", ["water"]),
        ("course: {in: [main]}", ["borscht"]),
        ("minutes: {min: 60}", ["cake", "borscht"]),
        ("needs: beet", ["salad", "borscht"]),
        ("needs: ingredient:beet", ["salad", "borscht"]),
        ("needs: {min: 2}", ["salad", "cake"]),
        ("after: dish:salad", ["cake", "borscht"]),
        ("after: {present: true}", ["cake", "borscht"]),
        ("cold: true", ["water"]),
        ("slug: water", ["water"]),
        ("course: main, needs: pear", []),
    ],
)
def test_where_chooses_entries_by_fields_and_relations(
    tmp_path: Path, where: str, expected: list[str]
) -> None:
    text = shown(tmp_path, "from: dishes", f"where: {{{where}}}")
    assert slugs(text) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["cake", "borscht", "salad", "water"]),
        ("-minutes", ["borscht", "cake", "salad", "water"]),
        ("[course, title]", ["salad", "borscht", "cake", "water"]),
    ],
)
def test_sort_takes_the_place_of_the_index_order(
    tmp_path: Path, sort: str, expected: list[str]
) -> None:
    assert slugs(shown(tmp_path, "from: dishes", f"sort: {sort}")) == expected


def test_groups_have_a_title_that_is_no_heading(tmp_path: Path) -> None:
    assert shown(tmp_path, "from: dishes", "group_by: course") == snapshot("""\
**Starter**

- [Salad](dishes/salad.md)

**Main**

- [Borscht](dishes/borscht.md)

**Dessert**

- [&#42;Cake&#42;](dishes/cake.md)

**Other**

- [Water](dishes/water.md)\
""")


def test_an_entry_stands_in_the_group_of_each_entry_it_is_related_to(tmp_path: Path) -> None:
    assert shown(tmp_path, "from: dishes", "group_by: needs") == snapshot("""\
**[Beet](ingredients/beet.md)**

- [Salad](dishes/salad.md)
- [Borscht](dishes/borscht.md)

**[Nuts &#124; x](ingredients/nuts.md)**

- [Salad](dishes/salad.md)
- [&#42;Cake&#42;](dishes/cake.md)

**[Pear](ingredients/pear.md)**

- [&#42;Cake&#42;](dishes/cake.md)

**Other**

- [Water](dishes/water.md)\
""")


def test_a_view_without_entries_says_so(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: dishes", "where: {title: Bread}", "columns: [minutes]")
    assert text == "Nothing here yet."


def test_a_matrix_without_relations_says_so(tmp_path: Path) -> None:
    text = shown(tmp_path, "from: dishes", "where: {slug: water}", "columns: needs", "as: matrix")
    assert text == "Nothing here yet."


def test_views_stand_in_bodies_introductions_and_markdown_fields(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        f"""\
{KITCHEN}-- content/dishes/_index.md --
Quick ones:

```view
from: dishes
where: {{minutes: {{max: 20}}}}
```
-- content/dishes/soup.md --
---
title: Soup
story: |
  Like these:

  ```view
  from: dishes
  where: {{course: main}}
  columns: [course, needs]
  ```
---
Made with:

```view
from: ingredients
```
""",
    )
    assert "Quick ones:\n\n\n- [Salad](salad.md)\n" in page(root, "dishes/index.md")
    soup = page(root, "dishes/soup.md")
    assert "- [Pear](../ingredients/pear.md)" in soup
    assert "[Borscht](borscht.md)" in soup


def test_a_view_in_a_field_may_show_the_entry_that_it_stands_in(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
fields: {size: int, notes: markdown}
-- content/birds/owl.md --
---
title: Owl
size: 40
notes: |
  ```view
  from: birds
  columns: [size]
  ```
---
""",
    )
    assert "| [Owl](owl.md) | 40 |" in page(root, "birds/owl.md")


def test_a_view_keeps_the_indentation_of_what_it_stands_in(tmp_path: Path) -> None:
    root = kitchen(
        tmp_path,
        """\
1. First

    ```view
    from: dishes
    where: {course: main}
    columns: [minutes]
    ```

> ~~~view
> from: dishes
> where: {course: main}
> ~~~
""",
    )
    assert page(root, "menu.md") == snapshot("""\
1. First


    | Title | Minutes |
    | --- | --- |
    | [Borscht](dishes/borscht.md) | 90 |


>
> - [Borscht](dishes/borscht.md)
>
""")


def test_a_view_in_a_code_sample_or_a_comment_is_left_alone(tmp_path: Path) -> None:
    text = """\
````markdown
```view
from: nothing
```
````

<!--
```view
from: nothing
```
-->

Indented:

    ```view
    from: nothing
    ```

```yaml
from: nothing
```
"""
    result = compiled(kitchen(tmp_path, text))
    assert result.findings == ()
    assert "menu.md" not in {page.path for page in result.pages}


def test_a_page_knows_the_entries_that_its_views_show(tmp_path: Path) -> None:
    result = compiled(kitchen(tmp_path, "```view\nfrom: dishes\nwhere: {course: main}\n```\n"))
    [menu] = [page for page in result.pages if page.path == "menu.md"]
    assert [key.slug for key in menu.entries] == ["borscht"]


def test_a_draft_is_shown_in_the_preview_alone(tmp_path: Path) -> None:
    block = "```view\nfrom: dishes\ncolumns: before\nas: graph\n```\n"
    draft = "-- content/dishes/tea.md --\n---\ntitle: Tea\ndraft: true\nbefore: [water]\n---\n"
    root = kitchen(tmp_path, block + draft)
    texts = [
        next(page.body for page in compiled(root, drafts=drafts).pages if page.path == "menu.md")
        for drafts in (False, True)
    ]
    assert ["tea.md" in text for text in texts] == [False, True]


def test_every_unknown_name_is_reported_where_it_stands(tmp_path: Path) -> None:
    root = kitchen(
        tmp_path,
        """\
# Menu

```view
from: dishes
where:
  cuorse: main
  course: [desert, starter]
  needs: [beet, ingredient:paer]
  after: ingredient:beet
  minutes: soon
sort: [-minuts, used_in]
group_by: cours
columns: [needs, usd_in]
```
""",
    )
    assert findings(root) == snapshot("""\
content/menu.md:6:3: error: no field or relation of Dishes is called "cuorse" [unknown-view-name]
  6 |   cuorse: main
    |   ^^^^^^
  why: the view could not show what is meant
  fix: did you mean "course"?

content/menu.md:7:12: error: "course" cannot be "desert" [wrong-choice]
  7 |   course: [desert, starter]
    |            ^^^^^^
  why: only the declared choices have a meaning on the pages
  fix: did you mean "dessert"?

content/menu.md:8:17: error: no ingredient is called "paer" [unknown-reference]
  8 |   needs: [beet, ingredient:paer]
    |                 ^^^^^^^^^^^^^^^
  why: the page would link to a page that does not exist
  fix: did you mean "ingredient:pear"? (content/ingredients/list.yml)

content/menu.md:9:10: error: "after" cannot refer to an ingredient [wrong-collection]
  9 |   after: ingredient:beet
    |          ^^^^^^^^^^^^^^^
  why: the collection's declaration says what it may name
  fix: write "dish:..."

content/menu.md:10:12: error: "minutes" should be a whole number, not "soon" [wrong-type]
  10 |   minutes: soon
     |            ^^^^
  why: the pages that show it could not be made
  fix: write digits without quotes, as in "minutes: 12"

content/menu.md:11:8: error: no field of Dishes is called "minuts" [unknown-view-name]
  11 | sort: [-minuts, used_in]
     |        ^^^^^^^
  why: the view could not show what is meant
  fix: did you mean "minutes"?

content/menu.md:11:17: error: no field of Dishes is called "used_in" [unknown-view-name]
  11 | sort: [-minuts, used_in]
     |                 ^^^^^^^
  why: the view could not show what is meant
  fix: known are: before, cold, course, minutes, needs, slug, story, title

content/menu.md:12:11: error: no field or relation of Dishes is called "cours" [unknown-view-name]
  12 | group_by: cours
     |           ^^^^^
  why: the view could not show what is meant
  fix: did you mean "course"?

content/menu.md:13:18: error: no field or relation of Dishes is called "usd_in" [unknown-view-name]
  13 | columns: [needs, usd_in]
     |                  ^^^^^^
  why: the view could not show what is meant
  fix: known are: after, before, cold, course, minutes, needs, slug, story, title
""")


def test_names_of_a_misspelt_collection_are_not_reported_as_well(tmp_path: Path) -> None:
    finding = only(kitchen(tmp_path, "```view\nfrom: [dihses]\ncolumns: [nothing]\n```\n"))
    assert (str(finding.location), finding.message, finding.fix) == snapshot(
        ("content/menu.md:2:8", 'no collection is called "dihses"', 'did you mean "dishes"?')
    )


def test_a_field_that_one_of_the_collections_has_is_known(tmp_path: Path) -> None:
    root = kitchen(tmp_path, "```view\nfrom: [dishes, ingredients]\nwhere: {season: autumn}\n```\n")
    assert page(root, "menu.md").strip() == "- [Beet](ingredients/beet.md)"


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        (
            "form: dishes",
            snapshot("""\
content/menu.md:4:1 unknown-field
a view has no field "form"
did you mean "from"?\
"""),
        ),
        (
            "from: dishes\nas: tabel",
            snapshot("""\
content/menu.md:5:5 wrong-choice
"as" cannot be "tabel"
did you mean "table"?\
"""),
        ),
        (
            "from: dishes\nwhere: main",
            snapshot("""\
content/menu.md:5:8 wrong-type
"where" names fields and what they must be
write where: {field: value}\
"""),
        ),
        (
            "from: dishes\nwhere: {course: {presnt: true}}",
            snapshot("""\
content/menu.md:5:18 unknown-field
the test of "course" has no field "presnt"
did you mean "present"?\
"""),
        ),
        (
            "from: dishes\nwhere: {course: {present: maybe}}",
            snapshot("""\
content/menu.md:5:27 wrong-type
"present" should be true or false, not "maybe"
write "present: true" or "present: false"\
"""),
        ),
        (
            "from: dishes\nfrom: ingredients",
            snapshot("""\
content/menu.md:5:1 duplicate-key
"from" is given twice
remove one of them\
"""),
        ),
        (
            "from: [dishes",
            snapshot("""\
content/menu.md:4:7 yaml-syntax
this is not valid YAML: did not find expected ',' or ']'
close the list with ], and separate its values by ,\
"""),
        ),
        (
            "- dishes",
            snapshot("""\
content/menu.md:4:1 wrong-type
a view is a group of fields
write "from:" and the folder of a collection\
"""),
        ),
        (
            "",
            snapshot("""\
content/menu.md:3:1 missing-field
"from" is missing
add a line "from: ..."\
"""),
        ),
        (
            "from: []",
            snapshot("""\
content/menu.md:4:7 out-of-bounds
"from" has 0 of at least 1
add what is missing\
"""),
        ),
        (
            "from: dishes\nas: matrix",
            snapshot("""\
content/menu.md:5:5 view-shape
a matrix needs exactly one relation in its columns
write columns: [a relation], whose entries become the columns\
"""),
        ),
        (
            "from: dishes\nas: matrix\ncolumns: [needs, before]",
            snapshot("""\
content/menu.md:6:10 view-shape
a matrix needs exactly one relation in its columns
write columns: [a relation], whose entries become the columns\
"""),
        ),
        (
            "from: dishes\nas: matrix\ncolumns: [minutes]",
            snapshot("""\
content/menu.md:6:10 view-shape
a matrix needs exactly one relation in its columns
write columns: [a relation], whose entries become the columns\
"""),
        ),
        (
            "from: dishes\nas: graph\ncolumns: [before, course]",
            snapshot("""\
content/menu.md:6:10 view-shape
a graph needs relations, and nothing else, in its columns
write columns: [a relation], along which the lines are drawn\
"""),
        ),
        (
            "from: dishes\nas: graph\ncolumns: [before]\ngroup_by: course",
            snapshot("""\
content/menu.md:7:1 view-shape
a graph has no groups
remove group_by\
"""),
        ),
        (
            "from: dishes\ncolumns: [story]",
            snapshot("""\
content/menu.md:5:11 view-shape
"story" is Markdown, which does not fit into a line of a view
choose a field with a short value\
"""),
        ),
    ],
)
def test_a_wrong_declaration_is_reported_at_its_place(
    tmp_path: Path, declaration: str, expected: str
) -> None:
    root = kitchen(tmp_path, f"# Menu\n\n```view\n{declaration}\n```\n")
    finding = only(root)
    assert f"{finding.location} {finding.rule}\n{finding.message}\n{finding.fix}" == expected


def test_places_are_right_in_indented_and_literal_text(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        f"""\
{KITCHEN}-- content/dishes/soup.md --
---
title: Soup
before: [water]
story: |
    Like these:

    - one
        ```view
        from: dihses
        ```
---
> ```view
> from:   dihses
> ```
-- content/dishes/toast.md --
---
title: Toast
before: [water]
story: "```view\\nfrom: dihses\\n```"
---
""",
    )
    assert [str(finding.location) for finding in compiled(root).findings] == snapshot(
        [
            "content/dishes/soup.md:9:15",
            "content/dishes/soup.md:13:11",
            "content/dishes/toast.md:4:8",
        ]
    )


def test_a_view_that_nothing_closes_is_a_finding(tmp_path: Path) -> None:
    finding = only(kitchen(tmp_path, "Words\n\n```view\nfrom: dishes\n"))
    assert (str(finding.location), finding.rule) == ("content/menu.md:3:1", "unclosed-view")


def test_a_declaration_that_cannot_be_read_causes_no_findings_in_views(tmp_path: Path) -> None:
    root = kitchen(tmp_path, "```view\nfrom: [dishes, guests]\ncolumns: [invited_by]\n```\n")
    (root / "content/guests").mkdir()
    (root / "content/guests/_collection.yml").write_text("title: [", "utf-8")
    assert {finding.location.path for finding in compiled(root).findings} == {
        "content/guests/_collection.yml"
    }


class _Links(HTMLParser):
    """Collects where the boxes of a drawing lead to, and what they say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self._inside = dict(attrs).get("class") == "view-graph"
        elif tag == "a" and self._inside:
            self.found.append((dict(attrs)["href"] or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "svg"

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            href, words = self.found[-1]
            self.found[-1] = (href, f"{words} {data}".strip())


def test_the_boxes_of_a_graph_lead_to_the_built_pages(tmp_path: Path) -> None:
    root = kitchen(tmp_path, "```view\nfrom: dishes\ncolumns: before\nas: graph\n```\n")
    parser = _Links()
    parser.feed((built(root) / "menu/index.html").read_text("utf-8"))
    assert parser.found == [
        ("../dishes/salad/", "Salad"),
        ("../dishes/cake/", "*Cake*"),
        ("../dishes/borscht/", "Borscht"),
    ]


def test_lines_run_down_and_those_that_close_a_cycle_are_turned() -> None:
    layout = lay_out([(0, 1), (1, 2), (2, 0), (0, 0)], node_width=100)
    assert {node: layer for node, (_, layer) in layout.nodes.items()} == {0: 0, 1: 1, 2: 2}
    assert set(layout.lines) == {(0, 1), (1, 2), (0, 2)}


def test_entries_that_name_each_other_share_a_line_with_two_heads(tmp_path: Path) -> None:
    root = kitchen(tmp_path, "```view\nfrom: dishes\ncolumns: [before, after]\nas: graph\n```\n")
    lines = re.findall(r'<path d="([^"]*)"', page(root, "menu.md"))
    assert [line.count("L") for line in lines] == [4, 4, 4]


def test_a_row_of_a_drawing_fits_a_phone() -> None:
    layout = lay_out([(0, node) for node in range(1, 12)], node_width=100)
    layers = [layer for _, layer in layout.nodes.values()]
    assert max(layers.count(layer) for layer in layers) == MOST_IN_LAYER


edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


@given(edges)
def test_every_graph_can_be_drawn_without_boxes_that_overlap(edges: list[tuple[int, int]]) -> None:
    layout = lay_out(edges, node_width=100)
    assert set(layout.nodes) == {node for edge in edges if edge[0] != edge[1] for node in edge}
    for start, end in layout.lines:
        assert layout.nodes[start][1] < layout.nodes[end][1]
    places = sorted((layer, centre) for centre, layer in layout.nodes.values())
    assert all(b[1] - a[1] >= 100 for a, b in pairwise(places) if a[0] == b[0])
    assert all(50 <= centre <= layout.width - 50 for _, centre in places)
