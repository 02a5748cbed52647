"""Put the parts of the content folder together: collections, their entries, ordinary pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Location, Related
from generator.load.entries import Loaded, load_file
from generator.load.meta import read_meta
from generator.load.order import sort_entries
from generator.load.tree import DECLARATION, Tree, read_tree, tree_findings
from generator.model import Collection, Entry, Key, Page, Site
from generator.schema import SLUG, read_collection, resolve_collections
from generator.source import make_source, parse_yaml, read_text, split_front_matter

_INTRO = "_index.md"


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
    tree = read_tree(root, docs_dir)
    collections, unreadable, model = _load_collections(root, docs_dir, tree)
    gathered = _Gathered(hidden=set(unreadable))
    for collection in collections.values():
        _load_folder(root, docs_dir, collection, tree, gathered)
    pages, page_findings = _load_pages(root, docs_dir, tree)
    findings = (*tree_findings(docs_dir, tree), *model, *gathered.findings, *page_findings)
    known = {
        name: frozenset(k.slug for k in gathered.slugs if k.collection == name)
        for name in collections
    }
    site = Site(
        title=title,
        docs_dir=docs_dir,
        collections=collections,
        entries=_in_order(collections, gathered.entries),
        pages=pages,
        known=known,
        incomplete=frozenset(gathered.incomplete | gathered.hidden),
        hidden=frozenset(gathered.hidden),
        files=frozenset(tree.files),
    )
    return site, findings


def _in_order(collections: dict[str, Collection], entries: dict[Key, Entry]) -> dict[Key, Entry]:
    ordered: dict[Key, Entry] = {}
    for collection in collections.values():
        own = [entry for key, entry in entries.items() if key.collection == collection.name]
        ordered |= {entry.key: entry for entry in sort_entries(collection, own)}
    return ordered


def _load_collections(
    root: Path, docs_dir: str, tree: Tree
) -> tuple[dict[str, Collection], frozenset[str], tuple[Diagnostic, ...]]:
    """Return the collections, the folders whose declaration is unreadable, and findings."""
    read: dict[str, Collection] = {}
    unreadable: set[str] = set()
    findings: list[Diagnostic] = []
    for folder in tree.collections:
        path = f"{docs_dir}/{folder}/{DECLARATION}"
        text = read_text(root, path)
        node, found = (None, (text,)) if isinstance(text, Diagnostic) else parse_yaml(text)
        findings += found
        if node is None and found:
            unreadable.add(folder)
            continue
        collection, found = read_collection(folder, path, node)
        findings += (*found, *_folder_findings(collection))
        intro, found = _load_intro(root, docs_dir, folder, tree)
        findings += found
        read[folder] = replace(collection, intro=intro)
    resolved, found = resolve_collections(read, complete=not unreadable)
    return resolved, frozenset(unreadable), (*findings, *found)


def _folder_findings(collection: Collection) -> Iterator[Diagnostic]:
    parts = collection.name.split("/")
    if collection.name.startswith("templates") or not all(SLUG.fullmatch(p) for p in parts):
        yield Diagnostic(
            rule="invalid-slug",
            location=collection.source.start,
            message=f'"{collection.name}" cannot be the folder of a collection',
            why="the folder's name is part of the address of every page in it",
            fix='use lower-case letters, digits and hyphens, and not "templates"',
        )


def _load_intro(
    root: Path, docs_dir: str, folder: str, tree: Tree
) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    if f"{folder}/{_INTRO}" not in tree.files:
        return None, ()
    return _load_page(root, docs_dir, f"{folder}/{_INTRO}")


def _load_pages(
    root: Path, docs_dir: str, tree: Tree
) -> tuple[tuple[Page, ...], tuple[Diagnostic, ...]]:
    pages: list[Page] = []
    findings: list[Diagnostic] = []
    for path in tree.files:
        if path.endswith(".md") and not tree.collection_of(path):
            page, found = _load_page(root, docs_dir, path)
            findings += found
            pages += [page] if page else []
    return tuple(pages), tuple(findings)


def _load_page(root: Path, docs_dir: str, path: str) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    text = read_text(root, f"{docs_dir}/{path}")
    if isinstance(text, Diagnostic):
        return None, (text,)
    document, findings = split_front_matter(text)
    source = make_source(text.path, Location(text.path), document.data)
    meta, _ = read_meta(document.data)
    return Page(path, source, document.front_matter, meta, document.body), findings


def _load_folder(
    root: Path, docs_dir: str, collection: Collection, tree: Tree, gathered: _Gathered
) -> None:
    """Load every entry of one collection."""
    inside = tree.inside(collection.name)
    entries, strays = _sort_files(collection.name, inside)
    gathered.findings += (_stray(f"{docs_dir}/{path}", fix) for path, fix in strays)
    for path in entries:
        files = _beside(path, inside)
        loaded = load_file(root, f"{docs_dir}/{path}", collection, files)
        _gather(collection, loaded, gathered)


def _sort_files(folder: str, inside: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the files that hold entries, and those that are misplaced with what to do."""
    entries: list[str] = []
    strays: list[tuple[str, str]] = []
    for path in inside:
        parts = PurePosixPath(path).relative_to(folder).parts
        name = parts[-1]
        if len(parts) == 1 and name in (DECLARATION, _INTRO):
            continue
        if len(parts) == 1 and name == "index.md":
            strays.append((path, f"the index is generated: put words above it in {_INTRO}"))
        elif name.endswith(".yaml") and len(parts) == 1:
            strays.append((path, "name it .yml"))
        elif (len(parts) == 1 and name.endswith((".md", ".yml"))) or parts[1:] == ("index.md",):
            entries.append(path)
        elif len(parts) > 1 and f"{folder}/{parts[0]}/index.md" not in inside:
            strays.append((path, f"give the folder an entry: {parts[0]}/index.md"))
    return entries, strays


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
    gathered.findings += loaded.findings
    if loaded.hides_slugs:
        gathered.hidden.add(collection.name)
    if loaded.findings:
        gathered.incomplete.add(collection.name)
    for slug, location in loaded.slugs:
        key = Key(collection.name, slug)
        first = gathered.slugs.setdefault(key, location)
        if first is not location:
            gathered.findings.append(_duplicate(slug, location, first))
    for entry in loaded.entries:
        gathered.entries.setdefault(entry.key, entry)


def _duplicate(slug: str, location: Location, first: Location) -> Diagnostic:
    return Diagnostic(
        rule="duplicate-slug",
        location=location,
        message=f'"{slug}" is already the name of another entry here',
        why="references to it could mean either, and both would be one page",
        fix=f"rename one of the two; the other is {first.path}:{first.line}",
        related=(Related(first, "the other entry"),),
    )
