"""What the content says: collections, entries, pages, and how they point to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from generator.diagnostics import Location


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """An entry's name in the whole site: the folder of its collection and its slug."""

    collection: str
    slug: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference as the author wrote it; ``scheme`` is empty where the slug stands alone."""

    scheme: str
    slug: str

    def __str__(self) -> str:
        """Return the reference as it is written in content."""
        return f"{self.scheme}:{self.slug}" if self.scheme else self.slug


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that an author wrote, and the place of its first character."""

    text: str
    location: Location
    exact: bool = True  # whether each further line of text is the next line of the file


Value: TypeAlias = (
    str | int | bool | Decimal | date | Ref | Prose | tuple["Value", ...] | Mapping[str, "Value"]
)
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The file an entry was written in, and where each of its values starts."""

    path: str  # from the folder of mkdocs.yml
    start: Location
    values: Mapping[Path, Location]
    keys: Mapping[Path, Location]

    def at(self, *path: str | int) -> Location:
        """Return the place of a value; of the nearest one around it if it is not there."""
        while path:
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.start

    def key(self, *path: str | int) -> Location:
        """Return the place of a key; of its value's surroundings if it is not there."""
        return self.keys.get(path) or self.at(*path)


@dataclass(frozen=True, slots=True)
class Inverse:
    """The other side of a reference field: generated, never stored."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What one field of an entry may hold."""

    name: str
    type: str
    label: str
    location: Location
    help: str = ""
    required: bool = False
    min: Decimal | None = None  # of a number, or of a list's length
    max: Decimal | None = None
    min_length: int | None = None  # in characters
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    of: "Field | None" = None
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    to: tuple[str, ...] = ()  # schemes in `_collection.yml`, collection folders once linked
    inverse: Inverse | None = None
    inverse_min: int | None = None
    inverse_max: int | None = None
    acyclic: bool = False
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """How a collection's entries are listed."""

    sort: tuple[str, ...] = ("title",)
    group_by: str = ""
    columns: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """What the search index is told about a collection's pages."""

    boost: Decimal | None = None
    aliases: str = ""  # the field that holds other names of an entry


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one field or relation; every part that is given must hold."""

    name: str
    location: Location
    values: tuple[str, ...] | None = None
    present: bool | None = None
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class ContentRule:
    """When all of ``when`` holds for an entry, all of ``require`` must."""

    when: tuple[Condition, ...]
    require: tuple[Condition, ...]
    message: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A folder of entries of one kind, as its `_collection.yml` declares it."""

    name: str
    title: str
    singular: str
    scheme: str
    source: Source
    template: str = ""
    icon: str = ""
    kind: str = ""
    pages: str = "each"
    index: Index = field(default_factory=Index)
    search: Search = field(default_factory=Search)
    fields: Mapping[str, Field] = field(default_factory=dict)
    rules: tuple[ContentRule, ...] = ()
    intro: "Page | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record, its name in links, and where it was written."""

    key: Key
    title: str
    fields: Mapping[str, Value]
    source: Source
    body: Prose | None = None
    meta: Mapping[str, Value] = field(default_factory=dict)
    draft: bool = False
    broken: bool = False  # some value was left out and reported
    listed: bool = False  # stands in a list file, with others
    files: tuple[str, ...] = ()  # beside its index.md, relative to docs_dir

    @property
    def slug(self) -> str:
        """Return the entry's name within its collection."""
        return self.key.slug


@dataclass(frozen=True, slots=True)
class Page:
    """An ordinary Markdown page: its front matter as it stands, and its body."""

    path: str  # relative to docs_dir
    source: Source
    front_matter: str
    meta: Mapping[str, Value]
    body: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything the content says, before anything is derived from it."""

    title: str
    docs_dir: str  # from the folder of mkdocs.yml
    collections: Mapping[str, Collection]
    entries: Mapping[Key, Entry]  # by collection, and within one in index order
    pages: tuple[Page, ...]
    index: Mapping[str, tuple[Key, ...]]  # each collection's entries, in index order
    known: Mapping[str, frozenset[str]]  # slugs by collection, those of broken files too
    incomplete: frozenset[str] = frozenset()  # collections of which something was left out
    hidden: frozenset[str] = frozenset()  # collections whose slugs could not all be read
    files: frozenset[str] = frozenset()  # every other file under docs_dir

    def scheme(self, scheme: str) -> Collection | None:
        """Return the collection that a reference's scheme names."""
        return next((c for c in self.collections.values() if c.scheme == scheme), None)

    def text_of(self, key: Key) -> str:
        """Return an entry's name as an author writes it in a reference."""
        return f"{self.collections[key.collection].scheme}:{key.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The names in a site: all that decides where a reference or a link leads."""

    docs_dir: str
    collections: Mapping[str, Collection]
    known: Mapping[str, frozenset[str]]
    hidden: frozenset[str]
    files: frozenset[str]
    paths: Mapping[Key, str]  # of the file that an entry stands in, from the folder of mkdocs.yml
    by_file: Mapping[str, Key]  # entries with a file of their own, by its path in docs_dir

    def scheme(self, scheme: str) -> Collection | None:
        """Return the collection that a reference's scheme names."""
        return next((c for c in self.collections.values() if c.scheme == scheme), None)


@dataclass(frozen=True, slots=True)
class Reference:
    """One stored reference of an entry that points to another."""

    origin: Key
    field: Field  # the ref or refs field, possibly inside a list or an object
    relation: str  # the name of the top-level field that holds it
    target: Key
    location: Location


@dataclass(frozen=True, slots=True)
class ProseLink:
    """One link or image in an author's Markdown, by its places in the text."""

    destination: str  # as written
    start: int  # offsets of the destination in the prose
    end: int
    text_start: int  # of the words between the brackets; both 0 where there are none to fill
    text_end: int
    location: Location
    target: Key | None = None  # the entry it leads to
    path: str = ""  # the file it leads to, relative to docs_dir
    anchor: str = ""
    html: bool = False  # an attribute of raw HTML, which stays as typed


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Entries shown in the middle of a text, as a fenced block declares."""

    start: int  # offsets of the block in its prose, whole lines
    end: int
    indent: str  # what each of its lines starts with
    collections: tuple[str, ...]  # their folders
    where: tuple[Condition, ...] = ()
    sort: tuple[str, ...] = ()
    group_by: str = ""
    columns: tuple[str, ...] = ()
    shape: str = "list"


@dataclass(frozen=True, slots=True)
class Relation:
    """Entries that one entry is connected with in one way."""

    name: str
    label: str
    targets: tuple[Key, ...]
    generated: bool


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A plain Markdown page, and what it was made from."""

    path: str  # relative to docs_dir
    front_matter: str  # with its fences, or ""
    body: str
    source: Location
    entries: tuple[Key, ...]
    templates: tuple[str, ...]
    views: tuple[View, ...] = ()

    @property
    def text(self) -> str:
        """Return the whole file."""
        return self.front_matter + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How the parts of a site point to each other."""

    references: tuple[Reference, ...]
    relations: Mapping[Key, tuple[Relation, ...]]  # stored ones first, then generated ones
    mentions: Mapping[Key, tuple[Key | str, ...]]  # what links to an entry: entries, or page paths
    prose: Mapping[Prose, tuple[ProseLink, ...]]  # the links of each text, by position
    views: Mapping[Prose, tuple[View, ...]] = field(default_factory=dict)

    def related(self, key: Key, name: str) -> tuple[Key, ...]:
        """Return the entries that ``key`` is connected with by one relation."""
        found = (r.targets for r in self.relations.get(key, ()) if r.name == name)
        return next(found, ())
