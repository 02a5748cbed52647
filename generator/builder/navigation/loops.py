"""Loops over navigation items in templates, in a variant that takes many items at once.

A template goes through the items of a navigation one by one, for every page. The variant asks which
of them can go into one hole, and goes through those that are left. It has as many lines as the
original, so that an error is reported where it stands. Only loops that have been read are replaced,
in templates known by their digests: each puts the same text before every item, and the same after.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import jinja2

TURNS = "typed_content_turns"  # the name of whom the variants ask


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of a template, and what it puts around each item."""

    original: str
    variant: str
    before: str
    after: str


NAV = Loop(
    original="""\
    {% for nav_item in nav.items %}
      {% set path = "__nav_" ~ loop.index %}
      {{ item.render(nav_item, path, 1) }}
    {% endfor %}""",
    variant="""\
    {% for mark, nav_item, number in typed_content_turns(nav.items, nav, "__nav_", 1) %}\
{{ mark }}{% if number %}
      {% set path = "__nav_" ~ number %}
      {{ item.render(nav_item, path, 1) }}
    {% endif %}{% endfor %}""",
    before="\n      \n      ",
    after="\n    ",
)
SECTION = Loop(
    original="""\
            {% for item in nav_item.children %}
              {% if not index or item != index %}
                {{ render(item, path ~ "_" ~ loop.index, level + 1, nav_item) }}
              {% endif %}
            {% endfor %}""",
    variant="""\
            {% for mark, item, number in typed_content_turns(nav_item.children, nav_item, \
path ~ "_", level + 1, index) %}{{ mark }}{% if number %}
              {% if not index or item != index %}
                {{ render(item, path ~ "_" ~ number, level + 1, nav_item) }}
              {% endif %}
            {% endif %}{% endfor %}""",
    before="\n              \n                ",
    after="\n              \n            ",
)

# By digest of the template.
_KNOWN: Mapping[str, Loop] = {
    "00ea3f50139c6e835d50f95d3f6c90cb": NAV,  # Material 9.8.1, partials/nav.html
    "e386c37c9cbe1fe8b3726b35f20d8546": SECTION,  # Material 9.8.1, partials/nav-item.html
}


def in_variant(source: str, digest: str) -> str:
    """Return a template's source with the loop replaced that is known of it, if there is one."""
    loop = _KNOWN.get(digest)
    return source.replace(loop.original, loop.variant) if loop else source


def are_read_alike(env: jinja2.Environment) -> bool:
    """Tell whether an environment takes sources as MkDocs' own, so that loops put out the same."""
    # There is one for all of equal settings.
    return env.lexer is jinja2.Environment().lexer  # noqa: S701 - it renders nothing


def framed(text: str, *, is_top: bool) -> str:
    """Return what stands for an item in the loop of the navigation, or in that of a section."""
    loop = NAV if is_top else SECTION
    return f"{loop.before}{text}{loop.after}"
