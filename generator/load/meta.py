"""Read page metadata, which MkDocs and its theme get as it stands."""

import html
import re
from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Location
from generator.model import Value
from generator.source import MappingNode, Node, ScalarNode, SequenceNode

_NO_WORD = re.compile(r"|~|null|true|false|yes|no|on|off|[-+.0-9]+", re.IGNORECASE)
_INT = re.compile(r"0|[1-9][0-9]{0,14}")


def read_meta(node: Node | None) -> tuple[Mapping[str, Value], tuple[Diagnostic, ...]]:
    """Return metadata as plain data: words, whole numbers, true and false."""
    if node is None or (isinstance(node, ScalarNode) and node.is_empty):
        return {}, ()
    if not isinstance(node, MappingNode):
        message, fix = '"meta" should be a group of fields', 'write "meta: {icon: material/star}"'
        return {}, (_finding(node.location, message, fix),)
    message, fix = '"title" has a field of its own', 'write "title:" outside of "meta:"'
    titles = (key.location for key, _ in node.items if key.text == "title")
    findings = [_finding(location, message, fix) for location in titles]
    return {key.text: _plain(value) for key, value in node.items}, (*findings, *shapes(node))


def shapes(node: MappingNode) -> Iterator[Diagnostic]:
    """Report what the theme would fail on, where nobody could tell whose fault it is."""
    for key, value in node.items:
        is_words = isinstance(value, ScalarNode) and (
            value.quoted or not _NO_WORD.fullmatch(value.text)
        )
        if key.text == "hide" and not (is_words or isinstance(value, SequenceNode)):
            fix = 'write "hide: [navigation, toc]"'
            yield _finding(value.location, '"hide" should be a list', fix)
        if key.text == "search" and not isinstance(value, MappingNode):
            fix = 'write "search: {exclude: true}"'
            yield _finding(value.location, '"search" should be a group of fields', fix)


def _finding(location: Location, message: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="wrong-type",
        location=location,
        message=message,
        why="metadata is handed to MkDocs and the theme as it stands",
        fix=fix,
    )


def _plain(node: Node) -> Value:
    if isinstance(node, MappingNode):
        return {key.text: _plain(value) for key, value in node.items}
    if isinstance(node, SequenceNode):
        return tuple(_plain(item) for item in node.items)
    if not node.quoted and node.text in ("true", "false"):
        return node.text == "true"
    if not node.quoted and _INT.fullmatch(node.text):
        return int(node.text)
    return html.escape(node.text)  # the theme prints it into HTML without escaping
