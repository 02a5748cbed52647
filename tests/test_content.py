"""Our own content: nothing to find in it, and not a word of the source document left out."""

import html
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from generator.builder import check_project
from generator.compiler import Result
from generator.labs import as_document
from generator.links import link_site
from generator.model import Entry, Key, Links
from generator.report import as_text
from generator.routes import anchor, entry_link, page_path
from generator.source import read_line
from handbook import PROJECT, SOURCE_DOCUMENT


@pytest.fixture(scope="module")
def result() -> Result:
    return check_project(PROJECT / "mkdocs.yml")


@pytest.fixture(scope="module")
def links(result: Result) -> Links:
    return link_site(result.site)[0]


def test_the_content_has_no_findings(result: Result) -> None:
    assert as_text(result.findings, lambda where: read_line(PROJECT, where)) == ""


def test_the_handbook_has_these_collections(result: Result) -> None:
    assert sorted(result.site.collections) == snapshot(
        [
            "benchmarks",
            "challenges",
            "claims",
            "concepts",
            "glossary",
            "labs",
            "modules",
            "practices",
            "program",
            "resources",
            "solutions",
            "technologies",
            "tools",
        ]
    )
    assert {key.collection for key in result.site.entries} == set(result.site.collections)


def test_every_entry_is_shown_on_a_page_with_its_title(result: Result) -> None:
    pages = {page.path: page for page in result.pages}
    missing = [
        result.site.text_of(key)
        for key, entry in result.site.entries.items()
        if key not in pages[page_path(result.site, entry)].entries
        or entry.title not in html.unescape(pages[page_path(result.site, entry)].text)
    ]
    assert missing == []


def test_every_page_has_words_under_its_heading(result: Result) -> None:
    bodies = {page.path: page.body.partition("\n")[2] for page in result.pages}
    assert [path for path, body in bodies.items() if len(body.split()) < 20] == []


def test_every_entry_shows_what_it_refers_to_and_what_refers_to_it(
    result: Result, links: Links
) -> None:
    missing = [
        f"{result.site.text_of(key)}: {relation.label}: {result.site.text_of(other)}"
        for key, relations in links.relations.items()
        for relation in relations
        for other in relation.targets
        if not is_linked(result, key, other)
    ]
    assert missing == []


def test_what_refers_to_an_entry_stands_under_the_words_that_the_model_has_for_it(
    result: Result, links: Links
) -> None:
    missing = [
        f"{result.site.text_of(key)}: {relation.label}"
        for key, relations in links.relations.items()
        for relation in relations
        if relation.generated and relation.label not in shown_text(result, key)
    ]
    assert missing == []


def is_linked(result: Result, key: Key, other: Key) -> bool:
    """Tell whether the page or section of an entry links to another, or to what it stands for."""
    site = result.site
    origin = page_path(site, site.entries[key])
    outside = site.entries[other].fields.get("url")
    addresses = {entry_link(site, other, origin=origin), outside}
    # In a page of many entries a link within the page may be the anchor alone.
    addresses |= {f"#{anchor(site, other)}"} if key.collection == other.collection else set()
    found = re.findall(r'\]\(([^)\s]+)\)|href="([^"]+)"', shown_text(result, key))
    return not addresses.isdisjoint(address for pair in found for address in pair)


def shown_text(result: Result, key: Key) -> str:
    """Return the Markdown that shows an entry, its entities undone: a page, or a section of one."""
    path = page_path(result.site, result.site.entries[key])
    text = html.unescape(next(page.body for page in result.pages if page.path == path))
    if not anchor(result.site, key):
        return text
    [section] = re.findall(rf"(?ms)^#[^\n]*#{key.slug} .*?(?=^#|\Z)", text)
    return str(section)


def test_every_claim_says_how_far_it_is_proved(result: Result, links: Links) -> None:
    expected = {key.slug: proof(result, links, key) for key in keys(result, "claims")}
    pills = {
        key.slug: re.findall(r'class="hb-pill[^>]*>([^<]+)<', shown_text(result, key))
        for key in keys(result, "claims")
    }
    assert pills == {slug: [state] for slug, state in expected.items()}


def proof(result: Result, links: Links, key: Key) -> str:
    """Say how a claim is proved: by labs with results, or by what it rests on."""
    labs = links.related(key, "evidence")
    if not labs:
        return str(result.site.entries[key].fields["basis"]).capitalize()
    has_result = any(result.labs[lab].shown for lab in labs)
    return "Measured" if has_result else "To be measured"


def test_every_module_comes_after_those_that_it_requires(result: Result, links: Links) -> None:
    place = {
        key: as_int(result.site.entries[key].fields["order"]) for key in keys(result, "modules")
    }
    assert sorted(place.values()) == list(range(1, len(place) + 1))
    assert [
        (key.slug, required.slug)
        for key in place
        for required in links.related(key, "requires")
        if place[required] >= place[key]
    ] == []


def as_int(value: object) -> int:
    assert isinstance(value, int)
    return value


def keys(result: Result, collection: str) -> tuple[Key, ...]:
    return tuple(key for key in result.site.entries if key.collection == collection)


# ---- the source document -----------------------------------------------------------------------

# Not sentences, by rule: a heading; and the bold label at the start of a list item, which names
# what the sentences after it are about.
HEADING = re.compile(r"#+ .*")
LABEL = re.compile(r"\s*\* +\*\*[^*]+:\*\*")


def test_the_claims_leave_no_word_of_the_source_document_out(result: Result) -> None:
    lines = SOURCE_DOCUMENT.read_text("utf-8").splitlines()
    claims = (entry for key, entry in result.site.entries.items() if key.collection == "claims")
    assert left_over(lines, quotes_of(claims)) == []


def test_every_quote_is_found_after_the_one_before_it(result: Result) -> None:
    lines = SOURCE_DOCUMENT.read_text("utf-8").splitlines()
    claims = (entry for key, entry in result.site.entries.items() if key.collection == "claims")
    assert misplaced(lines, quotes_of(claims)) == []


def test_a_word_that_no_quote_holds_is_found() -> None:
    lines = ["# On eggs", "", "*   **Boiling:** Six minutes, then cold water.  Peel them."]
    quotes = [(3, "Six minutes,"), (3, "cold water.")]
    assert left_over(lines, quotes) == ["line 3: then", "line 3: Peel them"]
    assert misplaced(lines, quotes) == []


def test_a_label_that_begins_no_list_item_is_no_label() -> None:
    lines = ["Boil **Eggs:** for six minutes."]
    assert left_over(lines, [(1, "for six minutes.")]) == ["line 1: Boil **Eggs"]


def test_a_quote_that_is_not_exact_overlaps_or_comes_too_early_is_found() -> None:
    lines = ["Six minutes, then cold water."]
    quotes = [
        (1, "then cold"),
        (1, "cold water."),
        (1, "Six minutes,"),
        (1, "Six  minutes"),
        (2, "x"),
    ]
    assert misplaced(lines, quotes) == [
        "line 1: cold water.",
        "line 1: Six minutes,",
        "line 1: Six  minutes",
        "line 2: x",
    ]


def quotes_of(claims: Iterable[Entry]) -> list[tuple[int, str]]:
    """Return the line and the words of each quote, in the order of the file."""
    in_order = sorted(claims, key=lambda claim: claim.source.start.line)
    return [(as_int(claim.fields["line"]), str(claim.fields["quote"])) for claim in in_order]


def misplaced(lines: Sequence[str], quotes: Iterable[tuple[int, str]]) -> list[str]:
    """Return the quotes that are not in their line, behind those before them."""
    wrong = []
    last, end = 0, 0
    for line, quote in quotes:
        begin = end if line == last else 0
        found = lines[line - 1].find(quote, begin) if last <= line <= len(lines) else -1
        if found < 0:
            wrong.append(f"line {line}: {quote}")
        else:
            last, end = line, found + len(quote)
    return wrong


def left_over(lines: Sequence[str], quotes: Iterable[tuple[int, str]]) -> list[str]:
    """Return the words of the sentences that no quote holds."""
    rest = ["" if HEADING.fullmatch(line) else LABEL.sub("", line, count=1) for line in lines]
    for line, quote in quotes:
        rest[line - 1] = rest[line - 1].replace(quote, "\n", 1)
    return [
        f"line {number}: {words}"
        for number, line in enumerate(rest, start=1)
        for words in re.findall(r"\w[^\n]*\w|\w", line)
    ]


def test_one_changed_result_changes_every_page_that_shows_its_number(
    result: Result, tmp_path: Path
) -> None:
    for part in ("content", "theme", "requirements"):
        shutil.copytree(PROJECT / part, tmp_path / part)
    shutil.copy(PROJECT / "mkdocs.yml", tmp_path)
    lab = result.labs[Key("labs", "orm-n-plus-one")]
    assert lab.contract
    assert lab.shown
    assert lab.shown.result
    measured = lab.shown.result
    before = pages_of(tmp_path)
    cases = {**measured.cases, "naive": {**measured.cases["naive"], "queries": 777}}
    text = as_document(lab.contract, replace(measured, cases=cases))
    (tmp_path / lab.shown.path).write_text(text, "utf-8")
    after = pages_of(tmp_path)
    number = re.escape(str(measured.cases["naive"]["queries"]))
    shows = rf"\b{number} statements become|\[{number}\]\([^)]*orm-n-plus-one|^# N&#43;1 queries"
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {path for path in before if re.search(shows, before[path], re.MULTILINE)}
    assert len(changed) > 10


def pages_of(root: Path) -> dict[str, str]:
    return {page.path: page.text for page in check_project(root / "mkdocs.yml").pages}
