"""Tell where a template may leave a hole for navigation items, to be filled from the memo."""

from collections.abc import Iterator, Sequence
from typing import cast

from jinja2.runtime import Context, Macro
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.builder.digest import UnkeyableError
from generator.builder.navigation.items import (
    Hole,
    Loop,
    Turn,
    Way,
    is_call_for_item,
    turns_around,
    way_of,
)
from generator.builder.navigation.memo import Memo


class Holes:
    """Finds holes, where the memo can fill them."""

    def __init__(self, memo: Memo) -> None:
        self._memo = memo

    def of_call(self, context: Context, macro: Macro, arguments: tuple[object, ...]) -> Hole | None:
        """Return the hole that a macro's text may leave; None if it has to be rendered."""
        if not is_call_for_item(context, macro, arguments):
            return None
        page = self._page(context)
        return self._of_item(arguments, page) if page else None

    def without_page(
        self, context: Context, macro: Macro, arguments: tuple[object, ...]
    ) -> Hole | None:
        """Return the same in a template that makes no page."""
        if not is_call_for_item(context, macro, arguments) or not self._sees_alike(context):
            return None
        is_page = context.parent.get("page") is not None
        return None if is_page else self._of_item(arguments, None)

    def of_loop(self, context: Context, loop: Loop) -> Iterator[Turn]:
        """Yield the turns that a loop has to take."""
        page, owner, items = self._page(context), loop.owner, list(loop.items)
        name = self._memo.rows.name(owner, loop.items)
        active = None if type(owner) is Navigation else bool(getattr(owner, "active", False))
        others = [n for n, item in enumerate(items) if item == loop.index] if loop.index else ()
        holes = self._holes(name, (loop.path, loop.level, active), page, others) if page else []
        return turns_around(holes, items)

    def _of_item(self, arguments: tuple[object, ...], page: Page | None) -> Hole | None:
        name = self._memo.rows.name_alone(arguments[0])
        return next(iter(self._holes(name, way_of(arguments), page, ())), None)

    def _holes(
        self, name: str | None, way: Way, page: Page | None, others: Sequence[int]
    ) -> list[Hole]:
        """Return the holes that a page, or a template without one, may have in a row."""
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
        is_known = isinstance(page, Page) and self._sees_alike(context)
        return cast("Page", page) if is_known else None

    def _sees_alike(self, context: Context) -> bool:
        features = context.vars.get("features", context.parent.get("features"))
        return bool(features == self._memo.features)


def all_turns(loop: Loop) -> Iterator[Turn]:
    """Yield the turns of a loop that leaves no holes."""
    return turns_around((), list(loop.items))
