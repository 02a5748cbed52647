"""See everything that a template reads, through the hooks that Jinja's environment has for it.

Templates reach the world through variables of their context, attributes and items, other
templates, filters and tests, and calls. Each of these is one method or mapping of the environment
or of its context class. Output of a whole object goes through `finalize`, and so does what becomes
a part of a text (`compiling`). There is no other way.
"""

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from types import FunctionType
from typing import Any

import jinja2
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Macro
from jinja2.tests import TESTS
from jinja2.utils import missing
from mkdocs.utils import templates

from generator.builder.digest import UnkeyableError, remembers_nothing
from generator.builder.navigation.items import Hole
from generator.builder.pages import compiling
from generator.builder.pages.held import collections_in, may_change, parts_of, takes_texts
from generator.builder.pages.world import World

# Functions of their arguments alone.
_FILTERS = {**FILTERS, "url": templates.url_filter, "script_tag": templates.script_tag_filter}
_CHANCE = frozenset({"random"})
_GLOBALS = {name: value for name, value in DEFAULT_NAMESPACE.items() if name != "lipsum"}

# Where the functions come from that translate; with what is installed, they do not change.
_TRANSLATORS = ("jinja2.ext", "gettext", "babel.support")

# Filters that make no text of an object: what they give goes its way through the same hooks.
_LEAVING = frozenset(
    "attr batch count d default first groupby last length list map max min reject rejectattr "  # noqa: SIM905
    "reverse select selectattr slice sort sum unique".split()
)

Call = Callable[[Context, Macro, tuple[object, ...]], str | None]


CHANGE = "a value that it may change for other pages"


class StrangeError(UnkeyableError):
    """A template comes to something that may remember what it has been asked before."""


class Trace:
    """What the rendering of one page has read."""

    __slots__ = (
        "context",
        "faults",
        "holes",
        "modules",
        "reads",
        "stops",
        "templates",
        "variables",
    )

    def __init__(self, context: dict[str, object], template: str, *, stops: bool = False) -> None:
        self.context = context
        self.stops = stops  # with StrangeError, before something strange is called
        self.modules: set[object] = set()  # templates that were run without this context
        self.reads: dict[tuple[str, str], None] = {}
        self.variables: dict[str, None] = {}
        self.templates: dict[str, None] = {template: None}
        self.holes: list[Hole] = []
        self.faults: list[str] = []  # what is read and cannot be named

    def see_strange(self, what: str) -> None:
        """Note what may not only be unknown, but give something else each time."""
        self.faults.append(what)
        if self.stops:
            raise StrangeError(what)


class Observer:
    """Notes into the trace that is set; without one, everything is as it was."""

    def __init__(self, env: jinja2.Environment, world: World) -> None:
        self.trace: Trace | None = None
        self.on_macro: Call | None = None
        self.on_module: Callable[[Trace, object], None] = lambda _trace, _template: None
        self._env = env
        self._world = world
        self._own: list[object] = []
        self._digested: dict[tuple[str, str], object] = {}
        self._lasting: set[int] = set()  # collections that are there for all pages
        self._getattr = jinja2.Environment.getattr.__get__(env)
        self._getitem = jinja2.Environment.getitem.__get__(env)
        self._install(env)

    def _install(self, env: jinja2.Environment) -> None:
        observer = self

        class ObservedContext(Context):
            """A context that tells which variables are read and which macros are called."""

            def resolve_or_missing(self, key: str) -> Any:  # noqa: ANN401 - Jinja's signature
                found = super().resolve_or_missing(key)
                if observer.trace is not None and key not in self.vars:
                    observer.see_variable(observer.trace, key, found)
                return found

            def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
                text = observer.see_call(self, called, args, kwargs)
                return super().call(called, *args, **kwargs) if text is None else text

        env.context_class = ObservedContext
        env.getattr = self._see_attribute  # type: ignore[method-assign, assignment]
        env.getitem = self._see_item  # type: ignore[method-assign, assignment]
        env.join_path = self._see_template  # type: ignore[method-assign]
        env.finalize = self._see_output
        compiling.install(env)
        setattr(env, compiling.MODULE, self._see_module)
        env.filters = _Noted(env.filters, _FILTERS, _LEAVING, self)
        env.tests = _Noted(env.tests, dict(TESTS), TESTS, self)

    def know(self, name: str, function: Callable[..., object]) -> None:
        """Let templates call a function of ours."""
        self._env.globals[name] = function
        self._own.append(function)

    def see_variable(self, trace: Trace, name: str, found: object) -> None:
        """Note a variable of the page's context; templates' own are made of what they read."""
        if name in trace.context:
            if found is trace.context[name]:
                trace.variables[name] = None
        elif found is missing:
            trace.variables[name] = None
        elif self._is_strange_global(name, found):
            trace.see_strange(f"global {name}")
        if name == "nav":  # going through it reads its items
            trace.reads["nav", "items"] = None

    def see_call(
        self, context: Context, called: object, args: tuple[object, ...], named: dict[str, object]
    ) -> str | None:
        """Note what is called; return what stands for what it gives, if that is not to be known."""
        if self.trace is None:
            return None
        if type(called) is Macro:
            return self.on_macro(context, called, args) if self.on_macro else None
        if id(getattr(called, "__self__", None)) in self._lasting and may_change(called):
            self.trace.see_strange(CHANGE)
        if isinstance(called, FunctionType) and not remembers_nothing(called):
            self.trace.see_strange(f"function {called.__qualname__}")
        if takes_texts(called) and not self._is_own(called):
            self.see_texts((*args, *named.values()))
        return None

    def see_function(self, name: str) -> None:
        """Note a filter or test about which nothing is known."""
        if self.trace is not None:
            self.trace.see_strange(f"filter or test {name}")

    def see_texts(self, values: Iterable[object]) -> None:
        """Note objects that become a part of a text, as nobody knows what it shows of them."""
        if self.trace is not None:
            for value in values:
                if type(value) is not str and (found := self._named_in(value)):
                    self.trace.faults.append(f"output of {found}")

    def _see_attribute(self, thing: Any, attribute: str) -> Any:  # noqa: ANN401
        if self.trace is not None and self._world.is_named(thing):
            self._note(self.trace, thing, attribute)
        return self._getattr(thing, attribute)

    def _see_item(self, thing: Any, key: Any) -> Any:  # noqa: ANN401
        if self.trace is not None and self._world.is_named(thing):
            self._note(self.trace, thing, f"[{key}")
        return self._getitem(thing, key)

    def _is_strange_global(self, name: str, found: object) -> bool:
        if self._env.globals.get(name) is not found or self._is_own(found):
            return False
        module = str(getattr(found, "__module__", ""))
        return found is not _GLOBALS.get(name) and not module.startswith(_TRANSLATORS)

    def _is_own(self, function: object) -> bool:
        return any(function is own for own in self._own)

    def _note(self, trace: Trace, thing: object, attribute: str) -> None:
        name = self._world.name_of(thing)
        if name is None:
            trace.faults.append(f"{type(thing).__qualname__}.{attribute}")
            return
        trace.reads[name, attribute] = None
        if (name, attribute) in self._digested:
            return
        if attribute in {"meta", "[meta"}:
            value = self._digested[name, attribute] = self._world.value(name, attribute)
            self._lasting.update(collections_in(value))
        if name == "config" or name.startswith("plugin "):
            self._digest(trace, name, attribute)

    def _digest(self, trace: Trace, name: str, attribute: str) -> None:
        """See to it that a value of the whole site is plain, before a template can call it."""
        try:
            self._world.read(name, attribute, None)
        except UnkeyableError:
            trace.see_strange(f"{name} {attribute}")
        else:
            value = self._digested[name, attribute] = self._world.value(name, attribute)
            self._lasting.update(collections_in(value))

    def _see_template(self, template: str, parent: str) -> str:
        del parent
        if self.trace is not None:
            self.trace.templates[template] = None
        return template

    def _see_output(self, value: object) -> object:
        if self.trace is not None and type(value) is not str:
            self.see_texts((value,))
        return value

    def _see_module(self, template: object) -> object:
        names = template if isinstance(template, (list, tuple)) else (template,)
        for name in names:
            if self.trace is not None and name not in self.trace.modules:
                self.trace.modules.add(name)
                self.on_module(self.trace, name)
        return template

    def _named_in(self, value: object) -> str:
        """Return what kind of MkDocs' object a value is or holds; nothing if it does not."""
        if self._world.is_named(value):
            return type(value).__qualname__
        return next(filter(None, map(self._named_in, parts_of(value))), "")


class _Noted(dict[str, Any]):
    """Filters or tests by name, which tells of those that are not known."""

    def __init__(
        self,
        functions: dict[str, Any],
        known: dict[str, Any],
        leaving: Collection[str],
        observer: Observer,
    ) -> None:
        super().__init__(functions)
        self._known = known
        self._observer = observer
        self._telling = {
            name: _telling(function, observer)
            for name, function in functions.items()
            if name not in leaving
        }

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        found = super().__getitem__(name)
        if name in _CHANCE or self._known.get(name) is not found:
            self._observer.see_function(name)
            return found
        return self._telling.get(name, found)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        return self[name] if dict.__contains__(self, name) else default


def _telling(function: Callable[..., Any], observer: Observer) -> Callable[..., Any]:
    """Return a filter that tells of objects of which it may make a text."""
    first = int(hasattr(function, "jinja_pass_arg"))  # after the context

    @wraps(function)  # with that mark
    def tell(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        observer.see_texts(args[first:])
        return function(*args, **kwargs)

    return tell


def is_plain_environment(env: jinja2.Environment) -> bool:
    """Tell whether an environment works as Jinja's own, so that its hooks are all there are."""
    has_own = {"getattr", "getitem", "join_path"} & vars(env).keys()
    extensions = {type(extension).__name__ for extension in env.extensions.values()}
    return (
        type(env) is jinja2.Environment
        and env.context_class is Context
        and env.finalize is None
        and compiling.compiles_as_jinja(env)
        and not has_own
        and extensions <= {"InternationalizationExtension"}
    )
