"""Keep the values that a page's templates read, beside their digests: `recalling` gives them again.

Objects of MkDocs go by their names; so do values that are not there. Most values are plain, and
kept as they are; what is left is pickled.
"""

import io
import pickle
from typing import Any

import jinja2
from jinja2.utils import missing
from mkdocs.config.base import Config
from mkdocs.plugins import PluginCollection

from generator.builder.in_place.recalling import (
    MISSING,
    NAMED,
    NAMES,
    PICKLED,
    UNDEFINED,
    RecalledOptions,
)
from generator.builder.pages.reads import Value
from generator.builder.pages.world import World

_ATOMS = (type(None), bool, int, float, str)


def remember(world: World, value: object) -> Value:
    """Return a value as plain data.

    Raise an error of `pickle` if it is of a kind that cannot be kept.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    if value is missing:
        return (MISSING,)
    if world.is_named(value):
        return (NAMED, _name(world, value))
    if kind is list and all(map(world.is_named, value)):  # type: ignore[call-overload]
        return (NAMES, [_name(world, thing) for thing in value])  # type: ignore[attr-defined]
    if isinstance(value, jinja2.Undefined):
        return (UNDEFINED,)
    file = io.BytesIO()
    _Pickler(file, world).dump(value)
    return (PICKLED, file.getvalue())


def _name(world: World, thing: object) -> str:
    name = world.name_of(thing)
    if name is None:
        raise pickle.PicklingError
    return name


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, world: World) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._world = world

    def persistent_id(self, thing: object) -> str | None:
        return _name(self._world, thing) if self._world.is_named(thing) else None

    def reducer_override(self, thing: object) -> Any:  # noqa: ANN401 - as `pickle` has it
        # To a template they are little more than mappings.
        if isinstance(thing, (Config, PluginCollection)):
            return RecalledOptions, (dict(thing),)
        if isinstance(thing, jinja2.Undefined):
            raise pickle.PicklingError
        return NotImplemented
