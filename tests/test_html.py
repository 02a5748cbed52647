"""Facts about the built site, looked up in its HTML: links, names, search, addresses, size."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree as ET

import pytest

from generator.builder import check_project
from generator.compiler import Result
from generator.routes import anchor, page_path
from handbook import (
    ADDRESS,
    PROJECT,
    REPOSITORY,
    Element,
    HtmlPage,
    build_handbook,
    build_offline_copy,
    read_pages,
    target,
)
from sites import built, write_site

EDIT = f"{REPOSITORY}/edit/main/"

# What a browser loads unasked, or sends a reader's words to. An <a> waits for a click.
LOADED = {
    "audio": ("src",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "image": ("href",),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href",),
    "video": ("src", "poster"),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A built site, read once."""

    root: Path
    pages: tuple[HtmlPage, ...]

    def __iter__(self) -> Iterator[HtmlPage]:
        return iter(self.pages)

    @property
    def linked(self) -> tuple[HtmlPage, ...]:
        """Return the pages but for the one that stands for a missing page."""
        return tuple(page for page in self.pages if page.path != "404.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = build_handbook(tmp_path_factory.getbasetemp())
    return Site(root, read_pages(root))


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = build_offline_copy(tmp_path_factory.getbasetemp())
    return Site(root, read_pages(root))


@pytest.fixture(scope="module")
def result() -> Result:
    return check_project(PROJECT / "mkdocs.yml")


# ---- links --------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page_and_a_place_in_it(site: Site) -> None:
    assert broken_links(site) == []


def test_every_link_of_the_offline_copy_leads_to_a_file(offline: Site) -> None:
    assert broken_links(offline) == []
    # A browser lists the files of a folder instead of opening its index.
    folders = [
        f"{page.path}:{element.line}: {reference}"
        for page in offline.linked
        for element, reference in references(page)
        if urldefrag(urljoin(page.address, reference)).url.endswith("/")
        if target(page, reference)
    ]
    assert folders == []


def broken_links(site: Site) -> list[str]:
    """Return each link that leads to no file, or to no place in it."""
    places = {page.path: {*page.ids(), *names(page)} for page in site}
    return [
        f"{page.path}:{element.line}: {reference}"
        for page in site
        for element, reference in references(page)
        if is_broken(site, places, target(page, reference))
    ]


def names(page: HtmlPage) -> set[str]:
    return {element.get("name") for element in page.all("a")}


def references(page: HtmlPage) -> Iterator[tuple[Element, str]]:
    """Yield every address in a page, of links and of what is loaded with it."""
    for element in page.elements:
        for name in ("href",) if element.tag == "a" else LOADED.get(element.tag, ()):
            value = element.get(name)
            if value and not value.startswith(("data:", "mailto:", "javascript:void(0)")):
                yield element, value


def is_broken(site: Site, places: Mapping[str, set[str]], there: tuple[str, str] | None) -> bool:
    if there is None:  # on another host
        return False
    path, place = there
    # A text fragment names words, not a place.
    is_place = not place or place.startswith(":~:") or place in places.get(path, ())
    return not (site.root / path).is_file() or not is_place


def test_no_page_gives_an_id_twice(site: Site) -> None:
    twice = {
        page.path: [name for name, count in Counter(page.ids()).items() if count > 1]
        for page in site
    }
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_every_label_belongs_to_something_on_its_page(site: Site) -> None:
    loose = [
        f"{page.path}:{element.line}: {value}"
        for page in site
        for element in page.elements
        for name in ("for", "aria-labelledby", "aria-controls", "aria-describedby")
        for value in element.get(name).split()
        if value not in page.ids()
        # On a section's own page, Material's title of the table of contents opens nothing.
        if not (value == "__toc" and "md-nav__title" in element.get("class"))
    ]
    assert loose == []


# ---- what each page says of itself --------------------------------------------------------------


def test_every_page_has_one_main_heading(site: Site) -> None:
    counts = {page.path: len(page.all("h1")) for page in site}
    assert {path: count for path, count in counts.items() if count != 1} == {}


def test_no_heading_skips_a_level(site: Site) -> None:
    skipped = [
        f"{page.path}:{lower.line}: {higher.tag} to {lower.tag}"
        for page in site
        for higher, lower in pairs(page.all("h1", "h2", "h3", "h4", "h5", "h6"))
        if int(lower.tag[1]) > int(higher.tag[1]) + 1
    ]
    assert skipped == []


def pairs(elements: tuple[Element, ...]) -> Iterable[tuple[Element, Element]]:
    return pairwise(elements)


def test_every_page_is_named_after_what_it_shows(site: Site, result: Result) -> None:
    titles = {page.path: page.title for page in site}
    assert [path for path, title in titles.items() if not title.strip()] == []
    wrong = [
        result.site.text_of(key)
        for key, entry in result.site.entries.items()
        if not anchor(result.site, key)
        if entry.title not in titles[html_path(page_path(result.site, entry))]
    ]
    assert wrong == []


def test_every_page_is_described(site: Site) -> None:
    lacking = [page.path for page in site if not meta(page, "description").strip()]
    assert lacking == []


def test_an_entry_is_described_by_its_summary(site: Site, result: Result) -> None:
    pages = {page.path: page for page in site}
    wrong = [
        result.site.text_of(key)
        for key, entry in result.site.entries.items()
        if "summary" in entry.fields
        if meta(pages[html_path(page_path(result.site, entry))], "description")
        != entry.fields["summary"]
    ]
    assert wrong == []


def test_every_page_names_its_language_and_fits_a_phone(site: Site) -> None:
    assert {page.all("html")[0].get("lang") for page in site} == {"en"}
    assert {meta(page, "viewport") for page in site} == {"width=device-width,initial-scale=1"}


def meta(page: HtmlPage, name: str) -> str:
    found = (e.get("content") for e in page.all("meta") if e.get("name") == name)
    return next(found, "")


def html_path(path: str) -> str:
    """Return the file that MkDocs makes of a Markdown page."""
    stem = path.removesuffix(".md").removesuffix("/index")
    return "index.html" if stem == "index" else f"{stem}/index.html"


def test_every_image_says_what_it_shows(site: Site) -> None:
    silent = [
        f"{page.path}:{image.line}"
        for page in site
        for image in page.all("img")
        if not image.get("alt")
    ]
    assert silent == []


# ---- third parties ------------------------------------------------------------------------------


def test_no_page_loads_anything_from_elsewhere(site: Site) -> None:
    assert loaded_from_elsewhere(site) == []


def test_the_offline_copy_loads_nothing_from_elsewhere(offline: Site) -> None:
    assert loaded_from_elsewhere(offline) == []


def loaded_from_elsewhere(site: Site) -> list[str]:
    """Return what a page would ask another host for; addresses in <a> are the reader's choice."""
    return [
        f"{page.path}:{element.line}: {reference}"
        for page in site
        for element, reference in references(page)
        if element.tag != "a" and not urljoin(page.address, reference).startswith(ADDRESS)
    ]


def test_no_style_loads_anything_that_the_site_does_not_have(site: Site) -> None:
    styles = {path: path.read_text("utf-8") for path in site.root.rglob("*.css")}
    missing = [
        f"{path.relative_to(site.root)}: {reference}"
        for path, text in styles.items()
        for reference in loaded_by_style(text)
        if not (path.parent / re.sub(r"[?#].*", "", reference)).resolve().is_file()
    ]
    assert styles
    assert missing == []


def test_no_page_has_a_style_of_its_own_that_loads_something(site: Site) -> None:
    inline = [
        f"{page.path}:{element.line}"
        for page in site
        for element in page.elements
        if any(loaded_by_style(element.get("style")))
    ]
    sheets = [
        page.path
        for page in site
        for sheet in re.findall(
            r"(?s)<style[^>]*>(.*?)</style>", (site.root / page.path).read_text()
        )
        if any(loaded_by_style(sheet))
    ]
    assert inline + sheets == []


def loaded_by_style(text: str) -> Iterator[str]:
    """Yield the addresses in a stylesheet, but for those that hold their data themselves."""
    found = re.findall(r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""", text)
    addresses = (plain or imported for plain, imported in found)
    yield from (address for address in addresses if not address.startswith(("data:", "#")))


# ---- search -------------------------------------------------------------------------------------


def search_index(site: Site) -> Mapping[str, Mapping[str, str]]:
    """Return the documents of the search index by their places."""
    text = (site.root / "search" / "search_index.json").read_text("utf-8")
    return {document["location"]: document for document in json.loads(text)["docs"]}


def test_the_search_knows_every_page(site: Site) -> None:
    places = {page.path.removesuffix("index.html") for page in site.linked}
    assert sorted(places - search_index(site).keys()) == []


def test_the_search_knows_every_entry_that_has_no_page_of_its_own(
    site: Site, result: Result
) -> None:
    index = search_index(site)
    titles = {place: as_text(document["title"]) for place, document in index.items()}
    expected = {
        f"{key.collection}/#{key.slug}": entry.title
        for key, entry in result.site.entries.items()
        if anchor(result.site, key)
    }
    assert {place: titles.get(place) for place in expected} == expected


def test_the_search_knows_every_alias(site: Site, result: Result) -> None:
    index = search_index(site)
    missing = [
        f"{result.site.text_of(key)}: {alias}"
        for key, entry in result.site.entries.items()
        for alias in as_words(entry.fields.get("aliases"))
        if alias not in everything(index[f"{key.collection}/{key.slug}/"])
    ]
    assert missing == []


def test_the_search_knows_the_words_of_every_claim_and_of_its_quote(
    site: Site, result: Result
) -> None:
    index = search_index(site)
    missing = [
        f"{key.slug}: {entry.fields['quote']}"
        for key, entry in result.site.entries.items()
        if key.collection == "claims"
        if plain(entry.fields["quote"]) not in plain(everything(index[f"claims/#{key.slug}"]))
    ]
    assert missing == []


def test_what_the_search_finds_is_there(site: Site) -> None:
    places = {page.path: {*page.ids(), ""} for page in site}
    lost = []
    for place in search_index(site):
        path, _, fragment = place.partition("#")
        if fragment not in places.get(f"{path}index.html", ()):
            lost.append(place)
    assert lost == []


def everything(document: Mapping[str, object]) -> str:
    return as_text(" ".join(str(value) for value in document.values()))


def as_text(markup: str) -> str:
    """Return the words of HTML."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", unescape(markup))).strip()


def as_words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def plain(value: object) -> str:
    """Return words without the marks of Markdown, which a page turns into elements."""
    return re.sub(r"[`*\"'\u2018\u2019\u201c\u201d]", "", str(value))


# ---- the author's way back ----------------------------------------------------------------------


def test_every_page_can_be_edited_where_it_was_written(site: Site) -> None:
    wrong = []
    for page in site.linked:
        links = [a.get("href") for a in page.all("a") if "md-content__button" in a.get("class")]
        if [is_written_at(link) for link in links] != [True]:
            wrong.append(f"{page.path}: {links}")
    assert wrong == []


def is_written_at(link: str) -> bool:
    """Tell whether an edit link names a file of the project, and a line that the file has."""
    path, _, line = link.removeprefix(EDIT).partition("#L")
    file = PROJECT / path
    if not link.startswith(EDIT) or not file.is_file():
        return False
    return not line or 1 <= int(line) <= len(file.read_text("utf-8").splitlines())


def test_an_entry_s_page_is_edited_in_the_entry_s_file(site: Site, result: Result) -> None:
    pages = {page.path: page for page in site}
    wrong = [
        result.site.text_of(key)
        for key, entry in result.site.entries.items()
        if not anchor(result.site, key)
        if EDIT + entry.source.path
        not in hrefs(pages[html_path(page_path(result.site, entry))].elements)
    ]
    assert wrong == []


def test_an_entry_of_a_list_is_edited_at_its_own_line(site: Site, result: Result) -> None:
    pages = {page.path: page for page in site}
    wrong = [
        result.site.text_of(key)
        for key, entry in result.site.entries.items()
        if entry.listed
        if f"{EDIT}{entry.source.path}#L{line_of(entry.source.path, key.slug)}"
        not in hrefs(pages[f"{key.collection}/index.html"].section(key.slug))
    ]
    assert wrong == []


def line_of(path: str, slug: str) -> int:
    """Return the line on which an entry of a list file starts."""
    lines = (PROJECT / path).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if re.search(rf"- slug: {slug}$", line))


def hrefs(elements: Iterable[Element]) -> set[str]:
    return {element.get("href") for element in elements}


# ---- the site as a whole ------------------------------------------------------------------------


def test_the_sitemap_lists_every_page(site: Site) -> None:
    tree = ET.fromstring((site.root / "sitemap.xml").read_bytes())  # noqa: S314 - our own
    listed = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert sorted(map(str, listed)) == sorted(
        ADDRESS + page.path.removesuffix("index.html") for page in site.linked
    )


def test_only_what_readers_need_is_published(site: Site) -> None:
    endings = {path.suffix for path in site.root.rglob("*") if path.is_file()}
    assert endings - {".woff2", ".txt", ".png", ".webp", ".json", ".ico"} == {
        ".css",
        ".gz",
        ".html",
        ".js",
        ".map",
        ".svg",
        ".xml",
    }


def test_a_page_leads_to_no_entry_of_another_collection_by_its_navigation(
    site: Site, result: Result
) -> None:
    own = {html_path(page.path): page.path.partition("/")[0] for page in result.pages}
    entries = {
        html_path(page_path(result.site, entry)): key.collection
        for key, entry in result.site.entries.items()
        if not anchor(result.site, key)
    }
    strangers = [
        f"{page.path}: {link.get('href')}"
        for page in site.linked
        for link in page.all("a")
        if "md-nav__link" in link.get("class")
        if entries.get(str((target(page, link.get("href")) or ("",))[0]), own.get(page.path))
        != own.get(page.path)
    ]
    assert strangers == []


KITCHEN = f"""\
-- mkdocs.yml --
INHERIT: {json.dumps(str(PROJECT / "mkdocs.yml"))}
site_name: Kitchen
docs_dir: content
theme:
  custom_dir: {json.dumps(str(PROJECT / "theme" / "overrides"))}
nav:
  - Home: index.md
  - Recipes: recipes/index.md
  - Cooks: cooks/index.md
-- content/recipes/_collection.yml --
title: Recipes
singular: recipe
-- content/recipes/soup.md --
---
title: Soup
---
Boil it.
-- content/cooks/_collection.yml --
title: Cooks
singular: cook
"""


def make_kitchen(root: Path, *, cooks: int) -> Path:
    """Build a site with the handbook's look, one recipe and some cooks."""
    files = (f"-- content/cooks/cook-{n:03}.yml --\ntitle: Cook {n:03}\n" for n in range(cooks))
    return built(write_site(root, KITCHEN + "".join(files)))


@pytest.mark.no_cover  # many pages, made as a few are
def test_a_page_does_not_grow_with_the_number_of_entries(tmp_path: Path) -> None:
    few = make_kitchen(tmp_path / "few", cooks=100)
    many = make_kitchen(tmp_path / "many", cooks=160)
    assert size(few, "recipes/soup/index.html") == size(many, "recipes/soup/index.html")
    # Its own collection shows the pages around it, and how many there are.
    grown = size(many, "cooks/cook-050/index.html") - size(few, "cooks/cook-050/index.html")
    assert abs(grown) < 100


def size(site: Path, path: str) -> int:
    return (site / path).stat().st_size
