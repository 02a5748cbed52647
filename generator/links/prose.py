"""Find the links and images in an author's Markdown, with the place of each."""

import posixpath
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from generator.diagnostics import Location
from generator.links.code import is_code
from generator.model import Entry, Page, Prose, ProseLink, Site, Value

_INLINE = re.compile(
    r"\]\([ \t]*\n?[ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)"
)
_DEFINITION = re.compile(
    r"^[ \t>]*\[(?!\^)[^\[\]\n]+\]:[ \t]*(?:\n[ \t>]*)?<?(?P<plain>[^\s<>]+)>?"
    r"(?=[ \t]*(?:\n[ \t>]*)?(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\))?[ \t]*$)",
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(r"\b(?:src|href|poster|data)=[\"'](?P<plain>[^\"']+)[\"']", re.IGNORECASE)
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_REFERENCE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*:[^/\s#?]*(?:#\S*)?", re.IGNORECASE)


def prose_of(site: Site) -> Iterator[tuple[Entry | Page, Prose]]:
    """Yield every Markdown text of the site with what it belongs to, in order."""
    for owner in owners(site):
        for prose in prose_in(owner):
            yield owner, prose


def owners(site: Site) -> Iterator[Entry | Page]:
    """Yield everything that has texts, in order."""
    yield from site.entries.values()
    yield from (collection.intro for collection in site.collections.values() if collection.intro)
    yield from site.pages


def prose_in(owner: Entry | Page) -> Iterator[Prose]:
    """Yield the texts of an entry or a page."""
    if isinstance(owner, Page):
        yield owner.body
        return
    if owner.body:
        yield owner.body
    for value in owner.fields.values():
        if not isinstance(value, str):  # as most are
            yield from _prose_in(value)


def _prose_in(value: Value) -> Iterator[Prose]:
    if isinstance(value, Prose):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _prose_in(item)
    elif hasattr(value, "values"):
        for item in value.values():
            yield from _prose_in(item)


def make_prose_links(prose: Prose) -> tuple[ProseLink, ...]:
    """Return the links and images of a text in order; code and comments hold none."""
    if "](" not in prose.text and "]:" not in prose.text and "=" not in prose.text:
        return ()
    code = is_code(prose.text)
    openings = _openings(prose.text, code)
    found = [
        (_destination_start(match), match, pattern is _INLINE)
        for pattern in (_INLINE, _DEFINITION, _ATTRIBUTE)
        for match in pattern.finditer(prose.text)
        if not code[match.start()] and not _is_escaped(prose.text, match.start())
    ]
    found.sort(key=lambda item: item[0])
    place_of = _make_place(prose)
    return tuple(
        _make_link(match, place_of, openings if inline else {}) for _, match, inline in found
    )


def _openings(text: str, code: list[bool]) -> Mapping[int, int]:
    """Return where the bracket stands that each closing bracket outside of code belongs to."""
    openings: dict[int, int] = {}
    waiting: list[int] = []
    for found in _BRACKET.finditer(text):
        if code[found.start()] or found[0].startswith("\\"):
            continue
        if found[0] == "[":
            waiting.append(found.start())
        elif waiting:
            openings[found.start()] = waiting.pop()
    return openings


def _destination_start(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return match.start("angled" if groups.get("angled") is not None else "plain")


def _is_escaped(text: str, offset: int) -> bool:
    start = offset
    while start and text[start - 1] == "\\":
        start -= 1
    return (offset - start) % 2 == 1


def _make_link(
    match: re.Match[str], place_of: Callable[[int, int], Location], openings: Mapping[int, int]
) -> ProseLink:
    """Return one link; ``openings`` is empty for a form that has no words of its own."""
    start = _destination_start(match)
    groups = match.groupdict()
    destination = groups.get("angled") or groups["plain"] or ""
    end = start + len(destination)
    opening = openings.get(match.start())
    words = (0, 0) if opening is None else (opening + 1, match.start())
    html = match.re is _ATTRIBUTE
    return ProseLink(destination, start, end, *words, place_of(start, end), html=html)


def place(prose: Prose, start: int, end: int) -> Location:
    """Return where in the file a part of a text stands."""
    return _make_place(prose)(start, end)


def _make_place(prose: Prose) -> Callable[[int, int], Location]:
    """Return what tells the place of each part of a text, however many are asked for."""
    starts = [0, *(found.end() for found in re.finditer("\n", prose.text))]
    here = prose.location

    def place_of(start: int, end: int) -> Location:
        if not prose.exact:
            return here
        line = bisect_right(starts, start) - 1
        column = here.column + start - starts[line]
        width = max(end - start, 1)
        line += here.line
        return Location(here.path, line, column, line, column + width)

    return place_of


def is_reference(destination: str) -> bool:
    """Tell whether a destination has the form ``scheme:slug``, perhaps with an anchor."""
    return bool(_REFERENCE.fullmatch(destination))


def split_relative(folder: str, destination: str) -> tuple[str, str] | None:
    """Return the docs_dir path and the anchor of a relative link written in ``folder``.

    None where the link is not relative: a web address, an absolute path or an anchor alone.
    """
    try:
        parts = urlsplit(destination)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/") or not parts.path:
        return None
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    return path + ("/" if parts.path.endswith("/") else ""), unquote(parts.fragment)
