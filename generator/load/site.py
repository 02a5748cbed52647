"""Put the parts of the content folder together: collections, their entries, ordinary pages."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Location, Related
from generator.load.entries import Loaded, load_file
from generator.load.meta import read_meta, shapes
from generator.load.order import sort_entries
from generator.load.tree import DECLARATION, Tree, read_tree, tree_findings
from generator.model import Collection, Entry, Key, Page, Site
from generator.schema import SLUG, read_collection, resolve_collections
from generator.source import (
    make_source,
    page_front_matter_findings,
    parse_yaml,
    read_text,
    split_front_matter,
)

_INTRO = "_index.md"
_UNREAD = ("control-character", "yaml-alias")


@dataclass(frozen=True, slots=True)
class _Content:
    """The content folder and what is in it."""

    root: Path
    docs_dir: str
    tree: Tree

    def path(self, path: str) -> str:
        """Return a path of docs_dir from the folder of mkdocs.yml."""
        return f"{self.docs_dir}/{path}"


@dataclass
class _Gathered:
    """What is known so far while the folders of entries are read."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    slugs: dict[Key, Location] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)


def load_site(root: Path, docs_dir: str, title: str) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Load the content under ``root / docs_dir``; ``title`` is the site's name."""
    content = _Content(root, docs_dir, read_tree(root, docs_dir))
    collections, unreadable, model = _load_collections(content)
    schemes = Counter(collection.scheme for collection in collections.values())
    shared = {name for name, c in collections.items() if schemes[c.scheme] > 1}
    left_out = {content.tree.collection_of(path) for path in content.tree.left_out(docs_dir)}
    gathered = _Gathered(hidden=shared | unreadable | left_out & collections.keys())
    for collection in collections.values():
        _load_folder(content, collection, gathered)
    pages, page_findings = _load_pages(content)
    findings = (*tree_findings(docs_dir, content.tree), *model, *gathered.findings, *page_findings)
    ordered = _in_order(collections, gathered.entries)
    site = Site(
        title=title,
        docs_dir=docs_dir,
        collections=collections,
        entries={entry.key: entry for entries in ordered.values() for entry in entries},
        pages=pages,
        index={name: tuple(e.key for e in entries) for name, entries in ordered.items()},
        known=_known(collections, gathered),
        incomplete=frozenset(gathered.incomplete | gathered.hidden),
        hidden=frozenset(gathered.hidden),
        files=frozenset(content.tree.files),
    )
    return site, findings


def _known(collections: dict[str, Collection], gathered: _Gathered) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(
            slug
            for key in gathered.slugs
            if key.collection == name
            for slug in (key.slug, key.slug.casefold())  # Rye.md is reported: it should be rye.md
        )
        for name in collections
    }


def _in_order(
    collections: dict[str, Collection], entries: dict[Key, Entry]
) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {name: [] for name in collections}
    for key, entry in entries.items():
        found[key.collection].append(entry)
    return {name: sort_entries(collections[name], own) for name, own in found.items()}


def _load_collections(
    content: _Content,
) -> tuple[dict[str, Collection], frozenset[str], tuple[Diagnostic, ...]]:
    """Return the collections, the folders whose declaration is unreadable, and findings."""
    read: dict[str, Collection] = {}
    unreadable: set[str] = set()
    findings: list[Diagnostic] = []
    for folder in content.tree.collections:
        path = content.path(f"{folder}/{DECLARATION}")
        text = read_text(content.root, path)
        node, found = (None, (text,)) if isinstance(text, Diagnostic) else parse_yaml(text)
        findings += found
        if node is None and found:
            unreadable.add(folder)
            continue
        collection, found = read_collection(folder, path, node)
        lost_fields = collection is not None and _is_given_twice(collection, "fields", findings)
        findings += found
        if collection is None or lost_fields:
            unreadable.add(folder)
            continue
        findings += _folder_findings(collection)
        intro, found = _load_intro(content, folder)
        findings += found
        read[folder] = replace(collection, intro=intro)
    resolved, found = resolve_collections(read, complete=not unreadable)
    return resolved, frozenset(unreadable), (*findings, *found)


def _is_given_twice(collection: Collection, key: str, findings: list[Diagnostic]) -> bool:
    """Tell whether a key of the declaration stands there again, with a value that was left out."""
    place = collection.source.key(key)
    twice = (f for f in findings if f.rule == "duplicate-key")
    return any(related.location == place for f in twice for related in f.related)


def _folder_findings(collection: Collection) -> Iterator[Diagnostic]:
    parts = collection.name.split("/")
    # MkDocs leaves a top-level folder "templates" out of every site.
    if parts[0] == "templates" or not all(SLUG.fullmatch(part) for part in parts):
        yield Diagnostic(
            rule="invalid-slug",
            location=collection.source.start,
            message=f'"{collection.name}" cannot be the folder of a collection',
            why="the folder's name is part of the address of every page in it",
            fix='use lower-case letters, digits and hyphens, and not "templates"',
        )


def _load_intro(content: _Content, folder: str) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    path = f"{folder}/{_INTRO}"
    return _load_page(content, path) if path in content.tree.files else (None, ())


def _load_pages(content: _Content) -> tuple[tuple[Page, ...], tuple[Diagnostic, ...]]:
    pages: list[Page] = []
    findings: list[Diagnostic] = []
    for path in content.tree.files:
        if path.endswith(".md") and not content.tree.collection_of(path):
            page, found = _load_page(content, path)
            findings += found
            pages += [page] if page else []
    return tuple(pages), tuple(findings)


def _load_page(content: _Content, path: str) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    text = read_text(content.root, content.path(path))
    if isinstance(text, Diagnostic):
        return None, (text,)
    document, findings = split_front_matter(text)
    source = make_source(text.path, Location(text.path), document.data)
    meta, _ = read_meta(document.data)
    findings += tuple(page_front_matter_findings(text, document))
    findings += tuple(shapes(document.data)) if document.data else ()
    return Page(path, source, document.front_matter, meta, document.body), findings


def _load_folder(content: _Content, collection: Collection, gathered: _Gathered) -> None:
    """Load every entry of one collection."""
    inside = content.tree.inside(collection.name)
    for path in inside:
        parts = PurePosixPath(path).relative_to(collection.name).parts
        if _holds_entry(parts):
            files = _beside(path, inside)
            loaded = load_file(content.root, content.path(path), collection, files)
            _gather(collection, loaded, gathered)
        elif fix := _stray_fix(collection.name, parts, inside):
            gathered.findings.append(_stray(content.path(path), fix))


def _holds_entry(parts: tuple[str, ...]) -> bool:
    """Tell whether a path within a collection's folder is that of an entry, or of a list."""
    if len(parts) > 1:
        return parts[1:] == ("index.md",)
    name = parts[0]
    return name.endswith((".md", ".yml")) and name not in (DECLARATION, _INTRO, "index.md")


def _stray_fix(folder: str, parts: tuple[str, ...], inside: tuple[str, ...]) -> str:
    """Return what to do with a file that is misplaced, or "" where it is not."""
    name = parts[-1]
    if len(parts) > 1:
        has_entry = f"{folder}/{parts[0]}/index.md" in inside
        return "" if has_entry else f"give the folder an entry: {parts[0]}/index.md"
    if name == "index.md":
        return f"the index is generated: put words above it in {_INTRO}"
    is_yaml = name.endswith(".yaml") and not name.startswith(PurePosixPath(DECLARATION).stem)
    return "name it .yml" if is_yaml else ""


def _stray(path: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="collection-file",
        location=Location(path),
        message="this file is not an entry, and belongs to none",
        why="under a collection's folder only entries and their own files are published",
        fix=fix,
    )


def _beside(path: str, inside: tuple[str, ...]) -> tuple[str, ...]:
    if not path.endswith("/index.md"):
        return ()
    folder = path.removesuffix("index.md")
    return tuple(other for other in inside if other.startswith(folder) and other != path)


def _gather(collection: Collection, loaded: Loaded, gathered: _Gathered) -> None:
    gathered.findings += _first_faults(loaded.findings)
    if loaded.hides_slugs:
        gathered.hidden.add(collection.name)
    if loaded.is_partial:
        gathered.incomplete.add(collection.name)
    for slug, location in loaded.slugs:
        key = Key(collection.name, slug)
        first = gathered.slugs.setdefault(key, location)
        if first is not location:
            gathered.findings.append(_duplicate(slug, location, first))
    for entry in loaded.entries:
        gathered.entries.setdefault(entry.key, entry)


def _first_faults(findings: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    """Yield findings but those about a value that YAML could not give."""
    unread = {finding.location for finding in findings if finding.rule in _UNREAD}
    for finding in findings:
        if finding.rule in _UNREAD or finding.location not in unread:
            yield finding


def _duplicate(slug: str, location: Location, first: Location) -> Diagnostic:
    return Diagnostic(
        rule="duplicate-slug",
        location=location,
        message=f'"{slug}" is already the name of another entry here',
        why="references to it could mean either, and both would be one page",
        fix=f"rename one of the two; the other is {first.path}:{first.line}",
        related=(Related(first, "the other entry"),),
    )
