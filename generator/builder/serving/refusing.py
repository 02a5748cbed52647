"""Make an answer of whatever keeps the sources from being a site."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.exceptions import Abort

from generator.builder.answers import BuildFailedError
from generator.builder.digest import UnkeyableError
from generator.builder.logs import gathered_log

_HTML = (".html", ".xml", ".svg")  # what MkDocs makes of templates


class NotAloneError(Exception):
    """An edit of a page may change others in a way that only reading them all can tell."""


@contextmanager
def refusing() -> Iterator[None]:
    """Raise BuildFailedError for an error, or for anything that a strict build stops for."""
    with gathered_log(live=False) as said:
        try:
            yield
        except (NotAloneError, UnkeyableError, BuildFailedError):
            raise
        except Exception as error:
            raise BuildFailedError("\n".join([*said, _as_words(error)])) from error
    if said:
        raise BuildFailedError("\n".join(said))


def _as_words(error: Exception) -> str:
    if isinstance(error, Abort):  # all that there is to say
        return str(error)
    return f"{_place(error)}{type(error).__name__}: {error}"


def _place(error: Exception) -> str:
    """Return where in which template it happened, as Jinja puts it into the traceback."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    found = next((f"{f.filename}:{f.lineno}: " for f in frames if f.filename.endswith(_HTML)), "")
    return found.removeprefix(f"{Path.cwd()}{os.sep}")
