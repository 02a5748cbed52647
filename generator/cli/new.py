"""The command that makes a new entry."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from generator.builder import check_project
from generator.cli.schema import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
_Add: TypeAlias = Callable[[_Commands, str, str], argparse.ArgumentParser]


def add_new(commands: _Commands, add: _Add) -> None:
    """Add the command; ``add`` makes one that works on a project."""
    words = "make an entry with all fields that it must have; a lab is one that runs"
    command = add(commands, "new", words)
    command.add_argument(
        "collection", metavar="COLLECTION", help="its folder, or a reference's scheme"
    )
    command.add_argument("slug", metavar="SLUG", help="the entry's name: lower-case, with hyphens")
    command.set_defaults(run=_new)


def _new(options: argparse.Namespace) -> int:
    from generator.edit import CannotMakeError, new_entry

    site = check_project(options.config_file).site
    try:
        files = new_entry(site, options.collection, options.slug)
    except CannotMakeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    root = options.config_file.resolve().parent
    for path, text in files.items():
        write_file(root, path, text)
        print(f"{path} is written")
    print(_next_step(files, options.slug))
    return 0


def _next_step(files: "Mapping[str, str]", slug: str) -> str:
    if any(path.endswith("/lab.py") for path in files):
        return f"measure what it measures: labs run {slug}"
    return "replace what it says, and ask what is missing: check"
