"""Resolve references and links to entries, and collect what points back."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from generator.diagnostics import Diagnostic, Location
from generator.links.prose import is_reference, make_prose_links, prose_of, split_relative
from generator.model import (
    Collection,
    Entry,
    Field,
    Key,
    Links,
    Page,
    Prose,
    ProseLink,
    Ref,
    Reference,
    Relation,
    Site,
    Value,
)
from generator.schema import listing, nearest, with_article

_Path = tuple[str | int, ...]


@dataclass
class _Linker:
    """Gathers what is resolved, and what cannot be."""

    site: Site
    findings: list[Diagnostic] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    mentions: dict[Key, dict[Key | str, None]] = field(default_factory=lambda: defaultdict(dict))
    prose: dict[Prose, tuple[ProseLink, ...]] = field(default_factory=dict)


def link_site(site: Site) -> tuple[Links, tuple[Diagnostic, ...]]:
    """Resolve everything that points to an entry, a page or a file of the site."""
    linker = _Linker(site)
    for entry in site.entries.values():
        _link_fields(linker, entry)
    by_source = _by_source(site)
    for owner, prose in prose_of(site):
        links = (_link_prose(linker, owner, link, by_source) for link in make_prose_links(prose))
        linker.prose[prose] = tuple(links)
    linked = Links(
        references=tuple(linker.references),
        relations=_relations(site, linker.references),
        mentions={target: tuple(origins) for target, origins in linker.mentions.items()},
        prose=linker.prose,
    )
    return linked, tuple(linker.findings)


def _link_fields(linker: _Linker, entry: Entry) -> None:
    for declared, ref, path in _references_of(linker.site, entry):
        target = resolve(linker.site, declared, ref)
        location = entry.source.at(*path)
        if isinstance(target, Key):
            reference = Reference(entry.key, declared, str(path[0]), target, location)
            linker.references.append(reference)
        elif target is not None:
            linker.findings.append(replace(target, location=location))


def _references_of(site: Site, entry: Entry) -> Iterator[tuple[Field, Ref, _Path]]:
    fields = site.collections[entry.key.collection].fields
    for name, value in entry.fields.items():
        yield from _references_in(fields[name], value, (name,))


def _references_in(field: Field, value: Value, path: _Path) -> Iterator[tuple[Field, Ref, _Path]]:
    if isinstance(value, Ref):
        yield field, value, path
    elif isinstance(value, tuple):
        inner = field.of or field
        for number, item in enumerate(value):
            yield from _references_in(inner, item, (*path, number))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _references_in(field.fields[name], item, (*path, name))


def resolve(site: Site, field: Field, ref: Ref) -> Key | Diagnostic | None:
    """Return the entry a field's reference names, or what is wrong with it.

    None where it cannot be told: the collection it names could not be read.
    """
    if not ref.scheme and len(field.to) > 1:
        return _ambiguous(site, field, ref)
    collection = site.scheme(ref.scheme) if ref.scheme else _only(site, field)
    if collection is None:
        schemes = [site.collections[name].scheme for name in field.to]
        return None if site.hidden or not field.to else _unknown_scheme(ref, schemes)
    if collection.name not in field.to:
        return None if site.hidden and not field.to else _wrong_collection(site, field, ref)
    if ref.slug in site.known[collection.name]:
        return Key(collection.name, ref.slug)
    return None if collection.name in site.hidden else unknown_reference(site, collection, ref)


def _only(site: Site, field: Field) -> Collection | None:
    return site.collections.get(field.to[0]) if field.to else None


def unknown_reference(site: Site, collection: Collection, ref: Ref) -> Diagnostic:
    """Return the finding that no entry has the slug of a reference, with the nearest one."""
    close = nearest(ref.slug, site.known[collection.name])
    guess = Ref(ref.scheme, close)
    entry = site.entries.get(Key(collection.name, close))
    where = f" ({entry.source.path})" if entry else ""
    folder = f"{site.docs_dir}/{collection.name}/"
    fix = f"add it, or write one that exists: {collection.title} are in {folder}"
    return _finding(
        "unknown-reference",
        f'no {collection.singular} is called "{ref.slug}"',
        "the page would link to a page that does not exist",
        f'did you mean "{guess}"?{where}' if close else fix,
    )


def _ambiguous(site: Site, field: Field, ref: Ref) -> Diagnostic | None:
    schemes = [site.collections[name].scheme for name in field.to]
    holders = [site.collections[name].scheme for name in field.to if ref.slug in site.known[name]]
    if not holders and any(name in site.hidden for name in field.to):
        return None
    options = listing(f"{scheme}:{ref.slug}" for scheme in holders or schemes)
    return _finding(
        "ambiguous-reference",
        f'"{ref}" does not say which kind of entry it names',
        f'"{field.name}" may name more than one kind',
        f"write {options}",
    )


def _unknown_scheme(ref: Ref, schemes: list[str]) -> Diagnostic:
    close = nearest(ref.scheme, schemes)
    options = listing(f"{scheme}:{ref.slug}" for scheme in schemes)
    return _finding(
        "unknown-reference",
        f'no collection is called "{ref.scheme}"',
        "the page would link to a page that does not exist",
        f'did you mean "{close}:{ref.slug}"?' if close else f"write {options}",
    )


def _wrong_collection(site: Site, field: Field, ref: Ref) -> Diagnostic:
    schemes = [site.collections[name].scheme for name in field.to]
    holder = next((s for s in schemes if ref.slug in site.known[site.scheme(s).name]), "")  # type: ignore[union-attr]
    options = listing(f"{scheme}:..." for scheme in schemes)
    return _finding(
        "wrong-collection",
        f'"{field.name}" cannot refer to {with_article(ref.scheme)}',
        "the collection's declaration says what it may name",
        f'did you mean "{holder}:{ref.slug}"?' if holder else f"write {options}",
    )


def _finding(rule: str, message: str, why: str, fix: str) -> Diagnostic:
    return Diagnostic(rule=rule, location=Location(""), message=message, why=why, fix=fix)


def _by_source(site: Site) -> Mapping[str, Key]:
    """Return which entry each file (relative to docs_dir) holds; list files hold many."""
    prefix = f"{site.docs_dir}/"
    return {
        entry.source.path.removeprefix(prefix): entry.key
        for entry in site.entries.values()
        if not entry.listed
    }


def _link_prose(
    linker: _Linker, owner: Entry | Page, link: ProseLink, by_source: Mapping[str, Key]
) -> ProseLink:
    site = linker.site
    if is_reference(link.destination):
        linked = _link_short(linker, link)
    else:
        folder = posixpath.dirname(owner.source.path.removeprefix(f"{site.docs_dir}/"))
        linked = _link_file(linker, link, folder, by_source)
    if link.html and (linked.target or linked.path.endswith((".md", ".yml"))):
        linker.findings.append(_in_html(link))
        return link
    if linked.target:
        origin = owner.key if isinstance(owner, Entry) else owner.path
        if origin != linked.target:
            linker.mentions[linked.target][origin] = None
    return linked


def _in_html(link: ProseLink) -> Diagnostic:
    return Diagnostic(
        rule="unknown-link",
        location=link.location,
        message=f'"{link.destination}" leads nowhere in raw HTML',
        why="only links in Markdown become addresses: readers would follow a dead link",
        fix=f"write [words]({link.destination})",
    )


def _link_short(linker: _Linker, link: ProseLink) -> ProseLink:
    """Resolve ``scheme:slug#anchor``; other words before a colon are web addresses."""
    site = linker.site
    name, _, anchor = link.destination.partition("#")
    scheme, _, slug = name.partition(":")
    ref = Ref(scheme, slug)
    collection = site.scheme(scheme)
    if collection is None:
        schemes = [c.scheme for c in site.collections.values()]
        if nearest(scheme, schemes) and not site.hidden and scheme not in _WEB:
            linker.findings.append(replace(_unknown_scheme(ref, schemes), location=link.location))
        return link
    if slug in site.known[collection.name]:
        return replace(link, target=Key(collection.name, slug), anchor=anchor)
    if collection.name not in site.hidden:
        finding = unknown_reference(site, collection, ref)
        linker.findings.append(replace(finding, location=link.location))
    return link


_WEB = frozenset({"http", "https", "mailto", "tel", "data", "ftp"})


def _link_file(
    linker: _Linker, link: ProseLink, folder: str, by_source: Mapping[str, Key]
) -> ProseLink:
    relative = split_relative(folder, link.destination)
    if relative is None:
        anchor = link.destination.removeprefix("#")
        return replace(link, anchor=unquote(anchor)) if anchor != link.destination else link
    site = linker.site
    path, anchor = relative
    if path in by_source:
        return replace(link, target=by_source[path], path=path, anchor=anchor)
    collection = site.collections.get(posixpath.dirname(path))
    if collection and _is_index(site, path):
        target = Key(collection.name, anchor)
        known = collection.pages == "index" and target in site.entries
        index = f"{collection.name}/index.md"
        return replace(link, target=target if known else None, path=index, anchor=anchor)
    if path in site.files or _is_broken_entry(site, path):
        return replace(link, path=path, anchor=anchor)
    if not link.html:  # which holds addresses, not files
        linker.findings.append(_unknown_file(site, link, path, folder))
    return link


def _is_index(site: Site, path: str) -> bool:
    name = posixpath.basename(path)
    return name == "index.md" or (path in site.files and name.endswith(("_index.md", ".yml")))


def _is_broken_entry(site: Site, path: str) -> bool:
    slug, ending = posixpath.splitext(posixpath.basename(path))
    return ending == ".md" and slug in site.known.get(posixpath.dirname(path), ())


def _unknown_file(site: Site, link: ProseLink, path: str, folder: str) -> Diagnostic:
    indexes = [f"{name}/index.md" for name in site.collections]
    markdown = [file for file in site.files if file.endswith(".md")]
    close = nearest(path.rstrip("/"), [*markdown, *indexes, *sorted(site.files)])
    if path.rstrip("/") in site.collections:
        close = f"{path.rstrip('/')}/index.md"
    guess = posixpath.relpath(close, folder or ".") if close else ""
    return Diagnostic(
        rule="unknown-link",
        location=link.location,
        message=f'there is no file "{link.destination.partition("#")[0]}"',
        why="readers would follow a dead link",
        fix=f'did you mean "{guess}"?' if close else "write the path of a file, from this one",
    )


def _relations(site: Site, references: list[Reference]) -> Mapping[Key, tuple[Relation, ...]]:
    """Return each entry's relations: its own fields first, then what refers to it."""
    stored: dict[Key, dict[str, tuple[str, dict[Key, None]]]] = defaultdict(dict)
    derived: dict[Key, dict[str, tuple[str, dict[Key, None]]]] = defaultdict(dict)
    present = [reference for reference in references if reference.target in site.entries]
    for reference in present:
        label = site.collections[reference.origin.collection].fields[reference.relation].label
        group = stored[reference.origin].setdefault(reference.relation, (label, {}))
        group[1][reference.target] = None
    for reference in present:
        name, label = _back(site, reference)
        if name:
            own = stored[reference.target].get(name) if reference.field.symmetric else None
            group = own or derived[reference.target].setdefault(name, (label, {}))
            group[1][reference.origin] = None
    return {
        key: (*_grouped(stored[key], generated=False), *_grouped(derived[key], generated=True))
        for key in site.entries
    }


def _back(site: Site, reference: Reference) -> tuple[str, str]:
    if reference.field.symmetric:
        field = site.collections[reference.origin.collection].fields[reference.relation]
        return field.name, field.label
    inverse = reference.field.inverse
    return (inverse.name, inverse.label) if inverse else ("", "")


def _grouped(
    groups: Mapping[str, tuple[str, dict[Key, None]]], *, generated: bool
) -> Iterator[Relation]:
    for name, (label, targets) in groups.items():
        yield Relation(name, label, tuple(targets), generated)
