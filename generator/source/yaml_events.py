"""Parse YAML into nodes that know their places, checking bounds before anything is built.

PyYAML's C composer recurses and crashes the interpreter on deep nesting, so nodes are built here
from parse events, which do not nest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from generator.diagnostics import Diagnostic, Location, Related
from generator.source.files import Text, without_control_characters
from generator.source.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_DEPTH = 32

_Parsed = tuple[Node | None, tuple[Diagnostic, ...]]


@dataclass
class _Open:
    """A list or a mapping whose end has not come yet."""

    event: yaml.CollectionStartEvent
    children: list[Node] = field(default_factory=list)


class _StopReadingError(Exception):
    """Reading further would only produce noise."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


def parse_yaml(text: Text, source: str | None = None) -> _Parsed:
    """Parse ``source`` (by default the whole text), whose lines are numbered as the file's.

    The node is None where the text is empty or cannot be parsed.
    """
    reader = _Reader(text.path, text.text.split("\n"))
    try:
        node = reader.read(text.text if source is None else source)
    except yaml.YAMLError as error:
        return None, (*reader.findings, _syntax_finding(reader, error))
    except _StopReadingError as stop:
        return None, (*reader.findings, stop.finding)
    return node, tuple(reader.findings)


class _Reader:
    """Builds one tree of nodes from one stream of events."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.findings: list[Diagnostic] = []

    def read(self, text: str) -> Node | None:
        """Return the first document of ``text``."""
        root: Node | None = None
        stack: list[_Open] = []
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            self._check(event, root, len(stack))
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(_Open(event))
                continue
            node = self._node(event, stack)
            if node is not None and stack:
                stack[-1].children.append(node)
            root = root if node is None or stack else node
        return root

    def _node(self, event: yaml.Event, stack: list[_Open]) -> Node | None:
        """Return the node that an event completes."""
        if isinstance(event, yaml.CollectionEndEvent):
            return self._close(stack.pop(), event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return ScalarNode("", self._location(event))
        return None

    def _check(self, event: yaml.Event, root: Node | None, depth: int) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _StopReadingError(self._finding("yaml-documents", event))
        if depth >= MAX_DEPTH and isinstance(event, yaml.CollectionStartEvent):
            raise _StopReadingError(self._finding("yaml-depth", event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.findings.append(self._finding("yaml-alias", event))
        if getattr(event, "tag", None):
            self.findings.append(self._finding("yaml-tag", event))

    def _close(self, opened: _Open, end: yaml.CollectionEndEvent) -> Node:
        around = self._around(opened, self._location(end))
        if isinstance(opened.event, yaml.SequenceStartEvent):
            return SequenceNode(tuple(opened.children), around)
        return MappingNode(tuple(self._pairs(opened.children)), around)

    def _pairs(self, children: list[Node]) -> Iterator[tuple[ScalarNode, Node]]:
        seen: dict[str, Location] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.findings.append(_make("yaml-key", key.location))
            elif key.text in seen:
                first = Related(seen[key.text], "it stands here first")
                self.findings.append(_make("duplicate-key", key.location, key.text, (first,)))
            else:
                seen[key.text] = key.location
                yield key, value

    def _around(self, opened: _Open, end: Location) -> Location:
        start = self._location(opened.event)
        if not opened.event.flow_style:
            # A block ends where the next token starts, often lines below: end at its last child.
            end = opened.children[-1].location if opened.children else start
        return Location(start.path, start.line, start.column, end.end_line, end.end_column)

    def _scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        location = self._location(event)
        literal = self._literal(event, location) if event.style == "|" else None
        quoted = event.style in ("'", '"', "|", ">")  # a plain scalar's style is "" in C
        text = without_control_characters(event.value)
        if text != event.value:
            self.findings.append(_make("control-character", location))
        return ScalarNode(text, location, quoted, literal)

    def _literal(self, event: yaml.ScalarEvent, location: Location) -> Location | None:
        """Return the place of a `|` block's first character."""
        if not event.value.strip():
            return None
        # Leading empty lines are part of the value; the first full line shows the indentation.
        skipped = len(event.value) - len(event.value.lstrip("\n"))
        full = self.lines[location.line + skipped]
        text = event.value[skipped:]
        own = len(text) - len(text.lstrip(" "))
        column = len(full) - len(full.lstrip(" ")) - own + 1
        return Location(self.path, location.line + 1, column)

    def _location(self, event: yaml.Event) -> Location:
        start, end = event.start_mark, event.end_mark
        assert start is not None  # noqa: S101 - the C parser marks every event
        assert end is not None  # noqa: S101 - the same
        line, column = start.line + 1, start.column + 1
        if end.line == start.line:
            return Location(self.path, line, column, line, end.column + 1)
        # A block scalar ends lines below: underline its first line.
        width = len(self.lines[start.line]) if start.line < len(self.lines) else column
        return Location(self.path, line, column, line, max(width, 1) + 1)

    def _finding(self, rule: str, event: yaml.Event) -> Diagnostic:
        return _make(rule, self._location(event))


# rule: message, why, fix
_TEXTS = {
    "yaml-documents": (
        "a second document starts here",
        "a file holds one entry, or one list of entries",
        'remove the line "---", or move what follows to a file of its own',
    ),
    "yaml-depth": (
        f"values are nested more than {MAX_DEPTH} levels deep",
        "no entry needs that, and reading it could exhaust the machine",
        "flatten it",
    ),
    "yaml-alias": (
        "anchors and aliases (& and *) are not used in content",
        "a value should stand where it is read; aliases can also multiply without bound",
        'write the value out; if the text itself starts with & or *, put it in "quotes"',
    ),
    "yaml-tag": (
        "tags (!) are not used in content",
        "the field's type says what a value is; tags can name code",
        'remove the tag; if the text itself starts with !, put it in "quotes"',
    ),
    "yaml-key": (
        "a key must be a plain word",
        "fields are found by their name",
        'write "name: value"; a value that starts with { or [ needs "quotes"',
    ),
    "control-character": (  # others than these cannot stand in a file
        "this text makes an invisible character with a backslash",
        "it cannot be shown, and it breaks pages in ways nobody can see",
        "delete it; write \\\\ for a backslash",
    ),
    "duplicate-key": (
        '"{}" is given twice',
        "only one of the two values could be kept",
        "remove one of them",
    ),
}


def _make(
    rule: str, location: Location, name: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    message, why, fix = _TEXTS[rule]
    return Diagnostic(
        rule=rule,
        location=location,
        message=message.format(name),
        why=why,
        fix=fix,
        related=related,
    )


# A word of the parser's message: what an author should do about it.
_HINTS = (
    ("cannot start any token", 'indent with spaces, not tabs; put text with % @ ` in "quotes"'),
    (
        "mapping values are not allowed",
        'put a value that contains ": " in "quotes", and check the indentation',
    ),
    ("while scanning an alias", 'put text that starts with * in "quotes"'),
    ("while scanning an anchor", 'put text that starts with & in "quotes"'),
    ("while scanning a tag", 'put text that starts with ! in "quotes"'),
    ("block sequence entries", "start the list on the line below its name"),
    ("comment or line break", "write the text on the lines below, indented"),
    ("mapping keys are not allowed", 'put text that starts with ? in "quotes"'),
    ("expected node content", 'put text that starts with , ] or } in "quotes"'),
    ("found unexpected", "close the quote that was opened here"),  # end of stream, document
    ("did not find expected ',' or ']'", "close the list with ], and separate its values by ,"),
    ("did not find expected ',' or '}'", "close the braces with }, and separate by ,"),
    ("did not find expected key", "check the indentation here, and quotes inside quoted text"),
    ("did not find expected '-' indicator", "start each item of the list with - in one column"),
    ("could not find expected ':'", 'write "name: value", with a space after the colon'),
    ("unknown escape character", "inside \"...\" write \\\\ for a backslash, or use '...'"),
    ("tab", "indent with spaces, not tabs"),
)


# Noticed only where the next field starts, or the file ends: the place to mend is where it began.
_NEVER_ENDED = ("expected ',' or", "expected ':'")


def _syntax_finding(reader: _Reader, error: yaml.YAMLError) -> Diagnostic:
    problem = str(getattr(error, "problem", None) or "it cannot be read")
    mark = _mark(reader, error, problem)
    words = f"{getattr(error, 'context', '') or ''} {problem}"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line = min(line, max(len(reader.lines) - 1, 0))
    return Diagnostic(
        rule="yaml-syntax",
        location=Location(reader.path, line + 1, column + 1, line + 1, column + 2),
        message=f"this is not valid YAML: {problem}",
        why="nothing in the file can be read until this is mended",
        fix=next((hint for word, hint in _HINTS if word in words), "check quotes and indentation"),
    )


def _mark(reader: _Reader, error: yaml.YAMLError, problem: str) -> yaml.Mark | None:
    found: yaml.Mark | None = getattr(error, "problem_mark", None)
    opened: yaml.Mark | None = getattr(error, "context_mark", None)
    if not (found and opened):
        return found or opened
    after = reader.lines[found.line : found.line + 1]
    is_late = any(word in problem for word in _NEVER_ENDED) and not "".join(after).startswith(" ")
    return opened if is_late or "while scanning a quoted" in str(error) else found
