"""Rules about the pages that the site will have."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Location, Related
from generator.model import Links, Site
from generator.routes import address, anchor, index_path, page_path


def page_collision(site: Site, _links: Links) -> Iterator[Diagnostic]:
    """No two pages have one address."""
    taken: dict[str, tuple[str, Location]] = {}
    for path, location in _pages(site):
        first_path, first = taken.setdefault(address(path), (path, location))
        if first is location:
            continue
        yield Diagnostic(
            rule="page-collision",
            location=location,
            message=f'this page would have the same address as "{first_path}"',
            why="one of the two would overwrite the other",
            fix="rename one of them",
            related=(Related(first, "the other page"),),
        )


def _pages(site: Site) -> Iterator[tuple[str, Location]]:
    yield from ((index_path(c), c.source.start) for c in site.collections.values())
    # A broken entry may be called "readme": that is reported already.
    entries = (e for e in site.entries.values() if not anchor(site, e.key) and not e.broken)
    yield from ((page_path(site, entry), entry.source.start) for entry in entries)
    yield from ((page.path, page.source.start) for page in site.pages)
    ready = (path for path in sorted(site.files) if path.endswith(".html"))
    yield from ((path, Location(f"{site.docs_dir}/{path}")) for path in ready)
