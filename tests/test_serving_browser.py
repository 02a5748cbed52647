"""The preview in a real browser: pages follow their sources, and keep the reader's place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from served import Served, served
from sites import write_site

pytestmark = pytest.mark.browser

PROJECT = """\
-- mkdocs.yml --
site_name: Birds
theme: {name: material, font: false}
docs_dir: content
plugins: [search, typed-content]
markdown_extensions: [pymdownx.details, admonition, toc]
-- content/birds/_collection.yml --
title: Birds
singular: bird
-- content/birds/wren.md --
---
title: Wren
---

A small bird.
-- content/birds/dodo.md --
---
title: Dodo
draft: true
---

A large bird.
-- content/words/_collection.yml --
title: Words
singular: word
pages: index
-- content/words/all.yml --
entries:
  - {slug: beak, title: Beak}
  - {slug: claw, title: Claw, draft: true}
"""

LONG = (
    "# Long\n\nFirst words.\n\n"
    + "??? note\n\n    The first.\n\n" * 2
    + "??? note\n\n    The last.\n\n"
    + "".join(f"## Part {number}\n\nWords.\n\n" * 3 for number in range(20))
)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = write_site(tmp_path_factory.mktemp("preview"), PROJECT)
    (root / "content/long.md").write_text(LONG, "utf-8")
    with served(root) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    expect.set_options(timeout=60_000)  # a busy machine is no fault of the page
    context = browser.new_context(viewport={"width": 1000, "height": 600})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def write(preview: Served, path: str, text: str) -> None:
    (preview.root / "content" / path).write_text(text, "utf-8")


def opened(page: Page) -> list[bool]:
    return [one.get_attribute("open") is not None for one in page.locator("details").all()]


def test_a_page_follows_its_source_and_keeps_place_and_details(preview: Served, page: Page) -> None:
    page.goto(preview.url("/long/"))
    page.locator("details").nth(1).locator("summary").click()
    assert opened(page) == [False, True, False]
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    write(preview, "long.md", LONG.replace("First words.", "Other words."))
    expect(page.get_by_text("Other words.")).to_be_attached()
    page.wait_for_load_state("load")
    assert opened(page) == [False, True, False]
    expect_scrolled(page, 900)


def expect_scrolled(page: Page, top: int) -> None:
    page.wait_for_function(f"Math.abs(scrollY - {top}) < 2")


def test_a_page_that_did_not_change_stays_as_it_is(preview: Served, page: Page) -> None:
    page.goto(preview.url("/birds/wren/"))
    page.evaluate("window.isOld = true")
    write(preview, "other.md", "# Other\n\nOne.\n")  # a page more changes the navigation
    page.wait_for_function("window.isOld === undefined")
    page.wait_for_load_state("load")
    page.evaluate("window.isOld = true")
    write(preview, "other.md", "# Other\n\nTwo.\n")
    assert preview.has("/other/", "Two.")
    write(preview, "birds/wren.md", "---\ntitle: Wren\n---\n\nA loud bird.\n")
    expect(page.get_by_text("A loud bird.")).to_be_visible()
    assert page.evaluate("window.isOld") is None


def test_a_mistake_lies_over_the_last_good_page_until_it_is_mended(
    preview: Served, page: Page
) -> None:
    page.goto(preview.url("/birds/"))
    good = (preview.root / "content/birds/wren.md").read_text("utf-8")
    write(preview, "birds/wren.md", "---\ntitle: Wren\nwings: 5\n---\n")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("content/birds/wren.md:3:1")
    expect(alert).to_contain_text("3 | wings: 5")
    expect(alert).to_contain_text("fix:")
    page.goto(preview.url("/birds/wren/"))
    expect(alert).to_be_visible()
    expect(page.get_by_role("heading", name="Wren")).to_be_visible()
    alert.get_by_role("button", name="Hide").click()
    expect(alert).to_have_count(0)
    write(preview, "birds/wren.md", "---\ntitle: Wren\nwings: 6\n---\n")
    expect(alert).to_contain_text("3 | wings: 6")
    write(preview, "birds/wren.md", good)
    expect(alert).to_have_count(0)


def test_a_stylesheet_is_followed(preview: Served, page: Page) -> None:
    write(preview, "extra.css", "h1 { color: rgb(1, 2, 3) !important }")
    config = preview.root / "mkdocs.yml"
    config.write_text(f"{config.read_text('utf-8')}extra_css: [extra.css]\n", "utf-8")
    assert preview.has("/long/", "extra.css")
    page.goto(preview.url("/long/"))
    heading = page.locator("h1")
    expect(heading).to_have_css("color", "rgb(1, 2, 3)")
    write(preview, "extra.css", "h1 { color: rgb(3, 2, 1) !important }")
    expect(heading).to_have_css("color", "rgb(3, 2, 1)")


def test_a_tab_that_was_hidden_follows_when_it_is_seen_again(preview: Served, page: Page) -> None:
    page.goto(preview.url("/long/"))
    hide(page, is_hidden=True)
    write(preview, "long.md", LONG.replace("First words.", "Words in the meantime."))
    assert preview.has("/long/", "Words in the meantime.")
    expect(page.get_by_text("Words in the meantime.")).to_have_count(0)
    hide(page, is_hidden=False)
    expect(page.get_by_text("Words in the meantime.")).to_be_attached()


def hide(page: Page, *, is_hidden: bool) -> None:
    page.evaluate(
        """is_hidden => {
            Object.defineProperty(document, "hidden", {value: is_hidden, configurable: true})
            document.dispatchEvent(new Event("visibilitychange"))
        }""",
        is_hidden,
    )


def test_drafts_have_a_mark(preview: Served, page: Page) -> None:
    page.goto(preview.url("/birds/dodo/"))
    mark = page.locator("h1").get_by_text("DRAFT")
    expect(mark).to_be_visible()
    page.goto(preview.url("/words/"))
    expect(page.get_by_text("DRAFT")).to_have_count(1)
    expect(page.locator("#claw").get_by_text("DRAFT")).to_be_visible()
    page.goto(preview.url("/birds/wren/"))
    expect(page.get_by_role("heading", name="Wren")).to_be_visible()
    expect(mark).to_have_count(0)


def test_a_page_that_comes_and_goes_is_followed(preview: Served, page: Page) -> None:
    page.goto(preview.url("/later/"))
    expect(page.get_by_role("heading", name="404")).to_be_visible()
    write(preview, "later.md", "# Later\n")
    expect(page.get_by_role("heading", name="Later")).to_be_visible()
    (preview.root / "content/later.md").unlink()
    expect(page.get_by_role("heading", name="404")).to_be_visible()


def test_a_project_that_starts_broken_appears_when_it_is_mended(page: Page, tmp_path: Path) -> None:
    root = write_site(tmp_path, PROJECT)
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text("site_name: [", "utf-8")
    with served(root) as found:
        page.goto(found.url("/birds/wren/"))
        expect(page.get_by_role("heading", name="There is no page yet")).to_be_visible()
        (root / "mkdocs.yml").write_text(text, "utf-8")
        expect(page.get_by_text("A small bird.")).to_be_visible()
