"""Put the parts of the content folder together: collections, their entries, ordinary pages."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, Related
from generator.load.content import Content
from generator.load.declarations import load_collections, with_intros
from generator.load.entries import Loaded, load_file
from generator.load.folders import sort_files
from generator.load.order import sort_entries
from generator.load.pages import load_pages
from generator.load.tree import read_tree, tree_findings
from generator.memory import Memory
from generator.model import Collection, Entry, Key, Site

_UNREAD = ("control-character", "yaml-alias")


@dataclass
class _Gathered:
    """What is known so far while the folders of entries are read."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    slugs: dict[Key, Location] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)


def load_site(
    root: Path, docs_dir: str, title: str, memory: Memory | None = None
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Load the content under ``root / docs_dir``; ``title`` is the site's name."""
    memory = memory or Memory()
    tree = memory.keep("tree", read_tree(root, docs_dir))
    content = Content(root, docs_dir, tree, memory)
    declared, unreadable, model = load_collections(content)
    schemes = Counter(collection.scheme for collection in declared.values())
    shared = {name for name, c in declared.items() if schemes[c.scheme] > 1}
    left_out = {tree.collection_of(path) for path in tree.left_out(docs_dir)}
    gathered = _Gathered(hidden=shared | unreadable | left_out & declared.keys())
    for collection in declared.values():
        _load_folder(content, collection, gathered)
    pages, page_findings = load_pages(content)
    collections, intro_findings = with_intros(content, declared)
    found = (*model, *gathered.findings, *page_findings, *intro_findings)
    ordered = _in_order(content, declared, gathered.entries)
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
        files=frozenset(tree.files),
    )
    return site, (*tree_findings(docs_dir, tree), *found)


def _known(collections: dict[str, Collection], gathered: _Gathered) -> dict[str, frozenset[str]]:
    slugs: dict[str, set[str]] = {name: set() for name in collections}
    for key in gathered.slugs:  # Rye.md is reported: it should be rye.md
        slugs[key.collection] |= {key.slug, key.slug.casefold()}
    return {name: frozenset(found) for name, found in slugs.items()}


def _in_order(
    content: Content, collections: dict[str, Collection], entries: dict[Key, Entry]
) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    recall, keep = content.memory.recall, content.memory.keep
    for key, entry in entries.items():  # others of its list may have changed, and it not
        found[key.collection].append(keep(key, entry))
    return {name: recall(_sorted, c, tuple(found[name])) for name, c in collections.items()}


def _sorted(collection: Collection, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(sort_entries(collection.index, collection.fields, entries))


def _load_folder(content: Content, collection: Collection, gathered: _Gathered) -> None:
    """Load every entry of one collection."""
    recall = content.memory.recall
    folder = recall(sort_files, content.tree, content.docs_dir, collection.name)
    gathered.findings += folder.findings
    for path, beside in folder.files:
        loaded = recall(load_file, content.path(path), content.read(path), collection, beside)
        _gather(loaded, collection, gathered)


def _gather(loaded: Loaded, collection: Collection, gathered: _Gathered) -> None:
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
