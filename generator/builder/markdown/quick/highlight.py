"""Highlight code as pymdownx does, but read a style, and look for a language's lexer, only once.

The models are `Highlight` of pymdownx/highlight.py, 11.0, and `HtmlFormatter` of Pygments 2.21, of
which one is made for each block of code.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from typing import Any

from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.styles import get_style_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

from generator.builder.markdown.quick.lexer import quicken_lexer


class _Style:
    """A style without tokens while colours are left to classes; all else is asked of the style."""

    def __init__(self, style: object, highlight: Any) -> None:  # noqa: ANN401 - of an extension
        self._style = style
        self._highlight = highlight

    def __iter__(self) -> Iterator[object]:
        # A formatter makes style sheets of them, and looks into these where it writes no classes.
        return iter(_tokens(self._style) if self._highlight.noclasses else ())

    def __getattr__(self, name: str) -> object:
        return getattr(self._style, name)


def quick_highlighter(extension: Any) -> Callable[[], object]:  # noqa: ANN401 - of an extension
    """Return what gives an extension's users that which makes their highlighters."""
    kind = extension.get_pymdownx_highlighter()

    def make(**options: object) -> object:
        made = kind(**options)
        name = made.pygments_style
        style = _read_style(name) if isinstance(name, str) else None
        if style is not None:
            made.pygments_style = _Style(style, made)
        made.get_lexer = partial(_get_lexer, made)
        return made

    return lambda: make


@cache
def _read_style(name: str) -> object | None:
    """Return a style; None where it is none that Pygments knows, which is told where it is used."""
    with suppress(ClassNotFound):
        return get_style_by_name(name)  # type: ignore[no-any-return]
    return None


@cache
def _tokens(style: Any) -> tuple[object, ...]:  # noqa: ANN401 - untyped
    return tuple(style)


def _get_lexer(
    highlight: Any,  # noqa: ANN401 - of an extension
    src: str,
    language: str,
    *options: bool,
) -> object:
    """Stand in for `Highlight.get_lexer`."""
    is_own = bool(language) and language.lower() in highlight.extend_pygments_lang
    kind = None if is_own else _lexer_class(language)
    if kind is None:
        return type(highlight).get_lexer(highlight, src, language, *options)
    _, stripnl = options
    lexer = kind(stripnl=stripnl)
    quicken_lexer(lexer)
    return lexer, language


@cache
def _lexer_class(language: str) -> Callable[..., object] | None:
    try:
        return type(get_lexer_by_name(language))
    except ClassNotFound:
        return None
