"""Make an entry that is complete: its author replaces words, instead of looking for fields."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.edit.lab import LAB, PROGRAM
from generator.edit.values import value_for
from generator.labs import KIND
from generator.model import Collection, Key, Site
from generator.schema import SLUG, suggestion

_BODY = "Write here what the fields cannot say.\n"


class CannotMakeError(Exception):
    """Why there can be no such entry, in words for its author."""


def new_entry(site: Site, name: str, slug: str) -> Mapping[str, str]:
    """Return the text of every file of a new entry, by its path from the folder of mkdocs.yml.

    ``name`` is that of the collection's folder, or of one of its entries: labs, or lab.
    """
    collection = _collection(site, name)
    if not SLUG.fullmatch(slug):
        words = "use lower-case letters, digits and single hyphens"
        raise CannotMakeError(f'"{slug}" cannot name an entry: {words}')
    if slug in site.known.get(collection.name, ()):
        entry = site.entries.get(Key(collection.name, slug))
        where = f": {entry.source.path}" if entry else ""
        raise CannotMakeError(f'{collection.name} has an entry "{slug}" already{where}')
    folder = PurePosixPath(site.docs_dir, collection.name)
    fields = _fields(site, collection, slug)
    if collection.kind == KIND:
        own = folder / slug
        words = f"---\n{fields}---\n\n{_BODY}"
        files = {own / "index.md": words, own / "lab.yml": LAB, own / "lab.py": PROGRAM}
        return {str(path): text for path, text in files.items()}
    if _has_no_bodies(site, collection):
        return {str(folder / f"{slug}.yml"): fields}
    return {str(folder / f"{slug}.md"): f"---\n{fields}---\n\n{_BODY}"}


def _collection(site: Site, name: str) -> Collection:
    known = {c.scheme: c for c in site.collections.values()} | dict(site.collections)
    if name in known:
        return known[name]
    others = f"there are: {', '.join(sorted(site.collections)) or 'none'}"
    raise CannotMakeError(f'no collection is called "{name}": {suggestion(name, known, others)}')


def _has_no_bodies(site: Site, collection: Collection) -> bool:
    """Tell whether this collection's authors write YAML alone."""
    paths = [site.entries[key].source.path for key in site.index[collection.name]]
    return bool(paths) and all(path.endswith((".yml", ".yaml")) for path in paths)


def _fields(site: Site, collection: Collection, slug: str) -> str:
    """Return the fields that an entry must have, and as comments those that it may have."""
    title = slug.replace("-", " ")
    lines = [
        f"title: {title[:1].upper()}{title[1:]}",
        "draft: true  # keeps it out of the published site; remove this line when it is written",
    ]
    fields = [field for field in collection.fields.values() if field.name != "title"]
    lines += [f"{f.name}: {value_for(site, f)}{_hint(f.help)}" for f in fields if f.required]
    lines += [f"# {field.name}:{_hint(field.help)}" for field in fields if not field.required]
    return "\n".join(lines) + "\n"


def _hint(words: str) -> str:
    return f"  # {words}" if words else ""
