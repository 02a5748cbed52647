"""Read a text file of the content, or say why it cannot be read."""

import re
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Location

MAX_BYTES = 2 * 1024 * 1024

# Everything that YAML 1.1 forbids or reads as a line break where editors do not (NEL, LS, PS),
# and the marks Python-Markdown keeps for itself (STX, ETX). Tab, LF and CR are text.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text with LF line ends, and its path from the folder of mkdocs.yml."""

    path: str
    text: str


def read_text(root: Path, path: str) -> Text | Diagnostic:
    """Read ``root / path`` as UTF-8; what cannot be text is a finding, not an exception."""
    data = (root / path).read_bytes()
    if len(data) > MAX_BYTES:
        return _unreadable(path, f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unreadable(path, "the file is not UTF-8 text", line)
    text = _with_line_feeds(text)
    return _control_character(path, text) or Text(path, text)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unreadable(path: str, message: str, line: int = 1) -> Diagnostic:
    return Diagnostic(
        rule="unreadable-file",
        location=Location(path, line),
        message=message,
        why="content is text that people review line by line",
        fix="save it as UTF-8 text, or move it out of the content folder",
    )


def _control_character(path: str, text: str) -> Diagnostic | None:
    found = _CONTROL.search(text)
    if not found:
        return None
    before = text[: found.start()]
    line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
    return Diagnostic(
        rule="control-character",
        location=Location(path, line, column, line, column + 1),
        message=f"there is an invisible character here (U+{ord(found[0]):04X})",
        why="it cannot be shown, and it breaks pages in ways nobody can see",
        fix="delete it; typing the words again is the surest way",
    )


def read_line(root: Path, where: Location) -> str:
    """Return the line a finding points at; "" where there is nothing to show.

    Invisible characters are shown as �: a terminal could obey them. What a link outside leads to is
    never shown: checks of strangers' changes are public.
    """
    file = root / where.path
    if not file.resolve().is_relative_to(root.resolve()):
        return ""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    lines = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _with_line_feeds(text)).split("\n")
    return lines[where.line - 1] if where.line <= len(lines) else ""
