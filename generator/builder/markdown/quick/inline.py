"""Put inline markup into a page's tree as Python-Markdown does, three times as fast.

The model is `InlineProcessor` of markdown/treeprocessors.py, Markdown 3.11. It runs every pattern
over every text; here a pattern is left out where the text has none of the characters that it asks
for, and texts without a placeholder are left as they are. The patterns, which are the library's and
the extensions', do what they always do, in the order in which they always do it: what they note on
the way (footnotes, raw HTML) comes out the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from markdown import inlinepatterns
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, INLINE_PLACEHOLDER_RE, STX, AtomicString

from generator.builder.markdown.quick.required import leading, required
from generator.builder.markdown.quick.simple import SimpleMarkup, simple_markup

Node = Element | str
Placed = list[tuple[Element, list[str]]]  # elements, each with the tags of those around it

Found = tuple[Node | None, int | None, int | None]
Handle = Callable[[re.Match[str], str], Found]

_PREFIX = INLINE_PLACEHOLDER_PREFIX


@dataclass(frozen=True, slots=True)
class _Step:
    """One pattern in its turn."""

    number: int
    marks: tuple[str, ...]  # a text without any of them need not be searched
    leads: bool  # what the pattern matches begins with one of them
    excludes: frozenset[str]  # it is not for texts within these tags
    search: Callable[[str, int], Iterator[re.Match[str]]]
    handle: Handle


class QuickInline:
    """Does the work of the library's processor, and leaves in it what patterns look for there."""

    def __init__(self, processor: InlineProcessor) -> None:
        self._processor = processor
        self._patterns: list[tuple[Any, re.Pattern[str]]] = []
        self._steps: list[_Step] = []
        self._has_mark: Callable[[str], object] = bool  # tells whether a text has one of any step
        self._simple: SimpleMarkup | None = None
        self._stash: dict[str, Node] = {}
        self._ancestors: list[str] = []

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Put the inline markup of all texts into a tree."""
        found: list[Any] = list(self._processor.inlinePatterns)
        if not all(isinstance(pattern, inlinepatterns.InlineProcessor) for pattern in found):
            return InlineProcessor.run(self._processor, tree, ancestors)
        patterns = [(pattern, pattern.getCompiledRegExp()) for pattern in found]
        if patterns != self._patterns:
            self._patterns = patterns
            self._steps = [_step(number, *pair) for number, pair in enumerate(patterns)]
            marks = sorted({STX, *(mark for step in self._steps for mark in step.marks)})
            self._has_mark = re.compile("|".join(map(re.escape, marks))).search
            pairs = zip(patterns, self._steps, strict=True)
            self._simple = simple_markup([(*pattern, step.marks) for pattern, step in pairs])
        self._stash = self._processor.stashed_nodes = {}
        elements = [(tree, [*(ancestors or ()), tree.tag.lower()])]
        for element, above in elements:  # which grow meanwhile
            self._ancestors = above
            if element is not tree:
                above.append(element.tag.lower())
            elements += self._look_through(element)
        return tree

    def _look_through(self, element: Element) -> Placed:
        """Put markup into the texts of an element's children; return what to look through next."""
        found: Placed = []
        waiting: list[tuple[Element, list[Element]]] = []
        for child in element:  # which grow meanwhile
            text = child.text
            if text and not isinstance(text, AtomicString) and self._has_mark(text):
                elements, inside = self._put_into_text(child, text)
                found += inside
                waiting.append((child, elements))
            if child.tail:
                self._put_into_tail(element, child, child.tail)
            if len(child):
                found.append((child, self._ancestors[:]))
        for child, elements in waiting:
            _insert(child, 0, elements)
        return found

    def _put_into_text(self, child: Element, text: str) -> tuple[list[Element], Placed]:
        """Return the elements that go into a child, and those of them to look through."""
        simple = self._simple.split(text) if self._simple else None
        if simple is not None:
            child.text, elements = simple
            return elements, []
        self._ancestors.append(child.tag.lower())
        text = self._apply_all(text, 0)
        inside: Placed = []
        if _PREFIX in text:
            child.text = None
            inside = self._resolve(text, child, "text")
        else:
            child.text = text
        self._ancestors.pop()
        return _elements(inside), inside

    def _put_into_tail(self, element: Element, child: Element, tail: str) -> None:
        child.tail = self._apply_all(tail, 0)
        if _PREFIX in child.tail:
            tail, child.tail = child.tail, None
            place = _place_after(element, child)
            _insert(element, place, _elements(self._resolve(tail, child, "tail")))

    def _apply_all(self, text: str, first: int) -> str:
        """Return a text with placeholders for all that the patterns from ``first`` on find."""
        if isinstance(text, AtomicString) or not self._has_mark(text):
            return text
        for step in self._steps[first:]:
            marks = [mark for mark in step.marks if mark in text]
            if marks and step.excludes.isdisjoint(self._ancestors):
                text = self._apply(step, marks, text)
        return text

    def _apply(self, step: _Step, marks: Sequence[str], text: str) -> str:
        """Return a text with placeholders for all that a pattern finds, which has these marks."""
        start = 0
        while (start := _next_place(marks, text, start) if step.leads else start) >= 0:
            for match in step.search(text, start):
                node, begin, end = step.handle(match, text)
                if begin is not None and end is not None:
                    break
            else:
                break
            if node is None:
                start = end
                continue
            if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                self._apply_within(step, node)
            key = f"{len(self._stash):04}"
            self._stash[key] = node
            before = f"{text[:begin]}{_PREFIX}{key}{ETX}"
            text, start = before + text[end:], len(before)
        return text

    def _apply_within(self, step: _Step, node: Element) -> None:
        """Apply the patterns that come later to what a pattern has made."""
        for part in (node, *node):
            if part.text:
                self._ancestors.append(part.tag.lower())
                part.text = self._apply_all(part.text, step.number + 1)
                self._ancestors.pop()
            if part.tail:
                part.tail = self._apply_all(part.tail, step.number)

    def _resolve(self, text: str, parent: Element, where: str) -> Placed:
        """Return the elements that a text has placeholders for; the texts go in between."""
        found: Placed = []
        start = 0
        while (index := text.find(_PREFIX, start)) >= 0:
            match = INLINE_PLACEHOLDER_RE.search(text, index)
            if match is None or match[1] not in self._stash:
                end = index + len(_PREFIX)
                _add(found, parent, where, text[start:end])
                start = end
                continue
            _add(found, parent, where, text[start:index])
            start = match.end()
            node = self._stash[match[1]]
            if isinstance(node, str):
                _add(found, parent, where, node)
            else:
                self._resolve_within(node)
                found.append((node, self._ancestors[:]))
        rest = text[start:]
        _add(found, parent, where, AtomicString(rest) if isinstance(text, AtomicString) else rest)
        return found

    def _resolve_within(self, node: Element) -> None:
        for part in (node, *node):
            if part.tail and _PREFIX in part.tail:
                tail, part.tail = part.tail, None
                inside = _elements(self._resolve(tail, part, "tail"))
                _insert(node, 0 if part is node else _place_after(node, part), inside)
            if part.text and _PREFIX in part.text:
                text, part.text = part.text, None
                _insert(part, 0, _elements(self._resolve(text, part, "text")))


def _step(
    number: int, pattern: inlinepatterns.InlineProcessor, expression: re.Pattern[str]
) -> _Step:
    first = leading(expression)
    return _Step(
        number,
        tuple(first or required(expression)) or ("",),  # which is in every text
        bool(first),
        frozenset(tag.lower() for tag in pattern.ANCESTOR_EXCLUDES),
        expression.finditer,
        pattern.handleMatch,
    )


def _next_place(marks: Sequence[str], text: str, start: int) -> int:
    """Return where the next of some marks stands; less than 0 if there is none."""
    if len(marks) == 1:
        return text.find(marks[0], start)
    places = [text.find(mark, start) for mark in marks]
    return min((place for place in places if place >= 0), default=-1)


def _add(found: Placed, parent: Element, where: str, text: str) -> None:
    """Put a text behind the last element, or where there is none into the parent's text or tail."""
    if not text:
        return
    if found:
        last, _ = found[-1]
        last.tail = last.tail + text if last.tail else text
    elif where == "text":
        parent.text = parent.text + text if parent.text else text
    else:
        parent.tail = parent.tail + text if parent.tail else text


def _elements(placed: Placed) -> list[Element]:
    return [element for element, _ in placed]


def _insert(parent: Element, place: int, elements: Sequence[Element]) -> None:
    for number, element in enumerate(elements, place):
        parent.insert(number, element)


def _place_after(parent: Element, child: Element) -> int:
    return list(parent).index(child) + 1
