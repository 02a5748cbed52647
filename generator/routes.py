"""Decide the path and the anchor of every page and entry; no other room makes one up."""

import posixpath

from generator.model import Collection, Entry, Key, Site


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
    relative = posixpath.relpath(path, posixpath.dirname(origin) or ".")
    return f"{relative}#{fragment}" if fragment else relative


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
