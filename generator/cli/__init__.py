"""A person's way in: the commands. Only this room prints."""

import io
import os
import sys
from collections.abc import Sequence

from generator.cli.unchanged import is_unchanged


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 findings, 2 wrong usage."""
    words = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old console cannot write every character
            stream.reconfigure(errors="backslashreplace")
    # Material's notice about its end of life; ARCHITECTURE.md tells what we make of it.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        if is_unchanged(words):
            return 0
        from generator.cli.commands import run

        return run(words)
    except KeyboardInterrupt:
        return 130
