"""The built site in a real browser: search, colours, widths, keys, and the copy in a folder."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from generator.builder import check_project
from generator.render.chart import draw_bars
from handbook import PROJECT, REPOSITORY, build_handbook, build_offline_copy
from static_server import served

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000  # two cores that also run everything else
expect.set_options(timeout=PATIENCE_MS)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}

HOME = ""
ENTRY = "concepts/cache-stampede/"
CLAIMS = "claims/"
CURRICULUM = "modules/"
PAGES = (HOME, ENTRY, CLAIMS, CURRICULUM, "glossary/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site on loopback and give its address."""
    folder = build_handbook(tmp_path_factory.getbasetemp())
    with served(folder.parent) as address:
        yield f"{address}{folder.name}/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the file address of the offline copy."""
    return build_offline_copy(tmp_path_factory.getbasetemp()).as_uri() + "/"


@dataclass(frozen=True, slots=True)
class Visit:
    """A tab of a browser, what it asked for and what it complained of."""

    tab: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def visit(browser: Browser, **options: Any) -> Iterator[Visit]:  # noqa: ANN401 - Playwright's own
    """Open a tab of its own, without anything that an earlier visit left."""
    with browser.new_context(**{"viewport": DESK, **options}) as context:
        context.set_default_timeout(PATIENCE_MS)
        there = Visit(context.new_page())
        context.on("request", lambda request: there.requests.append(request.url))
        context.on("weberror", lambda error: there.complaints.append(str(error.error)))
        there.tab.on("console", lambda message: there.complaints.extend(complaint(message)))
        yield there


def complaint(message: ConsoleMessage) -> list[str]:
    is_bad = message.type in ("error", "warning")
    return [f"{message.location['url']}: {message.text}"] if is_bad else []


def strangers(there: Visit, home: str) -> list[str]:
    """Return what was asked of anybody but the site; data and blobs are in the page itself."""
    return [url for url in there.requests if not url.startswith((home, "data:", "blob:"))]


# ---- search -------------------------------------------------------------------------------------


def test_a_search_finds_an_entry_by_its_title(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(site)
        search_for(there.tab, "message acknowledgement")
        best = there.tab.locator(FOUND).first
        expect(best).to_contain_text("Message acknowledgement")
        best.click()
        there.tab.wait_for_url("**/concepts/message-acknowledgement/**")


def test_a_search_finds_an_entry_by_an_alias(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(site)
        search_for(there.tab, "thundering herd")
        there.tab.locator(FOUND).first.click()
        there.tab.wait_for_url("**/concepts/cache-stampede/**")


def test_a_search_finds_an_alias_with_capitals_inside(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(site)
        assert "concepts/http-caching/" in found_by(there.tab, "ETag", site)
        assert "concepts/http-caching/" in found_by(there.tab, "etag", site)


@pytest.mark.long
def test_a_search_finds_every_entry_by_every_alias(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(site)
        lost = [
            f"{key.collection}/{key.slug}: {alias}"
            for key, entry in check_project(PROJECT / "mkdocs.yml").site.entries.items()
            for alias in as_words(entry.fields.get("aliases"))
            if f"{key.collection}/{key.slug}/" not in found_by(there.tab, alias, site)
        ]
    assert lost == []


def test_a_search_finds_an_entry_by_its_text(
    browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place, word = word_of_one_page(build_handbook(tmp_path_factory.getbasetemp()))
    with visit(browser) as there:
        there.tab.goto(site)
        search_for(there.tab, word)
        there.tab.locator(FOUND).first.click()
        there.tab.wait_for_url(f"**/{place}**")
        expect(there.tab.get_by_role("article").get_by_text(word).first).to_be_visible()


def test_a_search_finds_a_term_of_the_glossary_and_opens_it_there(
    browser: Browser, site: str
) -> None:
    with visit(browser) as there:
        there.tab.goto(site + ENTRY)
        search_for(there.tab, "event loop")
        there.tab.locator(f"{FOUND}[href*='#event-loop']").click()
        there.tab.wait_for_url("**/glossary/**#event-loop")
        expect(there.tab.get_by_role("heading", name="Event loop")).to_be_in_viewport()


def test_a_search_without_an_answer_says_so(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(site)
        search_for(there.tab, "xylophone")
        expect(there.tab.locator(".md-search-result__meta")).to_have_text("No matching documents")


FOUND = ".md-search-result__link"


def search_for(tab: Page, words: str) -> None:
    """Type words into the search and wait for the answer to them."""
    box = tab.get_by_role("textbox", name="Search")
    answer = tab.locator(".md-search-result__meta")
    # The search listens to keys. One key a query, or the answer to half a word would do.
    box.fill("")
    box.press("Backspace")
    expect(answer).to_have_text(re.compile("Type to start searching"))
    box.fill(words)
    box.press("End")
    expect(answer).to_have_text(re.compile("matching document"))


def found_by(tab: Page, words: str, site: str) -> list[str]:
    """Return the pages that a search finds, the best first."""
    search_for(tab, words)
    links = (str(link.get_attribute("href")) for link in tab.locator(FOUND).all())
    return [re.sub(r"[?#].*", "", link).removeprefix(site) for link in links]


def word_of_one_page(folder: Path) -> tuple[str, str]:
    """Return a page and a long word that stands in its text and nowhere else."""
    index = json.loads((folder / "search" / "search_index.json").read_text("utf-8"))
    places: dict[str, set[str]] = {}
    for document in index["docs"]:
        page = document["location"].partition("#")[0]
        for word in re.findall(r"(?<![\w-])[a-z]{9,}(?![\w-])", document["text"]):
            places.setdefault(word, set()).add(page)
        for word in re.findall(r"\w+", document["title"].lower()):
            places.setdefault(word, set()).add("")
    unique = {word: pages for word, pages in places.items() if len(pages) == 1}
    prefixes = sorted(unique, key=lambda word: (sum(w.startswith(word) for w in places), word))
    word = next(word for word in prefixes if min(unique[word]).startswith("concepts/"))
    return min(unique[word]), word


def as_words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


# ---- what a visit asks for ----------------------------------------------------------------------


def test_a_visit_asks_nobody_else_and_meets_no_error(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        for path in PAGES:
            there.tab.goto(site + path)
        expect(there.tab.locator(f"a[href='{REPOSITORY}']").first).to_be_visible()
        search_for(there.tab, "caching")
        there.tab.locator(FOUND).first.click()
        there.tab.wait_for_load_state("networkidle")
    assert strangers(there, site) == []
    assert there.complaints == []


def test_a_missing_page_is_answered_in_the_site_s_own_words(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(f"{site}concepts/no-such-page/deeper")
        expect(there.tab.get_by_role("heading", level=1)).to_be_visible()
        there.tab.get_by_role("article").get_by_role("link").first.click()
        there.tab.wait_for_load_state()
        assert there.tab.url.startswith(site)
        expect(there.tab.get_by_role("heading", level=1)).to_be_visible()
    # The browser itself reports the status 404.
    assert [line for line in there.complaints if "404" not in line] == []
    assert strangers(there, site) == []


# ---- colours ------------------------------------------------------------------------------------


def test_the_colours_follow_the_system_until_a_reader_chooses(browser: Browser, site: str) -> None:
    with visit(browser, color_scheme="dark") as there:
        there.tab.goto(site)
        expect(there.tab.locator("body")).to_have_attribute(SCHEME, "slate")
        there.tab.emulate_media(color_scheme="light")
        expect(there.tab.locator("body")).to_have_attribute(SCHEME, "default")
        for scheme in ("default", "slate"):
            there.tab.locator("[data-md-component=palette] label:visible").click()
            expect(there.tab.locator("body")).to_have_attribute(SCHEME, scheme)
        there.tab.goto(site + ENTRY)
        expect(there.tab.locator("body")).to_have_attribute(SCHEME, "slate")


SCHEME = "data-md-color-scheme"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_told_from_what_is_behind_it(browser: Browser, site: str, scheme: str) -> None:
    faint: list[str] = []
    with visit(browser, color_scheme=scheme, reduced_motion="reduce") as there:
        for path in (HOME, ENTRY, CLAIMS, CURRICULUM, "labs/index-explain/", "evidence/"):
            there.tab.goto(site + path)
            seen = there.tab.evaluate(CONTRASTS)
            assert len(seen) > 10
            faint += [f"{path}: {text}" for text, ratio, least in seen if ratio < least]
    assert faint == []


def test_faint_text_is_noticed(browser: Browser) -> None:
    with visit(browser) as there:
        there.tab.set_content("<body style='background: #eee'><p style='opacity: 0.5'>Faint")
        [[text, ratio, least]] = there.tab.evaluate(CONTRASTS)
    assert text.endswith(": Faint")
    assert (round(ratio, 1), least) == (3.9, 4.5)


# WCAG 2.2, 1.4.3: the contrast of every piece of text that is to be seen, and what it has to be:
# 4.5, or 3 for large text. A canvas turns any colour of CSS into red, green, blue and alpha.
CONTRASTS = """() => {
    const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })
    const known = new Map()
    const read = colour => {
        if (!known.has(colour)) {
            paint.clearRect(0, 0, 1, 1)
            paint.fillStyle = colour
            paint.fillRect(0, 0, 1, 1)
            const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data
            known.set(colour, [r, g, b, a / 255])
        }
        return known.get(colour)
    }
    const over = ([r, g, b, a], under) =>
        [r, g, b].map((value, i) => value * a + under[i] * (1 - a))
    const behind = element => {
        const layers = []
        for (let e = element; e; e = e.parentElement)
            layers.unshift(read(getComputedStyle(e).backgroundColor))
        return layers.reduce((under, layer) => over(layer, under), [255, 255, 255])
    }
    const opacity = element =>
        element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1
    const luminance = colour => {
        const [r, g, b] = colour.map(value => value / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const ratio = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
        return (light + 0.05) / (dark + 0.05)
    }
    const seen = new Map()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim()
        const element = texts.currentNode.parentElement
        const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        if (!text || !shown || !element.getClientRects().length) continue
        if (element.closest(".md-search, script, style, noscript, .headerlink")) continue
        const style = getComputedStyle(element)
        const under = behind(element)
        const [r, g, b, a] = read(style.color)
        const found = ratio(over([r, g, b, a * opacity(element)], under), under)
        const size = parseFloat(style.fontSize)
        const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700)
        const name = `${element.tagName.toLowerCase()}.${element.className}`
        const line = `${name} ${style.color} on ${under.map(Math.round)}: ${found.toFixed(2)}`
        seen.set(line, [`${line}: ${text.slice(0, 30)}`, found, large ? 3 : 4.5])
    }
    return [...seen.values()]
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_one_image_with_a_name_whose_bars_are_seen(
    browser: Browser, site: str, scheme: str
) -> None:
    chart = draw_bars("Statements", "Statements", [("Before", 101), ("After", 1)])
    with visit(browser, color_scheme=scheme) as there:
        there.tab.goto(site + ENTRY)
        there.tab.locator("article").evaluate(
            "(e, svg) => e.innerHTML = `<div class=hb-chart>${svg}</div>`", str(chart)
        )
        image = there.tab.get_by_role("img", name="Statements")
        expect(image).to_have_accessible_description("Before: 101; After: 1")
        bar, ground = image.locator("rect").first.evaluate(
            "e => [getComputedStyle(e).fill, getComputedStyle(document.body).backgroundColor]"
        )
    assert contrast(bar, ground, 0.75) > 3


def contrast(colour: str, ground: str, opacity: float) -> float:
    """Return how two colours of the form rgb(r, g, b) differ, as WCAG 2.2 has it for graphics."""
    above, below = ([int(v) for v in re.findall(r"\d+", text)[:3]] for text in (colour, ground))
    mixed = [a * opacity + b * (1 - opacity) for a, b in zip(above, below, strict=True)]
    dark, light = sorted((luminance(mixed), luminance(below)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: list[float] | list[int]) -> float:
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ---- widths -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_is_wider_than_the_screen(
    browser: Browser, site: str, size: dict[str, int]
) -> None:
    wide: list[str] = []
    with visit(browser, viewport=size, has_touch=size is PHONE) as there:
        for path in (*PAGES, "concepts/pagination/", "labs/index-explain/", "evidence/", "guide/"):
            there.tab.goto(site + path)
            wide += [f"{path}: {element}" for element in there.tab.evaluate(TOO_WIDE)]
    assert wide == []


def test_a_page_that_is_too_wide_is_noticed(browser: Browser) -> None:
    with visit(browser, viewport=PHONE) as there:
        there.tab.set_content("<main class=md-content><p style='width: 500px'>Wide")
        [page, paragraph] = there.tab.evaluate(TOO_WIDE)
    assert page == "the page is 508 wide"
    assert paragraph == "P. ends at 508"


# What sticks out of the window, unless it stands in a box that scrolls by itself.
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth
    const scrolls = e => e && e !== document.body &&
        (["auto", "scroll"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement))
    const inside = [...document.querySelectorAll(".md-content *, .md-footer *, .md-tabs *")]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > width + 1)
        .filter(e => !scrolls(e))
        .map(e => `${e.tagName}.${e.className} ends at ${e.getBoundingClientRect().right}`)
    const page = document.documentElement.scrollWidth
    return page > width ? [`the page is ${page} wide`, ...inside] : inside
}"""


def test_a_phone_has_the_navigation_in_a_drawer(browser: Browser, site: str) -> None:
    with visit(browser, viewport=PHONE, has_touch=True) as there:
        there.tab.goto(site + ENTRY)
        drawer = there.tab.locator(".md-sidebar--primary")
        expect(drawer).not_to_be_in_viewport()
        there.tab.locator("label.md-header__button[for=__drawer]").click()
        expect(drawer).to_be_in_viewport()
        expect(drawer.get_by_role("link", name="Cache invalidation")).to_be_in_viewport()


# ---- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "s"])
def test_a_key_opens_the_search_and_another_closes_it(
    browser: Browser, site: str, key: str
) -> None:
    with visit(browser) as there:
        there.tab.goto(site + ENTRY)
        there.tab.keyboard.press(key)
        box = there.tab.get_by_role("textbox", name="Search")
        expect(box).to_be_focused()
        there.tab.keyboard.type("idempotency", delay=5)
        # What its first letters find is shown meanwhile, and would take the focus away with it.
        whole_word = re.compile(r"[?]h=idempotency$")
        expect(there.tab.locator(FOUND).first).to_have_attribute("href", whole_word)
        there.tab.keyboard.press("ArrowDown")
        there.tab.keyboard.press("Enter")
        there.tab.wait_for_url("**/concepts/idempotency/**")
        there.tab.keyboard.press(key)
        expect(box).to_be_focused()
        there.tab.keyboard.press("Escape")
        expect(box).not_to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_can_be_seen(browser: Browser, site: str, scheme: str) -> None:
    unseen: list[str] = []
    with visit(browser, color_scheme=scheme, reduced_motion="reduce") as there:
        for path in (HOME, ENTRY):
            there.tab.goto(site + path)
            for _ in range(20):
                there.tab.keyboard.press("Tab")
                unseen += [f"{path}: {name}" for name in there.tab.evaluate(UNSEEN_FOCUS)]
    assert unseen == []


# The element that has the focus, if no outline tells so; an input that is drawn by its label shows
# the outline there.
UNSEEN_FOCUS = """() => {
    const element = document.activeElement
    const drawn = element.offsetWidth ? element : element.nextElementSibling
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn)
    const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && drawn.offsetWidth
    const words = drawn.textContent.trim().slice(0, 30)
    return isSeen || element === document.body ? [] : [`${drawn.tagName} ${words}`]
}"""


def test_the_first_key_skips_to_the_content(browser: Browser, site: str) -> None:
    with visit(browser) as there:
        there.tab.goto(site + ENTRY)
        there.tab.keyboard.press("Tab")
        expect(there.tab.get_by_role("link", name="Skip to content")).to_be_focused()
        expect(there.tab.get_by_role("link", name="Skip to content")).to_be_in_viewport()
        there.tab.keyboard.press("Enter")
        there.tab.wait_for_url("**#cache-stampede")


# ---- the copy in a folder -----------------------------------------------------------------------


def test_the_offline_copy_opens_from_its_folder(browser: Browser, folder: str) -> None:
    with visit(browser) as there:
        there.tab.goto(folder + "index.html")
        there.tab.get_by_role("article").get_by_role("link", name="Start the curriculum").click()
        there.tab.wait_for_url("**/modules/index.html")
        there.tab.get_by_role("article").get_by_role(
            "link", name="Caching", exact=True
        ).last.click()
        there.tab.wait_for_url("**/modules/caching.html")
        there.tab.get_by_role("article").get_by_role("link", name="Redis").first.click()
        there.tab.wait_for_url("**/tools/redis.html")
        expect(there.tab.get_by_role("heading", level=1)).to_contain_text("Redis")
        there.tab.wait_for_load_state("networkidle")
    assert strangers(there, folder) == []
    assert there.complaints == []


def test_the_offline_copy_can_be_searched(browser: Browser, folder: str) -> None:
    with visit(browser) as there:
        there.tab.goto(folder + "concepts/caching.html")
        search_for(there.tab, "thundering herd")
        there.tab.locator(FOUND).first.click()
        there.tab.wait_for_url("**/concepts/cache-stampede.html**")
        there.tab.wait_for_load_state("networkidle")
    assert strangers(there, folder) == []
    assert there.complaints == []
