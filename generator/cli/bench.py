"""The command `bench`: measure builds and previews, show a table, write the result if asked."""

import argparse
import sys

WORDS = "measure builds and previews beside plain MkDocs, and other programs that are there"

_OK, _FAILED, _USAGE = 0, 1, 2


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

    file = options.config_file.resolve().parent / options.write if options.write else None
    if file and not file.parent.is_dir():  # better said now than in an hour
        print(f"error: there is no folder for {options.write}", file=sys.stderr)
        return _USAGE
    parts = tuple(options.only or bench.PARTS)
    plan = bench.Plan(options.pages, options.growth, options.rounds, parts)
    if options.quick:
        plan = bench.Plan(pages=8, growth=16, rounds=1, parts=parts)
    try:
        result = bench.run(plan, _tell)
    except bench.BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return _FAILED
    print(bench.as_table(result))
    if file:
        file.write_text(bench.as_entry(result), "utf-8")
    return _OK


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        print(what, file=sys.stderr)
