"""Render one page's template, noting all that it reads, with holes for navigation items."""

import itertools
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import jinja2
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from mkdocs.structure.pages import Page

from generator.builder.digest import ABSENT, Digest, UnkeyableError
from generator.builder.driver import Building
from generator.builder.in_place.remembering import remember
from generator.builder.navigation.holes import Holes, all_turns
from generator.builder.navigation.items import MARK, MARKS, Hole, Loop, as_written
from generator.builder.navigation.loops import TURNS, are_read_alike
from generator.builder.navigation.memo import Memo, Place
from generator.builder.pages.loader import KnowingLoader
from generator.builder.pages.observer import Observer, Trace
from generator.builder.pages.reads import Read, Seen, Skeleton, is_shared, is_text
from generator.builder.pages.sources import TemplateSources
from generator.builder.pages.whereabouts import Whereabouts
from generator.builder.pages.world import World

Variables = dict[str, object]
Turn = tuple[str, object, int]  # a mark, or an item of a loop and its number


class Templates:
    """The templates of a site, as far as they can be seen into."""

    def __init__(self, building: Building, env: jinja2.Environment, loader: KnowingLoader) -> None:
        """Raise UnkeyableError where they cannot."""
        self._env = env
        self._loader = loader
        self._world = World(building, env)
        self._observer = Observer(env, self._world)
        self._sources = TemplateSources(env, loader)
        self._observer.on_module = self._run_module_again
        self.whereabouts = Whereabouts(self._sources)
        self._memo: Memo | None = None
        with suppress(UnkeyableError):
            self._memo = Memo(building, self._world, env, loader)
            self._holes = Holes(self._memo)
            self._use_variants()

    def _use_variants(self) -> None:
        """Take the items of a loop many at once, where the loop is known."""
        if not are_read_alike(self._env):
            return

        @jinja2.pass_context
        def turns(context: Context, *told: Any) -> Iterator[Turn]:  # noqa: ANN401 - see loops
            return self._turns(context, Loop(*told))

        self._observer.know(TURNS, turns)
        self._loader.use_variants()

    def are_of(self, env: jinja2.Environment) -> bool:
        """Tell whether an environment is still the one that was made ready."""
        return env is self._env and env.loader is self._loader

    @contextmanager
    def watched(self, name: str) -> Iterator[None]:
        """See what a template reads that makes no page."""
        trace = self._observer.trace = Trace({}, name)
        self._observer.on_macro = partial(self._put_item, name)
        try:
            yield
        finally:
            self._observer.trace = self._observer.on_macro = None
            self.whereabouts.note(name, trace)

    def _put_item(
        self, name: str, context: Context, macro: Macro, arguments: tuple[object, ...]
    ) -> str | None:
        """Return the HTML of a navigation item, without a look at what it reads: that is known."""
        start = context.parent.get("base_url")
        if self._memo is None or not isinstance(start, str):
            return None
        trace, self._observer.trace = self._observer.trace, None
        try:
            hole = self._holes.without_page(context, macro, arguments)
            return None if hole is None else self._memo.text_without_page(name, hole, str(start))
        finally:
            self._observer.trace = trace

    @property
    def places(self) -> list[Place]:
        """Return every place in which navigation items have stood, by its number."""
        return self._memo.places if self._memo else []

    def shown(self, name: str) -> bytes:
        """Return the numbers of the places on a page or in another template, one after another."""
        found = self._memo.shown.get(name) if self._memo else None
        return found.tobytes() if found else b""

    def shared_seen(self, reads: list[Read]) -> Seen | None:
        """Return what shared reads give, as plain data; None if it cannot be kept."""
        return self._remembered(reads, {})

    def get(self, page: Page) -> jinja2.Template:
        """Return a page's template."""
        return self._env.get_template(self._name(page))

    def leave_page(self) -> None:
        """Forget what was noted of the page that was looked at."""
        self._world.forget_pages()

    def note_content(self, page: Page) -> None:
        """Remember what a page's content was before plugins prepared it for its template."""
        self._world.read(f"page {page.file.src_uri}", "content", page)

    def forget(self, page: Page) -> None:
        """Look again at a page that has been read anew."""
        self._world.forget_page(f"page {page.file.src_uri}")
        if self._memo is not None:
            self._memo.forget(page)

    def render(
        self, page: Page, template: jinja2.Template, variables: Variables, *, stops: bool = False
    ) -> Skeleton:
        """Render a page; it has to be the active one.

        With ``stops``, raise StrangeError before the templates come to what may remember.
        """
        trace = Trace(variables, self._name(page), stops=stops)
        text = self._run(trace, template, with_holes=self._memo is not None)
        if trace.holes and not self._is_whole(trace, text):
            trace = Trace(variables, self._name(page))
            text = self._run(trace, template, with_holes=False)
        return self._as_skeleton(page, trace, MARKS.split(text) if trace.holes else [text])

    def current_values(
        self, page: Page, variables: Variables, reads: list[Read]
    ) -> list[Digest] | None:
        """Return what a template of the active page would read now; None if that is unknown."""
        try:
            return [self._read(page, variables, *read) for read in reads]
        except UnkeyableError:
            return None

    def shared_values(self, reads: list[Read]) -> list[Digest | None]:
        """Return what each shared read would give now; None where that is unknown."""
        return [self._shared_value(*read) for read in reads]

    def hole_digests(self, page: Page, holes: list[Hole]) -> list[Digest] | None:
        """Name what goes into each hole; None if one of them is none any more."""
        if self._memo is None:
            return [] if not holes else None
        try:
            return self._memo.digests(holes, page)
        except UnkeyableError:
            return None

    def fill(self, page: Page, parts: list[str], holes: list[Hole]) -> str:
        """Return a page's HTML."""
        if self._memo is None or not holes:
            return parts[0]
        texts = self._memo.texts(holes, page)
        pairs = zip(texts, parts[1:], strict=True)
        return "".join([parts[0], *itertools.chain.from_iterable(pairs)])

    def pieces(self, page: Page, parts: list[str], holes: list[Hole]) -> list[bytes]:
        """Return the same as it is written, in pieces."""
        pieces = [as_written(parts[0])]
        if self._memo is not None and holes:
            for data, part in zip(self._memo.data(holes, page), parts[1:], strict=True):
                pieces += data
                pieces.append(as_written(part))
        return pieces

    def _name(self, page: Page) -> str:
        return str(page.meta.get("template", "main.html"))

    def _run_module_again(self, trace: Trace, name: object) -> None:
        """Let a template that is run without context be run for each page: all that it reads shows.

        Unless it remembers what other pages did to it.
        """
        if not isinstance(name, str) or self._sources.keeps_state(name):
            trace.see_strange(f"template {name}, which may remember other pages")
        elif self._loader.source(name) is not None:
            self._env.get_template(name)._module = None  # noqa: SLF001 - Jinja has no other way

    def _run(self, trace: Trace, template: jinja2.Template, *, with_holes: bool) -> str:
        observer = self._observer
        observer.trace = trace
        observer.on_macro = self._leave_hole if with_holes else None
        try:
            return template.render(trace.context)
        finally:
            observer.trace = observer.on_macro = None

    def _leave_hole(
        self, context: Context, macro: Macro, arguments: tuple[object, ...]
    ) -> str | None:
        hole = self._holes.of_call(context, macro, arguments)
        return None if hole is None else self._mark(hole)

    def _turns(self, context: Context, loop: Loop) -> Iterator[Turn]:
        leaves_holes = self._observer.on_macro is not None
        turns = self._holes.of_loop(context, loop) if leaves_holes else all_turns(loop)
        for hole, item, number in turns:  # one by one: marks count in the order of the page
            yield self._mark(hole) if hole else "", item, number

    def _mark(self, hole: Hole) -> str:
        trace = self._observer.trace
        if trace is None:
            raise UnkeyableError
        trace.holes.append(hole)
        return MARK.format(len(trace.holes) - 1)

    def _is_whole(self, trace: Trace, text: str) -> bool:
        """Tell whether nothing was done to the marks but to put them out."""
        expected = [MARK.format(number) for number in range(len(trace.holes))]
        return MARKS.findall(text) == expected and all(
            map(self._sources.passes_on, trace.templates)
        )

    def _as_skeleton(self, page: Page, trace: Trace, parts: list[str]) -> Skeleton:
        reads = [*(("variable", name) for name in trace.variables), *trace.reads]
        own = [read for read in reads if not is_shared(read)]
        shared = [*(("template", name) for name in trace.templates), *filter(is_shared, reads)]
        fault = ", ".join(dict.fromkeys(trace.faults))
        values: list[Digest] = []
        try:
            values = [self._read(page, trace.context, *read) for read in own]
        except UnkeyableError as error:
            fault = fault or str(error) or "unknown"
        shared_values = self.shared_values(shared)
        if None in shared_values:
            fault = fault or " ".join(shared[shared_values.index(None)])
        known = [value for value in shared_values if value is not None]
        return Skeleton(parts, trace.holes, own, values, (shared, known), fault)

    def seen(self, variables: Variables, reads: list[Read]) -> Seen | None:
        """Return what the active page's templates read, as plain data; None if that cannot be."""
        return self._remembered([read for read in reads if not is_text(read)], variables)

    def _remembered(self, reads: list[Read], variables: Variables) -> Seen | None:
        try:
            return reads, [remember(self._world, self._value(variables, *read)) for read in reads]
        except (pickle.PicklingError, AttributeError, TypeError, RecursionError):
            return None

    def _value(self, variables: Variables, thing: str, name: str) -> object:
        if thing == "variable":
            return variables.get(name, missing)
        return None if thing == "template" else self._world.value(thing, name)

    def _read(self, page: Page, variables: Variables, thing: str, name: str) -> Digest:
        if thing == "variable":
            return self._world.digest(variables[name]) if name in variables else ABSENT
        return self._world.read(thing, name, page)

    def _shared_value(self, thing: str, name: str) -> Digest | None:
        if thing == "template":
            return self._loader.digest(name)
        try:
            return self._world.read(thing, name, None)
        except UnkeyableError:
            return None
