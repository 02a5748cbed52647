"""What templates see: a public interface, listed in the authors' guide.

Each page has a Scope; whatever a template touches through it is remembered, so that a page knows
which entries it was made from.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from markupsafe import Markup

from generator import routes
from generator.model import (
    Collection,
    Entry,
    Field,
    Key,
    LinkedSite,
    Links,
    Prose,
    Ref,
    Relation,
    Site,
    Value,
    View,
)
from generator.render.escape import label
from generator.render.labs import LabVariables, lab_variables
from generator.render.records import (
    ColumnVariables,
    Fields,
    GroupVariables,
    RelationVariables,
    SourceVariables,
)

_WORDS_A_MINUTE = 200
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")

RenderProse = Callable[["Scope", Prose], str]


@dataclass
class Scope:
    """One page being made: where links start, and what has been used for it."""

    linked: LinkedSite
    path: str  # of the page, relative to docs_dir
    render_prose: RenderProse
    edit_base: str = ""
    labs: dict[Key, LabVariables | None] = field(default_factory=dict)  # alike on all pages
    used: dict[Key, None] = field(default_factory=dict)
    views: dict[View, None] = field(default_factory=dict)
    _entries: dict[Key, "EntryVariables"] = field(default_factory=dict)
    _collections: dict[str, "CollectionVariables"] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        """Return what the content says."""
        return self.linked.site

    @property
    def links(self) -> Links:
        """Return how its parts point to each other."""
        return self.linked.links

    def entry(self, key: Key) -> "EntryVariables":
        """Return an entry as templates see it from this page."""
        self.used[key] = None
        if key not in self._entries:
            self._entries[key] = EntryVariables(self, self.site.entries[key])
        return self._entries[key]

    def collection(self, name: str) -> "CollectionVariables":
        """Return a collection as templates see it from this page."""
        if name not in self._collections:
            self._collections[name] = CollectionVariables(self, self.site.collections[name])
        return self._collections[name]

    def markdown(self, prose: Prose) -> Markup:
        """Return an author's Markdown with its links resolved for this page."""
        return Markup(self.render_prose(self, prose))  # noqa: S704 - the author's own Markdown


class EntryVariables:
    """An entry, as seen from one page."""

    def __init__(self, scope: Scope, entry: Entry) -> None:
        self._scope = scope
        self._entry = entry
        self.title = entry.title
        self.slug = entry.slug
        self.draft = entry.draft

    @property
    def key(self) -> str:
        """Return the entry's name in references."""
        return self._scope.site.text_of(self._entry.key)

    @property
    def collection(self) -> "CollectionVariables":
        """Return the collection it belongs to."""
        return self._scope.collection(self._entry.key.collection)

    @cached_property
    def url(self) -> Markup:
        """Return the Markdown link to it from this page."""
        link = routes.entry_link(self._scope.site, self._entry.key, origin=self._scope.path)
        return Markup(link)  # noqa: S704 - made of slugs

    @property
    def anchor(self) -> Markup:
        """Return the id of its section, or "" where it has a page of its own."""
        return Markup(routes.anchor(self._scope.site, self._entry.key))  # noqa: S704 - a slug

    @cached_property
    def fields(self) -> Fields:
        """Return its values."""
        declared = self._scope.site.collections[self._entry.key.collection].fields
        values = self._entry.fields
        return Fields(declared, lambda name: self._convert(declared[name], values.get(name)))

    def _convert(self, declared: Field, value: Value | None) -> object:
        if isinstance(value, Prose):
            return self._scope.markdown(value)
        if isinstance(value, Ref):
            return self._target(declared, value)
        if isinstance(value, tuple):
            inner = declared.of or declared
            items = (self._convert(inner, item) for item in value)
            return tuple(item for item in items if item is not None)
        if isinstance(value, Mapping):
            inners = declared.fields
            return Fields(inners, lambda name: self._convert(inners[name], value.get(name)))
        return value

    def _target(self, declared: Field, ref: Ref) -> "EntryVariables | None":
        """Return the entry a reference names; none where that is a finding already."""
        site = self._scope.site
        target = site.scheme(ref.scheme) if ref.scheme else None
        name = target.name if target else next(iter(declared.to), "")
        key = Key(name, ref.slug)
        return self._scope.entry(key) if key in site.entries else None

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return its other names; a page that shows them is found by them."""
        name = self._scope.site.collections[self._entry.key.collection].search.aliases
        value = self._entry.fields.get(name)
        return tuple(str(item) for item in value) if isinstance(value, tuple) else ()

    @cached_property
    def relations(self) -> tuple[RelationVariables, ...]:
        """Return what it refers to, then what refers to it; empty relations are left out."""
        found = self._scope.links.relations.get(self._entry.key, ())
        return tuple(self._relation(relation) for relation in found)

    def _relation(self, found: Relation) -> RelationVariables:
        entries = tuple(self._scope.entry(key) for key in found.targets)
        declared = self._scope.site.collections[self._entry.key.collection].fields
        nested = found.name in declared and _holds_more(declared[found.name])
        return RelationVariables(found.name, found.label, entries, found.generated, nested)

    def relation(self, name: str) -> "tuple[EntryVariables, ...]":
        """Return the entries of one relation."""
        keys = self._scope.links.related(self._entry.key, name)
        return tuple(self._scope.entry(key) for key in keys)

    @cached_property
    def mentions(self) -> "tuple[EntryVariables, ...]":
        """Return entries whose prose links here, and that no relation shows already."""
        key = self._entry.key
        shown = {t for r in self._scope.links.relations.get(key, ()) for t in r.targets}
        origins = self._scope.links.mentions.get(key, ())
        keys = (o for o in origins if isinstance(o, Key) and o not in shown)
        return tuple(self._scope.entry(origin) for origin in keys)

    @property
    def body(self) -> Markup:
        """Return its text."""
        return self._scope.markdown(self._entry.body) if self._entry.body else Markup()

    @cached_property
    def words(self) -> int:
        """Return how many words its text has."""
        return len(_WORD.findall(self._entry.body.text)) if self._entry.body else 0

    @property
    def reading_time(self) -> int:
        """Return how many minutes its text takes, at least one."""
        return max(1, math.ceil(self.words / _WORDS_A_MINUTE))

    @property
    def last_change(self) -> date | None:
        """Return the date of the last commit that changed its file; none where that is unknown."""
        return self._scope.linked.changes.get(self._entry.source.path)

    @property
    def lab(self) -> LabVariables | None:
        """Return what a lab's runs recorded; none for what is no lab, or only planned."""
        key, known = self._entry.key, self._scope.labs
        lab = self._scope.linked.labs.get(key)
        if lab is not None and key not in known:
            known[key] = lab_variables(self._entry, lab, self._scope.edit_base)
        return known.get(key)

    @property
    def state(self) -> str:
        """Return what the result of a lab is worth; "" for what is no lab."""
        lab = self._scope.linked.labs.get(self._entry.key)
        return lab.state.value if lab else ""

    @property
    def source(self) -> SourceVariables:
        """Return where it was written."""
        start = self._entry.source.start
        relative = start.path.removeprefix(f"{self._scope.site.docs_dir}/")
        line = f"#L{start.line}" if self._entry.listed else ""
        base = self._scope.edit_base
        return SourceVariables(start.path, start.line, f"{base}{relative}{line}" if base else "")


def _holds_more(declared: Field) -> bool:
    inner = declared.of
    return declared.type == "object" or (inner is not None and _holds_more(inner))


class CollectionVariables:
    """A collection, as seen from one page."""

    def __init__(self, scope: Scope, collection: Collection) -> None:
        self._scope = scope
        self._collection = collection
        self.name = collection.name
        self.title = collection.title
        self.singular = collection.singular
        self.icon = collection.icon
        self.pages = collection.pages

    @property
    def url(self) -> Markup:
        """Return the Markdown link to its index from this page."""
        path = routes.index_path(self._collection)
        return Markup(routes.link_to(path, "", origin=self._scope.path))  # noqa: S704 - slugs

    @property
    def intro(self) -> Markup:
        """Return the text above its index."""
        page = self._collection.intro
        return self._scope.markdown(page.body) if page else Markup()

    @cached_property
    def entries(self) -> tuple[EntryVariables, ...]:
        """Return its entries in index order."""
        return tuple(self._scope.entry(key) for key in self._scope.site.index[self.name])

    @property
    def groups(self) -> tuple[GroupVariables, ...]:
        """Return its entries by the declared group; one group without a title if there is none."""
        name = self._collection.index.group_by
        if not name:
            return (GroupVariables("", self.entries),) if self.entries else ()
        titles: dict[str, list[EntryVariables]] = {}
        for entry in self.entries:
            titles.setdefault(_group_title(entry.fields[name]), []).append(entry)
        return tuple(GroupVariables(title, tuple(found)) for title, found in titles.items())

    @property
    def columns(self) -> tuple[ColumnVariables, ...]:
        """Return the declared columns of its index."""
        return tuple(
            ColumnVariables(name, self.label(name)) for name in self._collection.index.columns
        )

    def label(self, name: str) -> str:
        """Return a field's or relation's name in words."""
        declared = self._collection.fields.get(name)
        if declared:
            return declared.label
        relations = (r for e in self.entries for r in e.relations if r.name == name)
        return next((relation.label for relation in relations), label(name))


def _group_title(value: object) -> str:
    if value is None:
        return "Other"
    return value.title if isinstance(value, EntryVariables) else label(value)


class SiteVariables:
    """The whole site, as seen from one page."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.title = scope.site.title

    @property
    def collections(self) -> dict[str, CollectionVariables]:
        """Return the collections by the name of their folder."""
        return {name: self._scope.collection(name) for name in self._scope.site.collections}
