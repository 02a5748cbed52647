"""Make values safe in Markdown and HTML alike."""

import string
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from markupsafe import Markup

from generator.model import Value

# Numeric entities survive Markdown: no punctuation is left for it to read, in a heading, a table
# cell, the words of a link or an attribute.
_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in string.punctuation}
_SAFE_IN_URL = ":/?#@!$&'+,;=%~-."


def escape(value: object) -> Markup:
    """Return a value as Markdown that shows exactly its text; Markup is let through."""
    if isinstance(value, Markup):
        return value
    return Markup(" ".join(_text(value).split()).translate(_ENTITIES))  # noqa: S704 - escaped here


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value.isoformat() if isinstance(value, date) else str(value)
    if not is_plain(value):  # how Python writes it is no text for readers, nor the same each time
        raise TypeError("a list or an entry is no text: name what to show of it, or use a filter")
    return text


def code(value: object) -> Markup:
    """Return a value as inline code; backticks would show the entities as they are."""
    return Markup("<code>{}</code>").format(escape(value))


def href(value: object) -> Markup:
    """Return a web address for a Markdown link or an attribute, as the author typed it."""
    safe = quote(str(value), safe=_SAFE_IN_URL).replace("&", "&amp;")
    # A tilde or an underscore means nothing inside a destination; brackets and quotes are quoted.
    return Markup(safe)  # noqa: S704 - percent-encoded


def label(value: object) -> str:
    """Return a name from a declaration as words: "in-progress" as "In progress"."""
    words = str(value).replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def is_plain(value: Value | object) -> bool:
    """Tell whether a value is shown as its own text."""
    return isinstance(value, str | int | float | Decimal | date)
