"""Render a page again only if something that it has read is another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from generator.diagnostics import Diagnostic
from generator.memory import Memory
from generator.model import GeneratedPage, LinkedSite
from generator.render.noted import Read, Reads, differences, ground, noted


@dataclass(frozen=True, slots=True)
class Untouched:
    """A page that stays the file it is."""


Rendered: TypeAlias = GeneratedPage | Untouched | Diagnostic | None  # None: it failed, as reported


@dataclass(frozen=True, slots=True)
class Job:
    """A page to render: what is read to begin with, and how it is made of a site."""

    name: Read
    render: Callable[[LinkedSite], Rendered]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page, and what it has read."""

    page: GeneratedPage | Untouched
    reads: frozenset[Read]


@dataclass(frozen=True, slots=True)
class _Round:
    """The pages of one time, and what they were made from."""

    shared: tuple[object, ...]
    linked: LinkedSite
    pages: dict[Read, _Kept]

    def changed_in(self, shared: tuple[object, ...], linked: LinkedSite) -> Reads | None:
        """Return the reads that give something else now; None if all may."""
        is_same = all(a is b or a == b for a, b in zip(self.shared, shared, strict=True))
        return differences(self.linked, linked) if is_same else None


def render_again(
    memory: Memory, linked: LinkedSite, jobs: Iterable[Job], shared: tuple[object, ...]
) -> list[Rendered]:
    """Return every page; ``shared`` is what pages are made from beside the site.

    What failed is tried each time: a page may be at fault, or its template, or an entry.
    """
    shared = (*shared, *ground(linked))
    last = memory.last("pages")
    changed = last.changed_in(shared, linked) if isinstance(last, _Round) else None
    known = last.pages if isinstance(last, _Round) and changed is not None else {}
    pages: dict[Read, _Kept] = {}
    rendered: list[Rendered] = []
    for job in jobs:
        kept = known.get(job.name)
        if kept is None or not kept.reads.isdisjoint(changed or ()):
            kept, page = _render(job, linked)
        else:
            page = kept.page
        rendered.append(page)
        if kept is not None:
            pages[job.name] = kept
    memory.leave("pages", _Round(shared, linked, pages))
    return rendered


def _render(job: Job, linked: LinkedSite) -> tuple[_Kept | None, Rendered]:
    reads: Reads = {job.name}
    page = job.render(noted(linked, reads))
    if isinstance(page, GeneratedPage | Untouched):
        return _Kept(page, frozenset(reads)), page
    return None, page
