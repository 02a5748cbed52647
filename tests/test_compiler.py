"""compiler: the pipeline as a whole, from content to pages, files and navigation."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from generator.compiler import Project, compile_site
from generator.model import Key
from sites import compiled, findings, only, page, write_site

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {sort: size}
fields:
  size: {type: int}
  near: {type: refs, to: bird, inverse: {name: also_near, label: Also near}}
-- content/words/_collection.yml --
title: Words
singular: word
pages: index
fields: {see: {type: refs, to: bird}}
"""
WREN = "-- content/birds/wren.md --\n---\ntitle: Wren\nsize: 10\n---\n"
DRAFT = """\
-- content/birds/dodo/index.md --
---
title: Dodo
draft: true
near: [wren]
---
![a dodo](dodo.png), [itself](index.md) and [a wren](bird:wren)
-- content/birds/dodo/dodo.png --
drawing
"""


def rules(root: Path) -> Sequence[str]:
    return [finding.rule for finding in compiled(root).findings]


# Drafts


def test_a_draft_is_left_out_with_everything_that_it_says(tmp_path: Path) -> None:
    result = compiled(write_site(tmp_path, BIRDS + WREN + DRAFT))
    assert [p.path for p in result.pages] == ["birds/index.md", "birds/wren.md", "words/index.md"]
    assert not any("odo" in p.text for p in result.pages)
    assert result.navigation["birds/index.md"] == ("birds/wren.md",)
    assert result.files == frozenset()
    assert result.ok


def test_a_draft_is_shown_where_drafts_are_wanted(tmp_path: Path) -> None:
    result = compiled(write_site(tmp_path, BIRDS + WREN + DRAFT), drafts=True)
    pages = {p.path: p.text for p in result.pages}
    assert "[Dodo](dodo/index.md)" in pages["birds/wren.md"]
    assert result.navigation["birds/index.md"] == ("birds/wren.md", "birds/dodo/index.md")
    assert "birds/dodo/dodo.png" in result.files


def test_what_is_published_cannot_refer_to_a_draft(tmp_path: Path) -> None:
    tit = "-- content/birds/tit.md --\n---\ntitle: Tit\nnear: [dodo]\n---\nAlso [](bird:dodo).\n"
    root = write_site(tmp_path, BIRDS + WREN + DRAFT + tit)
    assert [(f.rule, str(f.location)) for f in compiled(root).findings] == [
        ("draft-reference", "content/birds/tit.md:3:8"),
        ("draft-reference", "content/birds/tit.md:5:9"),
    ]


def test_a_draft_in_a_list_leaves_no_section(tmp_path: Path) -> None:
    words = "-- content/words/all.yml --\nentries:\n  - {slug: egg, title: Egg, draft: true}\n"
    root = write_site(tmp_path, BIRDS + words)
    assert page(root, "words/index.md").rstrip() == '---\n"title": "Words"\n---\n\n# Words'


# Files


def test_only_files_that_a_page_shows_or_links_are_published(tmp_path: Path) -> None:
    text = """\
-- content/birds/wren/index.md --
---
title: Wren
---
![song](song.png) <img src="nest.png">

[notes](notes/first.txt), but not `![x](secret.txt)`
-- content/birds/wren/song.png --
drawing
-- content/birds/wren/nest.png --
drawing
-- content/birds/wren/notes/first.txt --
words
-- content/birds/wren/secret.txt --
words
-- content/index.md --
# Home

[all words](words/all.yml), [how](birds/_collection.yml)
-- content/words/all.yml --
entries: []
"""
    assert compiled(write_site(tmp_path, BIRDS + text)).files == {
        "birds/wren/nest.png",
        "birds/wren/notes/first.txt",
        "birds/wren/song.png",
    }


# Navigation and edit links


def test_a_file_beside_all_entries_is_published_if_a_page_shows_it(tmp_path: Path) -> None:
    text = """\
-- content/birds/_index.md --
![A map](map.png), and [where each was seen](all.yml)
-- content/birds/map.png --
drawing
-- content/birds/unused.png --
drawing
-- content/birds/all.yml --
entries: []
"""
    result = compiled(write_site(tmp_path, BIRDS + WREN + text))
    assert result.files == {"birds/map.png"}


def test_pages_follow_their_index_in_index_order(tmp_path: Path) -> None:
    tits = "-- content/birds/tits.yml --\nentries:\n  - {slug: tit, title: Tit, size: 9}\n"
    tits += "  - {slug: owl, title: Owl, size: 40}\n  - {slug: auk, title: Auk}\n"
    navigation = compiled(write_site(tmp_path, BIRDS + WREN + tits)).navigation
    assert navigation == {
        "birds/index.md": (
            "birds/tit.md",
            "birds/wren.md",
            "birds/owl.md",
            "birds/auk.md",
        ),
        "words/index.md": (),
    }


def test_edit_links_open_the_file_and_for_a_list_the_line(tmp_path: Path) -> None:
    template = """\
-- theme/pages/entry.md.j2 --
[Edit]({{ entry.source.edit_url | href }}) {{ entry.source.path | code }} {{ entry.source.line }}
"""
    tits = "-- content/birds/tits.yml --\nentries:\n  - slug: tit\n    title: Tit\n"
    words = "-- content/words/all.yml --\n# all\nentries:\n  - {slug: egg, title: Egg}\n"
    root = write_site(tmp_path, BIRDS + WREN + tits + words + template)
    base = "https://example.org/edit/main/content/"
    pages = {p.path: p for p in compile_site(Project(root=root, title="T", edit_base=base)).pages}
    assert f"[Edit]({base}birds/wren.md)" in pages["birds/wren.md"].text
    assert f"[Edit]({base}birds/tits.yml#L2)" in pages["birds/tit.md"].text
    assert f"[Edit]({base}words/all.yml#L3)" in pages["words/index.md"].text
    assert str(pages["birds/tit.md"].source) == "content/birds/tits.yml:2:5"


def test_a_page_remembers_the_entries_it_was_made_from(tmp_path: Path) -> None:
    tit = "-- content/birds/tit.md --\n---\ntitle: Tit\nnear: [wren]\n---\n"
    auk = "-- content/birds/auk.md --\n---\ntitle: Auk\n---\nNot a [](bird:tit).\n"
    pages = {p.path: p for p in compiled(write_site(tmp_path, BIRDS + WREN + tit + auk)).pages}
    assert set(pages["birds/tit.md"].entries) == {
        Key("birds", "tit"),
        Key("birds", "wren"),
        Key("birds", "auk"),
    }
    assert set(pages["birds/auk.md"].entries) == {Key("birds", "auk"), Key("birds", "tit")}
    assert pages["words/index.md"].entries == ()


# Anchors


@pytest.mark.parametrize(
    "typed",
    [
        "[x](#song)",
        "[x](wren.md#song)",
        "[x](bird:wren#song)",
        "[x](#own)",
        "[x](#wren)",
        "[x](../words/index.md#egg)",
        "[x](word:egg)",
        "[x](../index.md#tiny)",
    ],
)
def test_anchors_are_those_that_the_pages_will_have(tmp_path: Path, typed: str) -> None:
    words = "-- content/words/all.yml --\nentries:\n  - {slug: egg, title: Egg, see: [wren]}\n"
    text = f"{BIRDS}{words}{WREN}{typed}\n\n## Song\n\n## Nest {{ #own }}\n"
    assert findings(write_site(tmp_path, text)) == ""


def test_an_unknown_anchor_suggests_the_nearest_heading(tmp_path: Path) -> None:
    body = "See [the song](#sonk) and `[x](#y)`.\n\n## Song\n"
    root = write_site(tmp_path, BIRDS + WREN + body)
    [finding] = (f for f in compiled(root).findings if f.rule != "orphan")
    assert (str(finding.location), finding.message, finding.fix) == snapshot(
        (
            "content/birds/wren.md:5:16",
            'there is no heading "#sonk" on the page birds/wren.md',
            'did you mean "song"?',
        )
    )


def test_an_unknown_anchor_on_an_ordinary_page_is_found(tmp_path: Path) -> None:
    root = write_site(tmp_path, "-- content/index.md --\n# Home\n\n[x](about.md#who) [y](#hime)\n")
    (root / "content/about.md").write_text("# About\n\n## Why\n", "utf-8")
    assert [(f.rule, str(f.location)) for f in compiled(root).findings] == [
        ("unknown-anchor", "content/index.md:3:5"),
        ("unknown-anchor", "content/index.md:3:23"),
    ]


def test_anchors_follow_the_settings_of_the_extensions(tmp_path: Path) -> None:
    root = write_site(tmp_path, "-- content/index.md --\n# Home\n\n[x](#the_song)\n\n## The song\n")
    project = Project(root=root, title="T", extension_configs={"toc": {"separator": "_"}})
    assert compile_site(project).findings == ()
    assert only(root).rule == "unknown-anchor"


# The whole


def test_all_findings_come_in_one_run_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    text = """\
-- content/birds/wren.md --
---
title: Wren
size: big
colour: brown
near: [tot]
---
[](bird:tot) [x](#y)
-- content/birds/tit.md --
---
size: 3
---
-- content/birds/owl.md --
---
title: Owl
---
-- theme/pages/entry.md.j2 --
{{ entry.nothing }}
"""
    found = compiled(write_site(tmp_path, BIRDS + text)).findings
    assert [(f.rule, str(f.location)) for f in found if f.rule != "orphan"] == snapshot(
        [
            ("missing-field", "content/birds/tit.md:1:1"),
            ("wrong-type", "content/birds/wren.md:3:7"),
            ("unknown-field", "content/birds/wren.md:4:1"),
            ("unknown-reference", "content/birds/wren.md:5:8"),
            ("unknown-reference", "content/birds/wren.md:7:4"),
            ("template-error", "theme/pages/entry.md.j2:1:1"),
        ]
    )


def test_a_site_without_collections_has_nothing_to_add(tmp_path: Path) -> None:
    result = compiled(write_site(tmp_path, "-- content/about.md --\n# About\n"))
    assert (result.pages, result.findings, result.files) == ((), (), frozenset())


def test_an_ordinary_page_with_a_reference_keeps_its_front_matter_and_its_lines(
    tmp_path: Path,
) -> None:
    home = "-- content/index.md --\n---\nhide: [toc]\n---\n\n# Home\n\n[](bird:wren)\n"
    assert page(write_site(tmp_path, BIRDS + WREN + home), "index.md") == (
        "---\nhide: [toc]\n---\n\n# Home\n\n[Wren](birds/wren.md)\n"
    )


def test_a_markdown_extension_that_fails_is_left_to_the_build(tmp_path: Path) -> None:
    text = '# Tiny\n\n[x](#x)\n\n--8<-- "no-such-file.md"\n'
    root = write_site(tmp_path, f"-- content/index.md --\n{text}")
    snippets = "pymdownx.snippets"
    configs = {snippets: {"check_paths": True}}
    project = Project(root=root, title="Tiny", extensions=(snippets,), extension_configs=configs)
    assert compile_site(project).findings == ()
