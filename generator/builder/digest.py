"""Give values short names, so that equal names mean equal values."""

import datetime as dt
import enum
import functools
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import PurePath

from generator.builder.hashes import Digest, digest_bytes, digest_text

__all__ = [
    "ABSENT",
    "Digest",
    "UnkeyableError",
    "digest_bytes",
    "digest_text",
    "digest_value",
    "insist_on_known",
    "plain",
    "remembers_nothing",
]

ABSENT = bytes(16)  # of what is not there

# Packages whose functions are known to remember nothing, as far as options and templates name them.
_READ = frozenset(
    {
        "babel",
        "builtins",
        "generator",
        "gettext",
        "jinja2",
        "markdown",
        "material",
        "mkdocs",
        "pymdownx",
    }
)

_ATOMS = frozenset({type(None), bool, int, float, str, bytes})


class UnkeyableError(Exception):
    """A value of a kind about which nothing is known: what depends on it is not kept."""


def digest_value(value: object) -> Digest:
    """Name a value made of plain parts; raise UnkeyableError where a part is not."""
    try:
        return digest_text(repr(plain(value)))
    except RecursionError as error:  # in YAML a list can hold itself
        raise UnkeyableError(type(value).__qualname__) from error


def insist_on_known(value: object) -> None:
    """Raise UnkeyableError if there is a function in a value that may remember its calls."""
    if isinstance(value, functools.partial):
        value = (value.func, value.args, value.keywords)
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for part in value:
            insist_on_known(part)
    elif callable(value) and not remembers_nothing(value):
        raise UnkeyableError(getattr(value, "__qualname__", ""))


def remembers_nothing(function: object) -> bool:
    """Tell whether a function or class is one that gives the same each time it is called."""
    return str(getattr(function, "__module__", "")).partition(".")[0] in _READ


def plain(value: object) -> object:
    """Return the value as nested tuples of atoms, whose `repr` says everything about them."""
    kind = type(value)
    if kind in _ATOMS:
        return value
    convert = _AT_ONCE.get(kind) or _converter(value)
    return (kind.__qualname__, convert(value))


def _converter(value: object) -> Callable[..., object]:
    for kinds, convert in _CONVERTERS:
        if isinstance(value, kinds):
            return convert
    raise UnkeyableError(type(value).__qualname__)


def _pairs(value: Mapping[object, object]) -> object:
    # In their order, which plugins and extensions go by.
    return tuple((plain(key), plain(part)) for key, part in value.items())


def _parts(value: list[object]) -> object:
    return tuple(plain(part) for part in value)


def _sorted_parts(value: set[object]) -> object:
    return tuple(sorted(repr(plain(part)) for part in value))


def _code(value: Callable[..., object]) -> object:
    """Name a function or class by its place; what stands there is in `code.code_digest`."""
    place: object = sys.modules.get(value.__module__)
    for name in value.__qualname__.split("."):
        place = getattr(place, name, None)
    if place is not value:
        raise UnkeyableError(value.__qualname__)
    return (value.__module__, value.__qualname__)


def _partial(value: "functools.partial[object]") -> object:
    return (plain(value.func), plain(value.args), plain(value.keywords))


_CONVERTERS: tuple[tuple[type | tuple[type, ...], Callable[..., object]], ...] = (
    (enum.Enum, lambda value: value.name),
    (str, "".join),  # of a subclass, a marked-up text, say
    (int, int),
    (float, float),
    (bytes, bytes),
    (Mapping, _pairs),
    ((list, tuple), _parts),
    ((set, frozenset), _sorted_parts),
    ((dt.date, dt.time, PurePath), str),
    (re.Pattern, lambda value: (value.pattern, value.flags)),
    (functools.partial, _partial),
    ((type(digest_text), type(repr), type), _code),
)

# What nearly all values are: to look through the list above takes longer than to convert.
_AT_ONCE: dict[type, Callable[..., object]] = {dict: _pairs, list: _parts, tuple: _parts}
