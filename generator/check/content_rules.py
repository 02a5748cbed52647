"""The rules that a collection declares for its own entries."""

from collections.abc import Iterator

from generator.check.missing import incomplete_relations
from generator.conditions import holds
from generator.diagnostics import Diagnostic
from generator.links import without_drafts
from generator.model import Condition, ContentRule, Entry, Links, Site
from generator.schema import reference_fields


def failed_rule(site: Site, links: Links) -> Iterator[Diagnostic]:
    """Every entry keeps the rules of its collection: a published one as if there were no drafts."""
    if not any(collection.rules for collection in site.collections.values()):
        return
    incomplete = incomplete_relations(site, links)
    published = without_drafts(site, links)
    for key, entry in site.entries.items():
        if entry.broken:  # what a rule misses may be what could not be read
            continue
        for rule in site.collections[key.collection].rules:
            names = {condition.name for condition in (*rule.when, *rule.require)}
            if not names & incomplete:
                seen = (site, links) if entry.draft else published
                yield from _broken(*seen, entry, rule)


def _broken(site: Site, links: Links, entry: Entry, rule: ContentRule) -> Iterator[Diagnostic]:
    if all(holds(site, links, entry, condition) for condition in rule.when):
        for required in rule.require:
            if not holds(site, links, entry, required):
                yield _finding(site, entry, required, rule.message)


def _finding(site: Site, entry: Entry, required: Condition, message: str) -> Diagnostic:
    return Diagnostic(
        rule="failed-rule",
        location=entry.source.at(required.name),
        message=message,
        why=f"the collection's rule: {_words(required)}",
        fix=_fix_elsewhere(site, entry, required) or _fix(required),
    )


def _words(condition: Condition) -> str:
    parts = []
    if condition.present is not None:
        parts.append("must be given" if condition.present else "must not be given")
    if condition.values is not None:
        parts.append(f"must be {' or '.join(condition.values)}")
    if condition.min is not None:
        parts.append(f"at least {condition.min}")
    if condition.max is not None:
        parts.append(f"at most {condition.max}")
    return f'"{condition.name}" {", ".join(parts)}'


def _fix_elsewhere(site: Site, entry: Entry, required: Condition) -> str:
    """Return where to write a relation that is generated, and "" for what the entry holds."""
    if required.name in site.collections[entry.key.collection].fields:
        return ""
    places = [
        f'"{field.name}" of {collection.title}'
        for collection in site.collections.values()
        for field in collection.fields.values()
        for reference in reference_fields(field)
        if reference.inverse and reference.inverse.name == required.name
        if entry.key.collection in reference.to
    ]
    return f'"{required.name}" is generated: see {", ".join(places)}' if places else ""


def _fix(required: Condition) -> str:
    if required.present is False:
        return f'remove "{required.name}"'
    if required.max is not None and required.min is None:
        return f'shorten "{required.name}"'
    return f'add or change "{required.name}"'
