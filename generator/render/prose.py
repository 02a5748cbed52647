"""Make an author's Markdown ready for a page: short links resolved, empty words filled in."""

import posixpath
from urllib.parse import quote

from generator import routes
from generator.labs import measure_of
from generator.links import split_relative
from generator.model import Entry, Prose, ProseLink
from generator.render.escape import escape
from generator.render.labs import measured
from generator.render.variables import Scope
from generator.render.views import render_view


def render_prose(scope: Scope, prose: Prose) -> str:
    """Return the text with its references as links between files; all else stays as typed."""
    parts: list[str] = []
    position = 0
    for start, end, replacement in _edits(scope, prose):
        parts += [prose.text[position:start], replacement]
        position = end
    return "".join([*parts, prose.text[position:]])


def needs_rendering(scope: Scope, prose: Prose) -> bool:
    """Tell whether a text would be changed."""
    return bool(_edits(scope, prose))


def _edits(scope: Scope, prose: Prose) -> list[tuple[int, int, str]]:
    edits: list[tuple[int, int, str]] = []
    for link in scope.links.prose.get(prose, ()):
        target = scope.site.entries.get(link.target) if link.target else None
        if target:
            scope.used[target.key] = None
        if target and (own := _own_number(scope, prose, link)):
            edits.append(own)
            continue
        if target and link.text_start and not prose.text[link.text_start : link.text_end].strip():
            edits.append((link.text_start, link.text_end, _words(scope, target, link)))
        destination = _destination(scope, prose, link)
        if destination != link.destination:
            edits.append((link.start, link.end, destination))
    views = scope.links.views.get(prose, ())
    edits += [(view.start, view.end, render_view(scope, view)) for view in views]
    return sorted(edits)


def _own_number(scope: Scope, prose: Prose, link: ProseLink) -> tuple[int, int, str] | None:
    """Return what takes the place of a whole link by which a lab's page takes its own number."""
    lab = scope.linked.labs.get(link.target) if link.target else None
    measure = measure_of(scope.site, link)
    start, end = link.text_start - 1, link.end + 1
    if lab is None or measure is None or prose.text[start:end] != f"[]({link.destination})":
        return None
    page = routes.page_path(scope.site, scope.site.entries[lab.key])
    return (start, end, str(measured(lab, measure))) if page == scope.path else None


def _words(scope: Scope, target: Entry, link: ProseLink) -> str:
    """Return what a link without words says: a number that a lab measured, or a title."""
    measure, lab = measure_of(scope.site, link), scope.linked.labs.get(target.key)
    if measure is None or lab is None:
        return str(escape(target.title))
    return str(measured(lab, measure))


def _destination(scope: Scope, prose: Prose, link: ProseLink) -> str:
    """Return the link between files that leads there from this page: as typed, where that does."""
    path, anchor = _goal(scope, prose, link)
    typed = split_relative(posixpath.dirname(scope.path), link.destination)
    if not path or typed == (path, anchor):
        return link.destination
    return routes.link_to(quote(path), quote(anchor), origin=quote(scope.path))


def _goal(scope: Scope, prose: Prose, link: ProseLink) -> tuple[str, str]:
    """Return the file and the anchor that a link leads to; no file where it is no link to one."""
    site = scope.site
    if link.target in site.entries and link.target is not None:
        page = routes.page_path(site, site.entries[link.target])
        if measure_of(site, link):  # no place on the page
            return page, ""
        return page, link.anchor or routes.anchor(site, link.target)
    if link.path or not link.destination.startswith("#"):
        return link.path, link.anchor
    # The text may be shown on another page than its own, where the heading is not.
    own = prose.location.path.removeprefix(f"{site.docs_dir}/").replace("_index.md", "index.md")
    return ("" if own == scope.path or not own.endswith(".md") else own), link.anchor
