"""Measure in a real browser how long a saved edit takes to show by itself.

Where Playwright and a Chromium are there. What the browser needs to load the same page again, when
nothing changed, is measured beside each edit, now before it and now after it. An edit is shown when
the document with the new words is complete, by the browser's own clock: a driver learns of it
later, and not always equally so. What is the preview's own is told by when the whole document has
come: from there on the browser works alone, and takes now a half of the time and now twice as long.
"""

import os
import shutil
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from generator.bench.corpus import Corpus
from generator.bench.previews import EDITS, SAVE_BODY, SAVE_TITLE, Edit, Preview, running
from generator.bench.samples import Sample, Tell
from generator.bench.tools import Tool, version_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

RELOAD = "reload"
SHOWN = {SAVE_BODY: "browser-body", SAVE_TITLE: "browser-title"}
BEYOND = {SAVE_BODY: "beyond-body", SAVE_TITLE: "beyond-title"}  # of a reload

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SETTLE_MS = 1_000
_PATIENCE_MS = 3_600_000
_TIMES = """
(({responseEnd, domContentLoadedEventStart}) =>
  [responseEnd, domContentLoadedEventStart].map(time => performance.timeOrigin + time)
)(performance.getEntriesByType("navigation")[0])
"""


def find_browser() -> str:
    """Return the file of a Chromium that can be driven from here; empty if there is none."""
    if find_spec("playwright") is None:
        return ""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else _NAMES
    return next((path for name in names if (path := shutil.which(name))), "")


def browser_version() -> dict[str, str]:
    """Return the version of the browser, if there is one."""
    browser = find_browser()
    return {"chromium": version_of((browser, "--version"))} if browser else {}


def measure_in_browser(corpus: Corpus, tool: Tool, repeats: int, tell: Tell) -> Iterator[Sample]:
    """Look at a tool's preview in a browser while pages are edited."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it need not be there

    tell(f"{len(corpus.paths)} pages, preview in a browser: {tool.name}")
    with running(corpus, tool) as (preview, _), sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for number in range(repeats):
            for task, edit in EDITS.items():
                shown, reload = _pair(preview, page, edit, number)
                for name, wall_s in (
                    (SHOWN[task], shown.complete_s),
                    (RELOAD, reload.complete_s),
                    (BEYOND[task], shown.came_s - reload.came_s),
                ):
                    yield Sample(len(corpus.paths), name, tool.name, wall_s=wall_s)
        browser.close()


class _Times(NamedTuple):
    """What of a document was there how long after what caused it."""

    came_s: float  # all of its bytes
    complete_s: float  # all that they say


def _pair(preview: Preview, page: "Page", edit: Edit, number: int) -> tuple[_Times, _Times]:
    """Return when an edit of a page is shown, and when the page is there that is loaded again."""
    place = number * 5 + 4
    page.goto(preview.address(place + edit.shown_on), timeout=_PATIENCE_MS)
    if number % 2:
        reload = _until_loaded(page)
        return _until_shown(preview, page, edit, place), reload
    return _until_shown(preview, page, edit, place), _until_loaded(page)


def _until_shown(preview: Preview, page: "Page", edit: Edit, number: int) -> _Times:
    page.wait_for_timeout(_SETTLE_MS)
    start = time.time()
    words = edit.make(preview.corpus, number)
    _wait_for(page, words)
    return _since(start, page)


def _until_loaded(page: "Page") -> _Times:
    page.wait_for_timeout(_SETTLE_MS)
    start = time.time()
    page.reload(wait_until="domcontentloaded", timeout=_PATIENCE_MS)
    return _since(start, page)


def _since(start: float, page: "Page") -> _Times:
    return _Times(*(float(time) / 1000 - start for time in page.evaluate(_TIMES)))


def _wait_for(page: "Page", words: str) -> None:
    page.wait_for_function(
        "words => document.readyState != 'loading' && document.body.textContent.includes(words)",
        arg=words,
        timeout=_PATIENCE_MS,
    )
