"""What a whole build notes about titles for the next one; plain data, as it is kept."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.builder.digest import Digest


class PageRow(NamedTuple):
    """What is known of a page's title."""

    dest: str
    url: str
    title: str | None  # None: of a kind that is not known
    named: str | None  # what front matter has
    is_fixed: bool  # the title is the one of mkdocs.yml
    is_searched: bool


class Notes(NamedTuple):
    """What the last build found out about titles."""

    code: Digest
    theme: bytes  # pickled
    features: list[str]
    status: object  # the theme's words for the status of pages
    places: list[tuple[Any, Any]]  # in which navigation items stand: a hole, and its state
    shown: Mapping[str, bytes]  # the numbers of places, by page
    others: Mapping[str, bytes]  # the same by template that makes no page
    items: Mapping[str, tuple[Any, ...]]  # the navigation's items, by name
    rows: Mapping[str, list[str]]  # the names of those that stand in a list, by that of the list
    pages: Mapping[str, tuple[Any, ...]]  # as rows
    seen: Mapping[str, tuple[str, str]]  # the keys of what templates read, by page
    titled: Mapping[str, list[str]]  # the other pages that show more of a title than items do
    elsewhere: list[str]  # the pages whose titles show in templates that make no page


def notes_key(moment: int) -> str:
    """Name what a build noted, by its snapshot's moment."""
    return f"titles {moment}"
