"""builder: quick parts make what Python-Markdown makes, in less time."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import cast
from xml.etree.ElementTree import Element

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor, InlineProcessor
from markdown.treeprocessors import InlineProcessor as Inline
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from generator.builder.markdown.quick import KNOWN, PARTS, USED, digest_of, quicken
from generator.builder.markdown.quick.beginnings import ASCII, beginnings
from generator.builder.markdown.quick.lexer import quicken_lexer
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
    "few": ("admonition", "attr_list", "tables", "pymdownx.details", "pymdownx.superfences", "toc"),
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


# All that a simple text has, what is nearly simple, and marks that leave a text to the library.
SIMPLE = st.lists(
    st.sampled_from(
        (
            *("`", "*", "_", " ", "\n", "``", "**", "***", "  \n", "word", " a ", "é", ".", "\xa0"),
            *("`a_b`", "*em*", "**strong**", "`*c*`", "<", "&", "\\", "[a](b)"),
            *("\x02klzzwxh:0000\x03",),
        )
    ),
    max_size=20,
).map("".join)


@pytest.mark.parametrize("name", ["few", "mkdocs", "material", "plain"])
@given(text=SIMPLE)
@example(text="a `b` c *d* **e** `f*g_` h")
@example(text="`a` *b*`c`**d**")
@example(text="*a `b* c` d*")
@example(text="``a` b`")
def test_a_text_of_code_and_emphasis_is_what_the_library_makes(name: str, text: str) -> None:
    plain, quickened = pair(name, "xhtml")
    assert quickened.reset().convert(text) == plain.reset().convert(text)


def test_code_and_emphasis_alone_need_no_pattern() -> None:
    md = quicken(make("few"))
    inline = cast("Inline", md.treeprocessors["inline"])
    html = "<p>A <code>b &lt; c*</code> and <em>d\ne</em>,\n<strong>f</strong>.</p>"
    assert md.convert("A ` b < c* ` and *d\ne*,\n**f**.") == html
    assert not inline.stashed_nodes  # what patterns have found
    md.reset().convert("`a` [b](c)")
    assert len(inline.stashed_nodes) == 2


class Marked(InlineProcessor):
    """A pattern of an extension: what it finds becomes a variable."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        del data
        element = Element("var")
        element.text = m[1]
        return element, m.start(), m.end()


class Strange(InlineProcessor):
    """A pattern that has another expression than it shows, or shows none."""

    def __init__(self, shown: str | None, expression: str) -> None:
        if shown is not None:
            self.pattern = shown
        self.compiled_re = re.compile(expression)

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        del data
        return "Y", m.start(), m.end()


class Keyboard(BacktickInlineProcessor):
    """A second pattern for the same marks."""

    tag = "kbd"


@pytest.mark.parametrize(
    ("pattern", "priority", "text"),
    [
        (Marked(r"\{(\w+)\}"), 200, "`{x}`"),
        (Marked(r"`(\w+)`\$"), 200, "`x`$"),
        (Marked(r"\*\+(.+?)\+\*"), 70, "*+x+*"),
        (Marked(r"\*\*(.+?)\*\*"), 65, "**x**"),
        (Marked(r"z(\w)h:0"), 70, "`x` *y*"),
        (Strange(None, "%x"), 70, "%x `c`"),
        (Strange(r"  \n", "%x"), 70, "%x `c`"),
        (Keyboard(BACKTICK_RE), 195, "`x`"),
    ],
)
def test_patterns_of_extensions_find_what_they_would(
    pattern: InlineProcessor, priority: int, text: str
) -> None:
    plain, quickened = make("few"), make("few")
    for md in (plain, quickened):
        md.inlinePatterns.register(pattern, "own", priority)
    assert quicken(quickened).convert(f"a {text} b") == plain.convert(f"a {text} b")


@pytest.mark.parametrize(
    ("name", "value"), [("tag", "kbd"), ("ANCESTOR_EXCLUDES", ("p",)), ("handleMatch", None)]
)
def test_patterns_that_extensions_change_find_what_they_would(name: str, value: object) -> None:
    plain, quickened = make("few"), make("few")
    for md in (plain, quickened):
        md.inlinePatterns.deregister("escape")
        setattr(md.inlinePatterns["backtick"], name, value or _find_nothing)
    text = "\\`a` \\\\`b` `c` *d*"
    assert quicken(quickened).convert(text) == plain.convert(text)


def _find_nothing(*_: object) -> tuple[None, None, None]:
    return None, None, None


# What readers of a handbook see, and lexers with delegates, callbacks and states of many kinds.
LANGUAGES = (
    *("bash", "css", "diff", "django", "docker", "graphql", "html", "ini", "js", "markdown"),
    *("nginx", "perl", "python", "pytb", "rust", "sql", "toml", "xml"),
)
WRITTEN = (
    *"\n\t (){}[]<>=+-*/%&|!?@#$:;,.'\"`~^\\\r",
    *("\n\n", "    ", '"""', "//", "/*", "*/", "#!", "%s", "0x1f", "1.5e3", "r'x'", "if", "FROM a"),
    *(
        "def f(x):",
        "class A",
        "SELECT * FROM t",
        "key: value",
        "<b>",
        "</b>",
        "{{ x }}",
        "{% if %}",
    ),
    *("<?php", "$ ls"),
)
CODE = st.lists(st.sampled_from(WRITTEN) | st.text(max_size=4), max_size=30).map("".join)


@pytest.mark.parametrize("language", LANGUAGES)
@given(code=CODE)
def test_code_is_taken_apart_as_its_lexer_does_it(language: str, code: str) -> None:
    plain, quickened = get_lexer_by_name(language), get_lexer_by_name(language)
    quicken_lexer(quickened)
    assert "get_tokens_unprocessed" in vars(quickened)
    assert list(quickened.get_tokens(code)) == list(plain.get_tokens(code))


def test_lexers_of_their_own_kind_are_left_alone() -> None:
    for language in (
        "json",
        "csharp",
        "text",
        "c",
        "console",
        "http",
        "make",
        "php",
        "postgresql",
        "ruby",
        "yaml",
    ):
        lexer = get_lexer_by_name(language)
        quicken_lexer(lexer)
        assert "get_tokens_unprocessed" not in vars(lexer)


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        ("abc", "a"),
        ("a?b", "ab"),
        ("a*b|c", "abc"),
        ("(?:a|[b-d])e", "abcd"),
        ("(?=a)b", "b"),
        ("(?<!x)a", "a"),
        ("(?i)a", "aA"),
        ("(?i:a)b", "aA"),
        ("^a+$", "a"),
        (r"(a)?\1b", None),
        ("a?", None),
        ("", None),
        ("é", ""),
        (r"\d", "0123456789"),
        ("(?>a|b)c", "ab"),
        ("a?+b", "ab"),
    ],
)
def test_what_an_expression_matches_begins_with_one_of_few(
    expression: str, first: str | None
) -> None:
    assert beginnings(re.compile(expression)) == frozenset(ASCII if first is None else first)


@given(st.text("aAb1(\n \x1c\u017f\u212a", min_size=1, max_size=4))  # read as s and k
def test_no_match_begins_with_anything_else(text: str) -> None:
    for expression in (
        *(r"[^a]b?", r"(?i)a|k|s", r"(?is).b", r"(?a:\w)", r"\W+", r"(?m)^b", r"(a|(?i:b))\1?"),
        *(
            r"(?i)[k-s]",
            r"(?=[ab])\w",
            r"(?a:\S+)",
            r"(?a:[^\s])",
            r"(?u:\S)",
            r"\b\d",
            r"(?:a*?b?)1",
        ),
    ):
        compiled = re.compile(expression)
        if compiled.match(text) and text[0].isascii():
            assert text[0] in beginnings(compiled)


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
