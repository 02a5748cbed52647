"""The content folder becomes one site: collections, their entries in order, and ordinary pages."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from generator.load import load_site
from generator.model import Entry, Key, Site
from sites import compiled, only, write_site

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
"""


def loaded(root: Path, text: str) -> Site:
    """Load a site in which nothing is wrong."""
    site, findings = load_site(write_site(root, text), "content", "Tiny")
    assert not findings
    return site


def entry(site: Site, slug: str) -> Entry:
    return site.entries[Key("birds", slug)]


def order(root: Path, index: str, birds: str, fields: str = "") -> list[str]:
    """Return the slugs of birds, which are given as lines of a list file, in index order."""
    declared = f"{BIRDS}index: {index}\n{fields}"
    site = loaded(root, f"{declared}-- content/birds/all.yml --\nentries:\n{birds}")
    return [key.slug for key in site.index["birds"]]


# Layouts


def test_an_entry_is_a_markdown_file(tmp_path: Path) -> None:
    robin = "-- content/birds/robin.md --\n---\ntitle: Robin\n---\n\nSings.\n"
    found = entry(loaded(tmp_path, BIRDS + robin), "robin")
    assert (found.title, found.source.path) == ("Robin", "content/birds/robin.md")
    assert found.body is not None
    assert (found.body.text, found.body.location.line) == ("Sings.\n", 5)
    assert (found.listed, found.files, found.draft) == (False, (), False)


def test_an_entry_is_a_yaml_file(tmp_path: Path) -> None:
    found = entry(
        loaded(tmp_path, f"{BIRDS}-- content/birds/robin.yml --\ntitle: Robin\n"), "robin"
    )
    assert (found.title, found.body) == ("Robin", None)


def test_an_entry_is_a_folder_with_files_of_its_own(tmp_path: Path) -> None:
    site = loaded(
        tmp_path,
        f"""\
{BIRDS}-- content/birds/robin/index.md --
---
title: Robin
---
-- content/birds/robin/red.svg --
<svg/>
-- content/birds/robin/songs/dawn.txt --
tic tic
-- content/birds/robinson.svg --
<svg/>
""",
    )
    found = entry(site, "robin")
    assert found.files == ("birds/robin/red.svg", "birds/robin/songs/dawn.txt")
    assert site.known["birds"] == {"robin"}


def test_a_list_file_holds_many_entries_with_the_line_of_each(tmp_path: Path) -> None:
    birds = """\
-- content/birds/all.yml --
entries:
  - slug: robin
    title: Robin

  - {slug: wren, title: Wren}
"""
    site = loaded(tmp_path, BIRDS + birds)
    assert [(e.slug, e.listed, str(e.source.start)) for e in site.entries.values()] == [
        ("robin", True, "content/birds/all.yml:2:5"),
        ("wren", True, "content/birds/all.yml:5:5"),
    ]


def test_a_list_file_may_be_empty(tmp_path: Path) -> None:
    empty = "-- content/birds/all.yml --\nentries: []\n-- content/birds/more.yml --\nentries:\n"
    site = loaded(tmp_path, BIRDS + empty)
    assert not site.entries


def test_words_above_an_index_belong_to_its_collection(tmp_path: Path) -> None:
    site = loaded(tmp_path, f"{BIRDS}-- content/birds/_index.md --\nAll that sing.\n")
    intro = site.collections["birds"].intro
    assert intro is not None
    assert (intro.path, intro.body.text) == ("birds/_index.md", "All that sing.\n")
    assert [page.path for page in site.pages] == ["index.md"]


def test_pages_outside_of_collections_are_ordinary(tmp_path: Path) -> None:
    site = loaded(
        tmp_path,
        f"""\
{BIRDS}-- content/guide/watching.md --
---
title: Watching
hide: [toc]
---
# Watching
-- content/CNAME --
birds.example.org
-- content/.hidden.md --
# Nobody's
-- content/.drafts/old.md --
# Nobody's
""",
    )
    assert [page.path for page in site.pages] == ["guide/watching.md", "index.md"]
    assert site.pages[0].front_matter == "title: Watching\nhide: [toc]\n"
    assert site.pages[0].meta == {"title": "Watching", "hide": ("toc",)}
    assert site.files == {
        "CNAME",
        "birds/_collection.yml",
        "guide/watching.md",
        "index.md",
    }


def test_a_collection_may_stand_in_a_folder_below(tmp_path: Path) -> None:
    text = BIRDS.replace("content/birds", "content/animals/birds")
    site = loaded(tmp_path, f"{text}-- content/animals/birds/robin.yml --\ntitle: Robin\n")
    assert list(site.entries) == [Key("animals/birds", "robin")]


def test_a_site_may_have_no_collections_and_no_content(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "").collections
    (tmp_path / "content/index.md").unlink()
    site, findings = load_site(tmp_path, "content", "Tiny")
    assert (site.pages, findings) == ((), ())


# Values


def test_values_are_read_as_their_fields_say(tmp_path: Path) -> None:
    site = loaded(
        tmp_path,
        f"""\
{BIRDS}fields:
  name: text
  grams: number
  common: bool
-- content/birds/robin.yml --
title: no
name: 012
grams: 18.50
common: true
""",
    )
    found = entry(site, "robin")
    assert found.title == "no"
    assert found.fields == {
        "title": "no",
        "name": "012",
        "grams": Decimal("18.50"),
        "common": True,
    }
    assert str(found.fields["grams"]) == "18.50"
    assert str(found.source.at("grams")) == "content/birds/robin.yml:3:8"


def test_metadata_is_handed_on_as_plain_values(tmp_path: Path) -> None:
    robin = """\
-- content/birds/robin.md --
---
title: Robin
draft: true
meta:
  icon: material/bird
  hide: [toc, navigation]
  search: {exclude: true, boost: 2}
  tags: ["7", 1.5]
  note: a <b> & c
---
"""
    found = entry(loaded(tmp_path, BIRDS + robin), "robin")
    assert found.draft
    assert found.meta == {
        "icon": "material/bird",
        "hide": ("toc", "navigation"),
        "search": {"exclude": True, "boost": 2},
        "tags": ("7", "1.5"),
        "note": "a &lt;b&gt; &amp; c",
    }


def test_an_entry_with_a_mistake_is_kept_and_marked(tmp_path: Path) -> None:
    text = f"{BIRDS}fields: {{grams: int}}\n-- content/birds/robin.yml --\ntitle: Robin\ngrams: x\n"
    site, findings = load_site(write_site(tmp_path, text), "content", "Tiny")
    assert [finding.rule for finding in findings] == ["wrong-type"]
    found = entry(site, "robin")
    assert (found.broken, found.fields) == (True, {"title": "Robin"})


def test_an_entry_that_cannot_be_read_is_left_out_but_known(tmp_path: Path) -> None:
    robin = "-- content/birds/robin.yml --\ntitle: 'Robin\n"
    site, _ = load_site(write_site(tmp_path, BIRDS + robin), "content", "Tiny")
    assert not site.entries
    assert site.known["birds"] == {"robin"}
    assert (site.incomplete, site.hidden) == (frozenset({"birds"}), frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "entries:\n  - slug: robin\n    title: 'Robin\n",
        "entries: {robin: Robin}\n",
        "entries:\n  - title: Robin\n",
        "entries:\n  - robin\n",
        "- slug: robin\n",
        "entries:\n  - {slug: wren, title: Wren, slug: robin}\n",
        "entries:\n  - slug: robin\n    title: Ro\x07bin\n",
    ],
)
def test_a_list_that_is_not_read_to_its_end_hides_slugs(tmp_path: Path, text: str) -> None:
    root = write_site(tmp_path, f"{BIRDS}-- content/birds/all.yml --\n{text}")
    site, findings = load_site(root, "content", "Tiny")
    assert len(findings) == 1
    assert site.hidden == {"birds"}


def test_a_collection_whose_declaration_cannot_be_read_hides_its_slugs(tmp_path: Path) -> None:
    text = (
        "-- content/birds/_collection.yml --\ntitle: [Birds\n-- content/birds/robin.md --\nRobin\n"
    )
    site, [finding] = load_site(write_site(tmp_path, text), "content", "Tiny")
    assert (site.hidden, finding.rule) == (frozenset({"birds"}), "yaml-syntax")
    assert not site.collections


# Order

GRAMS = "fields: {grams: int, kind: {type: choice, choices: [songbird, owl, duck]}}\n"


def test_entries_are_sorted_by_title_whatever_its_case(tmp_path: Path) -> None:
    birds = "- {slug: c, title: robin}\n- {slug: b, title: Wren}\n- {slug: a, title: Robin}\n"
    assert order(tmp_path, "{}", birds) == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        ("grams", ["goldcrest", "wren", "robin", "mallard", "eagle", "owl"]),
        ("-grams", ["mallard", "robin", "goldcrest", "wren", "eagle", "owl"]),
        ("slug", ["eagle", "goldcrest", "mallard", "owl", "robin", "wren"]),
        ("-slug", ["wren", "robin", "owl", "mallard", "goldcrest", "eagle"]),
        ("[kind, -grams]", ["robin", "goldcrest", "wren", "owl", "mallard", "eagle"]),
    ],
)
def test_numbers_are_numbers_what_is_missing_comes_last_and_slugs_break_ties(
    tmp_path: Path, sort: str, slugs: list[str]
) -> None:
    birds = """\
- {slug: wren, title: Wren, grams: 9, kind: songbird}
- {slug: goldcrest, title: Goldcrest, grams: 9, kind: songbird}
- {slug: robin, title: Robin, grams: 18, kind: songbird}
- {slug: owl, title: Owl, kind: owl}
- {slug: mallard, title: Mallard, grams: 1100, kind: duck}
- {slug: eagle, title: Eagle}
"""
    assert order(tmp_path, f"{{sort: {sort}}}", birds, GRAMS) == slugs


def test_groups_follow_the_order_of_their_choices(tmp_path: Path) -> None:
    birds = """\
- {slug: a, title: A, kind: duck}
- {slug: b, title: B}
- {slug: c, title: C, kind: owl}
- {slug: d, title: D, kind: songbird}
- {slug: e, title: E, kind: owl}
"""
    slugs = order(tmp_path, "{group_by: kind, sort: -title}", birds, GRAMS)
    assert slugs == ["d", "e", "c", "a", "b"]


def test_groups_of_words_are_in_alphabetical_order(tmp_path: Path) -> None:
    birds = """\
- {slug: a, title: A, place: wood}
- {slug: b, title: B, place: Pond}
- {slug: c, title: C, place: garden}
"""
    assert order(tmp_path, "{group_by: place}", birds, "fields: {place: text}\n") == ["c", "b", "a"]


def test_collections_and_their_entries_come_in_one_order(tmp_path: Path) -> None:
    text = """\
-- content/owls/_collection.yml --
title: Owls
singular: owl
-- content/owls/barn-owl.yml --
title: Barn owl
-- content/birds/wren.yml --
title: Wren
-- content/birds/robin.yml --
title: Robin
"""
    site = loaded(tmp_path, text + BIRDS)
    assert [str(e.source.path) for e in site.entries.values()] == [
        "content/birds/robin.yml",
        "content/birds/wren.yml",
        "content/owls/barn-owl.yml",
    ]


# Names and places


@pytest.mark.parametrize("name", ["con", "aux", "com1", "lpt9", "index", "readme", "README", "CON"])
def test_a_name_that_systems_reserve_is_no_slug(tmp_path: Path, name: str) -> None:
    text = f"{BIRDS}-- content/birds/all.yml --\nentries:\n  - {{slug: {name}, title: Bird}}\n"
    finding = only(write_site(tmp_path, text))
    assert str(finding.location) == "content/birds/all.yml:2:12"
    assert (finding.rule, finding.message) == ("invalid-slug", f'"{name}" is a reserved name')


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("Robin", 'call it "robin"'),
        ("red robin", 'call it "red-robin"'),
        ("_robin", 'call it "robin"'),
        ("robin--red", 'call it "robin-red"'),
        ("été", 'call it "t"'),
        ("鳥", "use lower-case letters, digits and hyphens"),
    ],
)
def test_a_slug_is_lower_case_letters_digits_and_hyphens(
    tmp_path: Path, name: str, fix: str
) -> None:
    root = write_site(tmp_path, BIRDS)
    (root / f"content/birds/{name}.yml").write_text("title: Robin\n", "utf-8")
    finding = only(root)
    assert (finding.rule, finding.location.line, finding.fix) == ("invalid-slug", 1, fix)


def test_two_entries_of_one_name_are_reported_at_the_second(tmp_path: Path) -> None:
    text = """\
-- content/birds/robin.yml --
title: Robin
-- content/birds/robin/index.md --
---
title: Robin
---
"""
    finding = only(write_site(tmp_path, BIRDS + text))
    assert str(finding.location) == "content/birds/robin/index.md:1:1"
    [other] = finding.related
    assert str(other.location) == "content/birds/robin.yml:1:1"


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.md").write_text("# Secret\n", "utf-8")
    root = write_site(tmp_path / "site", BIRDS)
    (root / "content/secrets").symlink_to("../../outside")
    (root / "content/birds/secret.md").symlink_to("../../../outside/secret.md")
    site, findings = load_site(root, "content", "Tiny")
    assert [f"{f.location} {f.rule}" for f in findings] == [
        "content/birds/secret.md:1:1 outside-link",
        "content/secrets:1:1 outside-link",
    ]
    assert site.files == {"birds/_collection.yml", "index.md"}


def test_a_content_folder_that_leads_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", BIRDS)
    (root / "content").rename(tmp_path / "elsewhere")
    (root / "content").symlink_to("../elsewhere")
    site, [finding] = load_site(root, "content", "Tiny")
    assert f"{finding.location} {finding.rule}" == "content:1:1 outside-link"
    assert not site.files


def test_a_name_that_is_not_utf_8_is_a_finding_that_can_be_shown(tmp_path: Path) -> None:
    root = write_site(tmp_path, BIRDS)
    Path(os.fsdecode(os.fsencode(root) + b"/content/birds/r\xf6dd.md")).write_text("", "utf-8")
    _, [finding] = load_site(root, "content", "Tiny")
    assert str(finding.location) == "content/birds/r\ufffddd.md:1:1"
    assert finding.fix == "rename it"


def test_a_link_within_the_project_is_a_file(tmp_path: Path) -> None:
    root = write_site(tmp_path, "-- NOTES.md --\n# Notes\n")
    (root / "content/notes.md").symlink_to("../NOTES.md")
    site, findings = load_site(root, "content", "Tiny")
    assert not findings
    assert [page.path for page in site.pages] == ["index.md", "notes.md"]


def test_a_folder_named_like_a_page_is_a_folder(tmp_path: Path) -> None:
    root = write_site(tmp_path, BIRDS)
    (root / "content/birds/robin.md").mkdir()
    os.mkfifo(root / "content/pipe.md")
    site, findings = load_site(root, "content", "Tiny")
    assert not findings
    assert not site.entries


def test_drafts_are_shown_only_where_they_are_wanted(tmp_path: Path) -> None:
    text = f"{BIRDS}-- content/birds/robin.yml --\ntitle: Robin\ndraft: true\n"
    root = write_site(tmp_path, text)
    assert [page.path for page in compiled(root).pages] == ["birds/index.md"]
    shown = [page.path for page in compiled(root, drafts=True).pages]
    assert shown == ["birds/index.md", "birds/robin.md"]
