"""Read the command line, run one command, print what came of it.

A build of little is over before findings could be printed or anything logged: what does so is
imported when there is something.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.builder import (
    BuildFailedError,
    Built,
    Options,
    UnusableConfigError,
    build_site,
    check_project,
    first_difference,
    serve_site,
)
from generator.cli import bench
from generator.cli.labs import add_labs
from generator.cli.new import add_new
from generator.cli.schema import WORDS, write_schemas
from generator.cli.unchanged import as_line

if TYPE_CHECKING:
    from generator.compiler import Result

_OK, _FINDINGS, _USAGE = 0, 1, 2

_FORMATS = ("github", "json", "sarif")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UnusableConfigError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _USAGE
    except BuildFailedError as error:
        return _failed(error, verbose=getattr(options, "verbose", False))


def _failed(error: BuildFailedError, *, verbose: bool) -> int:
    if verbose and error.__cause__ is not None:
        import traceback

        traceback.print_exception(error.__cause__)
    print(error, file=sys.stderr)
    print("The site was not built; the previous one is untouched.", file=sys.stderr)
    return _FINDINGS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=os.environ.get("TYPED_CONTENT_COMMAND", "typed-content"),
        description="Check typed content, and build it into a site with MkDocs.",
        epilog="Exit codes: 0 no errors, 1 errors in the content, 2 wrong usage.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_serve(commands)
    _add_check(commands)
    _add(commands, "schema", WORDS).set_defaults(run=write_schemas)
    add_new(commands, _add)
    add_labs(commands, _add)
    bench.add_options(_add(commands, "bench", bench.WORDS))
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
    command.add_argument(
        "-f",
        "--config-file",
        type=Path,
        default=Path("mkdocs.yml"),
        metavar="FILE",
        help="the project's mkdocs.yml (default: the one beside site_build.py; for "
        "python -m generator, the one in the current folder)",
    )
    return command


def _add_build(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = (
        "check the content, render it and build the site; nothing is replaced unless all is well"
    )
    command = _add(commands, "build", words)
    command.add_argument(
        "-d",
        "--site-dir",
        type=Path,
        metavar="FOLDER",
        help="where the site goes (default: site_dir of mkdocs.yml, which is site/)",
    )
    command.add_argument(
        "--clean", action="store_true", help="use nothing that an earlier build kept"
    )
    command.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="processes to work with (default: one a processor)",
    )
    command.add_argument(
        "--verify",
        action="store_true",
        help="compare the site with a clean build of plain MkDocs, and name the first difference",
    )
    command.add_argument(
        "--explain",
        metavar="PAGE",
        help="say why a page was rendered or reused, by its source's path in docs_dir",
    )
    command.add_argument("-v", "--verbose", action="store_true", help="show what MkDocs tells")
    command.set_defaults(run=_build)


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = _add(commands, "serve", "preview the site, drafts included, and follow every edit")
    command.add_argument(
        "-a",
        "--address",
        metavar="HOST:PORT",
        help="where to serve (default: dev_addr of mkdocs.yml, which is 127.0.0.1:8000)",
    )
    command.set_defaults(run=_serve)


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = _add(commands, "check", "find every mistake in the content, and build nothing")
    command.add_argument(
        "--format",
        choices=["text", *_FORMATS],
        default="text",
        help="text for people, github for annotations, json and sarif for programs",
    )
    command.set_defaults(run=_check)


def _build(options: argparse.Namespace) -> int:
    start = time.monotonic()
    if sys.stderr.isatty():
        print("checking the content and building the site ...", file=sys.stderr)
    how = Options(
        jobs=options.jobs,
        clean=options.clean,
        tell=options.verbose,
        begin=lambda: _show_log(options.verbose),
    )
    built = build_site(options.config_file, options.site_dir, how)
    if built.result is not None:
        _print_findings(built.result, options.config_file)
    if built.site_dir is None:
        print(f"{_summary(built)}: the site was not built", file=sys.stderr)
        return _FINDINGS
    if options.explain:
        print(_explained(built, options.explain))
    if options.verify and not _verified(options.config_file, built):
        return _FINDINGS
    state = "unchanged" if built.unchanged else "ready"
    print(as_line(built.site_dir, state, built.pages, start))
    return _OK


def _summary(built: Built) -> str:
    from generator.report import as_summary

    return as_summary(built.result.findings if built.result else ())


def _verified(config_file: Path, built: Built) -> bool:
    difference = first_difference(config_file, built.site_dir) if built.site_dir else ""
    if difference:
        print(f"not what mkdocs build makes: {difference}", file=sys.stderr)
    return not difference


def _explained(built: Built, page: str) -> str:
    if built.unchanged:
        return "every page stays: nothing that the last build saw has changed"
    if page in built.reasons:
        return f"{page}: {built.reasons[page]}"
    from generator.schema.suggest import suggestion

    otherwise = "name it by its source's path in docs_dir"
    return f"{page}: there is no such page; {suggestion(page, built.reasons, otherwise)}"


def _show_log(verbose: int) -> None:
    """Show what MkDocs and its plugins log, in MkDocs' own form."""
    import logging

    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)-8s-  %(message)s", stream=sys.stderr)


def _serve(options: argparse.Namespace) -> int:
    _show_log(0)
    with contextlib.suppress(KeyboardInterrupt):  # how a preview ends
        serve_site(options.config_file, options.address, partial(print, flush=True))
    return _OK


def _check(options: argparse.Namespace) -> int:
    from generator import report

    result = check_project(options.config_file)
    machine = {"github": report.as_github, "json": report.as_json, "sarif": report.as_sarif}
    if options.format in machine:
        print(machine[options.format](result.findings), end="")
    else:
        _print_findings(result, options.config_file)
        count = len(result.site.entries)
        words = report.as_summary(result.findings)
        print(f"{words} in {count} {'entry' if count == 1 else 'entries'}")
    return _OK if result.ok else _FINDINGS


def _print_findings(result: "Result", config_file: Path) -> None:
    root = config_file.resolve().parent
    if result.findings:
        from generator.report import as_text
        from generator.source import read_line

        print(as_text(result.findings, lambda where: read_line(root, where)))
