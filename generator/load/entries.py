"""Read one file of a collection: an entry, or a list of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Location
from generator.load.meta import read_meta
from generator.model import Collection, Entry, Field, Key, Prose, Source
from generator.schema import SLUG, check_fields, with_article
from generator.source import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Text,
    as_text,
    make_source,
    parse_yaml,
    split_front_matter,
)

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index", "readme"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)]
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave: entries, the slugs it names, and what is wrong with it."""

    entries: tuple[Entry, ...] = ()
    slugs: tuple[tuple[str, Location], ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    hides_slugs: bool = False  # a list file of which something could not be read
    is_partial: bool = False  # some entry was left out altogether


@dataclass(frozen=True, slots=True)
class _Written:
    """One entry as it stands in a file, before its values are checked."""

    slug: str
    node: MappingNode
    source: Source
    body: Prose | None = None
    files: tuple[str, ...] = ()
    listed: bool = False


def load_file(path: str, data: bytes, collection: Collection, files: tuple[str, ...]) -> Loaded:
    """Load the file at ``path``; ``files`` are those beside it if it is an entry's index."""
    pure = PurePosixPath(path)
    slug = pure.parent.name if pure.name == "index.md" else pure.stem
    text = as_text(path, data)
    if isinstance(text, Diagnostic):
        return replace(_unread(slug, path, (text,)), hides_slugs=pure.suffix == ".yml")
    if pure.suffix == ".md":
        return _load_markdown(text, slug, collection, files)
    node, findings = parse_yaml(text)
    if isinstance(node, MappingNode) and node.get("entries") is not None:
        return _load_list(text, node, collection, findings)
    if isinstance(node, MappingNode):
        return _load_mapping(_Written(slug, node, _source(path, node)), collection, findings)
    if node is None and findings:
        return replace(_unread(slug, path, findings), hides_slugs="entries:" in text.text)
    unread = _unread(slug, path, (*findings, _not_an_entry(path)))
    return replace(unread, hides_slugs=isinstance(node, SequenceNode))


def _source(path: str, node: MappingNode) -> Source:
    return make_source(path, Location(path), node)


def _load_mapping(
    written: _Written, collection: Collection, findings: tuple[Diagnostic, ...]
) -> Loaded:
    key = _misspelt_entries(written.node, collection)
    if key:
        return Loaded(findings=(*findings, _not_entries(key)), hides_slugs=True)
    return _load_entry(written, collection, findings)


def _misspelt_entries(node: MappingNode, collection: Collection) -> ScalarNode | None:
    """Return the key that holds a list of entries under a name that means nothing."""
    for key, value in node.items:
        items = value.items if isinstance(value, SequenceNode) else ()
        named = any(isinstance(item, MappingNode) and item.get("slug") for item in items)
        if named and key.text not in {*collection.fields, "meta"}:
            return key
    return None


def _not_entries(key: ScalarNode) -> Diagnostic:
    return Diagnostic(
        rule="unknown-field",
        location=key.location,
        message=f'a list file has no field "{key.text}"',
        why="none of the entries below it could be read",
        fix='did you mean "entries"?',
    )


def _unread(slug: str, path: str, findings: tuple[Diagnostic, ...]) -> Loaded:
    return Loaded(slugs=((slug, Location(path)),), findings=findings, is_partial=True)


def _not_an_entry(path: str) -> Diagnostic:
    return Diagnostic(
        rule="wrong-type",
        location=Location(path),
        message="the file holds no fields",
        why="an entry is made of its fields",
        fix='write "title: ..." and the other fields, or "entries:" and a list',
    )


def _load_markdown(text: Text, slug: str, collection: Collection, files: tuple[str, ...]) -> Loaded:
    document, findings = split_front_matter(text)
    if document.data is None and findings:
        return _unread(slug, text.path, findings)
    node = document.data or MappingNode((), Location(text.path))
    written = _Written(slug, node, _source(text.path, node), document.body, files)
    return _load_entry(written, collection, findings)


def _load_list(
    text: Text, node: MappingNode, collection: Collection, findings: tuple[Diagnostic, ...]
) -> Loaded:
    known = _declare("entries", "list")
    others = MappingNode(
        tuple(item for item in node.items if item[0].text != "entries"), node.location
    )
    _, unknown = check_fields({"entries": known}, others, "a list file", Location(text.path))
    items = node.get("entries")
    if not isinstance(items, SequenceNode):
        if isinstance(items, ScalarNode) and items.is_empty:
            return Loaded(findings=(*findings, *unknown))
        found = (*findings, *unknown, _not_a_list(items or node))
        return Loaded(findings=found, hides_slugs=True)
    parts = [_load_item(text.path, item, collection, findings) for item in items.items]
    return Loaded(
        entries=tuple(entry for part in parts for entry in part.entries),
        slugs=tuple(slug for part in parts for slug in part.slugs),
        findings=(*findings, *unknown, *(f for part in parts for f in part.findings)),
        # A key that stands twice is often the next entry, whose dash is missing.
        hides_slugs=any(f.rule == "duplicate-key" for f in findings)
        or any(part.hides_slugs for part in parts),
    )


def _not_a_list(node: Node) -> Diagnostic:
    return Diagnostic(
        rule="wrong-type",
        location=node.location,
        message='"entries" should be a list',
        why="each of its items is an entry",
        fix='start each entry with a dash: "- slug: ..."',
    )


def _load_item(
    path: str, node: Node, collection: Collection, findings: tuple[Diagnostic, ...]
) -> Loaded:
    if not isinstance(node, MappingNode):
        finding = replace(_not_an_entry(path), location=node.location)
        return Loaded(findings=(finding,), hides_slugs=True)
    slug = node.get("slug")
    if not isinstance(slug, ScalarNode) or not slug.text:
        finding = _no_slug(slug.location if slug else node.location.as_point())
        return Loaded(findings=(finding,), hides_slugs=True)
    rest = MappingNode(tuple(i for i in node.items if i[0].text != "slug"), node.location)
    source = make_source(path, node.location.as_point(), node)
    loaded = _load_entry(_Written(slug.text, rest, source, listed=True), collection, ())
    # What the list's text has lost inside of this item is reported there.
    broken = any(node.location.holds(finding.location) for finding in findings)
    entries = tuple(replace(e, broken=e.broken or broken) for e in loaded.entries)
    return replace(loaded, entries=entries)


def _no_slug(location: Location) -> Diagnostic:
    return Diagnostic(
        rule="missing-field",
        location=location,
        message='"slug" is missing',
        why="an entry in a list has no file name to be called by",
        fix='add "slug: a-short-name"',
    )


def _load_entry(
    written: _Written, collection: Collection, findings: tuple[Diagnostic, ...]
) -> Loaded:
    fields = {**collection.fields, "draft": _declare("draft", "bool"), "meta": _META}
    owner = with_article(collection.singular)
    start = written.source.start
    values, found = check_fields(fields, _without_meta(written.node), owner, start)
    meta, meta_findings = read_meta(written.node.get("meta"))
    findings = (*findings, *found, *meta_findings, *_slug_findings(written))
    location = written.source.at("slug") if written.listed else start
    entry = Entry(
        key=Key(collection.name, written.slug),
        title=str(values.get("title") or written.slug),
        fields={name: value for name, value in values.items() if name in collection.fields},
        source=written.source,
        body=written.body,
        meta=meta,
        draft=values.get("draft") is True,
        broken=bool(findings),
        listed=written.listed,
        files=written.files,
    )
    return Loaded((entry,), ((written.slug, location),), findings)


def _declare(name: str, kind: str) -> Field:
    return Field(name=name, type=kind, label=name, location=Location(""))


_META = _declare("meta", "text")  # named so that it is known; read by read_meta


def _without_meta(node: MappingNode) -> MappingNode:
    return MappingNode(tuple(i for i in node.items if i[0].text != "meta"), node.location)


def _slug_findings(written: _Written) -> Iterator[Diagnostic]:
    slug = written.slug
    location = written.source.at("slug") if written.listed else written.source.start
    if slug.casefold() in _RESERVED:
        message, fix = f'"{slug}" is a reserved name', "choose another name"
    elif not SLUG.fullmatch(slug):
        better = "-".join(SLUG.findall(slug.casefold()))
        message = f'"{slug}" cannot be a slug'
        fix = f'call it "{better}"' if better else "use lower-case letters, digits and hyphens"
    else:
        return
    yield Diagnostic(
        rule="invalid-slug",
        location=location,
        message=message,
        why="the slug is the entry's address and file name, on every system",
        fix=fix,
    )
