"""Read a text file of the project, or say why it cannot be read."""

import os
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


def without_control_characters(text: str) -> str:
    """Return a text with � for each character that a file of the content may not hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r", "\0"))


def name_finding(path: str) -> Diagnostic | None:
    """Return what is wrong with the name of a file: it must be text, as its content."""
    shown = without_control_characters(path).replace("\n", "\N{REPLACEMENT CHARACTER}")
    if shown == path:
        return None
    return Diagnostic(
        rule="unreadable-file",
        location=Location(shown),
        message="the file's name is not UTF-8 text, or has invisible characters",
        why="its page could have no address",
        fix="rename it",
    )


def link_finding(root: Path, path: str) -> Diagnostic | None:
    """Return what is wrong with a path (from ``root``) that symbolic links may be part of."""
    if leads_out(root, path):
        return Diagnostic(
            rule="outside-link",
            location=Location(path),
            message="this link leads out of the project",
            why="a build reads and publishes nothing but the project's own files",
            fix="put a copy of the file in its place",
        )
    if (root / path).is_file():
        return None
    what = "a folder" if (root / path).is_dir() else "nothing"
    return Diagnostic(
        rule="file-link",
        location=Location(path),
        message=f"this link leads to {what}",
        why="MkDocs would follow it, where nothing is checked",
        fix="remove it, or let it lead to one file",
    )


def leads_out(root: Path, path: str) -> bool:
    """Tell whether links make a path mean something else than the project's own files.

    Hidden ones, such as those of .git, are not meant to be seen either.
    """
    # Not Path.resolve: up to Python 3.12 it fails on links that lead in a circle.
    top, real = Path(os.path.realpath(root)), os.path.realpath(root / path)
    return real != os.path.normpath(top / path) and not shows(top, real)


def shows(folder: Path, path: str) -> bool:
    """Tell whether a path is in a folder, and not hidden there; both are free of links."""
    return not any(part.startswith(".") for part in Path(os.path.relpath(path, folder)).parts)


def read_text(root: Path, path: str) -> Text | Diagnostic:
    """Read ``root / path`` as UTF-8; what cannot be text is a finding, not an exception."""
    return as_text(path, read_data(root, path))


def read_data(root: Path, path: str) -> bytes:
    """Read ``root / path`` as it is."""
    with open(f"{root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - a thousand files a run
        return file.read()


def as_text(path: str, data: bytes) -> Text | Diagnostic:
    """Return the text of the file at ``path``; what cannot be text is a finding."""
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
    if leads_out(root, where.path):
        return ""
    try:
        text = (root / where.path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    lines = without_control_characters(_with_line_feeds(text)).split("\n")
    return lines[where.line - 1] if where.line <= len(lines) else ""
