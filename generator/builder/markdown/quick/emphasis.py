"""Find emphasis as Python-Markdown does, without its stack where nothing is nested.

The model is `DelimiterProcessor` of markdown/inlinepatterns.py, Markdown 3.11.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

Found = tuple[Element | str | None, int | None, int | None]
Handle = Callable[[re.Match[str], str], Found]

STRONG = "strong"
_TAGS = (STRONG, "em")

# A run of one or two stars, and the same run again before any other mark of emphasis: the two are a
# pair, whatever stands around them.
_PLAIN = re.compile(r"(?<!\*)(\*\*?)([^\s*_](?:[^*_]*[^\s*_])?)\1(?!\*)")


def quick_emphasis(pattern: Any) -> Handle:  # noqa: ANN401 - older versions have no such class
    """Return what handles a match as a pattern does."""
    handle_any: Handle = pattern.handleMatch
    if not is_usual(pattern):
        return handle_any

    def handle(match: re.Match[str], text: str) -> Found:
        # Regions are what it has found already, of emphasis within emphasis.
        plain = None if pattern.regions else _PLAIN.match(text, match.start())
        if plain is None:
            return handle_any(match, text)
        element = Element(STRONG if plain[1] == "**" else "em")
        element.text = plain[2]
        return element, plain.start(), plain.end()

    return handle


def is_usual(pattern: Any) -> bool:  # noqa: ANN401 - older versions have no such class
    """Tell whether a pattern makes emphasis of stars and underscores, and of nothing else."""
    marks = {mark: (kind.tags, kind.smart) for mark, kind in pattern.delimiters.items()}
    return marks == {"*": (_TAGS, False), "_": (_TAGS, True)}
