"""Build with our command or plain MkDocs, in copies of a process that has imported it already.

What is compared is made some hundred times in a test run, and half of that would go into importing.
The process that is copied has imported libraries and built nothing, and no coverage is measured in
it; ours and MkDocs have one each. Run as a program, this is that process.
"""

import atexit
import json
import marshal
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn, TypedDict

from theme_once import Compiled, know_the_theme

# What a build with Material imports, whatever the project. Plugins of others stay out.
LIBRARIES = (
    "mkdocs.__main__",
    "mkdocs.commands.build",
    *(f"material.{name}" for name in ("extensions.emoji", "templates", "plugins.search.plugin")),
    "material.plugins.tags.plugin",
    *(f"markdown.extensions.{name}" for name in ("codehilite", "fenced_code", "tables", "toc")),
    *(f"markdown.extensions.{name}" for name in ("attr_list", "footnotes", "md_in_html")),
    *(f"markdown.extensions.{name}" for name in ("abbr", "admonition", "def_list")),
    *(f"pygments.{name}" for name in ("formatters.html", "lexers.python", "styles.default")),
    *(f"pymdownx.{name}" for name in ("details", "emoji", "highlight", "snippets", "tabbed")),
    *(f"pymdownx.{name}" for name in ("superfences", "tasklist", "twemoji_db")),
)


# What ours imports beside them: for a build, and for typed content.
OURS = tuple(f"generator.{name}" for name in ("cli.commands", "builder.site", "compiler", "plugin"))

# A process takes longer to begin than the clock of files to go on; a copy of one does not. Of files
# that are so young, no build believes that they stay as they are.
BEGINNING_S = 0.03

# Neither notices about the future of MkDocs nor what measures the tests' coverage belong there.
QUIET = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1"}


class Request(TypedDict):
    """A run that is asked for."""

    root: str
    environment: dict[str, str]
    arguments: tuple[str, ...]
    said: str  # the file to which it says what it has to say


def unmeasured_environment() -> dict[str, str]:
    """Return this process's environment without what measures the tests' coverage."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def run_mkdocs(
    root: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run `mkdocs` with ``arguments`` in ``root``; return how it ended and what it said."""
    variables = unmeasured_environment() | QUIET if environment is None else environment
    return _run("mkdocs", root, arguments, variables)


def run_ours(
    root: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run our command with ``arguments`` in ``root``; return how it ended and what it said."""
    variables = unmeasured_environment() if environment is None else environment
    return _run("generator", root, arguments, variables)


def _run(
    program: str, root: Path, arguments: Sequence[str], environment: Mapping[str, str]
) -> tuple[int, str]:
    server = _server(program)
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.NamedTemporaryFile() as said:
        asked = Request(
            root=str(root),
            environment=dict(environment),
            arguments=tuple(arguments),
            said=said.name,
        )
        server.stdin.write(f"{json.dumps(asked)}\n")
        server.stdin.flush()
        return int(server.stdout.readline()), said.read().decode()


@cache
def _server(program: str) -> "subprocess.Popen[str]":
    server = subprocess.Popen(
        [sys.executable, "-X", "utf8", __file__, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=unmeasured_environment() | QUIET,
    )
    atexit.register(_end, server)
    return server


def _end(server: "subprocess.Popen[str]") -> None:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.close()
    assert server.wait() == 0, "it ends when nobody can ask any more"
    server.stdout.close()


def serve(program: str) -> None:
    """Copy this process for each request; a request is a line, and so is the answer."""
    sys.path.remove(str(Path(__file__).parent))  # where no build looks for what it imports
    for name in (*LIBRARIES, *(OURS if program == "generator" else ())):
        import_module(name)
    compiled: Compiled = {}
    know_the_theme(compiled)
    for line in sys.stdin:
        time.sleep(BEGINNING_S)
        with tempfile.TemporaryFile() as found:
            copy = os.fork()
            if copy == 0:
                become(program, json.loads(line), compiled, found)
            _, status = os.waitpid(copy, 0)
            found.seek(0)
            with suppress(EOFError):  # of a copy that was killed
                compiled |= marshal.loads(found.read())  # noqa: S302 - of a copy of this process
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def become(program: str, asked: Request, compiled: Compiled, found: IO[bytes]) -> NoReturn:
    """Be what `python -m` with that program would be in that folder and environment.

    What is compiled besides is written to ``found``.
    """
    for descriptor, path, flags in _streams(asked["said"]):
        os.dup2(os.open(path, flags), descriptor)
    os.chdir(asked["root"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    status, known = 1, len(compiled)
    try:
        _look_for_packages()
        if program == "mkdocs":
            import_module("mkdocs.__main__").cli.main(asked["arguments"], prog_name=program)
        else:
            sys.exit(import_module("generator.cli").main(asked["arguments"]))
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the last frame of this process, which tells
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    marshal.dump(dict([*compiled.items()][known:]), found)
    found.flush()
    os._exit(status)


def _streams(said: str) -> Iterator[tuple[int, str, int]]:
    yield 0, os.devnull, os.O_RDONLY
    yield 1, said, os.O_WRONLY | os.O_APPEND
    yield 2, said, os.O_WRONLY | os.O_APPEND


def _look_for_packages() -> None:
    """Do what Python does with PYTHONPATH when it starts."""
    named = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.path[:0] = named
    if named:
        with suppress(ModuleNotFoundError):
            import_module("sitecustomize")


if __name__ == "__main__":
    serve(sys.argv[1])
