"""Decide the path and the anchor of every page and entry; no other room makes one up."""

import posixpath
import re

from generator.model import Collection, Entry, Key, Site

_ODD = re.compile(r"(?:^|/)(?:[./]|$)")  # parts that are empty, or that may mean another folder


def index_path(collection: Collection) -> str:
    """Return the path of a collection's index page, relative to docs_dir."""
    return f"{collection.name}/index.md"


def page_path(site: Site, entry: Entry) -> str:
    """Return the path of the Markdown page that shows an entry, relative to docs_dir.

    A Markdown entry's page keeps the author's path, so that links between files work both on the
    site and where the repository is browsed.
    """
    collection = site.collections[entry.key.collection]
    if collection.pages == "index":
        return index_path(collection)
    source = entry.source.path.removeprefix(f"{site.docs_dir}/")
    return source if source.endswith(".md") else f"{collection.name}/{entry.slug}.md"


def anchor(site: Site, key: Key) -> str:
    """Return the id of an entry's section, or "" where it has a page of its own."""
    return key.slug if site.collections[key.collection].pages == "index" else ""


def link_to(path: str, fragment: str, *, origin: str) -> str:
    """Return a link from the page ``origin`` to a page, as Markdown wants it: between files."""
    relative = _relative(path, posixpath.dirname(origin))
    return f"{relative}#{fragment}" if fragment else relative


def _relative(path: str, folder: str) -> str:
    """Return what `posixpath.relpath` does, which asks where we are even if that cannot matter."""
    if _ODD.search(path) or (folder and _ODD.search(folder)):
        return posixpath.relpath(path, folder or ".")
    parts, above = path.split("/"), folder.split("/") if folder else []
    alike = (number for number, (a, b) in enumerate(zip(parts, above, strict=False)) if a != b)
    shared = next(alike, min(len(parts), len(above)))
    return "/".join([".."] * (len(above) - shared) + parts[shared:]) or "."


def entry_link(site: Site, key: Key, *, origin: str, fragment: str = "") -> str:
    """Return a link from the page ``origin`` to an entry."""
    path = page_path(site, site.entries[key])
    return link_to(path, fragment or anchor(site, key), origin=origin)


def address(path: str) -> str:
    """Return what two pages must not share: the folder or file that readers are sent to.

    The rules are those of mkdocs.structure.files.File with use_directory_urls (MkDocs 1.6.1),
    and file systems that ignore case.
    """
    stem, ending = posixpath.splitext(path)
    if ending not in (".md", ".html"):
        return path.casefold()
    folder, name = posixpath.split(stem)
    if name.casefold() in ("index", "readme"):
        return folder.casefold()
    return stem.casefold() if ending == ".md" else path.casefold()
