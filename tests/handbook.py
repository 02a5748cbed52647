"""The handbook itself, compiled or built once for all the tests that look at it."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import site_build
from warm import unmeasured_environment

PROJECT = Path(site_build.__file__).parent
SOURCE_DOCUMENT = PROJECT / "tests" / "fixtures" / "source-document.txt"

# In a folder of its host, as GitHub Pages publishes a project: a link to "/" would leave the site.
ADDRESS = "https://handbook.example/docs/"
REPOSITORY = "https://git.example/handbook"


def build_handbook(base: Path) -> Path:
    """Build the site as it is published, once for all processes of a test run."""
    return _build_once(_shared(base) / "published" / "docs", OFFLINE="false")


def build_offline_copy(base: Path) -> Path:
    """Build the copy that opens from a folder, once for all processes of a test run."""
    return _build_once(_shared(base) / "offline", OFFLINE="true")


def _shared(base: Path) -> Path:
    """Give the folder that the processes of pytest-xdist have in common."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _build_once(target: Path, **variables: str) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_suffix(".lock").open("ab") as turn:
        while not site_build.lock_file(turn.fileno()):
            time.sleep(0.05)
        if not target.exists():
            _build(target, {"SITE_URL": ADDRESS, "REPO_URL": REPOSITORY, **variables})
    return target


def _build(target: Path, variables: Mapping[str, str]) -> None:
    config = PROJECT / "mkdocs.yml"
    command = [sys.executable, "-m", "generator", "build", "-f", str(config), "-d", str(target)]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env={**unmeasured_environment(), **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True, slots=True)
class Element:
    """The opening tag of an element, and the line it stands on."""

    tag: str
    attributes: Mapping[str, str]
    line: int

    def get(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name, "")


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page of the built site."""

    path: str  # of its file, from the site's folder
    address: str
    title: str
    elements: tuple[Element, ...]

    def all(self, *tags: str) -> tuple[Element, ...]:
        """Return the elements of some kinds, in their order."""
        return tuple(element for element in self.elements if element.tag in tags)

    def ids(self) -> tuple[str, ...]:
        """Return every id, as often as it is given."""
        return tuple(element.get("id") for element in self.elements if element.get("id"))

    def section(self, anchor: str) -> tuple[Element, ...]:
        """Return what follows the heading with that id, up to the next one with an id."""
        ids = [element.get("id") for element in self.elements]
        start = ids.index(anchor) + 1
        end = next((i for i in range(start, len(ids)) if ids[i]), len(ids))
        return self.elements[start:end]


class _Elements(HTMLParser):
    """Collects the elements of a page, and the text of its <title>."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, self.getpos()[0]))

    def handle_data(self, data: str) -> None:
        """Remember the title."""
        # An icon's <title> stands in its <svg>; a page's stands before any of them.
        if self.elements[-1:] and self.elements[-1].tag == "title" and not self.title:
            self.title = data.strip()


def read_pages(site: Path) -> tuple[HtmlPage, ...]:
    """Read every page of a built site."""
    return tuple(_read_page(site, file) for file in sorted(site.rglob("*.html")))


def _read_page(site: Path, file: Path) -> HtmlPage:
    reader = _Elements()
    reader.feed(file.read_text("utf-8"))
    path = file.relative_to(site).as_posix()
    return HtmlPage(path, urljoin(ADDRESS, path), reader.title, tuple(reader.elements))


def target(page: HtmlPage, reference: str) -> tuple[str, str] | None:
    """Return the file that a reference of a page leads to, and the anchor in it.

    The file is a path from the site's folder, "" for a place on the host that is not the site's;
    None stands for another host.
    """
    address, anchor = urldefrag(urljoin(page.address, reference))
    if address == page.address:
        return page.path, unquote(anchor)
    if not address.startswith(ADDRESS):
        return ("", "") if address.startswith(urljoin(ADDRESS, "/")) else None
    path = unquote(address.removeprefix(ADDRESS)).partition("?")[0]
    return (f"{path}index.html" if path.endswith("/") or not path else path), unquote(anchor)
