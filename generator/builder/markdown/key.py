"""Name what a page's Markdown is rendered to: stage 1 keeps it so, and stage ½ finds it."""

from typing import TYPE_CHECKING

from generator.builder.digest import Digest, digest_text

if TYPE_CHECKING:
    from mkdocs.structure.files import File


def markdown_key(settings: Digest, file: "File", text: str) -> str:
    """Name all that a page's HTML is made from, but for what it asks for."""
    own = (file.src_uri, file.url, file.inclusion.is_excluded())
    return f"markdown {settings.hex()} {own!r} {_end(text)}"


def is_of_text(key: str, text: str) -> bool:
    """Tell whether a key is one of this text."""
    return key.endswith(_end(text))


def _end(text: str) -> str:
    return digest_text(text).hex()
