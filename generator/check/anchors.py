"""Check the anchors of links, once the pages they lead to are made."""

from collections.abc import Callable, Iterator, Mapping

from generator.diagnostics import Diagnostic
from generator.labs import measure_of
from generator.links import prose_of
from generator.model import Entry, Links, Page, ProseLink, Site
from generator.routes import index_path, page_path
from generator.schema import suggestion

ReadAnchors = Callable[[str], frozenset[str] | None]  # None where it cannot be told


def unknown_anchor(
    site: Site, links: Links, texts: Mapping[str, str], read: ReadAnchors
) -> Iterator[Diagnostic]:
    """Yield the links whose anchor is not on the page; ``texts`` holds each page's Markdown."""
    known: dict[str, frozenset[str] | None] = {}
    for owner, link in _with_anchors(site, links):
        path = _page_of(site, owner, link)
        if path not in texts or measure_of(site, link):
            continue
        if path not in known:
            known[path] = read(texts[path])
        anchors = known[path]
        if anchors is not None and link.anchor not in anchors:
            yield _finding(link, path, anchors)


def _with_anchors(site: Site, links: Links) -> Iterator[tuple[Entry | Page, ProseLink]]:
    for owner, prose in prose_of(site):
        for link in links.prose.get(prose, ()):
            if link.anchor:
                yield owner, link


def _page_of(site: Site, owner: Entry | Page, link: ProseLink) -> str:
    if link.target in site.entries and link.target is not None:
        return page_path(site, site.entries[link.target])
    if link.path:
        folder = link.path.rpartition("/")[0]
        is_list = link.path.endswith(".yml") and folder in site.collections
        return index_path(site.collections[folder]) if is_list else link.path
    if isinstance(owner, Entry):
        return page_path(site, owner)
    return owner.path.replace("_index.md", "index.md")


def _finding(link: ProseLink, path: str, known: frozenset[str]) -> Diagnostic:
    return Diagnostic(
        rule="unknown-anchor",
        location=link.location,
        message=f'there is no heading "#{link.anchor}" on the page {path}',
        why="readers would land at the top of the page",
        fix=suggestion(link.anchor, known, "open the page and copy the link of a heading"),
    )
