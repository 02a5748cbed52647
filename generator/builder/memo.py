"""Navigation memo: an item that does not hold the page is rendered once for all that see it alike.

A sidebar shows every item on every page, so its cost grows with the square of the pages. But an
item that holds neither the page nor is it depends on the page only through the filter `url`, and
that on little (see `subtrees`). This is true of navigation templates that have been read with it
in mind, which are known by their digests; with any other one, everything is rendered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import jinja2
from jinja2.runtime import Context, Macro
from mkdocs.structure.pages import Page

from generator.builder.digest import Digest, UnkeyableError, digest_value
from generator.builder.driver import Building
from generator.builder.loader import KnowingLoader
from generator.builder.subtrees import Parts, Subtree, Subtrees, address_state, beginnings
from generator.builder.world import World

_ITEM = "partials/nav-item.html"
_CALLERS = frozenset({"partials/nav.html", _ITEM})

# Digests of templates whose macro `render` shows, of an item that does not hold the page: titles,
# addresses, icons and status of the item and those below it, and of the context `features`,
# `config.extra.status`, the address of `page`; and nothing else.
KNOWN_ITEMS = frozenset(
    {
        "e386c37c9cbe1fe8b3726b35f20d8546",  # Material 9.8.1
        "482225ff1e261f8cbd58c6f65491b89a",  # theme/overrides
    }
)

Hole = tuple[str, str, int, bool | None]  # the item's name, and the macro's other arguments


State = tuple[int, Parts] | None  # what of the page can be seen in an item's addresses
Place = tuple[Hole, State]
Known = TypeVar("Known")


class Memo:
    """The rendered items of one build."""

    def __init__(
        self, building: Building, world: World, env: jinja2.Environment, loader: KnowingLoader
    ) -> None:
        """Raise UnkeyableError where the navigation templates are not known."""
        digest = loader.digest(_ITEM)
        if digest.hex() not in KNOWN_ITEMS:
            raise UnkeyableError(_ITEM)
        config = building.config
        self.features = config.theme.get("features") or []
        self._base = digest_value((digest, self.features, config.extra.get("status")))
        self._building = building
        self._world = world
        self._env = env
        self._loader = loader
        self._subtrees = Subtrees(loader)
        self._by_name: dict[str, Subtree] = {}
        self._texts: dict[Place, str] = {}
        self._digests: dict[Place, Digest] = {}

    def hole(self, context: Context, macro: Macro, arguments: tuple[object, ...]) -> Hole | None:
        """Return the hole that a macro's text may leave; None if it has to be rendered."""
        page = context.parent.get("page")
        if context.name not in _CALLERS or macro.name != "render" or len(arguments) not in {3, 4}:
            return None
        if _template_of(macro) != _ITEM or not isinstance(page, Page):
            return None
        features = context.vars.get("features", context.parent.get("features"))
        item, path, level, *above = arguments
        name = self._world.name_of(item)
        if features != self.features or name is None or not self._is_apart(item, page):
            return None
        active = bool(getattr(above[0], "active", None)) if above else None
        return (name, str(path), int(str(level)), active)

    def digests(self, holes: list[Hole], page: Page) -> list[Digest]:
        """Name the texts that go into a page's holes; UnkeyableError if one is none any more."""
        return [
            self._digests.get(place) or self._digest(*place) for place in self._places(holes, page)
        ]

    def texts(self, holes: list[Hole], page: Page) -> list[str]:
        """Return the texts that go into a page's holes."""
        return [
            self._texts.get(place) or self._text(page, *place)
            for place in self._places(holes, page)
        ]

    def forget(self, page: Page) -> None:
        """Render items again that show a page, if what they show of it is not what it was.

        Raise UnkeyableError where it is shown in a way that is not known.
        """
        uri = page.file.src_uri
        self._subtrees.forget(page)
        stale = {name for name, subtree in self._by_name.items() if uri in subtree.pages}
        for name in stale:
            was = self._by_name.pop(name)
            if self._subtree(name).digest != was.digest:
                self._texts = _without(self._texts, name)
                self._digests = _without(self._digests, name)

    def _places(self, holes: list[Hole], page: Page) -> Iterator[Place]:
        uri, folders = page.file.src_uri, beginnings(page)
        active = {self._world.name_of(item) for item in page.ancestors}
        for hole in holes:
            subtree = self._subtree(hole[0])
            if uri in subtree.pages or hole[0] in active:
                raise UnkeyableError(hole[0])
            yield hole, address_state(folders, subtree)

    def _subtree(self, name: str) -> Subtree:
        found = self._by_name.get(name)
        if found is None:
            item = self._world.object_of(name)
            if item is None:
                raise UnkeyableError(name)
            found = self._by_name[name] = self._subtrees.get(item)
        return found

    def _digest(self, hole: Hole, state: State) -> Digest:
        found = digest_value((self._base, self._subtree(hole[0]).digest, hole, state))
        self._digests[hole, state] = found
        return found

    def _text(self, page: Page, hole: Hole, state: State) -> str:
        found = self._render(hole, self._world.object_of(hole[0]), page)
        self._texts[hole, state] = found
        return found

    def _is_apart(self, item: object, page: Page) -> bool:
        """Tell whether an item neither is nor holds the page, and is of a kind that is known."""
        try:
            pages = self._subtrees.get(item).pages
        except UnkeyableError:
            return False
        return page.file.src_uri not in pages and not getattr(item, "active", False)

    def _render(self, hole: Hole, item: object, page: Page) -> str:
        building = self._building
        variables = {
            "page": page,
            "config": building.config,
            "nav": building.nav,
            "features": self.features,
            "base_url": "",
        }
        module = self._env.get_template(_ITEM).make_module(variables)
        _, path, level, active = hole
        above = () if active is None else (_Above(active),)
        return str(module.render(item, path, level, *above))  # type: ignore[attr-defined]


def _without(known: dict[Place, Known], name: str) -> dict[Place, Known]:
    return {place: value for place, value in known.items() if place[0][0] != name}


@dataclass(frozen=True, slots=True)
class _Above:
    """Stands for the section above an item, of which it is asked only whether it is active."""

    active: bool


def _template_of(macro: Macro) -> object:
    return macro._func.__globals__.get("name")  # noqa: SLF001 - Jinja has no other way to tell
