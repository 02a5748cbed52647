"""What the builder answers with; needs neither MkDocs nor the compiler, so it is always at hand.

Named tuples, not dataclasses: a build that finds nothing changed would wait for `inspect`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.compiler import Result

PLUGIN = "typed-content"


class UnusableConfigError(Exception):
    """The mkdocs.yml cannot be read, or does not say what is needed."""


class BuildFailedError(Exception):
    """MkDocs could not make the site; what it said has been logged."""


class Options(NamedTuple):
    """How a build is to go about its work; none of it changes a byte of the site."""

    jobs: int = 0  # processes; 0: as many as there are processors
    clean: bool = False  # use nothing that an earlier build kept
    tell: bool = False  # what MkDocs tells is wanted, so it has to run
    begin: Callable[[], object] = bool  # called before MkDocs runs, if it has to


class Built(NamedTuple):
    """What came of a build: the compiled content, and where its site is."""

    result: "Result | None"  # None where the project has no typed content, or nothing changed
    site_dir: Path | None  # None where findings refused the site
    pages: int = 0  # made from typed content
    unchanged: bool = False
    reasons: Mapping[str, str] = MappingProxyType({})  # why each page was made, or stayed
