"""Rules about what mkdocs.yml and the theme ask of pages: a build would fail without a line."""

import html
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from generator.diagnostics import Diagnostic, Location
from generator.links import prose_of
from generator.model import Key, Links, ProseLink, Site, Source, Surroundings, Value
from generator.routes import index_path, page_path
from generator.schema import suggestion


def check_surroundings(
    site: Site, links: Links, surroundings: Surroundings
) -> tuple[Diagnostic, ...]:
    """Return what does not fit the site's configuration and theme."""
    return (
        *_absolute_links(site, links, surroundings),
        *_omitted_pages(site, surroundings),
        *_unknown_pages(site, surroundings),
        *_unknown_theme_files(site, surroundings),
    )


def _absolute_links(site: Site, links: Links, surroundings: Surroundings) -> Iterator[Diagnostic]:
    if not surroundings.refuses_absolute_links:
        return
    for _, prose in prose_of(site):
        for link in links.prose.get(prose, ()):
            written = link.destination
            if written.startswith(("/", "\\")) and not (written.startswith("//") or link.html):
                yield Diagnostic(
                    rule="absolute-link",
                    location=link.location,
                    message=f'"{written}" starts at the root of the host',
                    why="the link would break where the site is not the whole host",
                    fix=_relative(site, link),
                )


def _relative(site: Site, link: ProseLink) -> str:
    path, _, anchor = link.destination.strip("/").partition("#")
    collection, _, slug = path.strip("/").removesuffix(".md").removesuffix("/index").rpartition("/")
    key = Key(collection, slug)
    if key in site.entries:
        return f'write "{site.text_of(key)}{f"#{anchor}" if anchor else ""}"'
    return "write the path of a file, from this one, or a whole address with https://"


def _omitted_pages(site: Site, surroundings: Surroundings) -> Iterator[Diagnostic]:
    nav = surroundings.nav
    if nav is None or not surroundings.refuses_omitted:
        return
    for path, location in _pages_for_nav(site, nav, surroundings):
        if path not in nav and not surroundings.may_be_omitted(path):
            yield Diagnostic(
                rule="omitted-page",
                location=location,
                message=f'"nav" in mkdocs.yml does not name "{path}"',
                why="no menu would lead to it, and a strict build refuses that",
                fix=f'add "- {path}" to "nav", or the page to "not_in_nav"',
            )


def _pages_for_nav(
    site: Site, nav: Mapping[str, Location], surroundings: Surroundings
) -> Iterator[tuple[str, Location]]:
    """Yield the pages that have to be named; the index of a collection brings its entries along."""
    yield from ((page.path, page.source.start) for page in site.pages)
    for collection in site.collections.values():
        index = index_path(collection)
        if index in nav:
            continue
        yield index, collection.source.start
        if surroundings.may_be_omitted(index):
            entries = (site.entries[key] for key in site.index[collection.name])
            shown = (entry for entry in entries if not (entry.draft or entry.broken))
            yield from ((page_path(site, entry), entry.source.start) for entry in shown)


def _unknown_pages(site: Site, surroundings: Surroundings) -> Iterator[Diagnostic]:
    if surroundings.nav is None or not surroundings.refuses_unknown:
        return
    pages = {*_pages(site)}
    drafts = {page_path(site, entry) for entry in site.entries.values() if entry.draft}
    for path, location in surroundings.nav.items():
        if not (path in pages or surroundings.has_file(path) or _leads_elsewhere(path)):
            there = f"write its path from {site.docs_dir}/, or remove it"
            draft = 'remove "draft: true" there, or the name here' if path in drafts else ""
            yield Diagnostic(
                rule="unknown-nav-page",
                location=location,
                message=f'"nav" names "{path}", and there is no such page',
                why="a menu would lead to nothing, and a strict build refuses that",
                fix=draft or suggestion(path, pages, there),
            )


def _pages(site: Site) -> Iterator[str]:
    yield from (page.path for page in site.pages)
    yield from map(index_path, site.collections.values())
    yield from (page_path(site, entry) for entry in site.entries.values() if not entry.draft)


def _leads_elsewhere(path: str) -> bool:
    return bool(urlsplit(path).scheme) or path.startswith("/")


def _unknown_theme_files(site: Site, surroundings: Surroundings) -> Iterator[Diagnostic]:
    if surroundings.has_icons:
        icons = ((name, where) for what, name, where in _named(site) if what == "icon")
        for name, where in icons:
            if not surroundings.has_theme_file(f".icons/{name}.svg"):
                yield _unknown_icon(name, where, surroundings)
    templates = ((name, where) for what, name, where in _named(site) if what == "template")
    for name, where in templates:
        if not surroundings.has_theme_file(name):
            yield _unknown_template(name, where, surroundings)


def _named(site: Site) -> Iterator[tuple[str, str, Location]]:
    """Yield the icons and templates of the theme that pages name, each with its place."""
    for collection in site.collections.values():
        if collection.icon:
            yield "icon", collection.icon, collection.source.at("icon")
        if collection.intro:
            yield from _in_meta(collection.intro.meta, collection.intro.source)
    for entry in site.entries.values():
        yield from _in_meta(entry.meta, entry.source, "meta")
    for page in site.pages:
        yield from _in_meta(page.meta, page.source)


def _in_meta(
    meta: Mapping[str, Value], source: Source, *above: str
) -> Iterator[tuple[str, str, Location]]:
    for what in ("icon", "template"):
        name = meta.get(what)
        if isinstance(name, str) and name:
            yield what, html.unescape(name), source.at(*above, what)


def _unknown_icon(name: str, where: Location, surroundings: Surroundings) -> Diagnostic:
    folder = name.partition("/")[0]
    icons = (file.removesuffix(".svg") for file in surroundings.theme_files(f".icons/{folder}"))
    return Diagnostic(
        rule="unknown-icon",
        location=where,
        message=f'the theme has no icon "{name}"',
        why="the pages that show it could not be made",
        fix=suggestion(name, (f"{folder}/{icon}" for icon in icons), "name one of the theme's"),
    )


def _unknown_template(name: str, where: Location, surroundings: Surroundings) -> Diagnostic:
    names = (file for file in surroundings.theme_files("") if "/" not in file)
    pages = (file for file in names if file.endswith(".html"))
    return Diagnostic(
        rule="unknown-page-template",
        location=where,
        message=f'the theme has no template "{name}"',
        why="the page could not be made",
        fix=suggestion(name, pages, "name a file of the theme's, or leave it out"),
    )
