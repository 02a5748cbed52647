"""Resolve the references of fields, and say what is wrong with those that name nothing."""

from generator.diagnostics import Diagnostic, Location
from generator.model import Collection, Field, Key, Outline, Ref
from generator.schema import listing, nearest, with_article


def resolve(outline: Outline, field: Field, ref: Ref) -> Key | Diagnostic | None:
    """Return the entry a field's reference names, or what is wrong with it.

    None where it cannot be told: the collection it names could not be read.
    """
    if not ref.scheme and len(field.to) > 1:
        return _ambiguous(outline, field, ref)
    collection = outline.scheme(ref.scheme) if ref.scheme else _only(outline, field)
    if collection is None:
        schemes = [outline.collections[name].scheme for name in field.to]
        return None if outline.hidden or not field.to else unknown_scheme(ref, schemes)
    if collection.name not in field.to:
        return None if outline.hidden and not field.to else _wrong_collection(outline, field, ref)
    if ref.slug in outline.known[collection.name]:
        return Key(collection.name, ref.slug)
    return (
        None if collection.name in outline.hidden else unknown_reference(outline, collection, ref)
    )


def _only(outline: Outline, field: Field) -> Collection | None:
    return outline.collections.get(field.to[0]) if field.to else None


def unknown_reference(outline: Outline, collection: Collection, ref: Ref) -> Diagnostic:
    """Return the finding that no entry has the slug of a reference, with the nearest one."""
    close = nearest(ref.slug, outline.known[collection.name])
    guess = Ref(ref.scheme, close)
    path = outline.paths.get(Key(collection.name, close))
    where = f" ({path})" if path else ""
    folder = f"{outline.docs_dir}/{collection.name}/"
    fix = f"add it, or write one that exists: {collection.title} are in {folder}"
    return _finding(
        "unknown-reference",
        f'no {collection.singular} is called "{ref.slug}"',
        "the page would link to a page that does not exist",
        f'did you mean "{guess}"?{where}' if close else fix,
    )


def _ambiguous(outline: Outline, field: Field, ref: Ref) -> Diagnostic | None:
    schemes = [outline.collections[name].scheme for name in field.to]
    holders = [
        outline.collections[name].scheme for name in field.to if ref.slug in outline.known[name]
    ]
    if not holders and any(name in outline.hidden for name in field.to):
        return None
    for name, other in () if holders else outline.collections.items():
        if ref.slug in outline.known[name]:
            return _wrong_collection(outline, field, Ref(other.scheme, ref.slug))
    options = listing(f"{scheme}:{ref.slug}" for scheme in holders or schemes)
    return _finding(
        "ambiguous-reference",
        f'"{ref}" does not say which kind of entry it names',
        f'"{field.name}" may name more than one kind',
        f"write {options}",
    )


def unknown_scheme(ref: Ref, schemes: list[str]) -> Diagnostic:
    """Return the finding that no collection has the word before a reference's colon."""
    close = nearest(ref.scheme, schemes)
    options = listing(f"{scheme}:{ref.slug}" for scheme in schemes)
    return _finding(
        "unknown-reference",
        f'no collection is called "{ref.scheme}"',
        "the page would link to a page that does not exist",
        f'did you mean "{close}:{ref.slug}"?' if close else f"write {options}",
    )


def _wrong_collection(outline: Outline, field: Field, ref: Ref) -> Diagnostic:
    schemes = [outline.collections[name].scheme for name in field.to]
    holder = next((s for s in schemes if ref.slug in outline.known[outline.scheme(s).name]), "")  # type: ignore[union-attr]
    options = listing(f"{scheme}:..." for scheme in schemes)
    return _finding(
        "wrong-collection",
        f'"{field.name}" cannot refer to {with_article(ref.scheme)}',
        "the collection's declaration says what it may name",
        f'did you mean "{holder}:{ref.slug}"?' if holder else f"write {options}",
    )


def _finding(rule: str, message: str, why: str, fix: str) -> Diagnostic:
    return Diagnostic(rule=rule, location=Location(""), message=message, why=why, fix=fix)
