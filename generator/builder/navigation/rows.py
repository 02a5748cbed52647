"""Navigation items that stand in one list, and what a page that is not among them shows in them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from generator.builder.digest import UnkeyableError
from generator.builder.navigation.addresses import Parts
from generator.builder.navigation.items import ALONE, is_alone
from generator.builder.navigation.subtrees import Subtree, Subtrees
from generator.builder.pages.world import World


class Row:
    """A list of items; what a page may show in more than its addresses has no subtree."""

    def __init__(self, items: Sequence[object], subtrees: Sequence[Subtree | None]) -> None:
        self.items = items
        self.subtrees = subtrees
        self._numbers = {id(item): number for number, item in enumerate(items)}
        self._strange = {number for number, found in enumerate(subtrees) if found is None}
        self._places: dict[str, list[int]] = {}  # where pages are, by the paths of their sources
        self._beginnings: dict[Parts, list[int]] = {}  # which items have addresses that begin so
        for number, subtree in enumerate(subtrees):
            for uri in subtree.pages if subtree else ():
                self._places.setdefault(uri, []).append(number)
            for parts in subtree.prefixes if subtree else ():
                self._beginnings.setdefault(parts, []).append(number)

    def shows(self, uri: str) -> bool:
        """Tell whether a page is in the row, or below one of its items."""
        return uri in self._places

    def stretches(self, page: Page | None, others: Iterable[int]) -> Iterator[range]:
        """Yield the items that neither are nor hold a page, if any, as far as they stand together.

        None of ``others`` is among them.
        """
        first = 0
        own = self._with(page) if page else ()
        for number in (*sorted({*own, *self._strange, *others}), len(self.items)):
            if first < number:
                yield range(first, number)
            first = number + 1

    def insist(self, stretch: range, page: Page) -> None:
        """Raise UnkeyableError if some of the items are or hold a page, or may."""
        apart = self._with(page) | self._strange
        if stretch.stop > len(self.items) or any(number in stretch for number in apart):
            raise UnkeyableError(page.file.src_uri)

    def shown(self, stretch: range) -> bytes:
        """Name what is shown of some items."""
        subtrees = self.subtrees[stretch.start : stretch.stop]
        return b"".join(subtree.digest for subtree in subtrees if subtree)

    def met(self, stretch: range, folders: Iterable[Parts]) -> tuple[Parts, ...]:
        """Return those of a page's folders with which addresses of some items begin, too."""
        return tuple(parts for parts in folders if self._has(stretch, parts))

    def _has(self, stretch: range, parts: Parts) -> bool:
        numbers = self._beginnings.get(parts, ())
        place = bisect_left(numbers, stretch.start)
        return place < len(numbers) and numbers[place] < stretch.stop

    def _with(self, page: Page) -> set[int]:
        numbers = (self._numbers.get(id(item)) for item in (page, *page.ancestors))
        active = {number for number in numbers if number is not None}
        return active.union(self._places.get(page.file.src_uri, ()))


class Rows:
    """The rows of a navigation, by name."""

    def __init__(self, world: World, subtrees: Subtrees) -> None:
        self._world = world
        self._subtrees = subtrees
        self._known: dict[str, Row] = {}

    def name(self, owner: object, items: object) -> str | None:
        """Return the name of the row that is all of ``items``; None if it has none."""
        own = _items(owner)
        return self._world.name_of(owner) if own is not None and own is items else None

    def name_alone(self, item: object) -> str | None:
        """Return the name of the row of one item; None if it has none."""
        name = self._world.name_of(item)
        return None if name is None else f"{ALONE}{name}"

    def get(self, name: str, page: Page | None) -> Row:
        """Return a row as a page sees it, or no page; raise UnkeyableError where there is none."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._look(name, page)
        return found

    def forget(self, page: Page) -> dict[str, set[int]]:
        """Look again at all that shows a page, and return which items of which rows are others now.

        Raise UnkeyableError where it is shown in a way that is not known.
        """
        self._subtrees.forget(page)
        names = [name for name, row in self._known.items() if row.shows(page.file.src_uri)]
        found = {name: self._changed(name, self._known.pop(name), page) for name in names}
        return {name: numbers for name, numbers in found.items() if numbers}

    def _changed(self, name: str, was: Row, page: Page) -> set[int]:
        now = self.get(name, page)
        if None in now.subtrees and None not in was.subtrees:
            raise UnkeyableError(name)
        pairs = zip(was.subtrees, now.subtrees, strict=True)
        return {number for number, (old, new) in enumerate(pairs) if old != new}

    def _look(self, name: str, page: Page | None) -> Row:
        thing = self._world.object_of(name.removeprefix(ALONE))
        items = [thing] if is_alone(name) else _items(thing)
        if thing is None or items is None:
            raise UnkeyableError(name)
        return Row(items, [self._subtree(item, page) for item in items])

    def _subtree(self, item: object, page: Page | None) -> Subtree | None:
        above = (page, *page.ancestors) if page else ()
        is_active = getattr(item, "active", False) and not any(item is each for each in above)
        if is_active or self._world.name_of(item) is None:
            return None
        try:
            return self._subtrees.get(item)
        except UnkeyableError:
            return None


def _items(owner: object) -> list[object] | None:
    """Return the list of what is in a navigation or in a section, if it is one of MkDocs'."""
    if type(owner) is Navigation:
        return owner.items
    return owner.children if type(owner) is Section else None  # type: ignore[return-value]
