"""builder: what waits in a file is the search index that Material's plugin would have made."""

from collections.abc import Callable
from inspect import unwrap
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import SearchIndex  # type: ignore[import-untyped]
from mkdocs.structure.pages import Page

from generator.builder.search import index as sections
from generator.builder.search import parser
from generator.builder.search.index import KeptIndex, parse
from generator.builder.store import Store

OPTIONS = {"lang": ["en"], "separator": r"[\s\-]+", "pipeline": [], "fields": {"title": {}}}
TEXTS = st.text(st.characters(exclude_characters="<>&", exclude_categories=["Cs"]), max_size=9)
METAS = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.lists(TEXTS | st.integers() | st.none(), max_size=2),
        "search": st.sampled_from([{"exclude": True}, {"boost": 2}, {"boost": 0.5}, {"boost": []}]),
    },
)
PAGES = st.lists(st.tuples(TEXTS, TEXTS, METAS), max_size=4)


def page(title: str, text: str, meta: dict[str, object]) -> Page:
    """Return what an index takes of a page."""
    content = f'<h1 id="top">{title}</h1><p>{text}</p><h2 id="more">More</h2>'
    found = SimpleNamespace(content=content, title=title, meta=meta, toc=[], url=f"{title}/")
    return cast("Page", found)


def kept_index(*, in_file: bool = True) -> KeptIndex:
    """Return a new index of ours, around a new one of Material's."""
    index = KeptIndex(SearchIndex(**OPTIONS), Store(None))
    if in_file:
        index.keep_in_file()
    return index


def written(index: object) -> bytes:
    """Return what Material's plugin would write."""
    text = cast("Any", index).generate_search_index(None)
    return bytes(text.encode("utf-8"))


@given(PAGES)
def test_entries_that_waited_in_a_file_are_written_as_material_does(
    pages: list[tuple[str, str, dict[str, object]]],
) -> None:
    ours, theirs = kept_index(), SearchIndex(**OPTIONS)
    for each in pages:
        ours.add_entry_from_context(page(*each))
        theirs.add_entry_from_context(page(*each))
    assert written(ours) == written(theirs)
    assert ours.entries == theirs.entries


def drop_first(index: KeptIndex) -> None:
    """Take an entry out of the list."""
    del index.entries[0]


def put_another(index: KeptIndex) -> None:
    """Put another list in the place of the one that is there."""
    index.entries = [{"location": "x/", "title": "X", "text": ""}, *index.entries[1:]]


@pytest.mark.parametrize("change", [drop_first, put_another])
def test_who_changes_the_entries_of_an_index_changes_what_is_written(
    change: Callable[[KeptIndex], None],
) -> None:
    one, other = kept_index(), kept_index(in_file=False)
    for index in (one, other):
        index.add_entry_from_context(page("Gull", "A bird.", {}))
        change(index)
        index.add_entry_from_context(page("Owl", "Another.", {}))
    assert written(one) == written(other)
    assert b"Owl" in written(one)


def test_an_index_that_waits_as_it_is_written_is_a_text_for_whoever_asks() -> None:
    index = kept_index()
    index.add_entry_from_context(page("Gull", "A grey bird.", {}))
    text = index.generate_search_index(None)
    assert text.startswith('{"config":{"lang":["en"],')
    assert text.encode("utf-16") == str(text).encode("utf-16")


@pytest.mark.parametrize("tag", ['em -x="y"', "em -x='y'", 'em\x0bclass="x"', "em"])
def test_a_title_is_whole_however_an_element_in_it_is_written(tag: str) -> None:
    [(_, title, _)] = parse(f'<h1 id="t">Title <{tag}>a</em> end</h1>')
    assert "".join(title) == "Title a end"


def test_what_one_parser_took_apart_is_no_answer_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = []
    for digest in (b"one", b"other"):
        monkeypatch.setattr(sections, "_parsers", unwrap(sections._parsers))  # noqa: SLF001 - kept for good
        monkeypatch.setattr(sections, "file_digest", {parser.__file__: digest}.get)
        names.append(sections.sections_key("<p>a</p>"))
    assert names[0] != names[1]
