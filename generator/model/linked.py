"""A site with everything that follows from its content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from generator.model.content import Key, Links, Site
from generator.model.labs import Lab


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedSite:
    """A site with everything that follows from its content."""

    site: Site
    links: Links
    labs: Mapping[Key, Lab] = field(default_factory=dict)
    changes: Mapping[str, date] = field(default_factory=dict)  # of committed files, by path
    faulty: frozenset[str] = frozenset()  # files that have errors
