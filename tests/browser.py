"""Find a Chromium for the tests that need one, and say so loudly where there is none.

A pytest plugin, named in tests/conftest.py. Run as a program it says what was not run, and with
the word `fetch` it first lets Playwright fetch a Chromium into its own cache, if there is none.
"""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DRIVER = (sys.executable, "-m", "playwright")
NO_CHROMIUM = (
    "there is no Chromium here; install one (Debian and Ubuntu: apt install chromium) "
    "or name it in the variable CHROMIUM"
)
NO_DRIVER = (
    "Playwright's driver does not start here, mostly for want of a library "
    "(Debian and Ubuntu: apt install libatomic1)"
)


def main(arguments: list[str]) -> int:
    """Say what was not run for want of a browser, after fetching one if that is asked for."""
    if arguments == ["fetch"]:
        fetch_chromium()
    if complaint():
        print(complaint(), flush=True)
    return 0


def fetch_chromium() -> None:
    """Let Playwright fetch a Chromium, unless one is here or CHROMIUM settles the matter."""
    if find_chromium() or "CHROMIUM" in os.environ or not driver_starts():
        return
    print("There is no Chromium on this machine; Playwright fetches its own ...", flush=True)
    subprocess.run([*DRIVER, "install", "chromium"], stdin=subprocess.DEVNULL, check=False)
    find_chromium.cache_clear()


def complaint() -> str:
    """Say loudly why the browser tests cannot be run; nothing if they can."""
    lacking = NO_DRIVER if find_chromium() else NO_CHROMIUM
    if find_chromium() and driver_starts():
        return ""
    return f"!!! THE BROWSER TESTS WERE NOT RUN: {lacking}. !!!"


@functools.cache
def find_chromium() -> str | None:
    """Give the path of the Chromium that CHROMIUM names, else the machine's, else Playwright's."""
    if "CHROMIUM" in os.environ:
        return shutil.which(os.environ["CHROMIUM"])
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if not driver_starts():
        return None
    with sync_playwright() as playwright:
        fetched = playwright.chromium.executable_path
    return fetched if Path(fetched).exists() else None


@functools.cache
def driver_starts() -> bool:
    """Tell whether the Node program that Playwright brings along runs on this machine."""
    return subprocess.run([*DRIVER, "--version"], capture_output=True, check=False).returncode == 0


# Not for the whole session: while it is open, Playwright's event loop holds the thread, and a
# test elsewhere that runs a loop of its own would fail.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium; open a context of its own for each test."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield chromium
        chromium.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the browser's tests where there is no browser."""
    needs_browser = [item for item in items if item.get_closest_marker("browser")]
    if not needs_browser or not complaint():
        return
    config.hook.pytest_deselected(items=needs_browser)
    items[:] = [item for item in items if item not in needs_browser]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run that has no browser: it would be green for what it did not look at."""
    if os.environ.get("CI") == "true" and complaint():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run."""
    if complaint():
        terminalreporter.write_line(complaint(), red=True, bold=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
