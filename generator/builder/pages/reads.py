"""What a page's templates read, by name, and what was made from it."""

from dataclasses import dataclass
from typing import Any

from generator.builder.digest import Digest, digest_text
from generator.builder.navigation.items import Hole
from generator.builder.pages.sources import TEXTS

Read = tuple[str, str]  # an object's name, or the kind of a thing, and what was read of it

# A value as plain data: itself, if it is an atom, or one of the kinds that `recalling` knows and
# what belongs to it.
Value = Any

Seen = tuple[list[Read], list[Value]]  # what was read, and what it gave


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A rendered page without its navigation items, and what it was made from."""

    parts: list[str]  # one more than holes: the text around them
    holes: list[Hole]
    reads: list[Read]  # the variables and attributes that were read
    values: list[Digest]  # and what they were, by name
    shared: tuple[list[Read], list[Digest]]  # the same of what is alike for many pages
    fault: str = ""  # what was read and cannot be named: such a page is not kept


def seen_key(key: str) -> str:
    """Name what templates read, by the name of what was made from it."""
    return f"seen {digest_text(key).hex()}"


def is_shared(read: Read) -> bool:
    """Tell whether what was read is the same for many pages."""
    thing, _ = read
    return thing in {"config", "nav"} or thing.startswith("plugin ")


def is_text(read: Read) -> bool:
    """Tell whether what was read of a page or its file may change with its text alone."""
    thing, name = read
    plain_name = name.removeprefix("[")
    is_of_page = thing.startswith(("page ", "file "))
    return is_of_page and (plain_name in TEXTS or plain_name.startswith("_"))


def is_title(read: Read) -> bool:
    """Tell whether what was read may change with a page's title."""
    thing, name = read
    return thing.startswith("page ") and name.removeprefix("[") in {"title", "meta"}
