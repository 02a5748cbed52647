"""What is kept of a page, and how it is told why one is made or stays."""

from dataclasses import dataclass
from typing import TypedDict

from generator.builder.digest import Digest
from generator.builder.logs import Said
from generator.builder.navigation.items import Hole
from generator.builder.pages.reads import Read, Seen, Skeleton, is_text, is_title

MANY = 50  # with more pages whose titles one page shows, new titles take a whole build


class Record(TypedDict):
    """What is kept of a page; the parts of its skeleton are a record of their own."""

    shared: str  # the name of what is alike for many pages
    reads: list[Read]
    values: list[Digest]
    texts: list[Read]  # those of the reads that may change with a text alone
    titled: list[str]  # the objects of which a read may change with a title; not all if MANY
    holes: list[Hole]
    said: list[Said]


class Made(TypedDict):
    """What a worker answers when it has written a page's file."""

    record: Record | None  # None: the page may not be kept, because of `fault`
    shared: tuple[list[Read], list[Digest]]
    fault: str
    is_kept: bool  # by an earlier build
    parts: list[str]
    seen: Seen | None  # what the templates read
    holes: list[Hole]
    said: list[Said]
    sections: object
    is_empty: bool
    is_left: bool  # to MkDocs, in the order of the pages, as it may hang on that


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left to do for a page when its file is there."""

    said: list[Said] | None = None  # None: what an earlier build kept
    is_empty: bool = False


STAYING = Outcome()

STAYED = "stays: all that its templates read is as it was"
REFILLED = "filled again: its navigation changed, or its file is not the one that was written"


def as_record(skeleton: Skeleton, said: list[Said]) -> Record:
    """Return what is kept of a page; its shared reads have a name when they are kept."""
    return {
        "shared": "",
        "reads": skeleton.reads,
        "values": skeleton.values,
        "texts": list(filter(is_text, skeleton.reads)),
        "titled": [thing for thing, name in skeleton.reads if is_title((thing, name))][: MANY + 1],
        "holes": skeleton.holes,
        "said": said,
    }


def are_alike(record: Record, values: list[Digest] | None) -> bool:
    """Tell whether the variables of a page's context are what they were."""
    return values is not None and all(
        was == now
        for (thing, _), was, now in zip(record["reads"], record["values"], values, strict=True)
        if thing == "variable"
    )


def what_changed(record: Record, values: list[Digest] | None) -> str:
    """Say what a page's templates would read differently now."""
    if values is None:
        return "rendered: something that its templates read is gone"
    pairs = zip(record["reads"], record["values"], values, strict=True)
    return as_reason(next(read for read, was, now in pairs if was != now))


def as_reason(read: Read) -> str:
    """Say that what was read is another value now."""
    thing, name = read
    return f"rendered: {thing} {name.removeprefix('[')} changed"


# What a worker answers where there is nothing to tell.
NOTHING: Made = {
    "record": None,
    "shared": ([], []),
    "is_kept": False,
    "parts": [],
    "seen": None,
    "holes": [],
    "said": [],
    "sections": None,
    "is_empty": False,
    "is_left": False,
    "fault": "",
}
