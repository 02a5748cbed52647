"""Resolve the links in prose: to entries by name or by file, to pages and to other files."""

import posixpath
from dataclasses import replace
from urllib.parse import unquote

from generator.diagnostics import Diagnostic
from generator.links.prose import is_reference, split_relative
from generator.links.references import unknown_reference, unknown_scheme
from generator.model import Entry, Key, Outline, Page, ProseLink, Ref
from generator.schema import nearest

Resolved = tuple[ProseLink, Diagnostic | None]

_WEB = frozenset({"http", "https", "mailto", "tel", "data", "ftp"})


def resolve_link(outline: Outline, owner: Entry | Page, link: ProseLink) -> Resolved:
    """Return a link with what it leads to, and what is wrong with it."""
    if is_reference(link.destination):
        linked, finding = _resolve_short(outline, link)
    else:
        folder = posixpath.dirname(owner.source.path.removeprefix(f"{outline.docs_dir}/"))
        linked, finding = _resolve_file(outline, link, folder)
    if link.html and (linked.target or linked.path.endswith((".md", ".yml"))):
        return link, _in_html(link)
    return linked, finding


def _in_html(link: ProseLink) -> Diagnostic:
    return Diagnostic(
        rule="unknown-link",
        location=link.location,
        message=f'"{link.destination}" leads nowhere in raw HTML',
        why="only links in Markdown become addresses: readers would follow a dead link",
        fix=f"write [words]({link.destination})",
    )


def _resolve_short(outline: Outline, link: ProseLink) -> Resolved:
    """Resolve ``scheme:slug#anchor``; other words before a colon are web addresses."""
    name, _, anchor = link.destination.partition("#")
    scheme, _, slug = name.partition(":")
    ref = Ref(scheme, slug)
    collection = outline.scheme(scheme)
    if collection is None:
        schemes = [c.scheme for c in outline.collections.values()]
        is_address = scheme in _WEB or outline.hidden or not nearest(scheme, schemes)
        finding = None if is_address else unknown_scheme(ref, schemes)
        return link, finding and replace(finding, location=link.location)
    if slug in outline.known[collection.name]:
        return replace(link, target=Key(collection.name, slug), anchor=anchor), None
    if collection.name in outline.hidden:
        return link, None
    return link, replace(unknown_reference(outline, collection, ref), location=link.location)


def _resolve_file(outline: Outline, link: ProseLink, folder: str) -> Resolved:
    relative = split_relative(folder, link.destination)
    if relative is None:
        anchor = link.destination.removeprefix("#")
        is_anchor = anchor != link.destination
        return (replace(link, anchor=unquote(anchor)) if is_anchor else link), None
    path, anchor = relative
    if path in outline.by_file:
        return replace(link, target=outline.by_file[path], path=path, anchor=anchor), None
    collection = outline.collections.get(posixpath.dirname(path))
    if collection and _is_index(outline, path):
        target = Key(collection.name, anchor)
        known = collection.pages == "index" and target in outline.paths
        index = f"{collection.name}/index.md"
        return replace(link, target=target if known else None, path=index, anchor=anchor), None
    if path in outline.files or _is_broken_entry(outline, path):
        return replace(link, path=path, anchor=anchor), None
    # Raw HTML holds addresses, not files.
    return link, None if link.html else _unknown_file(outline, link, path, folder)


def _is_index(outline: Outline, path: str) -> bool:
    name = posixpath.basename(path)
    return name == "index.md" or (path in outline.files and name.endswith(("_index.md", ".yml")))


def _is_broken_entry(outline: Outline, path: str) -> bool:
    slug, ending = posixpath.splitext(posixpath.basename(path))
    return ending == ".md" and slug in outline.known.get(posixpath.dirname(path), ())


def _unknown_file(outline: Outline, link: ProseLink, path: str, folder: str) -> Diagnostic:
    wanted = path.rstrip("/")
    # A generated index is near to many names: "index.md" is not what "indexing.md" means.
    indexes = [f"{name}/index.md" for name in outline.collections if wanted.endswith("/index.md")]
    files = [file for file in sorted(outline.files) if not posixpath.basename(file).startswith("_")]
    close = nearest(wanted, [*indexes, *files])
    # Long folders make any two files in them look alike.
    if not nearest(posixpath.basename(wanted), [posixpath.basename(close)]):
        close = ""
    if wanted in outline.collections:
        close = f"{wanted}/index.md"
    guess = posixpath.relpath(close, folder or ".") if close else ""
    return Diagnostic(
        rule="unknown-link",
        location=link.location,
        message=f'there is no file "{link.destination.partition("#")[0]}"',
        why="readers would follow a dead link",
        fix=f'did you mean "{guess}"?' if close else "write the path of a file, from this one",
    )
