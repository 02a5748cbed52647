"""Find the links and images in an author's Markdown, with the place of each."""

import posixpath
import re
from collections.abc import Iterator
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
_REFERENCE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*:[^/\s#?]*(?:#\S*)?", re.IGNORECASE)


def prose_of(site: Site) -> Iterator[tuple[Entry | Page, Prose]]:
    """Yield every Markdown text of the site with what it belongs to, in order."""
    for entry in site.entries.values():
        if entry.body:
            yield entry, entry.body
        for prose in _prose_in(tuple(entry.fields.values())):
            yield entry, prose
    intros = [c.intro for c in site.collections.values() if c.intro]
    for page in (*intros, *site.pages):
        yield page, page.body


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
    found = [
        (_destination_start(match), match, pattern is _INLINE)
        for pattern in (_INLINE, _DEFINITION, _ATTRIBUTE)
        for match in pattern.finditer(prose.text)
        if not code[match.start()] and not _is_escaped(prose.text, match.start())
    ]
    found.sort(key=lambda item: item[0])
    return tuple(_make_link(prose, match, code if inline else []) for _, match, inline in found)


def _destination_start(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return match.start("angled" if groups.get("angled") is not None else "plain")


def _is_escaped(text: str, offset: int) -> bool:
    before = text[:offset]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _make_link(prose: Prose, match: re.Match[str], code: list[bool]) -> ProseLink:
    """Return one link; ``code`` is empty for a form that has no words of its own."""
    start = _destination_start(match)
    groups = match.groupdict()
    destination = groups.get("angled") or groups["plain"] or ""
    end = start + len(destination)
    words = _text_span(prose.text, code, match.start()) if code else (0, 0)
    html = match.re is _ATTRIBUTE
    return ProseLink(destination, start, end, *words, place(prose, start, end), html=html)


def _text_span(text: str, code: list[bool], closing: int) -> tuple[int, int]:
    """Return where the words of a link stand, going back from its closing bracket."""
    depth = 0
    for offset in range(closing - 1, -1, -1):
        if code[offset] or _is_escaped(text, offset):
            continue
        if text[offset] == "]":
            depth += 1
        elif text[offset] == "[" and depth:
            depth -= 1
        elif text[offset] == "[":
            return offset + 1, closing
    return 0, 0


def place(prose: Prose, start: int, end: int) -> Location:
    """Return where in the file a part of a text stands."""
    if not prose.exact:
        return prose.location
    line = prose.text.count("\n", 0, start)
    column = start - (prose.text.rfind("\n", 0, start) + 1)
    here = prose.location
    width = max(end - start, 1)
    return Location(
        here.path,
        here.line + line,
        here.column + column,
        here.line + line,
        here.column + column + width,
    )


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
