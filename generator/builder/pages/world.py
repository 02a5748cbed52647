"""Name the objects that templates reach, and the values that they read from them.

A template starts at its context's variables and goes on from object to object, one attribute at a
time. Objects of MkDocs get a name each; everything else must be plain data. So a list of (object,
attribute, digest) says all that a template has seen of the site, and can be asked again.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.theme import Theme

from generator.builder.digest import Digest, UnkeyableError, digest_text, plain
from generator.builder.driver import Building

# What these know of may change without their attributes being other objects: each read is noted.
NAMED = (Page, Section, Link, Navigation, File, MkDocsConfig, BasePlugin)

_NAME = "_typed_content_name"

# True while the page itself, or one below the section, is being rendered: never the same for all.
_PASSING = frozenset({"active"})

# Of other pages these change while pages are written, with the order in which it is done.
_OWN = frozenset({"content"})


# What Material's plugin gives to the templates of a page that has tags.
_TAGS = frozenset(
    {
        "material.plugins.tags.structure.tag.Tag",
        "material.plugins.tags.structure.tag.reference.TagReference",
    }
)


class World:
    """The site as templates see it, between the reading of pages and the end of the build."""

    def __init__(self, building: Building, env: jinja2.Environment) -> None:
        """Raise UnkeyableError where two objects would have one name."""
        self._getattr = jinja2.Environment.getattr.__get__(env)
        self._getitem = jinja2.Environment.getitem.__get__(env)
        self._objects: dict[str, object] = {}
        self._kinds: dict[type, bool] = {}
        self._digests: dict[tuple[str, str], Digest] = {}
        self._of_pages: dict[tuple[str, str], Digest] = {}
        for name, thing in _things(building):
            if self._objects.setdefault(name, thing) is not thing:
                raise UnkeyableError(name)
            # On the thing itself: a page cannot be a key, and `id` is slow for who is watched.
            vars(thing)[_NAME] = name

    def is_named(self, thing: object) -> bool:
        """Tell whether a thing is one of MkDocs' objects."""
        kind = type(thing)
        if kind not in self._kinds:
            self._kinds[kind] = issubclass(kind, NAMED)
        return self._kinds[kind]

    def name_of(self, thing: object) -> str | None:
        """Return the name of one of MkDocs' objects."""
        name = vars(thing).get(_NAME)
        # A copy of a thing has its name, too, and is another thing.
        return name if name is not None and self._objects.get(name) is thing else None

    def object_of(self, name: str) -> object:
        """Return the object that has a name; None if there is none any more."""
        return self._objects.get(name)

    def read(self, name: str, attribute: str, page: Page | None) -> Digest:
        """Name the value that a template of ``page`` reads from an object.

        Raise UnkeyableError where it is no plain data, or is another page's own.
        """
        thing = self._objects.get(name)
        if thing is None:
            raise UnkeyableError(name)
        plain_name = attribute.removeprefix("[")
        if plain_name in _OWN and isinstance(thing, Page) and thing is not page:
            raise UnkeyableError(f"{name}.{attribute}")
        known = self._of_pages if isinstance(thing, Page) else self._digests
        found = known.get((name, attribute))
        if found is None:
            found = self.digest(self._value(thing, attribute))
            if plain_name not in _PASSING:
                known[name, attribute] = found
        return found

    def value(self, name: str, attribute: str) -> object:
        """Return what a template reads from an object."""
        return self._value(self._objects[name], attribute)

    def forget_page(self, name: str) -> None:
        """Read one page again."""
        self._of_pages = {read: was for read, was in self._of_pages.items() if read[0] != name}

    def forget_pages(self) -> None:
        """Forget what pages hold: it is asked of a page and its neighbours, and then no more."""
        self._of_pages.clear()

    def digest(self, value: object) -> Digest:
        """Name a value, with MkDocs' objects in it by their names."""
        try:
            return digest_text(repr(self._plain(value)))
        except RecursionError as error:
            raise UnkeyableError(type(value).__qualname__) from error

    def _name(self, thing: object) -> str:
        name = self.name_of(thing)
        if name is None:
            raise UnkeyableError(type(thing).__qualname__)
        return name

    def _value(self, thing: object, attribute: str) -> object:
        if attribute.startswith("["):
            return self._getitem(thing, attribute[1:])
        return self._getattr(thing, attribute)

    def _plain(self, value: object) -> object:
        if self.is_named(value):
            return ("object", self._name(value))
        if isinstance(value, (list, tuple)):
            return (type(value).__qualname__, [self._plain(part) for part in value])
        if f"{type(value).__module__}.{type(value).__qualname__}" in _TAGS:
            return _tag(value)
        for kind, convert in _MORE:
            if isinstance(value, kind):
                return (kind.__qualname__, convert(value))
        return self._plain_mapping(value) if isinstance(value, Mapping) else plain(value)

    def _plain_mapping(self, value: Mapping[object, object]) -> object:
        pairs = [(plain(key), self._plain(part)) for key, part in value.items()]
        return (type(value).__qualname__, pairs)


def _things(building: Building) -> Iterator[tuple[str, object]]:
    yield "config", building.config
    yield "nav", building.nav
    for name, plugin in building.config.plugins.items():
        yield f"plugin {name}", plugin
    yield from _nav_items(building.nav.items, "nav")
    for file in building.files:
        yield f"file {file.src_uri}", file
        if file.page is not None:
            yield f"page {file.src_uri}", file.page


def _nav_items(items: list[object], place: str) -> Iterator[tuple[str, object]]:
    for number, item in enumerate(items):
        here = f"{place}.{number}"
        if not isinstance(item, Page):  # a page has a name of its own, wherever it stands
            yield here, item
        yield from _nav_items(getattr(item, "children", None) or [], here)


def _toc(toc: TableOfContents) -> object:
    return [_anchor(link) for link in toc]


def _anchor(link: AnchorLink) -> object:
    if not vars(link).keys() <= {"title", "id", "level", "children", "active"}:
        raise UnkeyableError("AnchorLink")
    return (link.title, link.id, link.level, [_anchor(child) for child in link.children])


def _tag(tag: Any) -> object:  # noqa: ANN401 - of a plugin that need not be there
    if not vars(tag).keys() <= {"name", "hidden", "parent", "links"}:
        raise UnkeyableError(type(tag).__qualname__)
    above = _tag(tag.parent) if tag.parent else None
    links = [(link.title, link.url) for link in getattr(tag, "links", ())]
    return (type(tag).__qualname__, tag.name, tag.hidden, above, links)


def _theme(theme: Theme) -> object:
    options = {key: value for key, value in theme.items() if key != "locale"}
    static = sorted(theme.static_templates)
    return (theme.name, str(theme.locale), plain(theme.dirs), static, plain(options))


_MORE: tuple[tuple[type, Callable[[Any], object]], ...] = (
    (jinja2.Undefined, lambda _: None),
    (TableOfContents, _toc),
    (AnchorLink, _anchor),
    (Theme, _theme),
)
