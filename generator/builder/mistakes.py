"""Say in words what ended a build, and in which template if it was one."""

import os
import traceback
from pathlib import Path

from mkdocs.exceptions import Abort

from generator.builder.answers import BuildFailedError

_HTML = (".html", ".xml", ".svg")  # what MkDocs makes of templates


def as_words(error: Exception) -> str:
    """Return what is to be read of an error."""
    if isinstance(error, (Abort, BuildFailedError)):  # all that there is to say
        return str(error)
    return f"{_place(error)}{type(error).__name__}: {error}"


def _place(error: Exception) -> str:
    """Return where in which template it happened, as Jinja puts it into the traceback."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    found = next((f"{f.filename}:{f.lineno}: " for f in frames if f.filename.endswith(_HTML)), "")
    return found.removeprefix(f"{Path.cwd()}{os.sep}")
