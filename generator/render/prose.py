"""Make an author's Markdown ready for a page: short links resolved, empty words filled in."""

from generator import routes
from generator.links import make_prose_links
from generator.model import Key, Prose, ProseLink, Site
from generator.render.escape import escape
from generator.render.variables import Scope


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
    for link in scope.links.prose.get(prose) or make_prose_links(prose):
        if link.target is None or link.target not in scope.site.entries:
            continue
        scope.used[link.target] = None
        words = prose.text[link.text_start : link.text_end]
        if link.text_start and not words.strip():
            title = str(escape(scope.site.entries[link.target].title))
            edits.append((link.text_start, link.text_end, title))
        destination = _destination(scope, link, link.target)
        if destination != link.destination:
            edits.append((link.start, link.end, destination))
    return sorted(edits)


def _destination(scope: Scope, link: ProseLink, target: Key) -> str:
    if link.path and _is_page(scope.site, link.path, target):
        return link.destination  # already a link between pages
    return routes.entry_link(scope.site, target, origin=scope.path, fragment=link.anchor)


def _is_page(site: Site, path: str, target: Key) -> bool:
    return path == routes.page_path(site, site.entries[target])
