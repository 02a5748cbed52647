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

from theme_once import compiled_once, listed_once

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
_OF_OTHERS: tuple[tuple[type, str, Callable[..., Callable[..., object]]], ...] = (
    (jinja2.Environment, "compile", lambda function: compiled_once(unmeasured(function), {})),
    (jinja2.Environment, "parse", unmeasured),
    (jinja2.FileSystemLoader, "list_templates", listed_once),
    (Files, "add_files_from_theme", unmeasured),
)


@pytest.fixture(scope="session", autouse=True)
def others_unmeasured() -> Iterator[None]:
    """Let what others wrote run at its own speed."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, faster in _OF_OTHERS:
            patch.setattr(owner, name, faster(getattr(owner, name)))
        yield
