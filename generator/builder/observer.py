"""See everything that a template reads, through the hooks that Jinja's environment has for it.

Templates reach the world through variables of their context, attributes and items, other
templates, filters and tests, and calls. Each of these is one method or mapping of the environment
or of its context class. Output of a whole object goes through `finalize`. There is no other way.
"""

from collections.abc import Callable
from typing import Any

import jinja2
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Macro
from jinja2.tests import TESTS
from jinja2.utils import missing
from mkdocs.utils import templates

from generator.builder.world import World

# Functions of their arguments alone.
_FILTERS = {**FILTERS, "url": templates.url_filter, "script_tag": templates.script_tag_filter}
_CHANCE = frozenset({"random"})
_GLOBALS = {name: value for name, value in DEFAULT_NAMESPACE.items() if name != "lipsum"}

# Where the functions come from that translate; with what is installed, they do not change.
_TRANSLATORS = ("jinja2.ext", "gettext", "babel.support")

Call = Callable[[Context, Macro, tuple[object, ...]], str | None]


class Trace:
    """What the rendering of one page has read."""

    __slots__ = ("context", "faults", "holes", "reads", "templates", "variables")

    def __init__(self, context: dict[str, object], template: str) -> None:
        self.context = context
        self.reads: dict[tuple[str, str], None] = {}
        self.variables: dict[str, None] = {}
        self.templates: dict[str, None] = {template: None}
        self.holes: list[tuple[str, int, int, tuple[str, int, bool | None]]] = []
        self.faults: list[str] = []  # what is read and cannot be named


class Observer:
    """Notes into the trace that is set; without one, everything is as it was."""

    def __init__(self, env: jinja2.Environment, world: World) -> None:
        self.trace: Trace | None = None
        self.on_macro: Call | None = None
        self._env = env
        self._world = world
        self._own: list[object] = []
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
                if type(called) is Macro and observer.on_macro and observer.trace:
                    text = observer.on_macro(self, called, args)
                    if text is not None:
                        return text
                return super().call(called, *args, **kwargs)

        env.context_class = ObservedContext
        env.getattr = self._see_attribute  # type: ignore[method-assign, assignment]
        env.getitem = self._see_item  # type: ignore[method-assign, assignment]
        env.join_path = self._see_template  # type: ignore[method-assign]
        env.finalize = self._see_output
        env.filters = _Noted(env.filters, _FILTERS, self)
        env.tests = _Noted(env.tests, dict(TESTS), self)

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
            trace.faults.append(f"global {name}")
        if name == "nav":  # going through it reads its items
            trace.reads["nav", "items"] = None

    def see_function(self, name: str) -> None:
        """Note a filter or test about which nothing is known."""
        if self.trace is not None:
            self.trace.faults.append(f"filter {name}")

    def _see_attribute(self, thing: Any, attribute: str) -> Any:  # noqa: ANN401
        if self.trace is not None and self._world.is_named(thing):
            self._note(self.trace, thing, attribute)
        return self._getattr(thing, attribute)

    def _see_item(self, thing: Any, key: Any) -> Any:  # noqa: ANN401
        if self.trace is not None and self._world.is_named(thing):
            self._note(self.trace, thing, f"[{key}")
        return self._getitem(thing, key)

    def _is_strange_global(self, name: str, found: object) -> bool:
        if self._env.globals.get(name) is not found or any(found is own for own in self._own):
            return False
        module = str(getattr(found, "__module__", ""))
        return found is not _GLOBALS.get(name) and not module.startswith(_TRANSLATORS)

    def _note(self, trace: Trace, thing: object, attribute: str) -> None:
        name = self._world.name_of(thing)
        if name is None:
            trace.faults.append(f"{type(thing).__qualname__}.{attribute}")
        else:
            trace.reads[name, attribute] = None

    def _see_template(self, template: str, parent: str) -> str:
        del parent
        if self.trace is not None:
            self.trace.templates[template] = None
        return template

    def _see_output(self, value: object) -> object:
        if self.trace is not None and self._world.is_named(value):
            self.trace.faults.append(f"output of {type(value).__qualname__}")
        return value


class _Noted(dict[str, Any]):
    """Filters or tests by name, which tells of those that are not known."""

    def __init__(
        self, functions: dict[str, Any], known: dict[str, Any], observer: Observer
    ) -> None:
        super().__init__(functions)
        self._known = known
        self._observer = observer

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        found = super().__getitem__(name)
        if name in _CHANCE or self._known.get(name) is not found:
            self._observer.see_function(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        return self[name] if dict.__contains__(self, name) else default


def is_plain_environment(env: jinja2.Environment) -> bool:
    """Tell whether an environment works as Jinja's own, so that its hooks are all there are."""
    has_own = {"getattr", "getitem", "join_path"} & vars(env).keys()
    extensions = {type(extension).__name__ for extension in env.extensions.values()}
    return (
        type(env) is jinja2.Environment
        and env.context_class is Context
        and env.finalize is None
        and not has_own
        and extensions <= {"InternationalizationExtension"}
    )
