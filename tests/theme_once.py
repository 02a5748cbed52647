"""Look through Material's templates once in a process, not once for each site that it builds.

A small site is built in a third of the time that this takes. What a template compiles to depends on
its source and on how its environment compiles; both are part of what it is remembered by.
"""

import os
from collections.abc import Callable
from functools import cache, wraps
from types import CodeType

import jinja2
from mkdocs.utils import get_theme_dir

Key = tuple[object, ...]  # of texts alone, so that copies of a process can tell it what they found
Compiled = dict[Key, CodeType]
Compile = Callable[..., object]
ListTemplates = Callable[[jinja2.FileSystemLoader], list[str]]

THEME = get_theme_dir("material")

_SETTINGS = (
    *(
        f"{part}_{end}_string"
        for part in ("block", "variable", "comment")
        for end in ("start", "end")
    ),
    *("line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks"),
    *("newline_sequence", "keep_trailing_newline", "autoescape", "optimized", "is_async"),
)


def know_the_theme(compiled: Compiled) -> None:
    """Let this process and its copies find out each of these things once."""
    loader = jinja2.FileSystemLoader
    jinja2.Environment.compile = compiled_once(jinja2.Environment.compile, compiled)  # type: ignore[method-assign, assignment]
    loader.list_templates = listed_once(loader.list_templates)  # type: ignore[method-assign, assignment]
    loader(THEME).list_templates()


def compiled_once(compile_: Compile, compiled: Compiled) -> Compile:
    """Return `Environment.compile` so that it adds to ``compiled``, and looks there first."""

    @wraps(compile_)
    def call(env: jinja2.Environment, source: object, *names: object, **how: object) -> object:
        if not isinstance(source, str) or not _is_of_theme(*names) or how:
            return compile_(env, source, *names, **how)
        key = (source, *names, *_rules(env))
        if key not in compiled:
            found = compile_(env, source, *names)
            assert isinstance(found, CodeType)
            compiled[key] = found
        return compiled[key]

    return call


def _is_of_theme(name: object = None, file: object = None, *more: object) -> bool:
    return name is not None and str(file).startswith(f"{THEME}{os.sep}") and not more


def _rules(env: jinja2.Environment) -> Key:
    functions = (*sorted(env.filters.items()), *sorted(env.tests.items()))
    return (
        *(repr(getattr(env, setting)) for setting in _SETTINGS),
        *sorted(env.extensions),
        *map(_name, (env.code_generator_class, env.finalize)),
        *(f"{name} {_name(function)}" for name, function in functions),
    )


def _name(function: object) -> str:
    """Name a function, and what Jinja passes to it."""
    attributes = ("__module__", "__qualname__", "jinja_pass_arg")
    return " ".join(str(getattr(function, attribute, None)) for attribute in attributes)


def listed_once(list_templates: ListTemplates) -> ListTemplates:
    """Return `FileSystemLoader.list_templates` so that it walks through the theme once."""
    of_theme = cache(lambda: list_templates(jinja2.FileSystemLoader(THEME)))

    @wraps(list_templates)
    def call(loader: jinja2.FileSystemLoader) -> list[str]:
        if THEME not in loader.searchpath:
            return list_templates(loader)
        others = [folder for folder in loader.searchpath if folder != THEME]
        found = list_templates(jinja2.FileSystemLoader(others, followlinks=loader.followlinks))
        return sorted({*found, *of_theme()})

    return call
