"""Leave what measures coverage out of what would tell nothing and take long.

Measured, any code takes two or three times as long, and not only ours. A pytest plugin, named in
tests/conftest.py.
"""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

import jinja2
import pytest
from mkdocs.structure.files import Files

P = ParamSpec("P")
R = TypeVar("R")


def unmeasured(function: Callable[P, R]) -> Callable[P, R]:
    """Return the same function, during which nothing is measured in this thread."""

    @wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> R:
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            return function(*arguments, **named)
        finally:
            sys.settrace(tracer)

    return call


# What takes long in a build and is not ours, nor calls what is: to parse and compile templates,
# some fifty of Material's for a new site, and to look through its files.
_OF_OTHERS = (
    (jinja2.Environment, "compile"),
    (jinja2.Environment, "parse"),
    (Files, "add_files_from_theme"),
)


@pytest.fixture(scope="session", autouse=True)
def others_unmeasured() -> Iterator[None]:
    """Let what others wrote run at its own speed."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in _OF_OTHERS:
            patch.setattr(owner, name, unmeasured(getattr(owner, name)))
        yield
