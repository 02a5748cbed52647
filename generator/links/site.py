"""Follow everything in a site that points somewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.diagnostics import Diagnostic
from generator.links.destinations import entries_by_file, resolve_link
from generator.links.prose import make_prose_links, prose_of
from generator.links.references import resolve
from generator.links.relations import make_relations
from generator.model import (
    Entry,
    Field,
    Key,
    Links,
    Page,
    Path,
    Prose,
    ProseLink,
    Ref,
    Reference,
    Site,
    Value,
)


@dataclass
class _Linker:
    """Gathers what is resolved, and what cannot be."""

    site: Site
    by_file: Mapping[str, Key]
    findings: list[Diagnostic] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    mentions: dict[Key, dict[Key | str, None]] = field(default_factory=lambda: defaultdict(dict))
    prose: dict[Prose, tuple[ProseLink, ...]] = field(default_factory=dict)


def link_site(site: Site) -> tuple[Links, tuple[Diagnostic, ...]]:
    """Resolve everything that points to an entry, a page or a file of the site."""
    linker = _Linker(site, entries_by_file(site))
    for entry in site.entries.values():
        _link_fields(linker, entry)
    for owner, prose in prose_of(site):
        linker.prose[prose] = tuple(_link_prose(linker, owner, prose))
    linked = Links(
        references=tuple(linker.references),
        relations=make_relations(site, linker.references),
        mentions={target: tuple(origins) for target, origins in linker.mentions.items()},
        prose=linker.prose,
    )
    return linked, tuple(linker.findings)


def _link_prose(linker: _Linker, owner: Entry | Page, prose: Prose) -> Iterator[ProseLink]:
    origin = owner.key if isinstance(owner, Entry) else owner.path
    for link in make_prose_links(prose):
        linked, finding = resolve_link(linker.site, owner, link, linker.by_file)
        linker.findings += [finding] if finding else []
        if linked.target and linked.target != origin:
            linker.mentions[linked.target][origin] = None
        yield linked


def _link_fields(linker: _Linker, entry: Entry) -> None:
    for declared, ref, path in _references_of(linker.site, entry):
        target = resolve(linker.site, declared, ref)
        location = entry.source.at(*path)
        if isinstance(target, Key):
            reference = Reference(entry.key, declared, str(path[0]), target, location)
            linker.references.append(reference)
        elif target is not None:
            linker.findings.append(replace(target, location=location))


def _references_of(site: Site, entry: Entry) -> Iterator[tuple[Field, Ref, Path]]:
    fields = site.collections[entry.key.collection].fields
    for name, value in entry.fields.items():
        yield from _references_in(fields[name], value, (name,))


def _references_in(field: Field, value: Value, path: Path) -> Iterator[tuple[Field, Ref, Path]]:
    if isinstance(value, Ref):
        yield field, value, path
    elif isinstance(value, tuple):
        inner = field.of or field
        for number, item in enumerate(value):
            yield from _references_in(inner, item, (*path, number))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _references_in(field.fields[name], item, (*path, name))
