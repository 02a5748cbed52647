"""Render a page again from what its templates read the last time, without MkDocs' objects.

Templates reach the world through Jinja's environment alone (`observer`), and what they read was
kept by name (`remembering`). Here the same hooks give it again, but for texts and titles, which are
what they are now. A template that asks for anything else goes a way that it did not go before: it
is not rendered here.
"""

import io
import pickle
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import jinja2
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

from generator.builder.navigation.items import (
    ALONE,
    MARK,
    MARKS,
    Hole,
    Loop,
    Way,
    is_call_for_item,
    turns_around,
    way_of,
)
from generator.builder.navigation.loops import TURNS, are_read_alike
from generator.builder.pages import compiling
from generator.builder.pages.loader import KnowingLoader
from generator.builder.pages.reads import Read, Seen, Value

# What stands for a value that is no atom: one of these and what belongs to it.
MISSING, UNDEFINED, NAMED, NAMES, PICKLED = range(5)


class StrangeReadError(Exception):
    """A template reads what it did not read before."""


class Pages(NamedTuple):
    """What is known of pages beside what was read of them; each by the name of the page."""

    urls: Mapping[str, str]
    contents: Mapping[str, str]
    titles: Mapping[str, str]
    metas: Mapping[str, str]  # the titles in front matter


class Recalled:
    """Stands for an object of MkDocs, and has what was read of it."""

    def __init__(self, name: str, recall: "Recall") -> None:
        self.object_name = name
        self._recall = recall

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - asked by MkDocs' filters
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return self._recall.read(self, attribute)

    def __iter__(self) -> Any:  # noqa: ANN401
        raise StrangeReadError(self.object_name)

    def __repr__(self) -> str:
        raise StrangeReadError(self.object_name)  # what MkDocs shows in it is not known


class RecalledOptions(dict[str, Any]):
    """Stands for options of MkDocs, those of a script, say; to import theirs takes long."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - asked by MkDocs' filters
        try:
            return self[name.removesuffix("_")]  # as a word of Python's own ends in it
        except KeyError as error:
            raise AttributeError(name) from error

    def __str__(self) -> str:
        if "path" not in self:
            raise StrangeReadError
        return str(self["path"])  # of a script


class Recall:
    """The environment of a site's templates, over what they read."""

    def __init__(self, env: jinja2.Environment) -> None:
        self.env = env
        self._values: dict[Read, Any] | None = None  # None: whatever a template asks is known
        self._objects: dict[str, Recalled] = {}
        self._pages = Pages({}, {}, {}, {})
        self._expected: list[Hole] = []
        self._holes: list[Hole] = []
        self._getattr = jinja2.Environment.getattr.__get__(env)
        self._getitem = jinja2.Environment.getitem.__get__(env)
        self._install(env)
        self._use_variants(env)

    def render(self, seen: Iterable[Seen], pages: Pages, holes: list[Hole]) -> list[str]:
        """Return the text around a page's holes.

        Raise StrangeReadError where it would be made from anything but what was read.
        """
        self._values, self._objects, self._pages = {}, {}, pages
        self._expected, self._holes = holes, []
        try:
            for reads, values in seen:
                self._values |= zip(reads, map(self._as_it_was, values), strict=True)
            text = self._render(self._values)
        finally:
            self._values = None
        marks = [MARK.format(number) for number in range(len(holes))]
        if self._holes != holes or MARKS.findall(text) != marks:
            raise StrangeReadError("navigation")
        return MARKS.split(text)

    def _render(self, values: Mapping[Read, Any]) -> str:
        template = next(name for thing, name in values if thing == "template")
        variables = {
            name: value
            for (thing, name), value in values.items()
            if thing == "variable" and value is not missing
        }
        return self.env.get_template(template).render(variables)

    def _as_it_was(self, value: Value) -> object:
        if not isinstance(value, tuple):
            return value
        kind, *more = value
        if kind == MISSING:
            return missing
        if kind == UNDEFINED:
            return self.env.undefined()
        if kind == NAMED:
            return self.thing(more[0])
        return [*map(self.thing, more[0])] if kind == NAMES else _Unpickler(more[0], self).load()

    def thing(self, name: str) -> object:
        """Return the object that has a name."""
        return self._objects.setdefault(name, Recalled(name, self))

    def read(self, thing: Recalled, attribute: str) -> Any:  # noqa: ANN401 - whatever it was
        """Return what an object has now of what was read of it."""
        name, plain = thing.object_name, attribute.removeprefix("[")
        if name.startswith("page ") and plain in {"url", "content"}:
            return self._of_page(self._pages.urls if plain == "url" else self._pages.contents, name)
        value = self._value((name, attribute))
        if name.startswith("page ") and plain == "title":
            return self._of_page(self._pages.titles, name)
        if name.startswith("page ") and plain == "meta" and "title" in value:
            return {**value, "title": self._of_page(self._pages.metas, name)}
        return value

    def _value(self, read: Read) -> Any:  # noqa: ANN401
        if self._values is None or read not in self._values:
            raise StrangeReadError(" ".join(read))
        return self._values[read]

    def _of_page(self, known: Mapping[str, str], name: str) -> str:
        if name not in known:
            raise StrangeReadError(name)
        return known[name]

    def _install(self, env: jinja2.Environment) -> None:
        recall = self

        class RecalledContext(Context):
            """A context that has what was read, and leaves holes where they were."""

            def resolve_or_missing(self, key: str) -> Any:  # noqa: ANN401 - Jinja's signature
                found = super().resolve_or_missing(key)
                if found is missing and recall._values is not None:
                    recall._value(("variable", key))
                return found

            def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
                mark = recall._mark(self, called, args)
                return super().call(called, *args, **kwargs) if mark is None else mark

        env.context_class = RecalledContext
        env.getattr = self._see_attribute  # type: ignore[method-assign, assignment]
        env.getitem = self._see_item  # type: ignore[method-assign, assignment]
        env.join_path = self._see_template  # type: ignore[method-assign]
        env.finalize = _refuse_object
        compiling.install(env)  # so that both environments have the same compiled templates
        setattr(env, compiling.MODULE, lambda template: template)
        del env.filters["random"], env.globals["lipsum"]  # which give what nobody has read

    def _use_variants(self, env: jinja2.Environment) -> None:
        """Leave a hole for many items of a loop at once, as a build does."""
        if are_read_alike(env) and env.loader is not None:
            env.loader = loader = KnowingLoader(env.loader, env)
            env.globals[TURNS] = lambda *told: self._turns(Loop(*told))
            loader.use_variants()

    def _mark(self, context: Context, called: object, arguments: tuple[Any, ...]) -> str | None:
        if type(called) is not Macro or not is_call_for_item(context, called, arguments):
            return None
        item = arguments[0]
        if not isinstance(item, Recalled):
            return None
        holes = self._holes_in(f"{ALONE}{item.object_name}", way_of(arguments))
        return self._leave(holes[0]) if holes else None

    def _turns(self, loop: Loop) -> Iterator[tuple[str, object, int]]:
        """Yield the turns that a loop took, where holes are left (see `holes`)."""
        owner = loop.owner
        name = owner.object_name if isinstance(owner, Recalled) else ""
        active = None if name == "nav" else bool(getattr(owner, "active", False))
        holes = self._holes_in(name, (loop.path, loop.level, active))
        for hole, item, number in turns_around(holes, list(loop.items)):
            yield self._leave(hole) if hole else "", item, number

    def _holes_in(self, row: str, way: Way) -> list[Hole]:
        return [hole for hole in self._expected if hole[0] == row and hole[3] == way]

    def _leave(self, hole: Hole) -> str:
        self._holes.append(hole)
        return MARK.format(len(self._holes) - 1)

    def _see_attribute(self, thing: Any, attribute: str) -> Any:  # noqa: ANN401
        if isinstance(thing, Recalled):
            return self.read(thing, attribute)
        return self._getattr(thing, attribute)

    def _see_item(self, thing: Any, key: Any) -> Any:  # noqa: ANN401
        if isinstance(thing, Recalled):
            return self.read(thing, f"[{key}")
        return self._getitem(thing, key)

    def _see_template(self, template: str, parent: str) -> str:
        del parent
        if self._values is not None:
            self._value(("template", template))
        return template


def _refuse_object(value: object) -> object:
    if isinstance(value, Recalled):
        raise StrangeReadError(value.object_name)
    return value


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, recall: Recall) -> None:
        super().__init__(io.BytesIO(data))
        self._recall = recall

    def persistent_load(self, name: str) -> object:
        return self._recall.thing(name)
