"""Read the declarations of collections, and settle what they say of each other."""

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic
from generator.load.content import Content
from generator.load.folders import INTRO
from generator.load.pages import load_page
from generator.load.tree import DECLARATION
from generator.model import Collection, Page
from generator.schema import SLUG, read_collection, resolve_collections
from generator.source import as_text, parse_yaml

_Found = tuple[Diagnostic, ...]


def load_collections(content: Content) -> tuple[dict[str, Collection], frozenset[str], _Found]:
    """Return the collections, the folders whose declaration is unreadable, and findings."""
    recall = content.memory.recall
    read: list[Collection] = []
    unreadable: set[str] = set()
    findings: list[Diagnostic] = []
    for folder in content.tree.collections:
        path = f"{folder}/{DECLARATION}"
        collection, found = recall(_declared, folder, content.path(path), content.read(path))
        findings += found
        if collection:
            read.append(collection)
        else:
            unreadable.add(folder)
    resolved, found = recall(_resolved, tuple(read), tuple(sorted(unreadable)))
    return {c.name: c for c in resolved}, frozenset(unreadable), (*findings, *found)


def _declared(folder: str, path: str, data: bytes) -> tuple[Collection | None, _Found]:
    """Return a collection as its own declaration says it is; None where that is unreadable."""
    text = as_text(path, data)
    node, findings = (None, (text,)) if isinstance(text, Diagnostic) else parse_yaml(text)
    if node is None and findings:
        return None, findings
    collection, found = read_collection(folder, path, node)
    if collection is None or _is_given_twice(collection, "fields", findings):
        return None, (*findings, *found)
    return collection, (*findings, *found, *_folder_findings(collection))


def _is_given_twice(collection: Collection, key: str, findings: _Found) -> bool:
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


def _resolved(
    read: tuple[Collection, ...], unreadable: tuple[str, ...]
) -> tuple[tuple[Collection, ...], _Found]:
    by_name = {collection.name: collection for collection in read}
    resolved, findings = resolve_collections(by_name, complete=not unreadable)
    return tuple(resolved.values()), findings


def with_intros(
    content: Content, collections: dict[str, Collection]
) -> tuple[dict[str, Collection], _Found]:
    """Return collections with the texts above their indexes: what entries may be is without."""
    found = dict(collections)
    findings: list[Diagnostic] = []
    for name, collection in collections.items():
        if f"{name}/{INTRO}" in content.tree.files:
            intro, wrong = load_page(content, f"{name}/{INTRO}")
            findings += wrong
            found[name] = content.memory.recall(_with_intro, collection, intro)
    return found, tuple(findings)


def _with_intro(collection: Collection, intro: Page | None) -> Collection:
    return replace(collection, intro=intro)
