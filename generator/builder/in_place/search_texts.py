"""Put a page's new text or title into Material's search index, in the place of the old one.

An entry is made of a part of a page: its address, its title and its text, and what the page's meta
says. Where only these differ, all else stays; where an entry is not the one that the old
ones make, nothing is done.
"""

import json
from collections.abc import Mapping

from generator.builder.search.parser import Sections, parse_quickly

_DECODER = json.JSONDecoder()


def wants_search(meta: Mapping[str, object]) -> bool:
    """Tell whether a page's front matter, whatever it holds, leaves the page to the search."""
    search = meta.get("search")
    return not (isinstance(search, dict) and search.get("exclude"))


def has_marks(html: str) -> bool:
    """Tell whether a text has marks for the search, which Material takes out of any page."""
    return "data-search-" in html


def replace_sections(index: str, url: str, was: str, now: str) -> str | None:
    """Return the index with the new text of the page at ``url``; None if that is not enough."""
    before, after = parse_quickly(was), parse_quickly(now)
    if before is None or after is None or _frame(before) != _frame(after):
        return None
    for (anchor, _, old), (_, _, new) in zip(before, after, strict=True):
        if old != new:
            texts = ({"text": "".join(part).strip()} for part in (old, new))
            found = _replace(index, _address(url, anchor), *texts)
            if found is None:
                return None
            index = found
    return index


def replace_title(index: str, url: str, text: str, titles: tuple[str, str]) -> str | None:
    """Return the index with a page's new title, where it has shown the old one; None if not so.

    It is the title of what stands before the first heading.
    """
    sections = parse_quickly(text)
    if sections is None:
        return None
    was, now = ({"title": title.strip()} for title in titles)
    for anchor, title, _ in sections:
        if not title:
            found = _replace(index, _address(url, anchor), was, now)
            if found is None:
                return None
            index = found
    return index


def _address(url: str, anchor: str | None) -> str:
    return f"{url}#{anchor}" if anchor else url


def _frame(sections: Sections) -> list[tuple[str | None, str]]:
    return [(anchor, "".join(title)) for anchor, title, _ in sections]


def _replace(index: str, address: str, was: dict[str, str], now: dict[str, str]) -> str | None:
    # In JSON a quotation mark within a text is escaped: this stands for an entry and nothing else.
    mark = f'{{"location":{json.dumps(address)},'
    start = index.find(mark)
    if start < 0 or index.find(mark, start + 1) >= 0:
        return None
    entry, end = _DECODER.raw_decode(index, start)
    if not was.items() <= entry.items() or _written(entry) != index[start:end]:
        return None
    return "".join([index[:start], _written({**entry, **now}), index[end:]])


def _written(entry: object) -> str:
    return json.dumps(entry, separators=(",", ":"))
