"""Put other bytes in the place of some in a file, without making anything of the rest."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from generator.builder.in_place.edited import NotEnoughError


class Patch(NamedTuple):
    """Bytes that stand at a place in a file, and what is to stand there."""

    start: int
    was: bytes
    now: bytes


def find_items(data: bytes, items: Iterable[tuple[bytes, bytes]]) -> list[Patch]:
    """Find pieces, each as often as it is named; NotEnoughError if one stands there more often.

    What is found so often is all there is of it, so it needs no other sign of its place.
    """
    patches = []
    for (was, now), times in Counter(items).items():
        found = _places(data, was)
        if len(found) != times:
            raise NotEnoughError
        patches += [Patch(start, was, now) for start in found if was != now]
    return patches


def find_parts(data: bytes, parts: Sequence[bytes], now: Sequence[bytes]) -> list[Patch]:
    """Find those parts of a whole that are other ones now; NotEnoughError if it is not made so."""
    if len(parts) != len(now):
        raise NotEnoughError
    _refuse_other(data, parts)
    pairs = enumerate(zip(parts, now, strict=True))
    return [
        Patch(_start(data, number, parts), was, new) for number, (was, new) in pairs if was != new
    ]


def _start(data: bytes, number: int, parts: Sequence[bytes]) -> int:
    """Return where a part stands: the first and the last one are known, another one is alone."""
    if number == 0:
        return 0
    if number == len(parts) - 1:
        return len(data) - len(parts[-1])
    found = _places(data, parts[number])
    if len(found) != 1:
        raise NotEnoughError
    return found[0]


def applied(data: bytes | memoryview, patches: Iterable[Patch]) -> list[bytes | memoryview]:
    """Return a file's bytes with all patches in them, in pieces."""
    view, end = memoryview(data), 0
    pieces: list[bytes | memoryview] = []
    for patch in sorted(patches):
        if patch.start < end:  # one within another
            raise NotEnoughError
        pieces += [view[end : patch.start], patch.now]
        end = patch.start + len(patch.was)
    return [*pieces, view[end:]]


def write_new(path: str, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file that is not there yet."""
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, how, 0o666)
    try:
        left = [memoryview(piece) for piece in pieces if piece]
        while left:
            written = _write_some(descriptor, left)
            while left and written >= len(left[0]):
                written -= len(left.pop(0))
            left[:1] = [part[written:] for part in left[:1]]
    finally:
        os.close(descriptor)


def _write_some(descriptor: int, pieces: list[memoryview]) -> int:
    if hasattr(os, "writev"):
        return os.writev(descriptor, pieces)
    return os.write(descriptor, pieces[0])


def _places(data: bytes, piece: bytes) -> list[int]:
    found, start = [], data.find(piece)
    while start >= 0:
        found.append(start)
        start = data.find(piece, start + 1)
    return found


def _refuse_other(data: bytes, parts: Sequence[bytes]) -> None:
    """Refuse data that cannot be the parts in their order with something between them."""
    is_whole = data.startswith(parts[0]) and data.endswith(parts[-1])
    end = 0
    for part in parts:
        end = data.find(part, end) + len(part)
        is_whole = is_whole and end >= len(part)
    if not is_whole or (len(parts) == 1 and data != parts[0]):
        raise NotEnoughError
