"""Rules about the site as a whole: each takes it, and yields what breaks its promise."""

from collections.abc import Callable, Iterator

from generator.check.anchors import unknown_anchor
from generator.check.content_rules import failed_rule
from generator.check.graph import (
    cardinality,
    draft_reference,
    duplicate_reference,
    orphan,
    reference_cycle,
)
from generator.check.measures import unmeasured_number
from generator.check.pages import page_collision
from generator.check.surroundings import check_surroundings
from generator.diagnostics import Diagnostic
from generator.model import Links, Site

__all__ = [
    "RULES",
    "Rule",
    "check_site",
    "check_surroundings",
    "unknown_anchor",
    "unmeasured_number",
]

Rule = Callable[[Site, Links], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    reference_cycle,
    duplicate_reference,
    cardinality,
    failed_rule,
    draft_reference,
    page_collision,
    orphan,
)


def check_site(site: Site, links: Links) -> tuple[Diagnostic, ...]:
    """Return everything that the rules find."""
    return tuple(finding for rule in RULES for finding in rule(site, links))
