"""The rules that a collection declares for its own entries."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator.diagnostics import Diagnostic
from generator.model import Condition, ContentRule, Entry, Links, Ref, Site, Value


def failed_rule(site: Site, links: Links) -> Iterator[Diagnostic]:
    """Every entry keeps the rules of its collection."""
    for key, entry in site.entries.items():
        if entry.broken:  # what a rule misses may be what could not be read
            continue
        for rule in site.collections[key.collection].rules:
            yield from _broken(rule, entry, links)


def _broken(rule: ContentRule, entry: Entry, links: Links) -> Iterator[Diagnostic]:
    if all(_holds(condition, entry, links) for condition in rule.when):
        for required in rule.require:
            if not _holds(required, entry, links):
                yield _finding(entry, required, rule.message)


def _finding(entry: Entry, required: Condition, message: str) -> Diagnostic:
    return Diagnostic(
        rule="failed-rule",
        location=entry.source.at(required.name),
        message=message,
        why=f"the collection's rule: {_words(required)}",
        fix=_fix(required),
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


def _fix(required: Condition) -> str:
    if required.present is False:
        return f'remove "{required.name}"'
    if required.max is not None and required.min is None:
        return f'shorten "{required.name}"'
    return f'add or change "{required.name}"'


def _holds(condition: Condition, entry: Entry, links: Links) -> bool:
    value = entry.fields.get(condition.name)
    if condition.name in ("title", "slug"):
        value = entry.title if condition.name == "title" else entry.slug
    related = links.related(entry.key, condition.name)
    count = _count(value, len(related))
    if condition.present is not None and bool(count) != condition.present:
        return False
    if condition.values is not None and not set(_texts(value)) & set(condition.values):
        return False
    measure = value if _is_number(value) else count
    low = condition.min is not None and measure < condition.min  # type: ignore[operator]
    high = condition.max is not None and measure > condition.max  # type: ignore[operator]
    return not (low or high)


def _is_number(value: Value | None) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _count(value: Value | None, related: int) -> int:
    if value is None:
        return related
    return len(value) if isinstance(value, tuple) else 1


def _texts(value: Value | None) -> Iterator[str]:
    """Yield what a value may be compared with: as it is written in content."""
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Ref):
        yield from {str(value), value.slug}
    elif value is not None and not isinstance(value, Mapping):
        yield str(value)
