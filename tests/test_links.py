"""links: what references and prose lead to, and what is wrong with those that lead nowhere."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from textwrap import indent

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from generator.diagnostics import Location
from generator.links import find_fences, is_code, link_site, make_prose_links, read_anchors
from generator.load import load_site
from generator.model import Key, Links, Prose
from sites import compiled, findings, page, write_site

KITCHEN = """\
-- content/foods/_collection.yml --
title: Foods
singular: food
-- content/foods/egg.md --
---
title: Egg
---
## Shell
-- content/foods/salt.md --
---
title: Salt
---
-- content/tools/_collection.yml --
title: Tools
singular: tool
-- content/tools/pan.yml --
title: Pan
-- content/words/_collection.yml --
title: Words
singular: word
pages: index
fields: {meaning: {type: markdown}}
-- content/words/all.yml --
entries:
  - {slug: simmer, title: Simmer}
-- content/dishes/_collection.yml --
title: Dishes
singular: dish
fields:
  main: {type: ref, to: food, inverse: {name: dishes, label: Dishes}}
  needs: {type: refs, to: [food, tool], inverse: {name: dishes, label: Dishes}}
  like: {type: refs, to: dish, symmetric: true}
  steps:
    type: list
    of: {type: object, fields: {text: {type: text}, with: {type: ref, to: tool, inverse: used_by}}}
"""


def linked(root: Path) -> Links:
    site, found = load_site(root, "content", "Tiny")
    links, more = link_site(site)
    assert (*found, *more) == ()
    return links


def related(root: Path, key: Key) -> Mapping[str, list[str]]:
    return {r.name: [k.slug for k in r.targets] for r in linked(root).relations[key]}


def dish(root: Path, fields: str, body: str = "") -> Path:
    text = f"{KITCHEN}-- content/dishes/omelette.md --\n---\ntitle: Omelette\n{fields}---\n{body}\n"
    return write_site(root, text)


def only_error(root: Path) -> tuple[str, str, str]:
    [error] = (f for f in compiled(root).findings if f.rule != "orphan")
    return f"{error.location.line}:{error.location.column}", error.message, error.fix


# References in fields


def test_a_bare_slug_is_enough_where_the_field_names_one_collection(tmp_path: Path) -> None:
    root = dish(tmp_path, "main: egg\n")
    assert related(root, Key("dishes", "omelette")) == {"main": ["egg"]}


def test_a_qualified_reference_names_its_collection(tmp_path: Path) -> None:
    root = dish(tmp_path, "main: food:egg\nneeds: [tool:pan, food:salt]\n")
    assert related(root, Key("dishes", "omelette")) == {"main": ["egg"], "needs": ["pan", "salt"]}


def test_a_bare_slug_is_ambiguous_where_the_field_names_several(tmp_path: Path) -> None:
    assert findings(dish(tmp_path, "needs: [pan, food:egg, food:salt]\n")) == snapshot("""\
content/dishes/omelette.md:3:9: error: "pan" does not say which kind of entry it names [ambiguous-reference]
  3 | needs: [pan, food:egg, food:salt]
    |         ^^^
  why: "needs" may name more than one kind
  fix: write "tool:pan"
""")  # noqa: E501 - as it is printed


def test_a_bare_slug_that_no_collection_has_is_offered_with_each(tmp_path: Path) -> None:
    assert only_error(dish(tmp_path, "needs: [wok]\n")) == snapshot(
        ("3:9", '"wok" does not say which kind of entry it names', 'write "food:wok" or "tool:wok"')
    )


def test_a_reference_to_a_collection_that_the_field_does_not_name(tmp_path: Path) -> None:
    assert only_error(dish(tmp_path, "main: tool:pan\n")) == snapshot(
        ("3:7", '"main" cannot refer to a tool', 'write "food:..."')
    )


def test_a_reference_with_the_wrong_collection_finds_the_slug_in_the_right_one(
    tmp_path: Path,
) -> None:
    assert only_error(dish(tmp_path, "main: tool:egg\n")) == snapshot(
        ("3:7", '"main" cannot refer to a tool', 'did you mean "food:egg"?')
    )


def test_an_unknown_reference_suggests_the_nearest_name(tmp_path: Path) -> None:
    assert only_error(dish(tmp_path, "main: eg\n")) == snapshot(
        ("3:7", 'no food is called "eg"', 'did you mean "egg"? (content/foods/egg.md)')
    )


def test_an_unknown_reference_near_no_name_says_where_the_names_are(tmp_path: Path) -> None:
    assert only_error(dish(tmp_path, "main: cinnamon\n")) == snapshot(
        (
            "3:7",
            'no food is called "cinnamon"',
            "add it, or write one that exists: Foods are in content/foods/",
        )
    )


def test_an_unknown_scheme_suggests_the_nearest_one(tmp_path: Path) -> None:
    assert only_error(dish(tmp_path, "needs: [tols:pan]\n")) == snapshot(
        ("3:9", 'no collection is called "tols"', 'did you mean "tool:pan"?')
    )


def test_a_slug_in_capitals_is_unknown_and_its_name_suggested(tmp_path: Path) -> None:
    assert only_error(dish(tmp_path, "main: Egg\n")) == snapshot(
        ("3:7", 'no food is called "Egg"', 'did you mean "egg"? (content/foods/egg.md)')
    )


def test_each_reference_inside_lists_and_objects_is_pointed_at(tmp_path: Path) -> None:
    root = dish(tmp_path, "steps:\n  - text: Fry\n    with: pam\n  - {text: Turn, with: pan}\n")
    assert only_error(root) == snapshot(
        ("5:11", 'no tool is called "pam"', 'did you mean "pan"? (content/tools/pan.yml)')
    )


def test_a_list_that_cannot_be_read_makes_no_reference_unknown(tmp_path: Path) -> None:
    root = dish(tmp_path, "needs: [tool:whisk]\n")
    (root / "content/tools/more.yml").write_text("entries:\n  - slug: [whisk\n", "utf-8")
    assert [f.rule for f in compiled(root).findings if f.rule != "orphan"] == ["yaml-syntax"]


def test_a_broken_entry_is_known_to_those_that_refer_to_it(tmp_path: Path) -> None:
    root = dish(tmp_path, "needs: [tool:whisk]\n", "[](tool:whisk) [w](../tools/whisk.md)")
    (root / "content/tools/whisk.md").write_text("---\ntitle: [\n---\n", "utf-8")
    assert [f.rule for f in compiled(root).findings if f.rule != "orphan"] == ["yaml-syntax"]


# What points back


def test_inverses_of_several_fields_merge_into_one_relation(tmp_path: Path) -> None:
    root = dish(tmp_path, "main: egg\nneeds: [food:egg, food:salt]\n")
    assert related(root, Key("foods", "egg")) == {"dishes": ["omelette"]}
    assert related(root, Key("foods", "salt")) == {"dishes": ["omelette"]}


def test_an_inverse_of_a_reference_inside_a_list_points_back_once(tmp_path: Path) -> None:
    root = dish(tmp_path, "steps: [{with: pan}, {with: pan}]\n")
    [inverse] = linked(root).relations[Key("tools", "pan")]
    assert inverse.label == "Used by"
    assert (inverse.generated, inverse.targets) == (True, (Key("dishes", "omelette"),))


def test_a_symmetric_relation_is_shown_on_both_sides_under_one_name(tmp_path: Path) -> None:
    root = dish(tmp_path, "like: [quiche]\n")
    (root / "content/dishes/quiche.yml").write_text("title: Quiche\nlike: [tart]\n", "utf-8")
    (root / "content/dishes/tart.yml").write_text("title: Tart\n", "utf-8")
    assert related(root, Key("dishes", "quiche")) == {"like": ["tart", "omelette"]}
    assert related(root, Key("dishes", "tart")) == {"like": ["quiche"]}


def test_a_symmetric_relation_stored_on_both_sides_is_one(tmp_path: Path) -> None:
    root = dish(tmp_path, "like: [quiche]\n")
    (root / "content/dishes/quiche.yml").write_text("title: Quiche\nlike: [omelette]\n", "utf-8")
    assert related(root, Key("dishes", "quiche")) == {"like": ["omelette"]}


# Links in prose


@pytest.mark.parametrize(
    ("typed", "rendered"),
    [
        ("[an egg](food:egg)", "[an egg](../foods/egg.md)"),
        ("[](food:egg)", "[Egg](../foods/egg.md)"),
        ("[ ](food:egg#shell)", "[Egg](../foods/egg.md#shell)"),
        ("[](../foods/egg.md)", "[Egg](../foods/egg.md)"),
        ("[an egg](../foods/egg.md#shell)", "[an egg](../foods/egg.md#shell)"),
        ("[pan](../tools/pan.yml)", "[pan](../tools/pan.md)"),
        ("[slowly](word:simmer)", "[slowly](../words/index.md#simmer)"),
        ("[slowly](../words/all.yml#simmer)", "[slowly](../words/index.md#simmer)"),
        ("[words](../words/all.yml)", "[words](../words/index.md)"),
        ("[words](../words/index.md)", "[words](../words/index.md)"),
        ("[tools](../tools/_collection.yml)", "[tools](../tools/index.md)"),
        ('[egg](<food:egg> "Fresh")', '[egg](<../foods/egg.md> "Fresh")'),
        ("[egg *[x]* more](food:egg)", "[egg *[x]* more](../foods/egg.md)"),
        ("[the egg][e]\n\n[e]: food:egg 'Fresh'", "[the egg][e]\n\n[e]: ../foods/egg.md 'Fresh'"),
        ("!!! tip\n    [](food:egg)", "!!! tip\n    [Egg](../foods/egg.md)"),
        ("!!! tip\n    [e]: food:egg", "!!! tip\n    [e]: ../foods/egg.md"),
        ("- one\n\n    [](food:egg)", "- one\n\n    [Egg](../foods/egg.md)"),
        ("| a |\n| - |\n| [](food:egg) |", "| a |\n| - |\n| [Egg](../foods/egg.md) |"),
    ],
)
def test_a_link_to_an_entry_becomes_a_link_to_its_page(
    tmp_path: Path, typed: str, rendered: str
) -> None:
    assert f"\n{rendered}\n" in page(dish(tmp_path, "", typed), "dishes/omelette.md")


@pytest.mark.parametrize(
    "typed",
    [
        "[site](https://example.org/food:egg)",
        "[cook](mailto:cook@example.org)",
        "[there](/elsewhere/)",
        "[other](urn:isbn:123)",
        "`[](food:egg)`",
        "`` ` [](food:egg)``",
        "\\[](food:egg",
        "```\n[](food:egg)\n```",
        "~~~ text\n[](food:egg)\n~~~",
        "- one\n\n    ```\n    [](food:egg)\n    ```",
        "words\n\n    [](food:egg)",
        "!!! tip\n\n        [](food:egg)",
        "!!! tip\n        [](food:egg)",
        "- one\n\n        [](food:egg)",
        "<!-- [](food:egg) -->",
        "<!--\n\n[](food:egg)\n\n-->",
        "<pre>[](food:egg)</pre>",
        "[^1]\n\n[^1]: food:egg",
    ],
)
def test_web_addresses_code_and_comments_stay_as_typed(tmp_path: Path, typed: str) -> None:
    assert f"\n{typed}\n" in page(dish(tmp_path, "", typed), "dishes/omelette.md")


@pytest.mark.parametrize(
    "typed",
    [
        "[](food:eg)",
        "[egg](Food:egg)",
        "[egg](food:Egg)",
        "[egg](../foods/eg.md)",
        "![egg](egg.png)",
        "[words](../words/)",
        "[e]: food:eg",
        "[e]: ../foods/eg.md",
        '<a href="food:egg">egg</a>',
        '<a href="../foods/egg.md">egg</a>',
    ],
)
def test_a_link_that_leads_nowhere_is_pointed_at(tmp_path: Path, typed: str) -> None:
    root = dish(tmp_path, "", f"Take\n{typed}")
    [finding] = (f for f in compiled(root).findings if f.rule != "orphan")
    destination = re.split(r"]\(|]: |href=\"", typed)[1].split('"')[0].rstrip(")")
    assert finding.rule in ("unknown-reference", "unknown-link")
    assert (finding.location.line, finding.location.column) == (5, 1 + typed.index(destination))
    assert finding.location.end_column == finding.location.column + len(destination)


def test_links_that_lead_nowhere_say_what_was_meant(tmp_path: Path) -> None:
    body = "[a](food:eg) [b](../foods/eg.md) [c](tols:pan) [d](../words/) [e](nothing-like-it)"
    root = dish(tmp_path, "", f'{body} <a href="food:egg">')
    said = [(f.message, f.fix) for f in compiled(root).findings if f.rule != "orphan"]
    assert said == snapshot(
        [
            ('no food is called "eg"', 'did you mean "food:egg"? (content/foods/egg.md)'),
            ('there is no file "../foods/eg.md"', 'did you mean "../foods/egg.md"?'),
            ('no collection is called "tols"', 'did you mean "tool:pan"?'),
            ('there is no file "../words/"', 'did you mean "../words/index.md"?'),
            ('there is no file "nothing-like-it"', "write the path of a file, from this one"),
            ('"food:egg" leads nowhere in raw HTML', "write [words](food:egg)"),
        ]
    )


def test_a_link_in_a_literal_block_is_pointed_at_in_its_line(tmp_path: Path) -> None:
    more = "-- content/words/more.yml --\nentries:\n  - slug: fry\n    title: Fry\n    meaning: |\n"
    root = write_site(tmp_path, f"{KITCHEN}{more}      With fat,\n      see [](food:fat).\n")
    [finding] = (f for f in compiled(root).findings if f.rule != "orphan")
    assert str(finding.location) == "content/words/more.yml:6:14"


def test_a_link_in_a_folded_text_is_pointed_at_where_the_text_starts(tmp_path: Path) -> None:
    more = "-- content/words/more.yml --\nentries:\n  - slug: fry\n    title: Fry\n"
    meaning = '    meaning: "With fat, see [](food:fat)."\n'
    root = write_site(tmp_path, KITCHEN + more + meaning)
    [finding] = (f for f in compiled(root).findings if f.rule != "orphan")
    assert str(finding.location) == "content/words/more.yml:4:14"


def test_a_link_counts_as_a_mention_on_the_page_it_leads_to(tmp_path: Path) -> None:
    root = dish(tmp_path, "", "[](food:egg) and [again](../foods/egg.md)")
    assert page(root, "foods/egg.md").endswith(
        "\n**Mentioned in**: [Omelette](../dishes/omelette.md)\n"
    )


def test_a_text_shown_on_another_page_keeps_its_links(tmp_path: Path) -> None:
    text = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {columns: [note]}
fields: {note: {type: markdown}}
-- content/birds/wren.md --
---
title: Wren
---
-- content/birds/heron/index.md --
---
title: Heron
note: |
  See [the wren](../wren.md), ![a heron](tall%20bird.png), [its song](#song).
---
## Song
"""
    root = write_site(tmp_path, text)
    (root / "content/birds/heron/tall bird.png").touch()
    assert page(root, "birds/index.md") == snapshot("""\
---
"title": "Birds"
---

# Birds

| Title | Note |
| --- | --- |
| [Heron](heron/index.md) | See [the wren](wren.md), ![a heron](heron/tall%20bird.png), [its song](heron/index.md#song). |
| [Wren](wren.md) |  |
""")  # noqa: E501 - as it is printed


def test_what_a_link_is_written_in_is_remembered() -> None:
    [link] = make_prose_links(Prose("An [*old* egg](food:egg#a).", Location("a.md", 7, 3)))
    assert link.destination == "food:egg#a"
    assert (link.text_start, link.text_end, link.start, link.end) == (4, 13, 15, 25)
    assert link.location == Location("a.md", 7, 18, 7, 28)


def test_the_anchors_of_a_page_are_those_that_its_extensions_make() -> None:
    text = '## Shell\n\n## Other {#own}\n\n<a name="old"></a>\n'
    assert read_anchors(text, ["toc", "attr_list"], {}) == frozenset({"shell", "own", "old"})
    assert read_anchors(text, ["attr_list"], {}) == frozenset({"own", "old"})


# Made-up Markdown, compared with what Python-Markdown makes of it

EXTENSIONS = ["admonition", "tables", "attr_list", "md_in_html", "pymdownx.superfences"]

_words = st.sampled_from(["word", "**bold**", "two words", "<b>tag</b>", "a \\` b", "$x$"])
_links = st.sampled_from(
    ["[w](n.md)", "![w](n.png)", "[w *b*](<n.md>)", '[w](n.md "title")', "[w [x] y](n.md)"]
)
_hidden = _links.map(lambda link: f"`{link}`") | _links.map(lambda link: f"<!-- {link} -->")
_inline = st.lists(_words | _links | _hidden | st.just("`code`"), min_size=1, max_size=4).map(
    " ".join
)
_paragraph = st.lists(_inline, min_size=1, max_size=2).map("\n".join)
_heading = _inline.map("## {}".format)
_fence = st.builds(
    "{0}{1}\n{2}\n{0}".format,
    st.sampled_from(["```", "~~~", "````"]),
    st.sampled_from(["", " python", " text"]),
    st.lists(_links | st.just(""), min_size=1, max_size=3).map("\n".join),
)
_code = st.lists(_links, min_size=1, max_size=2).map("\n\n".join).map(lambda t: indent(t, "    "))


def _holding(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(blocks, min_size=1, max_size=2).map("\n\n".join)
    inner = inside.map(lambda text: indent(text, "    "))
    admonition = st.builds("!!! note{}\n{}".format, st.sampled_from(["", ' "T"', "\n"]), inner)
    items = st.builds("{} {}\n\n{}".format, st.sampled_from(["-", "1."]), _inline, inner)
    return admonition | items


_leaf = _paragraph | _heading | _fence | _code
_documents = st.lists(_leaf | _holding(_leaf | _holding(_leaf)), min_size=1, max_size=3)


class _Destinations(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def _numbered(blocks: list[str]) -> str:
    """Give each destination a number, so that they can be told apart."""
    parts = re.split(r"\bn\.", "\n\n".join(blocks) + "\n")
    return parts[0] + "".join(f"n{number}.{part}" for number, part in enumerate(parts[1:]))


@given(_documents.map(_numbered))
def test_a_link_is_found_exactly_where_markdown_makes_one(text: str) -> None:
    html = _Destinations()
    html.feed(markdown.markdown(text, extensions=EXTENSIONS))
    links = make_prose_links(Prose(text, Location("a.md")))
    assert [link.destination for link in links] == html.found


@given(st.text(alphabet="`~ \n\t\\-<>!#*[]()abc1.:", max_size=200))
def test_every_character_is_code_or_not_whatever_stands_there(text: str) -> None:
    assert len(is_code(text)) == len(text)
    for link in make_prose_links(Prose(text, Location("a.md"))):
        assert text[link.start : link.end] == link.destination


# Texts that ask for more work than their length; each is read in a blink, or the test never ends


@pytest.mark.parametrize(
    ("repeated", "links"),
    [
        ("](n.md) ", 8000),
        ("[x](n.md) ", 8000),
        ("` a ](n.md) ", 4000),
        ("<!-- ](n.md) ", 8000),
        ("<pre> ](n.md) ", 8000),
        ("```a\n](n.md)\n\n", 8000),
        ("```view\n", 0),
        ("```view\n```\n", 0),
        ("\\", 0),
        (">", 0),
    ],
)
def test_no_text_takes_longer_to_read_than_its_length_allows(repeated: str, links: int) -> None:
    text = repeated * 8000
    assert len(make_prose_links(Prose(text, Location("a.md")))) == links
    closed = len(find_fences(text, "view"))
    assert closed == (8000 if "view" in repeated else 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\\\\`[x](n.md)`", "`[x](n.md)`"),  # the first backslash escapes the second
        ("\\`[x](n.md)`", ""),
        ("``` a `", "``` a `"),
        ("`a\\` b", "`a\\`"),
        ("<!-- a <pre> b", ""),
        ("<PRE>a</pre > b", "<PRE>a</pre >"),
    ],
)
def test_backticks_and_tags_hold_code_where_markdown_says_so(text: str, code: str) -> None:
    marks = is_code(text)
    assert "".join(t for t, mark in zip(text, marks, strict=True) if mark) == code


def test_a_view_in_a_code_sample_does_not_hide_the_next_one() -> None:
    text = "    ```view\n    from: eggs\n    ```\n\n```view\nfrom: eggs\n```\n"
    assert [fence.opening for fence in find_fences(text, "view")] == [4]
