"""routes: the path and the anchor of every page and entry."""

import posixpath
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from generator.load import load_site
from generator.model import Key
from generator.routes import address, anchor, entry_link, index_path, link_to, page_path
from sites import write_site

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
-- content/birds/wren.md --
---
title: Wren
---
-- content/birds/robin.yml --
title: Robin
-- content/birds/heron/index.md --
---
title: Heron
---
-- content/birds/small.yml --
entries:
  - {slug: tit, title: Tit}
-- content/words/_collection.yml --
title: Words
singular: word
pages: index
-- content/words/all.yml --
entries:
  - {slug: beak, title: Beak}
"""


def test_an_entry_has_the_page_of_its_file_or_of_its_slug(tmp_path: Path) -> None:
    site, _ = load_site(write_site(tmp_path, BIRDS), "content", "Tiny")
    pages = {entry.slug: page_path(site, entry) for entry in site.entries.values()}
    assert pages == snapshot(
        {
            "heron": "birds/heron/index.md",
            "robin": "birds/robin.md",
            "tit": "birds/tit.md",
            "wren": "birds/wren.md",
            "beak": "words/index.md",
        }
    )


@given(path=st.text(alphabet="ab./ #", max_size=12), origin=st.text(alphabet="ab./ #", max_size=12))
def test_a_link_is_the_way_from_one_folder_to_a_file(path: str, origin: str) -> None:
    assume(path)
    expected = posixpath.relpath(path, posixpath.dirname(origin) or ".")
    assert link_to(path, "", origin=origin) == expected


def test_an_entry_on_its_index_is_found_by_its_anchor(tmp_path: Path) -> None:
    site, _ = load_site(write_site(tmp_path, BIRDS), "content", "Tiny")
    beak, wren = Key("words", "beak"), Key("birds", "wren")
    assert (anchor(site, beak), anchor(site, wren)) == ("beak", "")
    assert index_path(site.collections["words"]) == "words/index.md"
    assert entry_link(site, beak, origin="birds/heron/index.md") == "../../words/index.md#beak"
    assert entry_link(site, wren, origin="birds/index.md", fragment="song") == "wren.md#song"


@pytest.mark.parametrize(
    ("origin", "link"),
    [
        ("index.md", "birds/wren.md"),
        ("birds/index.md", "wren.md"),
        ("birds/heron/index.md", "../wren.md"),
        ("words/index.md", "../birds/wren.md"),
    ],
)
def test_a_link_leads_from_the_folder_of_its_page(origin: str, link: str) -> None:
    assert link_to("birds/wren.md", "", origin=origin) == link


@pytest.mark.parametrize(
    "paths",
    [
        ("wren.md", "wren/index.md", "Wren.md", "wren/README.md"),
        ("index.md", "README.md", "readme.md"),
        ("birds/index.md", "birds.md"),
        ("wren.html", "WREN.html"),
        ("song.mp3", "Song.MP3"),
    ],
)
def test_these_pages_would_overwrite_each_other(paths: tuple[str, ...]) -> None:
    assert len({address(path) for path in paths}) == 1


def test_these_pages_have_addresses_of_their_own() -> None:
    paths = ("index.md", "wren.md", "wren.html", "birds/wren.md", "wren.png", "birds/index.md")
    assert len({address(path) for path in paths}) == len(paths)
