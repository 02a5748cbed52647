"""Navigation memo: items that do not hold the page are rendered once for all that see them alike.

A sidebar shows every item on every page, so its cost grows with the square of the pages. But an
item that holds neither the page nor is it depends on the page only through the filter `url`, and
that on little (see `subtrees`). This is true of navigation templates that have been read with it
in mind, which are known by their digests; with any other one, everything is rendered.

Items that stand side by side share a hole, its name and its state: a page has two holes in each
list that leads to it, however long the lists are.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import jinja2
from mkdocs.structure.pages import Page

from generator.builder.digest import Digest, UnkeyableError, digest_value
from generator.builder.driver import Building
from generator.builder.navigation.addresses import Parts, address_state, beginnings
from generator.builder.navigation.items import (
    ITEM,
    KNOWN_ITEMS,
    Hole,
    Spot,
    Way,
    as_written,
    render_item,
)
from generator.builder.navigation.rows import Row, Rows
from generator.builder.navigation.subtrees import Subtrees
from generator.builder.pages.loader import KnowingLoader
from generator.builder.pages.world import World

# How deep a page is, and those of its folders with which addresses in a hole begin: all that the
# addresses depend on. Where no page is, it is where they start.
_Seen = tuple[int, tuple[Parts, ...]]
State = _Seen | str
Place = tuple[Hole, State]


@dataclass(frozen=True, slots=True)
class _Lines:
    """What stands for each item of a row, where it was asked for."""

    texts: list[str | None]
    data: list[bytes]  # the same, as it is written


class Memo:
    """The rendered items of one build."""

    def __init__(
        self, building: Building, world: World, env: jinja2.Environment, loader: KnowingLoader
    ) -> None:
        """Raise UnkeyableError where the navigation templates are not known."""
        digest = loader.digest(ITEM)
        if digest.hex() not in KNOWN_ITEMS:
            raise UnkeyableError(ITEM)
        config = building.config
        self.features = config.theme.get("features") or []
        self._base = digest_value((digest, self.features, config.extra.get("status")))
        self._building = building
        self._env = env
        self.rows = Rows(world, Subtrees(loader))
        # By row, so that what shows a page can be forgotten.
        self._digests: dict[str, dict[tuple[Hole, State], Digest]] = {}
        self._texts: dict[str, dict[tuple[Way, int, object], str]] = {}
        self._lines: dict[str, dict[tuple[Way, State], _Lines]] = {}
        self._numbers: dict[Place, int] = {}
        self.shown: dict[str, array[int]] = {}  # the places on each page, by their numbers

    def digests(self, holes: list[Hole], page: Page) -> list[Digest]:
        """Name the texts that go into a page's holes; UnkeyableError if one is none any more."""
        folders = beginnings(page.url)
        found = [(hole, *self._look(hole, page, folders)) for hole in holes]
        numbers = [self._number((hole, state)) for hole, _, state in found]
        self.shown[page.file.src_uri] = array("I", numbers)
        return [self._digest(hole, row, state) for hole, row, state in found]

    def text_without_page(self, template: str, hole: Hole, start: str) -> str:
        """Return what goes into a hole of a template that makes no page."""
        self.shown.setdefault(template, array("I")).append(self._number((hole, start)))
        known = self._texts.setdefault(hole[0], {})
        place = hole[3], 0, start
        if place not in known:
            known[place] = self._render((hole, 0), None, start)
        return known[place]

    @property
    def places(self) -> list[Place]:
        """Return every place in which items have stood, by its number."""
        return list(self._numbers)

    def _number(self, place: Place) -> int:
        return self._numbers.setdefault(place, len(self._numbers))

    def texts(self, holes: list[Hole], page: Page) -> Iterator[str]:
        """Yield the texts that go into a page's holes; UnkeyableError as above."""
        for hole, lines in self._filled(holes, page):
            yield "".join(text for text in lines.texts[hole[1] : hole[2]] if text)

    def data(self, holes: list[Hole], page: Page) -> Iterator[list[bytes]]:
        """Yield the same as it is written, each in pieces."""
        for hole, lines in self._filled(holes, page):
            yield lines.data[hole[1] : hole[2]]

    def forget(self, page: Page) -> None:
        """Render items again that show a page, if what they show of it is not what it was.

        Raise UnkeyableError where it is shown in a way that is not known.
        """
        for name, numbers in self.rows.forget(page).items():
            self._digests.pop(name, None)
            self._lines.pop(name, None)
            known = self._texts.get(name, {})
            for place in [place for place in known if place[1] in numbers]:
                del known[place]

    def _digest(self, hole: Hole, row: Row, state: State) -> Digest:
        known = self._digests.setdefault(hole[0], {})
        found = known.get((hole, state))
        if found is None:
            shown = row.shown(_stretch(hole))
            found = known[hole, state] = digest_value((self._base, hole, state, shown))
        return found

    def _look(self, hole: Hole, page: Page, folders: list[Parts]) -> tuple[Row, _Seen]:
        row, stretch = self.rows.get(hole[0], page), _stretch(hole)
        row.insist(stretch, page)
        return row, (len(folders), row.met(stretch, folders))

    def _filled(self, holes: list[Hole], page: Page) -> Iterator[tuple[Hole, _Lines]]:
        folders = beginnings(page.url)
        for hole in holes:
            row, state = self._look(hole, page, folders)
            name, first, end, way = hole
            known = self._lines.setdefault(name, {})
            lines = known.get((way, state))
            if lines is None:
                count = len(row.items)
                lines = known[way, state] = _Lines([None] * count, [b""] * count)
            if None in lines.texts[first:end]:
                for number in _stretch(hole):
                    lines.texts[number] = text = self._text((hole, number), page, state)
                    lines.data[number] = as_written(text)
            yield hole, lines

    def _text(self, spot: Spot, page: Page, state: _Seen) -> str:
        """Return what stands for an item, for all whose folders the item does not tell apart."""
        (name, _, _, way), number = spot
        subtree = self.rows.get(name, page).subtrees[number]
        known = self._texts.setdefault(name, {})
        place = way, number, subtree and address_state(*state, subtree.prefixes)
        if place not in known:
            known[place] = self._render(spot, page)
        return known[place]

    def _render(self, spot: Spot, page: Page | None, start: str = "") -> str:
        building, ((row, *_), number) = self._building, spot
        variables = {
            "page": page,
            "config": building.config,
            "nav": building.nav,
            "features": self.features,
            "base_url": start,
        }
        return render_item(self._env, variables, spot, self.rows.get(row, page).items[number])


def _stretch(hole: Hole) -> range:
    return range(hole[1], hole[2])
