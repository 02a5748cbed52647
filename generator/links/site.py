"""Follow everything in a site that points somewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.diagnostics import Diagnostic
from generator.links.destinations import resolve_link
from generator.links.prose import make_prose_links, owners, prose_in
from generator.links.references import resolve
from generator.links.relations import make_relations
from generator.memory import Memory
from generator.model import (
    Entry,
    Field,
    Key,
    Links,
    Outline,
    Page,
    Path,
    Prose,
    ProseLink,
    Ref,
    Reference,
    Relation,
    Site,
    Value,
)

_Found = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Where the links in the texts of an entry or a page lead."""

    links: tuple[tuple[Prose, tuple[ProseLink, ...]], ...]
    targets: tuple[Key, ...]  # other entries
    findings: _Found


def link_site(site: Site, memory: Memory | None = None) -> tuple[Links, _Found]:
    """Resolve everything that points to an entry, a page or a file of the site."""
    memory = memory or Memory()
    outline = outline_of(site, memory)
    references: list[tuple[Reference, ...]] = []
    findings: list[Diagnostic] = []
    for key, entry in site.entries.items():
        followed, found = memory.recall(_follow_fields, entry, outline)
        references.append(memory.keep(("references", key), followed))
        findings += found
    texts = [(owner, memory.recall(_follow_texts, owner, outline)) for owner in owners(site)]
    linked = Links(
        references=tuple(reference for part in references for reference in part),
        relations=memory.recall(_relations, outline, tuple(references)),
        mentions=_mentions(texts),
        prose={prose: links for _, part in texts for prose, links in part.links},
    )
    return linked, (*findings, *(finding for _, part in texts for finding in part.findings))


def outline_of(site: Site, memory: Memory) -> Outline:
    """Return the names in a site: the last round's record if they are the same."""
    return memory.keep("outline", memory.recall(_make_outline, site))


def _make_outline(site: Site) -> Outline:
    prefix = f"{site.docs_dir}/"
    return Outline(
        docs_dir=site.docs_dir,
        collections=site.collections,
        known=site.known,
        hidden=site.hidden,
        files=site.files,
        paths={key: entry.source.path for key, entry in site.entries.items()},
        by_file={
            entry.source.path.removeprefix(prefix): key
            for key, entry in site.entries.items()
            if not entry.listed
        },
    )


def _mentions(texts: list[tuple[Entry | Page, _Texts]]) -> Mapping[Key, tuple[Key | str, ...]]:
    mentions: dict[Key, dict[Key | str, None]] = defaultdict(dict)
    for owner, part in texts:
        origin = owner.key if isinstance(owner, Entry) else owner.path
        for target in part.targets:
            mentions[target][origin] = None
    return {target: tuple(origins) for target, origins in mentions.items()}


def _relations(
    outline: Outline, references: tuple[tuple[Reference, ...], ...]
) -> Mapping[Key, tuple[Relation, ...]]:
    return make_relations(outline, [reference for part in references for reference in part])


def _follow_texts(owner: Entry | Page, outline: Outline) -> _Texts:
    links: dict[Prose, tuple[ProseLink, ...]] = {}
    findings: list[Diagnostic] = []
    for prose in prose_in(owner):
        resolved = [resolve_link(outline, owner, link) for link in make_prose_links(prose)]
        links[prose] = tuple(link for link, _ in resolved)
        findings += [finding for _, finding in resolved if finding]
    targets = {link.target: None for part in links.values() for link in part if link.target}
    if isinstance(owner, Entry):
        targets.pop(owner.key, None)
    return _Texts(tuple(links.items()), tuple(targets), tuple(findings))


def _follow_fields(entry: Entry, outline: Outline) -> tuple[tuple[Reference, ...], _Found]:
    references: list[Reference] = []
    findings: list[Diagnostic] = []
    for declared, ref, path in _references_of(outline, entry):
        target = resolve(outline, declared, ref)
        location = entry.source.at(*path)
        if isinstance(target, Key):
            reference = Reference(entry.key, declared, str(path[0]), target, location)
            references.append(reference)
        elif target is not None:
            findings.append(replace(target, location=location))
    return tuple(references), tuple(findings)


def _references_of(outline: Outline, entry: Entry) -> Iterator[tuple[Field, Ref, Path]]:
    fields = outline.collections[entry.key.collection].fields
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
