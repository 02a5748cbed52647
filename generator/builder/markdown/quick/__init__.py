"""Put quicker parts into a Markdown instance, which do just what its own parts do.

A part is an attribute of one instance, such as a method, in the place of the library's. It is put
there only where the class is the one that it was modelled on and its module has been read: with
another version, or an extension's own class, all stays as it is.
"""

import sys
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from markdown import Markdown

from generator.builder.code import file_digest
from generator.builder.digest import ABSENT
from generator.builder.markdown.quick.blocks import MarkedExpression, may_be_table
from generator.builder.markdown.quick.emphasis import quick_emphasis
from generator.builder.markdown.quick.highlight import quick_highlighter
from generator.builder.markdown.quick.inline import QuickInline
from generator.builder.markdown.quick.serializer import quick_serializer
from generator.builder.markdown.quick.tree import block_levels, replacing_marker, unescaping

# The modules that have been read, by the digest of their bytes.
KNOWN = frozenset(
    {
        "381672d9461b9118fd9fff0c04b5317f",  # markdown.blockprocessors
        "cf41f6bee8789b5f1684aebe006fd3d0",  # markdown.core
        "1ac3f952836433931117eef737d04208",  # markdown.extensions.admonition
        "4dc9508114cdaeea110b20239eaf18b6",  # markdown.extensions.attr_list
        "ddd7c1580102eaae82230b883cfc0ad2",  # markdown.extensions.tables
        "a05b0131736fbcb2cd813a6112696dd5",  # markdown.extensions.toc
        "4964db6f4ecab9c35913dc676cbd78ed",  # markdown.inlinepatterns
        "9567024dfff270185ec6e004163f14b0",  # markdown.serializers
        "7c61f50ccea14b53d513cc22b36efa68",  # markdown.treeprocessors
        "321c989908c7107483fe7c99bf190281",  # pymdownx.highlight
        "5c5dd2eac0f26ae6d9b44998cc75b379",  # pymdownx.details
        "a23d6a7cfe6c330cc7987b370d453141",  # pygments.formatters.html
        "57a4b86102b2b4ad295427e0a1a611c6",  # pygments.lexer
    }
)

Parts = Mapping[str, object]


def quicken(md: Markdown, known: Collection[str] = KNOWN) -> Markdown:
    """Make an instance quick as far as its code is known, and return it."""
    if digest_of("markdown.core") in known:
        vars(md)["is_block_level"] = block_levels(md)
    if digest_of("markdown.serializers") in known:
        vars(md)["serializer"] = quick_serializer(md.serializer)
    processors = (*md.parser.blockprocessors, *md.inlinePatterns, *md.treeprocessors)
    for processor in (*processors, *md.registeredExtensions):
        kind = type(processor)
        make = PARTS.get(f"{kind.__module__}.{kind.__qualname__}")
        modules = (kind.__module__, *USED.get(kind.__module__, ()))
        if make is not None and all(digest_of(module) in known for module in modules):
            vars(processor).update(make(processor))
    return md


@cache
def digest_of(module: str) -> str:
    """Name the code of a module, if it is loaded."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return (file_digest(str(file)) or ABSENT).hex()


def _marked(*names: str) -> Callable[[Any], Parts]:
    """Return what marks expressions with which a processor does nothing but search and match."""
    return lambda processor: {name: MarkedExpression(getattr(processor, name)) for name in names}


# Modules on which a part relies beside that of the class.
USED = {
    "markdown.treeprocessors": ("markdown.inlinepatterns",),
    "pymdownx.highlight": ("pygments.formatters.html", "pygments.lexer"),
}

# By the class of what they are for.
PARTS: Mapping[str, Callable[[Any], Parts]] = {
    "markdown.blockprocessors.BlockQuoteProcessor": _marked("RE"),
    "markdown.blockprocessors.HashHeaderProcessor": _marked("RE"),
    "markdown.extensions.admonition.AdmonitionProcessor": _marked("RE"),
    "markdown.extensions.attr_list.AttrListTreeprocessor": _marked(
        "BLOCK_RE", "HEADER_RE", "INLINE_RE"
    ),
    "markdown.extensions.tables.TableProcessor": lambda it: {"test": may_be_table(it)},
    "markdown.extensions.toc.TocTreeprocessor": lambda it: {"replace_marker": replacing_marker(it)},
    "markdown.inlinepatterns.DelimiterProcessor": lambda it: {"handleMatch": quick_emphasis(it)},
    "markdown.treeprocessors.InlineProcessor": lambda it: {"run": QuickInline(it).run},
    "markdown.treeprocessors.UnescapeTreeprocessor": lambda it: {"run": unescaping(it)},
    "pymdownx.highlight.HighlightExtension": lambda it: {
        "get_pymdownx_highlighter": quick_highlighter(it)
    },
    "pymdownx.details.DetailsProcessor": _marked("START"),
}
