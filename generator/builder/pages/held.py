"""Tell what of a value others may show or change: what it holds, and what its methods do."""

from collections.abc import Iterable, Mapping, MutableMapping, ValuesView
from collections.abc import Set as AbstractSet
from types import FunctionType

from jinja2.utils import Namespace


def parts_of(value: object) -> Iterable[object]:
    """Return what a text that is made of a value may show of others."""
    if isinstance(value, _ATOMS):  # nearly all
        return ()
    if isinstance(value, Namespace):
        return vars(value).values()
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, _COLLECTIONS) else ()


def collections_in(value: object) -> set[int]:
    """Return by what numbers Python knows a value and what is in it, if that can be changed."""
    found: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (MutableMapping, list)):
            if id(part) in found:  # in YAML a list can hold itself
                continue
            found.add(id(part))
        waiting += parts_of(part)
    return found


# Methods of collections that change nothing.
_ASKING = frozenset({"copy", "count", "get", "index", "items", "keys", "values"})
_ATOMS = (str, int, float, type(None))
_COLLECTIONS = (list, tuple, AbstractSet, ValuesView)


def takes_texts(called: object) -> bool:
    """Tell whether what is called may put its arguments into a text, and is no macro."""
    return isinstance(called, FunctionType) or isinstance(getattr(called, "__self__", None), str)


def may_change(method: object) -> bool:
    """Tell whether a method of a collection does more than to look into it."""
    return getattr(method, "__name__", "") not in _ASKING
