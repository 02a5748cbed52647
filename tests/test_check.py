"""Rules about the site as a whole, and what they leave unsaid: consequences of other findings."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from generator.check import RULES, check_site
from generator.diagnostics import Severity
from generator.links import link_site
from generator.load import load_site
from sites import compiled, findings, only, write_site

CLIMBS = """\
-- content/hills/_collection.yml --
title: Hills
singular: hill
fields: {after: {type: refs, to: hill, acyclic: true}}
-- content/hills/all.yml --
entries:
"""


def hills(edges: Iterable[tuple[int, int]]) -> str:
    """Return a site with hills that come after each other; each reference is on its own line."""
    after: dict[int, list[int]] = {}
    for origin, target in edges:
        after.setdefault(origin, []).append(target)
    names = sorted({name for edge in edges for name in edge})
    return CLIMBS + "".join(
        f"- slug: h{name}\n  title: H\n  after:\n"
        + "".join(f"  - h{target}\n" for target in after.get(name, []))
        for name in names
    )


def rules_of(root: Path) -> list[str]:
    return [f"{finding.location} {finding.rule}" for finding in compiled(root).findings]


def test_every_rule_says_what_it_promises() -> None:
    for rule in RULES:
        assert rule.__doc__
        assert rule.__doc__.endswith(".")


# Circles


def test_a_circle_names_its_edges_and_where_each_is_written(tmp_path: Path) -> None:
    root = write_site(tmp_path, hills([(1, 2), (2, 3), (3, 1), (3, 4)]))
    assert findings(root) == snapshot("""\
content/hills/all.yml:5:5: error: "after" goes in a circle: hill:h1 → hill:h2 → hill:h3 → hill:h1 [reference-cycle]
  5 |   - h2
    |     ^^
  why: what comes first could not be told
  fix: remove one of these references
  see: content/hills/all.yml:9:5: hill:h2 names hill:h3
  see: content/hills/all.yml:13:5: hill:h3 names hill:h1
""")  # noqa: E501 - shown as people see it


def test_two_separate_circles_are_two_findings(tmp_path: Path) -> None:
    root = write_site(tmp_path, hills([(1, 2), (2, 1), (3, 3), (4, 3)]))
    assert [finding.message for finding in compiled(root).findings] == [
        '"after" goes in a circle: hill:h1 → hill:h2 → hill:h1',
        '"after" goes in a circle: hill:h3 → hill:h3',
    ]


def test_a_circle_through_lists_and_objects_is_found(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        """\
-- content/hills/_collection.yml --
title: Hills
singular: hill
fields:
  ways:
    type: list
    of: {type: object, fields: {over: {type: ref, to: hill, acyclic: true}}}
-- content/hills/all.yml --
entries:
- {slug: ben, title: Ben, ways: [{over: cairn}]}
- {slug: cairn, title: Cairn, ways: [{over: ben}]}
""",
    )
    assert [finding.rule for finding in compiled(root).findings] == ["reference-cycle"]


def test_fields_that_may_go_in_circles_may(tmp_path: Path) -> None:
    root = write_site(tmp_path, hills([(1, 2), (2, 1)]).replace(", acyclic: true", ""))
    assert not compiled(root).findings


def test_a_long_circle_is_one_finding(tmp_path: Path) -> None:
    ring = [*pairwise(range(60)), (59, 0)]
    assert rules_of(write_site(tmp_path, hills(ring))) == [
        "content/hills/all.yml:5:5 reference-cycle"
    ]


_NAMES = st.integers(0, 6)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(_NAMES, _NAMES), min_size=1, max_size=14, unique=True))
def test_without_the_references_that_are_reported_no_circle_is_left(
    tmp_path_factory: pytest.TempPathFactory, edges: list[tuple[int, int]]
) -> None:
    root = write_site(tmp_path_factory.getbasetemp() / "hills", hills(edges))
    file = root / "content/hills/all.yml"
    lines = file.read_text("utf-8").split("\n")
    reported = circles(root)
    kept = [line for number, line in enumerate(lines, 1) if number not in reported]
    file.write_text("\n".join(kept), "utf-8")
    assert not circles(root)
    assert bool(reported) == goes_in_a_circle(edges)


def circles(root: Path) -> set[int]:
    """Return the lines of the references that are reported."""
    site, _ = load_site(root, "content", "Tiny")
    links, _ = link_site(site)
    found = check_site(site, links)
    return {finding.location.line for finding in found if finding.rule == "reference-cycle"}


def goes_in_a_circle(edges: list[tuple[int, int]]) -> bool:
    """Tell whether some hill can be reached from itself."""
    reach = set(edges)
    for middle in range(7):
        into = [a for a, b in reach if b == middle]
        out = [b for a, b in reach if a == middle]
        reach |= {(a, b) for a in into for b in out}
    return any(a == b for a, b in reach)


# How many

COOKS = """\
-- content/cooks/_collection.yml --
title: Cooks
singular: cook
fields: {{bakes: {{type: refs, to: cake, {bounds}}}}}
-- content/cakes/_collection.yml --
title: Cakes
singular: cake
-- content/cakes/sponge.yml --
title: Sponge
-- content/cooks/ada.yml --
title: Ada
bakes: [sponge]
-- content/cooks/ben.yml --
title: Ben
bakes: [sponge]
"""


def test_too_many_are_reported_where_the_limit_is_passed(tmp_path: Path) -> None:
    root = write_site(tmp_path, COOKS.format(bounds="inverse_max: 1"))
    assert findings(root) == snapshot("""\
content/cooks/ben.yml:2:9: error: "cake:sponge" is already named by 1 in "bakes", more are not allowed [cardinality]
  2 | bakes: [sponge]
    |         ^^^^^^
  why: "bakes" of Cooks says inverse_max: 1
  fix: remove this reference, or one of the others
  see: content/cooks/ada.yml:2:9: named here
""")  # noqa: E501 - shown as people see it


def test_too_few_are_reported_at_what_is_not_named(tmp_path: Path) -> None:
    root = write_site(tmp_path, COOKS.format(bounds="inverse_min: 3"))
    assert findings(root) == snapshot("""\
content/cakes/sponge.yml:1:1: error: "cake:sponge" is named by 2 of at least 3 in "bakes" [cardinality]
  1 | title: Sponge
    | ^
  why: "bakes" of Cooks says inverse_min: 3
  fix: write "cake:sponge" into "bakes" of one of the Cooks
""")  # noqa: E501 - shown as people see it


def test_bounds_that_are_met_are_met(tmp_path: Path) -> None:
    root = write_site(tmp_path, COOKS.format(bounds="inverse_min: 2, inverse_max: 2, max: 1"))
    assert not compiled(root).findings


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (
            ("bakes: [sponge]\n-- content/cooks/ben", "bakes: [spong]\n-- content/cooks/ben"),
            "ada.yml:2:9 unknown-reference",
        ),
        (("title: Ben", "title: 'Ben"), "ben.yml:1:8 yaml-syntax"),
        (("title: Ben\nbakes: [sponge]", "title: Ben\nbakes: sponge"), "ben.yml:2:8 wrong-type"),
        (("title: Ben\nbakes", "title: Ben\nbake"), "ben.yml:2:1 unknown-field"),
    ],
)
def test_what_is_missing_because_of_another_mistake_is_not_missed(
    tmp_path: Path, change: tuple[str, str], rule: str
) -> None:
    text = COOKS.format(bounds="inverse_min: 2, inverse: bakers")
    text = text.replace(
        "singular: cake\n",
        "singular: cake\nrules:\n- {require: {bakers: {min: 2}}, message: two bake}\n",
    )
    assert not compiled(write_site(tmp_path / "right", text)).findings
    assert rules_of(write_site(tmp_path / "wrong", text.replace(*change))) == [
        f"content/cooks/{rule}"
    ]


def test_one_entry_that_names_another_in_two_parts_counts_once(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        """\
-- content/cooks/_collection.yml --
title: Cooks
singular: cook
fields:
  days: {type: list, of: {type: ref, to: cook, inverse_max: 1}}
-- content/cooks/all.yml --
entries:
- {slug: ada, title: Ada, days: [ben, ben]}
- {slug: ben, title: Ben}
""",
    )
    assert not compiled(root).findings


def test_an_entry_that_a_list_names_twice_is_reported_with_both_places(tmp_path: Path) -> None:
    root = write_site(
        tmp_path, COOKS.format(bounds="max: 3").replace("[sponge]", "[sponge, cake:sponge]", 1)
    )
    finding = only(root)
    assert str(finding.location) == "content/cooks/ada.yml:2:17"
    assert [str(related.location) for related in finding.related] == ["content/cooks/ada.yml:2:9"]


# Rules that a collection declares

CAKES = """\
-- content/cakes/_collection.yml --
title: Cakes
singular: cake
fields:
  kind: {{type: choice, choices: [sweet, salty]}}
  layers: int
  vegan: bool
  tops: {{type: list, of: text}}
  after: {{type: refs, to: cake, inverse: before}}
rules:
- {{when: {{{when}}}, require: {{{require}}}, message: as cakes are}}
-- content/cakes/sponge.yml --
title: Sponge
kind: sweet
layers: 2
vegan: true
tops: [cream, nuts]
-- content/cakes/tart.yml --
title: Tart
after: [sponge]
"""


@pytest.mark.parametrize(
    ("when", "slugs"),
    [
        ("", ["sponge", "tart"]),
        ("kind: sweet", ["sponge"]),
        ("kind: [salty, sweet]", ["sponge"]),
        ("kind: salty", []),
        ("kind: {present: true}", ["sponge"]),
        ("kind: {present: false}", ["tart"]),
        ("kind: {in: [sweet]}", ["sponge"]),
        ("layers: {min: 2}", ["sponge"]),
        ("layers: {min: 3}", []),
        ("layers: {max: 1}", ["tart"]),
        ("layers: 2", ["sponge"]),
        ("vegan: true", ["sponge"]),
        ("vegan: false", []),
        ("tops: nuts", ["sponge"]),
        ("tops: {min: 2, max: 2}", ["sponge"]),
        ("after: {present: true}", ["tart"]),
        ("after: sponge", ["tart"]),
        ("after: 'cake:sponge'", ["tart"]),
        ("before: {min: 1}", ["sponge"]),
        ("before: tart", ["sponge"]),
        ("title: Tart", ["tart"]),
        ("slug: sponge", ["sponge"]),
        ("kind: sweet, layers: {min: 3}", []),
    ],
)
def test_a_rule_holds_for_what_its_conditions_choose(
    tmp_path: Path, when: str, slugs: list[str]
) -> None:
    root = write_site(tmp_path, CAKES.format(when=when, require="title: {max: 0}"))
    assert [Path(f.location.path).stem for f in compiled(root).findings] == slugs


@pytest.mark.parametrize(
    ("require", "expected"),
    [
        ("layers: {min: 3}", ("3:9", '"layers" at least 3', 'add or change "layers"')),
        ("layers: {max: 1}", ("3:9", '"layers" at most 1', 'shorten "layers"')),
        ("kind: {present: false}", ("2:7", '"kind" must not be given', 'remove "kind"')),
        ("kind: {in: [salty]}", ("2:7", '"kind" must be salty', 'add or change "kind"')),
        ("kind: salty", ("2:7", '"kind" must be salty', 'add or change "kind"')),
        ("after: {present: true}", ("1:1", '"after" must be given', 'add or change "after"')),
        (
            "before: {min: 2}",
            ("1:1", '"before" at least 2', '"before" is generated: see "after" of Cakes'),
        ),
    ],
)
def test_a_rule_that_is_not_kept_says_what_it_wants(
    tmp_path: Path, require: str, expected: tuple[str, str, str]
) -> None:
    finding = only(write_site(tmp_path, CAKES.format(when="slug: sponge", require=require)))
    place, why, fix = expected
    assert finding.message == "as cakes are"
    assert str(finding.location) == f"content/cakes/sponge.yml:{place}"
    assert (finding.why, finding.fix) == (f"the collection's rule: {why}", fix)


def test_a_broken_entry_is_not_measured_by_rules(tmp_path: Path) -> None:
    text = CAKES.format(when="slug: sponge", require="layers: {min: 1}")
    root = write_site(tmp_path, text.replace("layers: 2", "layers: two"))
    assert rules_of(root) == ["content/cakes/sponge.yml:3:9 wrong-type"]


@pytest.mark.parametrize(
    ("require", "sponge"),
    [
        ("before: {max: 0}", "published"),
        ("before: {min: 1}", "published"),
        ("before: {max: 0}", "draft"),
    ],
)
def test_a_draft_counts_in_the_rules_of_drafts_alone(
    tmp_path: Path, require: str, sponge: str
) -> None:
    text = CAKES.format(when="slug: sponge", require=require)
    text = text.replace("title: Tart\n", "title: Tart\ndraft: true\n")
    if sponge == "draft":
        text = text.replace("title: Sponge\n", "title: Sponge\ndraft: true\n")
    kept = (require, sponge) == ("before: {max: 0}", "published")
    found = rules_of(write_site(tmp_path, text))
    assert found == ([] if kept else ["content/cakes/sponge.yml:1:1 failed-rule"])


# Drafts, pages and orphans


def test_nothing_published_refers_to_a_draft(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        """\
-- content/cooks/_collection.yml --
title: Cooks
singular: cook
fields: {knows: {type: refs, to: cook}, note: markdown}
-- content/cooks/_index.md --
Ask [](cook:ben).
-- content/cooks/ada.md --
---
title: Ada
knows: [ben, cleo]
---
Ask [Ben](ben.md).
-- content/cooks/ben.md --
---
title: Ben
draft: true
knows: [cleo, ada]
---
-- content/cooks/all.yml --
entries:
- {slug: cleo, title: Cleo, draft: true, note: "Ask [](cook:ben)."}
- {slug: dan, title: Dan, note: "Ask [](cook:ben)."}
-- content/index.md --
# Home

Ask [](cook:cleo).
""",
    )
    assert rules_of(root) == [
        "content/cooks/_index.md:1:8 draft-reference",
        "content/cooks/ada.md:3:9 draft-reference",
        "content/cooks/ada.md:3:14 draft-reference",
        "content/cooks/ada.md:5:11 draft-reference",
        "content/cooks/all.yml:3:33 draft-reference",
        "content/index.md:3:8 draft-reference",
    ]


def test_no_two_pages_have_one_address(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        """\
-- content/cooks/_collection.yml --
title: Cooks
singular: cook
-- content/cooks.md --
# Cooks
-- content/news.md --
# News
-- content/News/README.md --
# News
-- content/news.html --
<h1>News</h1>
-- content/shop/index.html --
<h1>Shop</h1>
-- content/shop.md --
# Shop
""",
    )
    assert findings(root) == snapshot("""\
content/cooks.md:1:1: error: this page would have the same address as "cooks/index.md" [page-collision]
  1 | # Cooks
    | ^
  why: one of the two would overwrite the other
  fix: rename one of them
  see: content/cooks/_collection.yml:1:1: the other page

content/news.md:1:1: error: this page would have the same address as "News/README.md" [page-collision]
  1 | # News
    | ^
  why: one of the two would overwrite the other
  fix: rename one of them
  see: content/News/README.md:1:1: the other page

content/shop/index.html:1:1: error: this page would have the same address as "shop.md" [page-collision]
  1 | <h1>Shop</h1>
    | ^
  why: one of the two would overwrite the other
  fix: rename one of them
  see: content/shop.md:1:1: the other page
""")  # noqa: E501 - shown as people see it


def test_an_entry_that_nothing_leads_to_is_a_warning(tmp_path: Path) -> None:
    root = write_site(
        tmp_path, f"{COOKS.format(bounds='max: 1')}-- content/cakes/tart.yml --\ntitle: Tart\n"
    )
    finding = only(root)
    assert (finding.severity, finding.rule) == (Severity.WARNING, "orphan")
    assert compiled(root).ok


@pytest.mark.parametrize(
    "text",
    [
        "-- content/about.md --\n# About\n\nWe sell [](cake:tart).\n",
        "-- content/cakes/tart.md --\n---\ntitle: Tart\n---\nLike a [](cake:sponge).\n",
        "-- content/cooks/cleo.md --\n---\ntitle: Cleo\nbakes: [tart]\n---\n",
    ],
    ids=["a page names it", "it names another", "an entry refers to it"],
)
def test_an_entry_that_is_connected_is_no_orphan(tmp_path: Path, text: str) -> None:
    tart = "" if "cakes/tart" in text else "-- content/cakes/tart.yml --\ntitle: Tart\n"
    root = write_site(tmp_path, COOKS.format(bounds="max: 1") + tart + text)
    assert not compiled(root).findings


def test_a_collection_that_no_field_leads_to_has_no_orphans(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        "-- content/cakes/_collection.yml --\ntitle: Cakes\nsingular: cake\n"
        "-- content/cakes/tart.yml --\ntitle: Tart\n",
    )
    assert not compiled(root).findings


def test_whether_an_entry_is_an_orphan_cannot_be_told_while_others_are_unread(
    tmp_path: Path,
) -> None:
    tart = "-- content/cakes/tart.yml --\ntitle: Tart\n"
    cleo = "-- content/cooks/cleo.yml --\ntitle: Cleo\nbakes: [tart\n"
    root = write_site(tmp_path, COOKS.format(bounds="max: 1") + tart + cleo)
    assert rules_of(root) == ["content/cooks/cleo.yml:2:8 yaml-syntax"]
