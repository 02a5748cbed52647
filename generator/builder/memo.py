"""Navigation memo: items that do not hold the page are rendered once for all that see them alike.

A sidebar shows every item on every page, so its cost grows with the square of the pages. But an
item that holds neither the page nor is it depends on the page only through the filter `url`, and
that on little (see `subtrees`). This is true of navigation templates that have been read with it
in mind, which are known by their digests; with any other one, everything is rendered.

Items that stand side by side share a hole, its name and its state: a page has two holes in each
list that leads to it, however long the lists are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2
from mkdocs.structure.pages import Page

from generator.builder.digest import Digest, UnkeyableError, digest_value
from generator.builder.driver import Building
from generator.builder.loader import KnowingLoader
from generator.builder.loops import framed
from generator.builder.rows import Row, Rows
from generator.builder.subtrees import Parts, Subtrees, address_state, beginnings
from generator.builder.world import World

ITEM = "partials/nav-item.html"

# Digests of templates whose macro `render` shows, of an item that does not hold the page: titles,
# addresses, icons and status of the item and those below it, and of the context `features`,
# `config.extra.status`, the address of `page`; and nothing else.
KNOWN_ITEMS = frozenset(
    {
        "e386c37c9cbe1fe8b3726b35f20d8546",  # Material 9.8.1
        "482225ff1e261f8cbd58c6f65491b89a",  # theme/overrides
    }
)

# The macro's other arguments: the path, or what stands in it before an item's number; the level;
# and whether what is above the items is active.
Way = tuple[str, int, bool | None]
Hole = tuple[str, int, int, Way]  # a row, its first item and the one after the last

# How deep a page is, and those of its folders with which addresses in a hole begin: all that the
# addresses depend on.
State = tuple[int, tuple[Parts, ...]]


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

    def digests(self, holes: list[Hole], page: Page) -> list[Digest]:
        """Name the texts that go into a page's holes; UnkeyableError if one is none any more."""
        folders = beginnings(page)
        return [self._digest(hole, page, folders) for hole in holes]

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
        for name in self.rows.forget(page):
            for known in (self._digests, self._texts, self._lines):
                known.pop(name, None)

    def _digest(self, hole: Hole, page: Page, folders: list[Parts]) -> Digest:
        row, state = self._look(hole, page, folders)
        known = self._digests.setdefault(hole[0], {})
        found = known.get((hole, state))
        if found is None:
            shown = row.shown(_stretch(hole))
            found = known[hole, state] = digest_value((self._base, hole, state, shown))
        return found

    def _look(self, hole: Hole, page: Page, folders: list[Parts]) -> tuple[Row, State]:
        row, stretch = self.rows.get(hole[0], page), _stretch(hole)
        row.insist(stretch, page)
        return row, (len(folders), row.met(stretch, folders))

    def _filled(self, holes: list[Hole], page: Page) -> Iterator[tuple[Hole, _Lines]]:
        folders = beginnings(page)
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
                    lines.texts[number] = text = self._text(hole, number, page, state)
                    lines.data[number] = as_written(text)
            yield hole, lines

    def _text(self, hole: Hole, number: int, page: Page, state: State) -> str:
        """Return what stands for an item, for all whose folders the item does not tell apart."""
        name, _, _, way = hole
        row = self.rows.get(name, page)
        subtree = row.subtrees[number]
        known = self._texts.setdefault(name, {})
        place = way, number, subtree and address_state(*state, subtree)
        if place not in known:
            known[place] = self._render(hole, number, row.items[number], page)
        return known[place]

    def _render(self, hole: Hole, number: int, item: object, page: Page) -> str:
        building = self._building
        variables = {
            "page": page,
            "config": building.config,
            "nav": building.nav,
            "features": self.features,
            "base_url": "",
        }
        module = self._env.get_template(ITEM).make_module(variables)
        name, _, _, (path, level, active) = hole
        is_alone = self.rows.is_alone(name)
        above = () if active is None else (_Above(active),)
        whole = path if is_alone else f"{path}{number + 1}"
        text = str(module.render(item, whole, level, *above))  # type: ignore[attr-defined]
        return text if is_alone else framed(text, is_top=active is None)


@dataclass(frozen=True, slots=True)
class _Above:
    """Stands for the section above an item, of which it is asked only whether it is active."""

    active: bool


def as_written(text: str) -> bytes:
    """Return a text as MkDocs writes it."""
    return text.encode("utf-8", errors="xmlcharrefreplace")


def _stretch(hole: Hole) -> range:
    return range(hole[1], hole[2])
