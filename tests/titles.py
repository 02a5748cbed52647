"""Titles that try to be more than text, and the places where a built site shows them."""

import json
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from hypothesis import strategies as st

SYNTAX = (
    *("|", "*", "**", "_", "__", "`", "``", "```", "<", ">", "&", "~~", "==", "^^", "++", "--"),
    *("---", "#", "-", "+", "=", "$", "$$", "%", "@", "\\", "!", "[", "]", "(", ")", "{", "}"),
    *("[](", "](x.md)", "![", "!!! note", "1.", "- ", "## ", "[^1]", "[[", "{++", "*[", "\\|"),
    *("{{ x }}", "{% raw %}", "{#", "#}", "{: #a }", "{ .b }", "${x}", "&amp;", "&#38;", "&lt;"),
    *("<b>", "</title>", "</h1>", "<script>", "<!--", "-->", '"', "'", "<a@b.c>", "https://x.y"),
    *(":smile:", "\\1", "\\g<0>", "klzzwxh:0001", "wzxhzdk:0"),
)
_INVISIBLE = "\u2028\u2029\ufeff\ufffe\uffff"  # findings, as control characters are


def as_shown(text: str) -> str:
    """Return a text as browsers show it: one space for any number of blanks."""
    return " ".join(text.split())


def make_titles() -> st.SearchStrategy[str]:
    """Return titles of any printable characters, and much Markdown, HTML and Jinja."""
    printable = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=_INVISIBLE)
    pieces = st.sampled_from(SYNTAX) | st.text(printable, min_size=1, max_size=6)
    together = st.builds(str.join, st.sampled_from(["", " "]), st.lists(pieces, max_size=5))
    return together.map(as_shown).filter(bool)


def as_yaml(text: str) -> str:
    """Return a text as YAML reads it back, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


def read_page(path: Path) -> BeautifulSoup:
    """Return a page of a built site."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def texts(page: BeautifulSoup | Tag, selector: str) -> list[str]:
    """Return the texts of all elements that a CSS selector finds."""
    return [as_shown(found.get_text()) for found in page.select(selector)]


def search_titles(site: Path) -> dict[str, list[str]]:
    """Return the titles in the search index, as readers see them, by address."""
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for doc in index["docs"]:
        title = BeautifulSoup(f"<p>{doc['title']}</p>", "html.parser").get_text()
        found.setdefault(doc["location"], []).append(as_shown(title))
    return found
