"""Every value of a file keeps its text and its place, and no file can make reading fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from generator.diagnostics import Diagnostic, Location
from generator.source import (
    Document,
    Node,
    ScalarNode,
    SequenceNode,
    Text,
    make_source,
    page_front_matter_findings,
    parse_yaml,
    read_line,
    read_text,
    split_front_matter,
)

Data: TypeAlias = "str | list[Data] | dict[str, Data]"


def read(root: Path, data: bytes) -> Text | Diagnostic:
    (root / "bird.md").write_bytes(data)
    return read_text(root, "bird.md")


def parsed(text: str) -> Node:
    node, findings = parse_yaml(Text("birds.yml", text))
    assert not findings
    assert node is not None
    return node


def refused(text: str) -> str:
    """Return what is wrong with a YAML text: place, rule, what and what to do."""
    _, findings = parse_yaml(Text("birds.yml", text))
    return "\n".join(as_line(finding) for finding in findings)


def split(text: str) -> Document:
    document, findings = split_front_matter(Text("bird.md", text))
    assert not findings
    return document


def as_line(finding: Diagnostic) -> str:
    where = finding.location
    return f"{where.line}:{where.column} {finding.rule}: {finding.message} | {finding.fix}"


def places(text: str) -> str:
    """Return where every key and value of a YAML text stands, up to the column after its end."""
    source = make_source("birds.yml", Location("birds.yml"), parsed(text))
    rows = (
        f"{'.'.join(map(str, path))}: {key(source.keys.get(path))}{span(where)}"
        for path, where in source.values.items()
    )
    return "\n".join(rows)


def span(where: Location) -> str:
    return f"{where.line}:{where.column}-{where.end_line}:{where.end_column}"


def key(where: Location | None) -> str:
    return f"{span(where)} = " if where else ""


def as_data(node: Node) -> Data:
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, SequenceNode):
        return [as_data(item) for item in node.items]
    return {name.text: as_data(value) for name, value in node.items}


# Places


def test_every_key_and_value_of_a_block_has_its_place() -> None:
    assert places("""\
name: Robin
eggs:
  - blue
  -  pale green
nest: {place: hedge, made of: [moss, hair]}
song:
    loud: yes
""") == snapshot("""\
name: 1:1-1:5 = 1:7-1:12
eggs: 2:1-2:5 = 3:3-4:16
eggs.0: 3:5-3:9
eggs.1: 4:6-4:16
nest: 5:1-5:5 = 5:7-5:44
nest.place: 5:8-5:13 = 5:15-5:20
nest.made of: 5:22-5:29 = 5:31-5:43
nest.made of.0: 5:32-5:36
nest.made of.1: 5:38-5:42
song: 6:1-6:5 = 7:5-7:14
song.loud: 7:5-7:9 = 7:11-7:14\
""")


def test_a_value_in_brackets_ends_after_its_bracket() -> None:
    assert places("eggs: [blue, green ]\nnest: {}\n") == snapshot("""\
eggs: 1:1-1:5 = 1:7-1:21
eggs.0: 1:8-1:12
eggs.1: 1:14-1:19
nest: 2:1-2:5 = 2:7-2:9\
""")


def test_a_value_over_several_lines_is_underlined_on_its_first() -> None:
    assert places("""\
note: |
  Sings.
song: >-
  Loud
  and long.
call: "tic
  tic"
""") == snapshot("""\
note: 1:1-1:5 = 1:7-1:8
song: 3:1-3:5 = 3:7-3:9
call: 6:1-6:5 = 6:7-6:11\
""")


def test_an_empty_value_stands_after_its_colon() -> None:
    assert places("name:\neggs:\n  -\n") == snapshot("""\
name: 1:1-1:5 = 1:6-1:6
eggs: 2:1-2:5 = 3:3-3:4
eggs.0: 3:4-3:4\
""")


def test_columns_count_characters_not_bytes() -> None:
    assert places("姓名: 知更鸟\nšéf: {🐦: ročně}\n") == snapshot("""\
姓名: 1:1-1:3 = 1:5-1:8
šéf: 2:1-2:4 = 2:6-2:16
šéf.🐦: 2:7-2:8 = 2:10-2:15\
""")


def test_a_place_inside_a_value_that_is_not_there_is_the_nearest_around_it() -> None:
    source = make_source("birds.yml", Location("birds.yml"), parsed("eggs: [blue]\nnest: hedge\n"))
    assert str(source.at("eggs", 0)) == "birds.yml:1:8"
    assert str(source.at("eggs", 7, "shade")) == "birds.yml:1:7"
    assert str(source.at("song")) == "birds.yml:1:1"
    assert str(source.key("nest")) == "birds.yml:2:1"
    assert str(source.key("eggs", 0)) == "birds.yml:1:8"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("note: |\n  Sings.\n", "2:3"),
        ("note: |\n\n\n    Sings.\n", "2:5"),
        ("birds:\n  - note: |2\n        Sings.\n", "3:7"),
        ("note: |-\n\n  Sings.\n\n    Loudly.\n", "2:3"),
    ],
)
def test_a_literal_block_knows_its_first_character(text: str, place: str) -> None:
    [scalar] = list(scalars(parsed(text)))
    assert scalar.literal is not None
    assert f"{scalar.literal.line}:{scalar.literal.column}" == place


def test_a_literal_block_without_words_has_no_first_character() -> None:
    [scalar] = list(scalars(parsed("note: |\n\n\n")))
    assert scalar.literal is None


# Texts


def test_values_stay_what_was_typed() -> None:
    text = "[no, 1.10, 012, 22:22, 0x1F, ~, null, 2026-03-09, 1e3, .5, +1, TRUE, <<, =]"
    assert as_data(parsed(text)) == text[1:-1].split(", ")


def test_quotes_tell_an_empty_text_from_nothing() -> None:
    node = parsed("name:\ncall: ''\n")
    assert [(s.text, s.quoted, s.is_empty) for s in scalars(node)] == [
        ("", False, True),
        ("", True, False),
    ]


def test_an_empty_file_holds_nothing_and_that_is_no_fault_of_yaml() -> None:
    assert parse_yaml(Text("birds.yml", "")) == (None, ())
    assert parse_yaml(Text("birds.yml", "# no birds yet\n")) == (None, ())


# What YAML allows and content does not


def test_a_repeated_key_is_reported_with_its_first_place_and_left_out() -> None:
    node, [finding] = parse_yaml(Text("b.yml", "name: Robin\neggs: 5\nname: Wren\n"))
    assert node is not None
    assert as_data(node) == {"name": "Robin", "eggs": "5"}
    assert (str(finding.location), finding.rule) == ("b.yml:3:1", "duplicate-key")
    assert [(str(r.location), r.message) for r in finding.related] == [
        ("b.yml:1:1", "it stands here first")
    ]


def test_what_could_run_code_or_multiply_is_refused_where_it_stands() -> None:
    text = """\
a: !!python/object/apply:os.system [ls]
b: &nest [x, x]
c: [*nest, *nest]
? [d]
: e
"""
    assert [line.split(": ")[0] for line in refused(text).split("\n")] == [
        "1:4 yaml-tag",
        "2:4 yaml-alias",
        "3:5 yaml-alias",
        "3:12 yaml-alias",
        "4:3 yaml-key",
    ]


def test_a_second_document_is_refused() -> None:
    assert refused("name: Robin\n---\nname: Wren\n").startswith("2:1 yaml-documents: ")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "{a: " * 10_000,
        "- " * 10_000,
        "\n".join(" " * depth + "a:" for depth in range(5_000)),
    ],
    ids=["brackets", "braces", "dashes", "keys"],
)
def test_ten_thousand_levels_are_one_finding(text: str) -> None:
    _, [finding] = parse_yaml(Text("birds.yml", text))
    assert finding.rule == "yaml-depth"


def test_the_level_that_is_too_deep_is_shown() -> None:
    assert parsed("[" * 32 + "]" * 32)
    assert refused("[" * 33 + "]" * 33).startswith("1:33 yaml-depth")


_COLON = 'put a value that contains ": " in "quotes", and check the indentation'
_QUOTE = "close the quote that was opened here"
_START = 'indent with spaces, not tabs; put text with % @ ` in "quotes"'
_KEY = "check the indentation here, and quotes inside quoted text"
_LIST = "close the list with ], and separate its values by ,"


@pytest.mark.parametrize(
    ("text", "place", "fix"),
    [
        ("name: Robin: red\n", "1:12", _COLON),
        ("name: Robin\n  eggs: 5\n", "2:7", _COLON),
        ('name: "Robin\neggs: 5\n', "1:7", _QUOTE),
        ("name: 'Robin", "1:7", _QUOTE),
        ("name: 'Robin\n---\neggs: 5\n", "1:7", _QUOTE),
        ("name: 'Robin's'\n", "1:14", _KEY),
        ("eggs:\n  - blue\n - green\n", "3:2", _KEY),
        ('name: "R\\q"\n', "1:9", "inside \"...\" write \\\\ for a backslash, or use '...'"),
        ("\tname: Robin\n", "1:1", _START),
        ("name: @robin\n", "1:7", _START),
        ("name: **Robin**\n", "1:8", 'put text that starts with * in "quotes"'),
        ("name: & more\n", "1:8", 'put text that starts with & in "quotes"'),
        ("name: !<robin Robin\n", "1:14", 'put text that starts with ! in "quotes"'),
        ("name: }\n", "1:7", 'put text that starts with , ] or } in "quotes"'),
        ("name: ? Robin\n", "1:7", 'put text that starts with ? in "quotes"'),
        ("name: Robin\nred\n", "2:1", 'write "name: value", with a space after the colon'),
        ("eggs: [blue\nname: Robin\n", "1:7", _LIST),
        ("eggs: [\n  blue,\n  {x: y} z]\n", "3:10", _LIST),
        ("nest: {place: hedge\nname: Robin\n", "1:7", "close the braces with }, and separate by ,"),
        ("eggs: - blue\n", "1:7", "start the list on the line below its name"),
        ("note: | Sings\n", "1:9", "write the text on the lines below, indented"),
        ("%YAML robin\n", "1:7", "check quotes and indentation"),
    ],
)
def test_a_syntax_error_says_where_and_what_to_do(text: str, place: str, fix: str) -> None:
    [line] = refused(text).split("\n")
    assert line.startswith(f"{place} yaml-syntax: this is not valid YAML: ")
    assert line.endswith(f" | {fix}")


# Files


def test_line_ends_and_a_mark_on_top_move_no_place(tmp_path: Path) -> None:
    plain = read(tmp_path, b"name: Robin\neggs: [blue]\nnote: |\n  Sings.\n")
    assert isinstance(plain, Text)
    assert read(tmp_path, b"\xef\xbb\xbf" + plain.text.encode()) == plain
    assert read(tmp_path, plain.text.replace("\n", "\r\n").encode()) == plain
    assert read(tmp_path, plain.text.replace("\n", "\r").encode()) == plain


def test_a_file_that_is_not_text_says_in_which_line(tmp_path: Path) -> None:
    finding = read(tmp_path, b"name: Robin\nfood: B\xe4r\n")
    assert isinstance(finding, Diagnostic)
    assert as_line(finding).startswith("2:1 unreadable-file: the file is not UTF-8 text | ")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    finding = read(tmp_path, b"a" * (2 * 1024 * 1024 + 1))
    assert isinstance(finding, Diagnostic)
    assert as_line(finding).startswith("1:1 unreadable-file: the file is larger than 2 MiB | ")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x0c", "\x1b", "\x85", "\u2028", "\ufeff"])
def test_an_invisible_character_is_shown_where_it_stands(tmp_path: Path, character: str) -> None:
    finding = read(tmp_path, f"name: Robin\nšong: tic{character}tic\n".encode())
    assert isinstance(finding, Diagnostic)
    assert as_line(finding) == (
        "2:10 control-character: there is an invisible character here"
        f" (U+{ord(character):04X}) | delete it; typing the words again is the surest way"
    )


def test_the_line_of_a_finding_is_shown_without_what_a_terminal_would_obey(tmp_path: Path) -> None:
    read(tmp_path, "name: Robin\r\ntic\x1b[31m\x0ctic\x85\r\nlast\n".encode())
    assert read_line(tmp_path, Location("bird.md", 2)) == "tic�[31m�tic�"
    assert read_line(tmp_path, Location("bird.md", 3)) == "last"
    assert read_line(tmp_path, Location("bird.md", 9)) == ""
    assert read_line(tmp_path, Location("wren.md", 1)) == ""


# Front matter

_SWALLOWED = "MkDocs would take this line for metadata and leave it out"


def test_front_matter_ends_at_its_closing_line_and_keeps_the_lines_of_the_file() -> None:
    document = split("---\nname: Robin\neggs:\n  - blue\n---\n\n\nSings.\n")
    assert document.data is not None
    source = make_source("bird.md", Location("bird.md"), document.data)
    assert str(source.at("eggs", 0)) == "bird.md:4:5"
    assert document.front_matter == "name: Robin\neggs:\n  - blue\n"
    assert (document.body.text, str(document.body.location)) == ("Sings.\n", "bird.md:8:1")


@pytest.mark.parametrize(
    "text",
    [
        "---\nname: Robin\n...\nSings.\n",
        "--- \nname: Robin\n---\t\nSings.\n",
        "---\nname: Robin\n---\nSings.\n---\n",
    ],
)
def test_front_matter_is_what_mkdocs_takes_for_it(text: str) -> None:
    document = split(text)
    assert document.front_matter == "name: Robin\n"
    assert document.body.text.startswith("Sings.")


def test_front_matter_may_end_with_the_file() -> None:
    document = split("---\nname: Robin\n---")
    assert document.front_matter == "name: Robin\n"
    assert document.body.text == ""


def test_a_page_without_front_matter_is_all_body() -> None:
    document = split("# Robin\n\nname: Robin\n")
    assert (document.data, document.front_matter) == (None, "")
    assert document.body.text == "# Robin\n\nname: Robin\n"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("---\nname: Robin\n\nSings.\n", "1:1 the front matter has no end"),
        ("\n\n---\nname: Robin\n---\n", "3:1 the front matter is not at the top"),
        ("  ---\nname: Robin\n  ---\n", "1:1 the front matter is not at the top"),
        ("<!-- a\nbird -->\n---\nname: Robin\n---\n", "3:1 the front matter is not at the top"),
        ("---\n- Robin\n- Wren\n---\nSings.\n", "2:1 the front matter is not a list of fields"),
        ("---\nRobin\n---\nSings.\n", "2:1 the front matter is not a list of fields"),
        ("---\n---\nSings.\n", "1:1 the front matter is empty"),
        ("---\n# name: Robin\n---\nSings.\n", "1:1 the front matter is empty"),
        ("Name: Robin\n\nSings.\n", f"1:1 {_SWALLOWED}"),
        ("https://example.org/robin sings.\n", f"1:1 {_SWALLOWED}"),
    ],
)
def test_front_matter_that_mkdocs_would_show_or_hide_is_reported(text: str, finding: str) -> None:
    _, [found] = split_front_matter(Text("bird.md", text))
    assert f"{found.location.line}:{found.location.column} {found.message}" == finding
    assert found.rule == "front-matter"


def test_front_matter_that_does_not_parse_is_reported_in_the_lines_of_the_file() -> None:
    document, [found] = split_front_matter(Text("bird.md", "---\nname: 'Robin\n---\nSings.\n"))
    assert document.data is None
    assert (str(found.location), found.rule) == ("bird.md:2:7", "yaml-syntax")


@pytest.mark.parametrize(
    "text", ["", "\n", "---\n\nSings.\n", "***\nname: Robin\n", "A: b".rjust(9)]
)
def test_rules_and_words_are_no_front_matter(text: str) -> None:
    assert split(text).body.text == text


# Whatever comes

_SIGNS = "-:?[]{},#&*!|>'\"%@`\\~<=.0aé\t\n \r\ufeff\u2028\x85\0\U0001f426"


_FILES = st.one_of(st.binary(), st.text().map(str.encode), st.text(_SIGNS).map(str.encode))


@settings(deadline=None)  # a busy machine is no fault of ours
@given(_FILES, st.sampled_from([b"", b"---\n"]), st.sampled_from([b"", b"\n---\n"]))
def test_no_file_makes_reading_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes, end: bytes
) -> None:
    text = read(tmp_path_factory.getbasetemp(), start + data + end)
    if isinstance(text, Diagnostic):
        assert text.rule in {"unreadable-file", "control-character"}
        return
    lines = text.text.split("\n")
    _, findings = parse_yaml(text)
    _, more = split_front_matter(text)
    for finding in (*findings, *more):
        assert 1 <= finding.location.line <= len(lines)
        assert finding.location.column >= 1


# What YAML can write without a choice of style: text as an editor allows it.
_WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff")
    | st.sampled_from("\n\t"),
)
_DATA: st.SearchStrategy[Data] = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        return True


@settings(deadline=None, max_examples=60)
@given(_DATA, st.sampled_from([None, "'", '"', "|", ">"]), st.integers(20, 100))
def test_what_was_written_is_read_and_found_in_the_file(
    data: Data, style: str | None, width: int
) -> None:
    text = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, default_style=style, width=width, sort_keys=False
    )
    lines = text.split("\n")
    node = parsed(text)
    assert as_data(node) == data
    for scalar in scalars(node):
        assert stands_at(scalar, lines)


def stands_at(scalar: ScalarNode, lines: list[str]) -> bool:
    """Tell whether a value's places show it, or the mark that opens it."""
    where, literal = scalar.location, scalar.literal
    shown = lines[where.line - 1][where.column - 1 : where.end_column - 1]
    if literal:
        rows = zip(lines[literal.line - 1 :], scalar.text.rstrip("\n").split("\n"), strict=False)
        return all(row[literal.column - 1 :] == own for row, own in rows)
    if scalar.quoted:
        return shown[:1] in ("'", '"', "|", ">")
    return scalar.text.startswith(shown) if where.end_line == where.line else True


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield the values of a tree, in their order."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from scalars(item)
    else:
        for _, value in node.items:
            yield from scalars(value)


def test_a_page_that_begins_with_many_comments_is_read_at_once() -> None:
    text = "<!-- a comment -->\n" * 1000
    assert split_front_matter(Text("a.md", text + "# Birds\n"))[1] == ()
    [finding] = split_front_matter(Text("a.md", text + "---\ntitle: Birds\n---\n"))[1]
    assert finding.location.line == 1001


def test_a_number_too_large_for_mkdocs_is_a_finding_on_a_page() -> None:
    text = Text("a.md", f"---\nlength: 1{':1' * 300}.5\n---\n# Birds\n")
    document, _ = split_front_matter(text)
    [finding] = page_front_matter_findings(text, document)
    assert finding.location == Location("a.md", 2, 9, 2, 611 + 1)
