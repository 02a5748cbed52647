"""Remember what functions of frozen values gave, from one compilation to the next."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar, TypeVarTuple, cast

_Arguments = TypeVarTuple("_Arguments")
_Thing = TypeVar("_Thing")

_TEXTS = frozenset({str, bytes})
_NUMBERS = frozenset({int, bool, type(None)})  # not Decimal: 1.0 equals 1.00, and looks different
_COMPARED = _TEXTS | _NUMBERS | {date, frozenset}  # sets hold names


class Memory:
    """What was asked for in this round and the last one; the rest is forgotten.

    So it holds no more than two compilations make, however many there were.
    """

    def __init__(self) -> None:
        self._last: dict[Hashable, object] = {}
        self._now: dict[Hashable, object] = {}

    def begin(self) -> None:
        """Start another round."""
        self._last, self._now = self._now, {}

    def recall(self, function: Callable[[*_Arguments], _Thing], *arguments: *_Arguments) -> _Thing:
        """Return what a function gives for its arguments, calling it only if they are new.

        The function reads nothing but its arguments, and nobody changes what it gives. Texts, whole
        numbers and tuples are compared; any other argument has to be the very same object.
        """
        key = (function, _name(arguments))
        found = self._now.get(key) or self._last.get(key)
        if found is None:
            found = (function(*arguments),)
        self._now[key] = found
        return cast("tuple[_Thing]", found)[0]

    def keep(self, place: Hashable, thing: _Thing) -> _Thing:
        """Return what stood at a place in the last round if that is no other, else the thing.

        So what was made of it can be recalled, although it was made anew.
        """
        last = self.last(place)
        kept = cast("_Thing", last) if is_alike(last, thing) else thing
        self.leave(place, kept)
        return kept

    def last(self, place: Hashable) -> object:
        """Return what was left at a place in the last round, or None."""
        return self._last.get(("place", place))

    def leave(self, place: Hashable, thing: object) -> None:
        """Leave a thing at a place, for the next round."""
        self._now["place", place] = thing


def is_alike(one: object, other: object) -> bool:
    """Tell whether nobody could tell two values apart: the order of a mapping counts, too."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if is_dataclass(one):
        return all(is_alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, Mapping):
        items = cast("Mapping[object, object]", other)
        return list(one) == list(items) and all(map(is_alike, one.values(), items.values()))
    if kind is tuple:
        return _are_alike(one, other)
    return (kind in _COMPARED and one == other) or (kind is Decimal and str(one) == str(other))


def _are_alike(ones: object, others: object) -> bool:
    pair = cast("tuple[tuple[object, ...], tuple[object, ...]]", (ones, others))
    return len(pair[0]) == len(pair[1]) and all(map(is_alike, *pair))


class _Same:
    """Equals what stands for the same object alone; holds it, so that no other takes its id."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing


def _name(thing: object) -> Hashable:
    kind = type(thing)
    if kind in _TEXTS:
        return cast("str | bytes", thing)
    if kind is tuple:
        return tuple([_name(item) for item in cast("tuple[object, ...]", thing)])
    if kind in _NUMBERS:
        return (kind, thing)  # True equals 1
    return _Same(thing)
