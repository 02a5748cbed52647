"""Do small things to a page's tree as Python-Markdown does, without asking twice.

The models are in markdown/treeprocessors.py, markdown/core.py and markdown/extensions/toc.py,
Markdown 3.11.
"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import STX


def block_levels(md: Markdown) -> Callable[[object], bool]:
    """Return what tells whether a tag is one of a block; the library looks through a list."""
    known: dict[object, bool] = {}
    names = frozenset(md.block_level_elements)

    def is_block_level(tag: object) -> bool:
        found = known.get(tag)
        if found is None:
            found = known[tag] = isinstance(tag, str) and tag.lower().rstrip("/") in names
        return found

    return is_block_level


def unescaping(processor: UnescapeTreeprocessor) -> Callable[[Element], None]:
    """Return what restores escaped characters; few texts have any."""

    def run(root: Element) -> None:
        for element in root.iter():
            text, tail = element.text, element.tail
            if text and STX in text and element.tag != "code":
                element.text = processor.unescape(text)
            if tail and STX in tail:
                element.tail = processor.unescape(tail)
            for key, value in filter(_is_escaped, element.items()):
                element.set(key, processor.unescape(value))

    return run


def _is_escaped(attribute: tuple[str, str | None]) -> bool:
    _, value = attribute
    return value is not None and STX in value


def replacing_marker(
    processor: Any,  # noqa: ANN401 - of an extension
) -> Callable[[Element, Element], None]:
    """Return what puts the table of contents in its place; few pages have one."""
    replace = processor.replace_marker

    def replace_marker(root: Element, toc: Element) -> None:
        for element in root.iter():
            text = element.text
            if type(element.tag) is not str or (text and processor.marker in text):
                replace(root, toc)
                return

    return replace_marker
