"""builder: quick parts make what Python-Markdown makes, in less time."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.builder.markdown.quick import KNOWN, PARTS, USED, digest_of, quicken
from generator.builder.markdown.quick.required import leading, required

# As Material's authors write them, as few as MkDocs has, and all that Markdown itself brings.
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "material": (
        *(
            "abbr",
            "admonition",
            "attr_list",
            "def_list",
            "footnotes",
            "md_in_html",
            "tables",
            "toc",
        ),
        *("pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.highlight"),
        *("pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark", "pymdownx.smartsymbols"),
        *("pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde"),
    ),
    "mkdocs": ("toc", "tables", "fenced_code"),
    "plain": ("extra", "admonition", "nl2br", "sane_lists", "smarty", "toc", "wikilinks"),
    "links": ("attr_list", "toc", "pymdownx.magiclink", "pymdownx.arithmatex", "pymdownx.emoji"),
}
OPTIONS = {"toc": {"permalink": True}, "tables": {"use_align_attribute": True}}

# Marks that mean something, those that nearly do, and what the library puts in for itself.
MARKS = (
    *("*", "**", "***", "_", "__", "`", "``", "\\", "\\*", "~", "~~", "^", "^^", "==", "++", ":"),
    *("[", "](", "]", "][", "![", "[^1]", "[[wiki]]", "{", "{ .c #i }", "{: title='t' }", "}", "|"),
    *(
        "<",
        ">",
        "<b>",
        "</b>",
        "<br>",
        "<http://a.b/c>",
        "<me@a.b>",
        "&",
        "&amp;",
        "&#35;",
        "<!-- c -->",
    ),
    *("!!! note", "??? tip", "- ", "1. ", "# ", "## ", "> ", "    ", "  \n", "\n", "\n\n", "[TOC]"),
    *(
        "```\ncode\n```\n",
        "~~~ python\nx = 1\n~~~\n",
        "| a | b |\n| - | -: |\n| c | d |\n",
        "---\n",
    ),
    *(
        "[r]: http://a.b 'T'\n",
        "[^1]: foot\n",
        "*[HTML]: long\n",
        "HTML",
        "term\n: meaning\n",
        "- [x] t\n",
    ),
    *(
        "\x02klzzwxh:0000\x03",
        "\x02klzzwxh:",
        "\x02wzxhzdk:0\x03",
        "\x0242\x03",
        "\x02",
        "\x03",
        "\xa0",
    ),
    *(
        "http://a.b/c",
        "(c)",
        "$x$",
        ":smile:",
        "++ctrl+a++",
        "'s",
        '"q"',
        "...",
        "%",
        "ß",
        "\t",
        "\r\n",
    ),
)
WORDS = st.text("abcdef XYZ.,;0123456789é", max_size=9)
PIECES = st.one_of(st.sampled_from(MARKS), WORDS, st.sampled_from(["a ", " b", "word "]))
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def make(name: str, form: str = "xhtml") -> markdown.Markdown:
    """Return an instance with extensions, as the library makes it."""
    names = EXTENSIONS[name]
    options = {extension: OPTIONS[extension] for extension in names if extension in OPTIONS}
    return markdown.Markdown(
        extensions=names,
        extension_configs=options,
        output_format=form,  # type: ignore[arg-type]
    )


@cache
def pair(name: str, form: str) -> tuple[markdown.Markdown, markdown.Markdown]:
    """Return two instances that serve for many pages, the second one with quick parts."""
    return make(name, form), quicken(make(name, form))


@pytest.mark.parametrize("form", ["html", "xhtml"])
@pytest.mark.parametrize("name", EXTENSIONS)
@given(text=TEXTS)
@example(text="*a* **b** ***c*** a*b*c **d*e*** _f_ *g_h*i_j* *k\n*")
@example(text="*a*\n\n- *b* [*c*](d 'e') ![*f*](g)\n\n    > h `i` <b>*j*</b> \\*k\\*\n")
def test_a_page_is_what_the_library_makes(name: str, form: str, text: str) -> None:
    plain, quickened = pair(name, form)
    assert quickened.reset().convert(text) == plain.reset().convert(text)
    assert vars(quickened).get("toc_tokens") == vars(plain).get("toc_tokens")


def test_all_parts_are_for_the_versions_that_are_installed() -> None:
    modules = {"markdown.core", "markdown.serializers"}
    modules.update((name.rpartition(".")[0] for name in PARTS), *USED.values())
    unknown = [name for name in modules if import_module(name) and digest_of(name) not in KNOWN]
    assert not unknown, (
        "another version: read it beside its quick part in builder/markdown/quick, and note its "
        "digest there; until then it does its work itself"
    )


def test_code_that_is_not_known_does_its_work_itself() -> None:
    md, plain = quicken(make("material"), known=()), make("material")
    assert md.serializer is plain.serializer
    for registry in ("inlinePatterns", "treeprocessors"):
        pairs = zip(getattr(md, registry), getattr(plain, registry), strict=True)
        assert all(vars(one).keys() == vars(other).keys() for one, other in pairs)
    assert "run" in vars(quicken(md).treeprocessors["inline"])


@given(st.text("ab*[ \n", max_size=6))
def test_where_an_expression_matches_is_one_of_the_characters_that_it_requires(text: str) -> None:
    for expression in (
        r"\*+a",
        r"(?:\[|\*)",
        r"(?<=\[)b",
        r"  \n",
        r"a?[*\[]b",
        r"(a|\*)",
        r"(?i)A\*",
    ):
        marks = required(re.compile(expression))
        if marks and not set(marks) & set(text):
            assert not re.search(expression, text)


@pytest.mark.parametrize(
    ("expression", "marks"),
    [
        (r"(?<!\!)\[", "["),
        (r"  \n", "\n"),
        (r"(?:\*|_)+x", "*_"),
        (r"(?x) \#  # a comment with *", "#"),
        (r"(?i)<a", "<"),
        (r"a|\*", ""),  # a letter, which where case is ignored stands for two
        (r"\*?b", ""),
        (r"[^*]", ""),
        (r"(?!\*).", ""),
    ],
)
def test_an_expression_requires_a_mark(expression: str, marks: str) -> None:
    assert required(re.compile(expression)) == marks


@pytest.mark.parametrize(
    ("expression", "marks"),
    [
        (r"(?<!\!)\[", "["),
        (r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)", "\\`"),
        (r"\*|_", "*_"),
        (r"  \n", ""),
        (r"a?\*", ""),
        (r"(^|-)\*", ""),
        (r"\w+@", ""),
    ],
)
def test_what_an_expression_matches_begins_with_a_mark(expression: str, marks: str) -> None:
    assert leading(re.compile(expression)) == marks
