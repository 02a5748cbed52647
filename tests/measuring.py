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


@pytest.fixture(scope="session", autouse=True)
def jinja_unmeasured() -> Iterator[None]:
    """Let Jinja compile templates, some fifty of Material's for a new site, at its own speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", unmeasured(jinja2.Environment.compile))
        yield
