"""Note in a whole build where pages' titles show, so that `titles` can put others there.

A title reaches a site through templates and plugins. Plugins are those of which it is known that
they make nothing of it, but for Material's search. Templates show it in navigation items apart from
the page, whose places are known (`memo`), and wherever else they read it, which is noted.
"""

import marshal
import pickle
from collections import defaultdict
from collections.abc import Iterator

from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page

from generator.builder.digest import Digest
from generator.builder.driver import Building
from generator.builder.in_place.search_texts import wants_search
from generator.builder.in_place.title_notes import Notes, PageRow
from generator.builder.known import leave_titles_and_texts
from generator.builder.pages.records import MANY
from generator.builder.pages.stage import PageStage
from generator.builder.pages.templates import Templates


def plan_titles(building: Building, pages: PageStage, templates: Templates, code: Digest) -> object:
    """Return what `titles` needs; None where titles may show anywhere."""
    config = building.config
    is_known = (
        leave_titles_and_texts(config) and templates.places and templates.whereabouts.pass_on_items
    )
    shows_many = any(len(things) > MANY for things in pages.titled.values())
    if not is_known or shows_many:
        return None
    try:
        theme = pickle.dumps(config.theme)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    rows = {page.file.src_uri: _row(page) for page in _pages(building)}
    notes = Notes(
        code=code,
        theme=theme,
        features=list(config.theme.get("features") or []),
        status=config.extra.get("status"),
        places=templates.places,
        shown={uri: templates.shown(uri) for uri in rows},
        others={name: templates.shown(name) for name in templates.whereabouts.others},
        items=dict(_items(building.nav.items, "nav")),
        rows=dict(_rows(building.nav.items, "nav")),
        pages={uri: tuple(row) for uri, row in rows.items()},
        seen=pages.seen,
        titled=_readers(pages),
        elsewhere=sorted(name.removeprefix("page ") for name in templates.whereabouts.titled),
    )
    return _if_plain(notes)


def _pages(building: Building) -> Iterator[Page]:
    return (file.page for file in building.doc_files if file.page is not None)


def _if_plain(notes: Notes) -> object:
    """Return notes as they can be kept; None if front matter has a value that cannot."""
    found = notes._asdict()
    try:
        marshal.dumps(found)
    except ValueError:
        return None
    return found


def _row(page: Page) -> PageRow:
    meta = page.meta or {}
    named, is_fixed = meta.get("title"), "title" in vars(page)  # by mkdocs.yml
    is_known = type(page.title) is str and type(named) in {str, type(None)}
    return PageRow(
        dest=page.file.dest_uri,
        url=page.url,
        title=page.title if is_known else None,
        named=named if is_known else None,
        is_fixed=is_fixed,
        is_searched=wants_search(meta),
    )


def _items(items: list[object], place: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    for number, item in enumerate(items):
        here = f"{place}.{number}"
        if isinstance(item, Page):
            yield _name(item, here), _page(item)
        elif isinstance(item, Section):
            yield here, ("section", item.title)
            yield from _items(list(item.children), here)
        elif isinstance(item, Link):
            yield here, ("link", item.title, item.url)


def _rows(items: list[object], place: str) -> Iterator[tuple[str, list[str]]]:
    yield place, [_name(item, f"{place}.{number}") for number, item in enumerate(items)]
    for number, item in enumerate(items):
        if isinstance(item, Section):
            yield from _rows(list(item.children), f"{place}.{number}")


def _name(item: object, place: str) -> str:
    return f"page {item.file.src_uri}" if isinstance(item, Page) else place


def _page(page: Page) -> tuple[object, ...]:
    """Return what the navigation shows of a page beside its title and address."""
    meta = page.meta or {}
    shown = {name: meta[name] for name in ("icon", "status", "subtitle") if meta.get(name)}
    return ("page", page.file.src_uri, page.is_index, shown)


def _readers(pages: PageStage) -> dict[str, list[str]]:
    """Return by page which other ones read its title or meta."""
    found: dict[str, list[str]] = defaultdict(list)
    for uri, things in pages.titled.items():
        for thing in dict.fromkeys(things):
            if thing != f"page {uri}":
                found[thing.removeprefix("page ")].append(uri)
    return dict(found)
