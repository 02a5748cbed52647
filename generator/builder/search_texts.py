"""Put a page's new text into Material's search index, in the place of the old one.

An entry is made of a part of a page: its address, its title and its text, and what the page's meta
says. Where only texts differ, all else stays; where an entry is not the one that the old text
makes, nothing is done.
"""

import json

from generator.builder.search_parser import Sections, parse_quickly

_DECODER = json.JSONDecoder()


def replace_sections(index: str, url: str, was: str, now: str) -> str | None:
    """Return the index with the new text of the page at ``url``; None if that is not enough."""
    before, after = parse_quickly(was), parse_quickly(now)
    if before is None or after is None or _frame(before) != _frame(after):
        return None
    for (anchor, _, old), (_, _, new) in zip(before, after, strict=True):
        if old != new:
            address = f"{url}#{anchor}" if anchor else url
            found = _replace(index, address, "".join(old).strip(), "".join(new).strip())
            if found is None:
                return None
            index = found
    return index


def _frame(sections: Sections) -> list[tuple[str | None, str]]:
    return [(anchor, "".join(title)) for anchor, title, _ in sections]


def _replace(index: str, address: str, was: str, now: str) -> str | None:
    # In JSON a quotation mark within a text is escaped: this stands for an entry and nothing else.
    mark = f'{{"location":{json.dumps(address)},'
    start = index.find(mark)
    if start < 0 or index.find(mark, start + 1) >= 0:
        return None
    entry, end = _DECODER.raw_decode(index, start)
    if entry.get("text") != was or _written(entry) != index[start:end]:
        return None
    return "".join([index[:start], _written({**entry, "text": now}), index[end:]])


def _written(entry: object) -> str:
    return json.dumps(entry, separators=(",", ":"))
