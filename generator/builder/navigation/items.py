"""The HTML of navigation items: who asks for it, and how it is made for a page apart from them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import jinja2
from jinja2.runtime import Context, Macro

from generator.builder.navigation.loops import framed

ITEM = "partials/nav-item.html"
_CALLERS = frozenset({"partials/nav.html", ITEM})

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
Spot = tuple[Hole, int]  # where one of a hole's items goes, by its number in the row

ALONE = "item "  # before the name of an item: the row of it alone

# A hole for items, or an item that has to be rendered and its number in the loop, from 1.
Turn = tuple[Hole | None, object, int]

# What stands in a hole until it is filled.
MARK = "\x00navigation {}\x00"
MARKS = re.compile("\x00navigation [0-9]+\x00")


@dataclass(frozen=True, slots=True)
class Loop:
    """What a template's loop over navigation items is told (see `loops`)."""

    items: Iterable[object]
    owner: object  # the navigation, or the section whose items they are
    path: str  # of each item, but for its number
    level: int
    index: object = None  # the item that the loop leaves out


def is_alone(row: str) -> bool:
    """Tell whether a row is of one item by itself."""
    return row.startswith(ALONE)


def is_call_for_item(context: Context, macro: Macro, arguments: tuple[object, ...]) -> bool:
    """Tell whether a template asks for the HTML of a navigation item."""
    return (
        macro.name == "render"
        and len(arguments) in {3, 4}
        and context.name in _CALLERS
        and _template_of(macro) == ITEM
    )


def way_of(arguments: tuple[object, ...]) -> Way:
    """Return what a call for an item says beside the item."""
    _, path, level, *above = arguments
    return str(path), int(str(level)), bool(getattr(above[0], "active", None)) if above else None


def turns_around(holes: Iterable[Hole], items: Sequence[object]) -> Iterator[Turn]:
    """Yield the turns that a loop over items has to take, some of which go into holes."""
    first = 0
    for hole in (*holes, None):
        end = hole[1] if hole else len(items)
        yield from ((None, items[number], number + 1) for number in range(first, end))
        if hole:
            yield hole, None, 0
            first = hole[2]


def render_item(
    env: jinja2.Environment, variables: Mapping[str, object], spot: Spot, item: object
) -> str:
    """Return what stands for an item where it goes."""
    (row, _, _, (path, level, active)), number = spot
    module = env.get_template(ITEM).make_module(dict(variables))
    above = () if active is None else (_Above(active),)
    whole = path if is_alone(row) else f"{path}{number + 1}"
    text = str(module.render(item, whole, level, *above))  # type: ignore[attr-defined]
    return text if is_alone(row) else framed(text, is_top=active is None)


def as_written(text: str) -> bytes:
    """Return a text as MkDocs writes it."""
    return text.encode("utf-8", errors="xmlcharrefreplace")


@dataclass(frozen=True, slots=True)
class _Above:
    """Stands for the section above an item, of which it is asked only whether it is active."""

    active: bool


def _template_of(macro: Macro) -> object:
    return macro._func.__globals__.get("name")  # noqa: SLF001 - Jinja has no other way to tell
