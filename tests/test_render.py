"""render: values in pages, shown exactly as typed; templates in their sandbox."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bs4 import BeautifulSoup
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from markdown import markdown

from generator.render import make_environment
from lab_sites import RISING, record_result
from sites import built, compiled, findings, only, page, write_site
from titles import as_yaml, make_titles, read_page, search_titles, texts

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
"""
WREN = "-- content/birds/wren.yml --\ntitle: Wren\n"


def rendered(root: Path, template: str, more: str = "") -> str:
    """Return the page of a wren, under its heading, made with ``template``."""
    write_site(root, f"{BIRDS}{WREN}{more}-- theme/pages/entry.md.j2 --\n{template}\n")
    return page(root, "birds/wren.md").partition("# Wren\n\n")[2].rstrip("\n")


def failing(root: Path, template: str) -> tuple[str, str]:
    """Return where a template fails, and why."""
    write_site(root, f"{BIRDS}{WREN}-- theme/pages/entry.md.j2 --\n{template}\n")
    finding = only(root)
    assert finding.rule == "template-error"
    return str(finding.location), finding.message


# Values


@pytest.mark.parametrize(
    ("markdown_text", "selector"),
    [
        ("# {0}", "h1"),
        ("| {0} |\n| --- |\n| x |", "th"),
        ("| x |\n| --- |\n| {0} |", "td"),
        ("[{0}](x.md)", "a"),
        ("words **{0}** words", "strong"),
        ("- {0}", "li"),
        ("!!! note\n    {0}", "p:last-child"),
        ("<div markdown>\n\n{0}\n\n</div>", "div p"),
        ("<span>{0}</span>", "span"),
        ("{1}", "code"),
    ],
)
@given(title=make_titles())
@settings(max_examples=25)
def test_a_value_shows_as_typed_wherever_it_lands(
    markdown_text: str, selector: str, title: str
) -> None:
    environment = make_environment(Path("nowhere"), "templates")
    template = environment.from_string(markdown_text.format("{{ x }}", "{{ x | code }}"))
    extensions = ["tables", "attr_list", "md_in_html", "admonition", "toc"]
    html = markdown(template.render(x=title), extensions=extensions)
    assert texts(BeautifulSoup(html, "html.parser"), selector) == [title]


@given(title=make_titles())
def test_a_value_in_an_attribute_stays_in_it(title: str) -> None:
    template = make_environment(Path("nowhere"), "templates").from_string(
        '<p title="{{ x }}">y</p>'
    )
    element = BeautifulSoup(markdown(template.render(x=title)), "html.parser").p
    assert element is not None
    assert element.attrs == {"title": title}


def test_values_of_each_type_print_as_text(tmp_path: Path) -> None:
    fields = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
fields:
  rare: {type: bool}
  seen: {type: date}
  grams: {type: number}
  names: {type: list, of: text}
  site: {type: url}
  missing: {type: text}
-- content/birds/wren.yml --
title: Wren
rare: false
seen: 2026-03-09
grams: 9.50
names: [a|b, "*c*"]
site: https://example.org/a_(b)?c=d&e=*f*#g
"""
    template = """\
{{ entry.fields.rare }}, {{ entry.fields.seen }}, {{ entry.fields.grams }}
{{ entry.fields.names | join(", ") }}
[site]({{ entry.fields.site | href }}), {{ entry.fields.missing }}{{ "in-progress" | label }}
{{ "*yes*" | md }} {{ "*no*" }}
"""
    html = markdown(rendered(tmp_path, template, fields))
    assert html == snapshot("""\
<p>no, 2026&#45;03&#45;09, 9&#46;50
a&#124;b, &#42;c&#42;
<a href="https://example.org/a_%28b%29?c=d&amp;e=%2Af%2A#g">site</a>, In progress
<em>yes</em> <em>no</em></p>\
""")


def test_an_author_s_markdown_is_markdown_and_never_a_template(tmp_path: Path) -> None:
    body = (
        "-- content/birds/tit.md --\n---\ntitle: Tit\n---\n*{{ entry.title }}* {% if %} {# x #}\n"
    )
    assert "\n*{{ entry.title }}* {% if %} {# x #}\n" in page(
        write_site(tmp_path, BIRDS + body), "birds/tit.md"
    )


def test_front_matter_carries_title_summary_boost_and_meta(tmp_path: Path) -> None:
    text = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
icon: material/bird
search: {boost: 1.5}
fields: {summary: {type: text}}
-- content/birds/wren.yml --
title: 'Wren: a "small" <bird>'
summary: 'no # comment'
meta: {hide: [toc], status: new, order: 3, shown: true}
"""
    root = write_site(tmp_path, text)
    assert page(root, "birds/wren.md").partition("\n# ")[0] == snapshot("""\
---
"title": "Wren: a &quot;small&quot; &lt;bird&gt;"
"description": "no # comment"
"search": {"boost": 1.5}
"hide": ["toc"]
"status": "new"
"order": 3
"shown": true
---
""")
    assert page(root, "birds/index.md").partition("\n# ")[0] == snapshot("""\
---
"title": "Birds"
"icon": "material/bird"
---
""")


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("words", ["Wren"]),
        ("# My own", ["My own"]),
        ("My own\n======", ["My own"]),
        ("words\n\n# My own", ["My own"]),
        ("```\n# a comment\n```", ["Wren"]),
        ("    # a comment", ["Wren"]),
        ("## Second", ["Wren"]),
        ("#hashtag", ["hashtag"]),
        ("<h1>My own</h1>", ["My own"]),
    ],
)
def test_a_page_has_one_heading_its_own_or_the_title(
    tmp_path: Path, body: str, headings: list[str]
) -> None:
    root = write_site(
        tmp_path, f"{BIRDS}-- content/birds/wren.md --\n---\ntitle: Wren\n---\n{body}\n"
    )
    text = page(root, "birds/wren.md").split("---\n", 2)[2]
    html = BeautifulSoup(markdown(text, extensions=["fenced_code"]), "html.parser")
    assert texts(html, "h1") == headings


# The default templates


def test_the_default_pages_show_fields_text_and_relations_in_words(tmp_path: Path) -> None:
    text = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {sort: grams, group_by: size, columns: [grams, size, eats, links, eaten_by]}
fields:
  grams: {type: number, label: Weight in grams}
  size: {type: choice, choices: [very-small, large]}
  eats: {type: refs, to: bird, label: Eats, inverse: {name: eaten_by, label: Eaten by}}
  links: {type: list, of: {type: object, fields: {at: {type: url}, kind: {type: text}}}}
-- content/birds/_index.md --
Birds that [eat](bird:owl).
-- content/birds/owl.md --
---
title: Owl
grams: 2000.0
size: large
eats: [wren]
links: [{at: https://example.org, kind: song}]
---
Awake at night, like no [](bird:wren).
-- content/birds/wren.yml --
title: Wren
size: very-small
"""
    root = write_site(tmp_path, text)
    assert page(root, "birds/index.md") == snapshot("""\
---
"title": "Birds"
---

# Birds

Birds that [eat](owl.md).


## Very small

| Title | Weight in grams | Size | Eats | Links | Eaten by |
| --- | --- | --- | --- | --- | --- |
| [Wren](wren.md) |  | Very small |  |  | [Owl](owl.md) |

## Large

| Title | Weight in grams | Size | Eats | Links | Eaten by |
| --- | --- | --- | --- | --- | --- |
| [Owl](owl.md) | 2000&#46;0 | Large | [Wren](wren.md) | [https&#58;&#47;&#47;example&#46;org](https://example.org) song |  |
""")  # noqa: E501 - as it is printed
    assert page(root, "birds/owl.md") == snapshot("""\
---
"title": "Owl"
---

# Owl

**Weight in grams**: 2000&#46;0

**Size**: Large

**Links**: [https&#58;&#47;&#47;example&#46;org](https://example.org) song


Awake at night, like no [Wren](wren.md).


**Eats**: [Wren](wren.md)
""")
    assert page(root, "birds/wren.md") == snapshot("""\
---
"title": "Wren"
---

# Wren

**Size**: Very small




**Eaten by**: [Owl](owl.md)
""")


# Titles in a built site

PROJECT = """\
-- mkdocs.yml --
site_name: Tiny
theme: {name: material, font: false, features: [navigation.path, navigation.footer]}
docs_dir: content
plugins: [search, typed-content]
nav: [index.md, Birds: birds/index.md, Words: words/index.md]
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {sort: number, columns: [summary, names, before]}
fields:
  number: {type: int}
  summary: {type: text}
  names: {type: list, of: text}
  before: {type: refs, to: bird, inverse: {name: after, label: After}}
-- content/words/_collection.yml --
title: Words
singular: word
pages: index
index: {sort: number}
fields: {number: {type: int}, note: {type: text}}
"""


def _with_titles(titles: list[str]) -> str:
    birds, words = (
        "-- content/birds/all.yml --\nentries:\n",
        "-- content/words/all.yml --\nentries:\n",
    )
    for number, title in enumerate(map(as_yaml, titles)):
        entry = f"  - {{slug: n{number}, title: {title}, number: {number}"
        words += f"{entry}, note: {title}}}\n"
        before = f"n{(number + 1) % len(titles)}"
        birds += f"{entry}, summary: {title}, names: [{title}, x], before: [{before}]}}\n"
    return PROJECT + birds + words


def find_titles(titles: list[str]) -> None:
    """Build a site with ``titles`` and look for each of them wherever it is shown."""
    with TemporaryDirectory() as folder:
        site = built(write_site(Path(folder), _with_titles(titles)))
        search = search_titles(site)
        following = [*titles[1:], titles[0]]
        for number, (title, other) in enumerate(zip(titles, following, strict=True)):
            html = read_page(site / f"birds/n{number}/index.html")
            assert texts(html, "h1") == [title]
            assert texts(html, "title") == [f"{title} - Tiny"]
            assert texts(html, ".md-nav--primary .md-nav__link--active .md-ellipsis")[-1] == title
            assert [m["content"] for m in html.select("meta[name=description]")] == [title]
            shown = texts(html, "article p")
            assert {f"Summary: {title}", f"Names: {title}, x", f"Before: {other}"} < set(shown)
            footer = texts(html, ".md-footer__link--next .md-ellipsis")
            assert footer == [other if number + 1 < len(titles) else "Words"]
            assert search[f"birds/n{number}/"] == [title]
            assert search[f"words/#n{number}"] == [title]
        rows = read_page(site / "birds/index.html").select("tbody tr")
        assert [texts(row, "td") for row in rows] == [
            [title, title, f"{title}, x", other]
            for title, other in zip(titles, following, strict=True)
        ]
        words = read_page(site / "words/index.html")
        assert texts(words, "article h3") == titles
        assert texts(words.select(".md-nav--secondary")[-1], ".md-nav__link .md-ellipsis") == titles


@given(st.lists(make_titles(), min_size=20, max_size=25, unique=True))
@settings(max_examples=2, phases=[Phase.generate])
def test_any_title_is_found_back_as_text_all_over_the_built_site(titles: list[str]) -> None:
    find_titles(titles)


@pytest.mark.long
@given(st.lists(make_titles(), min_size=60, max_size=80, unique=True))
@settings(max_examples=20, phases=[Phase.generate])
def test_many_titles_are_found_back_as_text_all_over_the_built_site(titles: list[str]) -> None:
    find_titles(titles)


def test_a_title_in_the_breadcrumbs_shows_as_typed(tmp_path: Path) -> None:
    title = as_yaml("B|r*d*s <b> & `{{ x }}`")
    text = _with_titles(["Wren"]).replace("title: Birds", f"title: {title}")
    text = text.replace("nav: [index.md, Birds: birds/index.md, Words: words/index.md]\n", "")
    site = built(write_site(tmp_path, text))
    html = read_page(site / "birds/index.html")
    assert texts(html, "h1") == ["B|r*d*s <b> & `{{ x }}`"]
    assert texts(html, "title") == ["B|r*d*s <b> & `{{ x }}` - Tiny"]


# The sandbox


@pytest.mark.parametrize(
    "template",
    [
        "{{ entry._entry }}",
        "{{ entry.__class__ }}",
        "{{ entry['__class__'] }}",
        "{{ entry.title.__class__.__mro__ }}",
        "{{ entry.relation.__globals__ }}",
        "{{ entry | attr('_scope') }}",
        "{{ [entry] | map(attribute='_scope') | first }}",
        '{{ "{0._scope}".format(entry) }}',
        '{{ "{x._scope}".format_map({"x": entry}) }}',
        "{{ entry.fields._values }}",
        "{{ site.collections.clear() }}",
        "{{ site.collections.update({}) }}",
        "{% set entry.title = 'x' %}",
        '{% import "os" as os %}',
        '{% include "../../mkdocs.yml" %}',
        '{% include "/etc/hostname" %}',
        "{{ self.__init__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ range(10000000) | list }}",
    ],
)
def test_a_template_reaches_nothing_but_what_it_is_given(tmp_path: Path, template: str) -> None:
    assert failing(tmp_path, template)[0] == "theme/pages/entry.md.j2:1:1"


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing }}",
        "{{ entry.nothing }}",
        "{{ entry.fields.nothing }}",
        "{{ site.collections.nothing.title }}",
        "{{ entry.title | nothing }}",
        "{% if entry.nothing %}x{% endif %}",
        "{% for x in entry.nothing %}{% endfor %}",
        "{{ entry.title + 1 }}",
        "{{ 1 / 0 }}",
        "{{ entry }}",
        "{{ site.collections }}",
        "{{ entry.relations }}",
        "{% if %}",
        "{{ entry.title",
        '{% include "nothing.md.j2" %}',
    ],
)
def test_a_mistake_in_a_template_is_found_at_its_line(tmp_path: Path, template: str) -> None:
    assert failing(tmp_path, f"one\ntwo\n{template}")[0] == "theme/pages/entry.md.j2:3:1"


def test_a_mistake_in_an_imported_template_is_found_there(tmp_path: Path) -> None:
    write_site(
        tmp_path, "-- theme/pages/parts/x.md.j2 --\n{% macro y() %}\n\n{{ z }}{% endmacro %}\n"
    )
    place, _ = failing(tmp_path, '{% from "parts/x.md.j2" import y %}\n\n{{ y() }}')
    assert place == "theme/pages/parts/x.md.j2:3:1"


def test_a_mistake_in_a_template_is_told_in_words(tmp_path: Path) -> None:
    write_site(tmp_path, f"{BIRDS}{WREN}-- theme/pages/entry.md.j2 --\n{{{{ entry.titel }}}}\n")
    assert findings(tmp_path) == snapshot("""\
theme/pages/entry.md.j2:1:1: error: the template fails: an entry has no "titel" [template-error]
  1 | {{ entry.titel }}
    | ^
  why: the pages that use it cannot be made
  fix: mend this line; the guide lists what templates may use
""")


def test_a_template_that_is_not_there_is_found_in_the_declaration(tmp_path: Path) -> None:
    text = "-- theme/pages/wren.md.j2 --\n-- content/birds/_collection.yml --\ntitle: Birds\n"
    root = write_site(tmp_path, f"{text}singular: bird\ntemplate: wrem.md.j2\n{WREN}")
    assert findings(root) == snapshot("""\
content/birds/_collection.yml:3:11: error: there is no template "wrem.md.j2" [template-error]
  3 | template: wrem.md.j2
    |           ^^^^^^^^^^
  why: the pages of the collection cannot be made
  fix: did you mean "wren.md.j2"?
""")


def test_a_mistake_of_one_template_is_one_finding_however_many_pages_it_makes(
    tmp_path: Path,
) -> None:
    more = "-- content/birds/tit.yml --\ntitle: Tit\n-- theme/pages/entry.md.j2 --\n{{ x }}\n"
    assert only(write_site(tmp_path, BIRDS + WREN + more)).rule == "template-error"


def test_a_page_remembers_its_templates_and_all_that_they_use(tmp_path: Path) -> None:
    text = """\
-- theme/pages/entry.md.j2 --
{% extends "frame.md.j2" %}
{% block x %}{% include "a.md.j2" %}{% endblock %}
-- theme/pages/frame.md.j2 --
{% block x %}{% endblock %}
-- theme/pages/a.md.j2 --
{% import "b.md.j2" as b %}
-- theme/pages/b.md.j2 --
-- theme/pages/unused.md.j2 --
"""
    pages = {p.path: p for p in compiled(write_site(tmp_path, BIRDS + WREN + text)).pages}
    used = ("a.md.j2", "b.md.j2", "entry.md.j2", "frame.md.j2")
    assert pages["birds/wren.md"].templates == used
    assert pages["birds/index.md"].templates == ("index.md.j2", "macros.md.j2")


def test_the_state_of_a_lab_tells_what_its_result_is_worth(tmp_path: Path) -> None:
    planned = """\
-- content/trials/baking/index.md --
---
title: Baking
---
-- theme/pages/entry.md.j2 --
State: {{ entry.state }}.
-- theme/pages/lab.md.j2 --
State: {{ entry.state }}.
"""
    root = write_site(tmp_path, BIRDS + WREN + RISING)
    record_result(root, "oven")
    record_result(root, "bowl")
    write_site(root, planned)
    assert "State: ok." in page(root, "trials/rising/index.md")
    assert "State: planned." in page(root, "trials/baking/index.md")
    assert "State: ." in page(root, "birds/wren.md")


def test_templates_see_all_that_the_guide_promises(tmp_path: Path) -> None:
    text = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
icon: material/bird
index: {columns: [near]}
fields: {near: {type: ref, to: bird, inverse: nearby}}
-- content/birds/tit.md --
---
title: Tit
near: wren
---
One two, three: [](bird:wren).
-- theme/pages/entry.md.j2 --
{% if entry.slug == "tit" %}
{{ entry.key }} {{ entry.url }} {{ entry.words }} {{ entry.reading_time }} {{ entry.draft }}
{{ entry.fields.near | link }} {{ entry.relation("near") | links }} {{ entry.fields.near.url }}
{% for relation in entry.relations %}
{{ relation.name }} {{ relation.label }} {{ relation.generated }} {{ relation.entries | length }}
{% endfor %}
{{ collection.name }} {{ collection.title }} {{ collection.singular }} {{ collection.url }}
{{ collection.pages }} {{ collection.entries | links }} {{ collection.icon | code }}
{{ site.title }} {{ site.collections | list | join }} {{ entry | cell("near") }}
{% for column in collection.columns %}{{ column.name }} {{ column.label }}{% endfor %}
{% endif %}
"""
    root = write_site(tmp_path, text + WREN)
    text = page(root, "birds/tit.md").partition("# Tit\n\n")[2]
    assert BeautifulSoup(text, "html.parser").get_text() == snapshot("""\
bird:tit tit.md 5 1 no
[Wren](wren.md) [Wren](wren.md) wren.md
near Near no 1
birds Birds bird index.md
each [Tit](tit.md), [Wren](wren.md) material/bird
Tiny birds [Wren](wren.md)
near Near
""")


@pytest.mark.parametrize(
    "template",
    [
        '{% include "gone.md.j2" ignore missing %}Seen.',
        '{% if false %}{% include "gone.md.j2" %}{% endif %}Seen.',
        '{% if false %}{% include "other.md.j2" %}{% endif %}Seen.',
    ],
)
def test_a_template_may_name_what_it_does_not_reach(tmp_path: Path, template: str) -> None:
    other = "-- theme/pages/other.md.j2 --\n{% if %}\n"
    assert rendered(tmp_path, template, other).strip() == "Seen."


@pytest.mark.parametrize("name", ["entry.md.j2", "part.md.j2"])
def test_a_template_that_cannot_be_read_is_pointed_at(tmp_path: Path, name: str) -> None:
    root = write_site(
        tmp_path, f"{BIRDS}{WREN}-- theme/pages/entry.md.j2 --\n{{% include 'part.md.j2' %}}\n"
    )
    (root / "theme/pages" / name).write_bytes(b"caf\xe9")
    finding = only(root)
    assert f"{finding.location} {finding.rule}" == f"theme/pages/{name}:1:1 unreadable-file"


def test_a_template_that_leads_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.md.j2").write_text("Secret.", "utf-8")
    root = write_site(tmp_path / "site", f"{BIRDS}{WREN}")
    (root / "theme/pages").mkdir(parents=True)
    (root / "theme/pages/entry.md.j2").symlink_to("../../../secret.md.j2")
    assert only(root).rule == "outside-link"


def test_a_mistake_that_a_default_macro_meets_is_pointed_at_where_it_was_made(
    tmp_path: Path,
) -> None:
    macros = '{% from "macros.md.j2" import facts with context %}'
    place, message = failing(tmp_path, f"{macros}\n\n{{{{ facts(enty, collection) }}}}")
    assert place == "theme/pages/entry.md.j2:3:1"
    assert message == 'the template fails: there is no "enty"'


def test_a_comment_that_nothing_closes_is_pointed_at(tmp_path: Path) -> None:
    place, message = failing(tmp_path, "Words.\n{# A comment")
    assert place == "theme/pages/entry.md.j2:2:1"
    assert message == "the template fails: Missing end of comment tag"


def test_an_environment_serves_as_long_as_its_templates_are_the_same(tmp_path: Path) -> None:
    template = tmp_path / "pages/entry.md.j2"
    template.parent.mkdir()
    template.write_text("One", "utf-8")
    first = make_environment(tmp_path, "pages")
    assert make_environment(tmp_path, "pages", first) is first
    template.write_text("Two", "utf-8")
    second = make_environment(tmp_path, "pages", first)
    assert second.get_template("entry.md.j2").render() == "Two"
