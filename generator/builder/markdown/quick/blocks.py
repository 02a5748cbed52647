"""Search a block of Markdown for a heading, a quote, a note or a table only where one may be.

Each block is shown to every processor, and most search all of it for a mark that it does not have.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from generator.builder.markdown.quick.required import required


class MarkedExpression:
    """A regular expression that looks for what it requires before it searches."""

    def __init__(self, expression: re.Pattern[str]) -> None:
        self._expression = expression
        self._marks = required(expression)

    def search(self, text: str) -> re.Match[str] | None:
        """Search where a mark is."""
        return self._if_marked(self._expression.search, text)

    def match(self, text: str) -> re.Match[str] | None:
        """Match where a mark is."""
        return self._if_marked(self._expression.match, text)

    def _if_marked(
        self, find: Callable[[str], re.Match[str] | None], text: str
    ) -> re.Match[str] | None:
        for mark in self._marks:
            if mark in text:
                return find(text)
        return None


def may_be_table(processor: Any) -> Callable[[Element, str], bool]:  # noqa: ANN401 - of an extension
    """Return the test of a processor of tables: with no pipe, a row has one cell and no border."""
    test = processor.test
    return lambda parent, block: "|" in block and test(parent, block)
