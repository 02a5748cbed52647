"""Tell where a template may leave a hole for navigation items, to be filled from the memo."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from jinja2.runtime import Context, Macro
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.builder.digest import UnkeyableError
from generator.builder.memo import ITEM, Hole, Memo, Way

_CALLERS = frozenset({"partials/nav.html", ITEM})


@dataclass(frozen=True, slots=True)
class Loop:
    """What a template's loop over navigation items is told (see `loops`)."""

    items: Iterable[object]
    owner: object  # the navigation, or the section whose items they are
    path: str  # of each item, but for its number
    level: int
    index: object = None  # the item that the loop leaves out


# A hole for items, or an item that has to be rendered and its number in the loop, from 1.
Turn = tuple[Hole | None, object, int]


class Holes:
    """Finds holes, where the memo can fill them."""

    def __init__(self, memo: Memo) -> None:
        self._memo = memo

    def of_call(self, context: Context, macro: Macro, arguments: tuple[object, ...]) -> Hole | None:
        """Return the hole that a macro's text may leave; None if it has to be rendered."""
        if macro.name != "render" or len(arguments) not in {3, 4} or context.name not in _CALLERS:
            return None
        page = self._page(context)
        if page is None or _template_of(macro) != ITEM:
            return None
        item, path, level, *above = arguments
        active = bool(getattr(above[0], "active", None)) if above else None
        name = self._memo.rows.name_alone(item)
        holes = self._holes(name, (str(path), int(str(level)), active), page, ())
        return next(iter(holes), None)

    def of_loop(self, context: Context, loop: Loop) -> Iterator[Turn]:
        """Yield the turns that a loop has to take."""
        page, owner, items = self._page(context), loop.owner, list(loop.items)
        name = self._memo.rows.name(owner, loop.items)
        active = None if type(owner) is Navigation else bool(getattr(owner, "active", False))
        others = [n for n, item in enumerate(items) if item == loop.index] if loop.index else ()
        holes = self._holes(name, (loop.path, loop.level, active), page, others) if page else []
        first = 0
        for hole in (*holes, None):
            end = hole[1] if hole else len(items)
            yield from ((None, items[number], number + 1) for number in range(first, end))
            if hole:
                yield hole, None, 0
                first = hole[2]

    def _holes(self, name: str | None, way: Way, page: Page, others: Sequence[int]) -> list[Hole]:
        """Return the holes that a page may have in a row."""
        if name is None:
            return []
        try:
            row = self._memo.rows.get(name, page)
        except UnkeyableError:
            return []
        return [(name, part.start, part.stop, way) for part in row.stretches(page, others)]

    def _page(self, context: Context) -> Page | None:
        """Return the page that is rendered, if the context is one that items see alike."""
        page = context.parent.get("page")
        features = context.vars.get("features", context.parent.get("features"))
        is_known = isinstance(page, Page) and features == self._memo.features
        return cast("Page", page) if is_known else None


def all_turns(loop: Loop) -> Iterator[Turn]:
    """Yield the turns of a loop that leaves no holes."""
    return ((None, item, number) for number, item in enumerate(loop.items, 1))


def _template_of(macro: Macro) -> object:
    return macro._func.__globals__.get("name")  # noqa: SLF001 - Jinja has no other way to tell
