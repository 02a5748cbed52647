"""Split a Markdown file into front matter and body, as MkDocs would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from generator.diagnostics import Diagnostic, Location
from generator.model import Prose
from generator.source.files import Text
from generator.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from generator.source.yaml_events import parse_yaml

# The same shape as mkdocs.utils.meta.YAML_RE (MkDocs 1.6.1), with an end allowed at the file's end.
_FRONT_MATTER = re.compile(r"^-{3}[ \t]*\n(.*?\n)??(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
_LOOKS_LIKE_ONE = re.compile(
    r"^((?:\s|<!--(?:(?!-->).)*+-->)*+)-{3}[ \t]*\n[ \t]*[\w-]+[ \t]*:", re.DOTALL
)
# META_RE of the same module: "https://example.org" is metadata to MkDocs, too.
_MULTIMARKDOWN = re.compile(r"^[ ]{0,3}([A-Za-z0-9_-]+):")


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: its front matter as data and as text, and its body."""

    data: MappingNode | None
    front_matter: str
    body: Prose


def split_front_matter(text: Text) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Split ``text``; front matter that MkDocs would print as page text is a finding."""
    found = _FRONT_MATTER.match(text.text)
    if not found:
        body = Prose(text.text, Location(text.path))
        return Document(None, "", body), _unseen(text)
    # Keep the file's line numbers: the opening line becomes an empty one.
    yaml_text = found[1] or ""
    data, findings = parse_yaml(text, "\n" + yaml_text)
    if data is None and not findings:
        findings = (_empty(text),)
    elif data is not None and not isinstance(data, MappingNode):
        findings = (*findings, _not_a_mapping(data.location))
    body = _body(text, found.end())
    mapping = data if isinstance(data, MappingNode) else None
    return Document(mapping, yaml_text, body), findings


def page_front_matter_findings(text: Text, document: Document) -> Iterator[Diagnostic]:
    """Report what MkDocs, which reads ordinary pages itself, would not take for front matter."""
    if document.data and not document.body.text and not text.text.endswith("\n"):
        fix = 'end the last line "---" with a line break'
        yield _finding(Location(text.path), "the front matter ends with the file", fix)
    for scalar in _scalars(document.data):
        try:
            yaml.load(scalar.text, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError, OverflowError):  # 2026-02-30 looks like a date
            message = f'MkDocs cannot read "{scalar.text}"'
            yield _finding(scalar.location, message, 'put it in "quotes"')


def _scalars(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the keys and values that stand without quotes."""
    if isinstance(node, ScalarNode) and not node.quoted:
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, MappingNode):
        for key, value in node.items:
            yield from (*_scalars(key), *_scalars(value))


def _body(text: Text, start: int) -> Prose:
    rest = text.text[start:]
    stripped = rest.lstrip("\n")
    line = text.text.count("\n", 0, start + len(rest) - len(stripped)) + 1
    return Prose(stripped, Location(text.path, line))


def _empty(text: Text) -> Diagnostic:
    fix = 'write "name: value" between the two lines "---", or remove both'
    return _finding(Location(text.path), "the front matter is empty", fix)


def _not_a_mapping(location: Location) -> Diagnostic:
    return _finding(
        location, "the front matter is not a list of fields", 'write "name: value" on each line'
    )


def _unseen(text: Text) -> tuple[Diagnostic, ...]:
    """Report what an author meant as front matter and MkDocs would take for something else."""
    if found := _LOOKS_LIKE_ONE.match(text.text):
        if text.text.startswith("---"):
            fix = 'end the front matter with a line "---"'
            return (_finding(Location(text.path), "the front matter has no end", fix),)
        fix = "remove what stands before the first ---"
        line = found[1].count("\n") + 1
        return (_finding(Location(text.path, line), "the front matter is not at the top", fix),)
    if _MULTIMARKDOWN.match(text.text):
        message = "MkDocs would take this line for metadata and leave it out"
        fix = 'put fields between two lines "---"; start a text with an empty line or a heading'
        return (_finding(Location(text.path), message, fix),)
    return ()


def _finding(location: Location, message: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="front-matter",
        location=location,
        message=message,
        why="MkDocs would show the fields as text, or hide text as fields",
        fix=fix,
    )
