"""The programs that are measured: ours, plain MkDocs, and others where they are installed."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from generator.bench.corpus import Corpus
from generator.bench.process import Command

_PYTHON = (sys.executable, "-P", "-X", "utf8", "-m")

# One day for all builds: MkDocs writes their date into a site.
_VARIABLES = {
    "SOURCE_DATE_EPOCH": "1700000000",
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
    "TYPED_CONTENT_CACHE": "kept",  # what the user's own builds kept is not touched
}


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that builds a project and previews it, and the words that make it do so."""

    name: str
    program: tuple[str, ...]
    build: tuple[str, ...]
    serve: tuple[str, ...]  # with {host} and {port}
    site: str  # the folder that it builds, in the project's
    kept: tuple[str, ...] = ()  # folders for what it may use again, in the project's
    about: tuple[str, ...] = ("--version",)  # to be told the version

    def build_command(self, corpus: Corpus) -> Command:
        """Return the command that builds a project."""
        return Command((*self.program, *self.build), corpus.root, _VARIABLES)

    def serve_command(self, corpus: Corpus, address: str) -> Command:
        """Return the command that previews a project at an address."""
        host, port = address.split(":")
        serve = (word.format(host=host, port=port) for word in self.serve)
        return Command((*self.program, *serve), corpus.root, _VARIABLES)

    def forget(self, corpus: Corpus) -> None:
        """Take away what it made of a project, and what it kept for the next time.

        Files are emptied, not removed: for minutes, ext4 goes through all that were removed for
        each one that is made, and what comes next would pay for what was there before.
        """
        for name in (self.site, *self.kept):
            folder, aside = corpus.root / name, corpus.root / "forgotten"
            if folder.exists():
                aside.mkdir(exist_ok=True)
                empty = folder.rename(aside / str(len([*aside.iterdir()])))
                for file in filter(Path.is_file, empty.rglob("*")):
                    os.truncate(file, 0)


OURS = Tool(
    name="build",
    program=(*_PYTHON, "generator"),
    build=("build", "-d", "site"),
    serve=("serve", "-a", "{host}:{port}"),
    site="site",
    kept=("kept",),
)
PLAIN = Tool(
    name="mkdocs",
    program=(*_PYTHON, "mkdocs"),
    build=("build", "--strict", "--quiet", "-d", "plain"),
    # Said, because a newer click takes the option's default for "no" (mkdocs#4032).
    serve=("serve", "--livereload", "-a", "{host}:{port}"),
    site="plain",
)
PEERS = (
    Tool(
        name="zensical",
        program=("zensical",),
        build=("build", "-f", "zensical.yml"),
        serve=("serve", "-f", "zensical.yml", "-a", "{host}:{port}"),
        site="zensical",
        kept=(".cache",),
    ),
    Tool(
        name="properdocs",
        program=("properdocs",),
        build=("build", "--quiet", "-f", "mkdocs.yml", "-d", "properdocs"),
        serve=("serve", "-f", "mkdocs.yml", "-a", "{host}:{port}"),
        site="properdocs",
    ),
    Tool(
        name="hugo",
        program=("hugo",),
        build=("--quiet", "--config", "hugo.toml", "-d", "hugo"),
        serve=("server", "--config", "hugo.toml", "--bind", "{host}", "--port", "{port}"),
        site="hugo",
        kept=("resources",),
        about=("version",),
    ),
)


def find_peers() -> tuple[Tool, ...]:
    """Return those of the other programs that this machine has, on the PATH or beside Python."""
    places = os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent)))
    found = ((peer, shutil.which(peer.name, path=places)) for peer in PEERS)
    return tuple(replace(peer, program=(file,)) for peer, file in found if file)


def find_versions(peers: tuple[Tool, ...]) -> dict[str, str]:
    """Return the version of each thing that is measured, and of what it is made of."""
    packages = {package: version(package) for package in _PACKAGES}
    return packages | {peer.name: version_of((*peer.program, *peer.about)) for peer in peers}


# What the time of a build goes to.
_PACKAGES = (
    "typed-content",
    "mkdocs",
    "mkdocs-material",
    "markdown",
    "pymdown-extensions",
    "pygments",
    "jinja2",
)


def version_of(command: tuple[str, ...]) -> str:
    """Return the version that a program tells when it is asked."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    found = re.search(r"\d+\.\d+\S*", done.stdout)
    return found[0] if found else "unknown"
