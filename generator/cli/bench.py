"""The command `bench`: measure builds and previews, show a table, write the result if asked."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator import bench

WORDS = "measure builds and previews beside plain MkDocs, and other programs that are there"

_OK, _FAILED, _USAGE, _INTERRUPTED = 0, 1, 2, 130


def add_options(command: argparse.ArgumentParser) -> None:
    """Say what can be measured, and how much of it."""
    for name, default, words in (
        ("--pages", 1000, "pages to build"),
        ("--growth", 4000, "pages of a second, larger project that is built once"),
        ("--rounds", 3, "how often to measure"),
    ):
        shown = f"{words} (default: {default})"
        command.add_argument(name, type=_count, default=default, metavar="N", help=shown)
    command.add_argument(
        "--only",
        action="append",
        choices=["builds", "growth", "previews", "browser"],
        help="measure this alone; can be said several times",
    )
    command.add_argument(
        "--quick", action="store_true", help="try it all out, on a few pages: no figures to quote"
    )
    command.add_argument(
        "--keep",
        metavar="FILE",
        help="note all that is measured in a file, and count what it has already",
    )
    command.add_argument(
        "--write",
        metavar="FILE",
        help="write the result as an entry of the content; a path from the folder of mkdocs.yml",
    )
    command.set_defaults(run=_run)


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a number of them')


def _run(options: argparse.Namespace) -> int:
    from generator import bench

    root = options.config_file.resolve().parent
    for name in filter(None, (options.keep, options.write)):
        if not (root / name).parent.is_dir():  # better said now than in an hour
            print(f"error: there is no folder for {name}", file=sys.stderr)
            return _USAGE
    parts, kept = tuple(options.only or bench.PARTS), root / options.keep if options.keep else None
    plan = bench.Plan(options.pages, options.growth, options.rounds, parts, kept)
    if options.quick:
        plan = bench.Plan(pages=8, growth=16, rounds=1, parts=parts, kept=kept)
    return _measure(plan, root / options.write if options.write else None)


def _measure(plan: "bench.Plan", file: Path | None) -> int:
    from generator import bench

    found: list[bench.Result] = []  # the last one has all that was found before
    try:
        for result in bench.run(plan, _tell):
            found = [result]
    except bench.BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("interrupted: this is what was measured until now", file=sys.stderr)
        print(*map(bench.as_table, found))
        return _INTERRUPTED
    print(*map(bench.as_table, found))
    if file:
        file.write_text("".join(map(bench.as_entry, found)), "utf-8")
    return _OK


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        print(what, file=sys.stderr)
