"""A declaration says what an entry may be; each field type checks, converts and explains."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from generator.diagnostics import Diagnostic
from generator.model import Collection, Field, Inverse, Prose, Ref, Value
from generator.schema import (
    FIELD_TYPES,
    UNCHECKED,
    check_value,
    listing,
    nearest,
    read_collection,
    relation_labels,
    resolve_collections,
    suggestion,
    with_article,
)
from generator.source import MappingNode, Node, Text, parse_yaml

BIRDS = "title: Birds\nsingular: bird\n"


def node(text: str) -> Node:
    parsed, findings = parse_yaml(Text("x.yml", text))
    assert not findings
    assert parsed is not None
    return parsed


def read(text: str, name: str = "birds") -> tuple[Collection | None, str]:
    """Read a declaration; what is wrong with it comes as lines."""
    parsed, _ = parse_yaml(Text("x.yml", text))
    collection, findings = read_collection(name, "x.yml", parsed)
    return collection, as_lines(findings)


def collection(text: str, name: str = "birds") -> Collection:
    made, findings = read(text, name)
    assert made is not None
    assert not findings
    return made


def field(declaration: str) -> Field:
    return collection(f"{BIRDS}fields: {{it: {declaration}}}\n").fields["it"]


def value(declaration: str, written: str) -> Value | None:
    """Return what a written value is read as."""
    read_value, findings = check_value(field(declaration), node(written))
    assert not findings
    return read_value


def refused(declaration: str, written: str) -> str:
    """Return the one finding about a written value, without its place."""
    _, [finding] = check_value(field(declaration), node(written))
    return f"{finding.rule}: {finding.message} | {finding.fix}"


def resolved(**declarations: str) -> tuple[Mapping[str, Collection], str]:
    read_ones = {name: collection(text, name) for name, text in declarations.items()}
    collections, findings = resolve_collections(read_ones, complete=True)
    return collections, as_lines(findings)


def as_lines(findings: tuple[Diagnostic, ...]) -> str:
    return "\n".join(
        f"{f.location.line}:{f.location.column} {f.message} | {f.fix}" for f in findings
    )


# Values

REFS = "{type: refs, to: nest}"
REF = "{type: ref, to: nest}"
EGGS = "{type: object, fields: {eggs: int}}"


@pytest.mark.parametrize(
    ("declaration", "written", "expected"),
    [
        ("text", "no", "no"),
        ("text", "1.10", "1.10"),
        ("text", "012", "012"),
        ("text", "22:22", "22:22"),
        ("text", "'  two   words\n\n  more '", "two words more"),
        ("text", "10\u00a0km", "10\u00a0km"),
        ("{type: text, min_length: 2, max_length: 3}", "two", "two"),
        ("int", "-12", -12),
        ("int", "+3", 3),
        ("{type: int, min: 1, max: 3}", "3", 3),
        ("number", "1.10", Decimal("1.10")),
        ("number", "7", Decimal(7)),
        ("{type: number, min: 0.5}", "0.5", Decimal("0.5")),
        ("bool", "true", True),
        ("bool", "false", False),
        ("date", "2026-03-09", date(2026, 3, 9)),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("url", "http://[::1]:8000/", "http://[::1]:8000/"),
        ("url", "mailto:robin@example.org", "mailto:robin@example.org"),
        ("{type: choice, choices: [yes, no, 1.10]}", "no", "no"),
        ("{type: choice, choices: [yes, no, 1.10]}", "'1.10'", "1.10"),
        ("{type: list, of: int}", "[1, 2]", (1, 2)),
        ("list", "[no, 1.10]", ("no", "1.10")),
        ("{type: list, of: {type: list, of: bool}}", "[[true], []]", ((True,), ())),
        ("{type: object, fields: {eggs: int, song: text}}", "{eggs: 5}", {"eggs": 5}),
        ("{type: ref, to: nest}", "hedge-top", Ref("", "hedge-top")),
        ("{type: ref, to: nest}", "nest:hedge", Ref("nest", "hedge")),
        (REFS, "[hedge, nest:eaves]", (Ref("", "hedge"), Ref("nest", "eaves"))),
        (REFS, "[]", ()),
    ],
)
def test_a_right_value_is_converted(declaration: str, written: str, expected: Value) -> None:
    found = value(declaration, written)
    assert found == expected
    assert type(found) is type(expected)


def test_every_type_is_tried_above_and_below() -> None:
    assert set(FIELD_TYPES) == {
        *("text", "markdown", "int", "number", "bool", "date"),
        *("url", "choice", "list", "object", "ref", "refs"),
    }


def test_markdown_knows_where_its_words_start() -> None:
    prose = value("markdown", "|\n  Sings [here](x.md).\n\n  Loud.\n")
    assert isinstance(prose, Prose)
    assert prose.text == "Sings [here](x.md).\n\nLoud.\n"
    assert (str(prose.location), prose.exact) == ("x.yml:2:3", True)


def test_markdown_in_quotes_is_known_by_its_start_alone() -> None:
    prose = value("markdown", "'Sings\n  loud.'")
    assert isinstance(prose, Prose)
    assert (prose.text, str(prose.location), prose.exact) == ("Sings loud.", "x.yml:1:1", False)


@pytest.mark.parametrize("declaration", ["text", "int", "bool", "date", "url", "list", REFS, EGGS])
def test_nothing_written_is_no_value_and_no_fault(declaration: str) -> None:
    entry = node("it:\n")
    assert isinstance(entry, MappingNode)
    [(_, nothing)] = entry.items
    assert check_value(field(declaration), nothing) == (None, ())


WHOLE = 'write digits without quotes, as in "it: 12"'
DAY = "write year-month-day with two digits each, as in 2026-03-09"
ADDRESS = "write the whole address, starting with https://"
SLUG = "write the slug: its file name without the ending"
KIND_AND_SLUG = "write the kind of entry, a colon and its slug, without spaces"


@pytest.mark.parametrize(
    ("declaration", "written", "finding"),
    [
        ("text", "[a]", "wrong-type: should be text, not a list"),
        ("text", "{a: b}", "wrong-type: should be text, not a group of fields"),
        ("text", "' '", 'wrong-type: should be text with a letter in it, not the text " "'),
        (
            "{type: text, max_length: 3}",
            "four",
            "out-of-bounds: has 4 characters, 3 are allowed",
        ),
        (
            "{type: text, min_length: 5}",
            "four",
            "out-of-bounds: has 4 characters, at least 5 are needed",
        ),
        ("markdown", "[a]", "wrong-type: should be text, not a list"),
        (
            "{type: markdown, max_length: 3}",
            "four",
            "out-of-bounds: has 4 characters, 3 are allowed",
        ),
        ("int", "four", 'wrong-type: should be a whole number, not "four"'),
        ("int", "1.5", 'wrong-type: should be a whole number, not "1.5"'),
        ("int", "012", 'wrong-type: should be a whole number, not "012"'),
        ("int", "1_000", 'wrong-type: should be a whole number, not "1_000"'),
        ("int", "'12'", 'wrong-type: should be a whole number, not the text "12"'),
        ("int", "9" * 50, f'wrong-type: should be a whole number, not "{"9" * 39}…"'),
        ("{type: int, min: 3}", "2", "out-of-bounds: is 2, below 3"),
        ("{type: int, max: 3}", "4", "out-of-bounds: is 4, above 3"),
        ("number", "1,5", 'wrong-type: should be a number, not "1,5"'),
        ("number", "1e9", 'wrong-type: should be a number, not "1e9"'),
        ("{type: number, max: 0.3}", "0.31", "out-of-bounds: is 0.31, above 0.3"),
        ("bool", "yes", 'wrong-type: should be true or false, not "yes"'),
        ("bool", "'true'", 'wrong-type: should be true or false, not the text "true"'),
        ("date", "2026-3-9", 'wrong-type: should be a date, not "2026-3-9"'),
        ("date", "2026-02-30", 'wrong-type: should be a date, not "2026-02-30"'),
        ("url", "example.org", 'wrong-type: should be a web address, not "example.org"'),
        ("url", "http://[::1", 'wrong-type: should be a web address, not "http://[::1"'),
        ("url", "https://a b", 'wrong-type: should be a web address, not "https://a b"'),
        ("url", "javascript:x", 'wrong-type: should be a web address, not "javascript:x"'),
        ("url", "https://", 'wrong-type: should be a web address, not "https://"'),
        ("{type: choice, choices: [egg, nest]}", "egs", 'wrong-choice: cannot be "egs"'),
        (
            "{type: choice, choices: [egg]}",
            "[egg]",
            'wrong-type: should be one of "egg", not a list',
        ),
        ("list", "egg", 'wrong-type: should be a list, not "egg"'),
        ("{type: list, of: int}", "[1, x]", 'wrong-type: should be a whole number, not "x"'),
        ("{type: list, min: 2}", "[a]", "out-of-bounds: has 1 of at least 2"),
        ("{type: list, max: 1}", "[a, b]", "out-of-bounds: has 2 of at most 1"),
        (
            EGGS,
            "[1]",
            "wrong-type: should be a group of fields, not a list",
        ),
        (
            EGGS,
            "{egg: 5}",
            'unknown-field: has no field "egg"',
        ),
        (
            REF,
            "Top Nest",
            'wrong-type: should be the name of an entry, not "Top Nest"',
        ),
        (
            REF,
            "https://a.b",
            'wrong-type: should be the name of an entry, not "https://a.b"',
        ),
        (REFS, "hedge", 'wrong-type: should be a list, not "hedge"'),
        ("{type: refs, to: nest, max: 1}", "[a, b]", "cardinality: has 2 of at most 1"),
    ],
)
def test_a_wrong_value_is_explained(declaration: str, written: str, finding: str) -> None:
    found = refused(declaration, written).partition(" | ")[0]
    assert found.replace('"it" ', "") == finding


@pytest.mark.parametrize(
    ("declaration", "written", "fix"),
    [
        ("text", "[a]", 'write one line: "it: some words"'),
        ("text", "' '", "write some words between the quotes"),
        ("{type: text, max_length: 3}", "four", "shorten it by 1"),
        ("{type: text, min_length: 6}", "four", "say more: 2 characters or longer"),
        ("markdown", "[a]", 'write "it: |" and the text indented below it'),
        ("int", "four", WHOLE),
        ("number", "four", WHOLE),
        ("{type: int, min: 3}", "2", "write 3 or more"),
        ("{type: int, max: 3}", "4", "write 3 or less"),
        ("bool", "yes", 'write "it: true" or "it: false"'),
        ("date", "9 March", DAY),
        ("url", "example.org", ADDRESS),
        ("{type: choice, choices: [egg, nest]}", "egs", 'did you mean "egg"?'),
        ("{type: choice, choices: [egg, nest]}", "song", 'write "egg" or "nest"'),
        ("list", "egg", 'write "it: [one, two]", or each below the other after a dash'),
        ("{type: object, fields: {eggs: int}}", "5", "write its fields: eggs: ..."),
        ("{type: ref, to: nest}", "A nest", SLUG),
        ("{type: ref, to: [nest, bird]}", "A nest", KIND_AND_SLUG),
    ],
)
def test_a_finding_says_what_to_type(declaration: str, written: str, fix: str) -> None:
    assert refused(declaration, written).partition(" | ")[2] == fix


def test_every_item_that_is_wrong_is_reported_at_its_own_place() -> None:
    _, findings = check_value(field("{type: list, of: int}"), node("[1, x, 2, 'y',\n  z]"))
    assert [str(finding.location) for finding in findings] == [
        "x.yml:1:5",
        "x.yml:1:11",
        "x.yml:2:3",
    ]


# Guesses


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    assert nearest("Robbin", ["wren", "robin", "rob"]) == "robin"
    assert nearest("ROBIN", ["robin"]) == "robin"
    assert nearest("owl", ["wren", "robin"]) == ""
    assert nearest("owl", []) == ""


def test_a_suggestion_is_a_guess_or_the_other_words() -> None:
    assert suggestion("robbin", ["robin"], "look it up") == 'did you mean "robin"?'
    assert suggestion("owl", ["robin"], "look it up") == "look it up"


def test_names_are_listed_as_one_speaks() -> None:
    assert listing([]) == ""
    assert listing(["a"]) == '"a"'
    assert listing(["a", "b", "c"]) == '"a", "b" or "c"'
    assert (with_article("owl"), with_article("robin")) == ("an owl", "a robin")


# Declarations

BIRD = "singular: bird\n"
TO_BIRD = "{type: refs, to: bird, inverse"


def test_a_short_declaration_has_defaults() -> None:
    birds = collection(BIRDS)
    assert (birds.scheme, birds.pages, birds.index.sort) == ("bird", "each", ("title",))
    assert list(birds.fields) == ["title"]
    assert birds.fields["title"].required


def test_a_whole_declaration_is_read() -> None:
    birds = collection("""\
title: Birds
singular: garden bird
scheme: bird
template: bird.md.j2
icon: material/bird
pages: index
index: {sort: [order, -title], group_by: order, columns: [song], template: birds.md.j2}
search: {boost: 1.5, aliases: names}
fields:
  order: {type: choice, choices: [owls, songbirds], required: true, label: Order of birds}
  song: {type: text, help: how it sounds}
  names: list
  nests: {type: refs, to: [nest], inverse: {name: birds, label: Birds in it}, min: 1, max: 3}
  mate: {type: ref, to: bird, symmetric: true}
rules:
  - {when: {order: owls}, require: {song: {present: true}}, message: owls hoot}
""")
    assert (birds.scheme, birds.template, birds.icon) == ("bird", "bird.md.j2", "material/bird")
    assert birds.index.sort == ("order", "-title")
    assert (birds.search.boost, birds.search.aliases) == (Decimal("1.5"), "names")
    assert list(birds.fields) == ["title", "order", "song", "names", "nests", "mate"]
    assert birds.fields["order"].label == "Order of birds"
    assert birds.fields["song"].label == "Song"
    assert birds.fields["nests"].inverse == Inverse("birds", "Birds in it")
    assert [condition.name for condition in birds.rules[0].require] == ["song"]


@pytest.mark.parametrize("option", ["min_length: 1", "max: 1", "choices: [a]", "of: text", "to: x"])
def test_each_type_has_its_own_options(option: str) -> None:
    _, findings = read(f"{BIRDS}fields:\n  it: {{type: bool, {option}}}\n")
    name = option.partition(":")[0]
    assert findings == (
        f'4:20 a field of type bool has no option "{name}"'
        " | a field of this type may have: help, label, required, type"
    )


@pytest.mark.parametrize("kind", list(FIELD_TYPES))
def test_every_option_of_a_type_is_accepted(kind: str) -> None:
    samples = {
        "min": "1",
        "max": "2",
        "min_length": "1",
        "max_length": "2",
        "choices": "[a]",
        "of": "text",
        "fields": "{a: text}",
        "to": "bird",
        "inverse": "back",
        "inverse_min": "0",
        "inverse_max": "1",
        "acyclic": "true",
        "symmetric": "false",
    }
    options = ", ".join(f"{name}: {samples[name]}" for name in sorted(FIELD_TYPES[kind].options))
    declared = field(f"{{type: {kind}, {options}}}" if options else kind)
    assert declared.type == kind


@pytest.mark.parametrize(
    ("declaration", "stands_at", "message"),
    [
        ("{type: egg}", "egg", '"type" cannot be "egg"'),
        ("{required: true}", "{required", '"type" is missing'),
        ("{type: choice}", "{type", '"it" does not say its "choices"'),
        ("{type: choice, choices: []}", "[]", '"choices" has 0 of at least 1'),
        ("{type: object}", "{type", '"it" does not say its "fields"'),
        ("{type: object, fields: [a]}", "[a]", '"fields" names each field'),
        ("{type: object, fields: {A: text}}", "A", '"A" cannot name a field'),
        ("{type: ref}", "{type", '"it" does not say its "to"'),
        ("{type: refs, to: {a: b}}", "{a", '"to" is a name or a list of names'),
        ("{type: int, min: 3, max: 2}", "2", '"max" is 2, below min (3)'),
        ("{type: int, min: low}", "low", '"min" should be a number, not "low"'),
        ("{type: text, max_length: 0}", "0", '"max_length" is 0, below 1'),
        ("{type: list, of: {type: egg}}", "egg", '"type" cannot be "egg"'),
        ("{type: list, of: [text]}", "[text", 'the declaration of "items" is a group of fields'),
        ("[text]", "[text", 'the declaration of "it" is a group of fields'),
        ("{type: text, labl: It}", "labl", 'the declaration of "it" has no field "labl"'),
        (f"{TO_BIRD}: Sung by}}", "Sung", '"Sung by" cannot name the inverse'),
        (f"{TO_BIRD}: slug}}", "slug", '"slug" means the same in every collection'),
        (f"{TO_BIRD}: {{label: Sung}}}}", "{label", '"name" is missing'),
    ],
)
def test_a_broken_field_is_reported_and_its_values_are_not(
    declaration: str, stands_at: str, message: str
) -> None:
    text = f"{BIRDS}fields:\n  it: {declaration}\n"
    parsed, _ = parse_yaml(Text("x.yml", text))
    made, [finding] = read_collection("birds", "x.yml", parsed)
    assert finding.message == message
    assert finding.location.line == 4
    assert text.split("\n")[3][finding.location.column - 1 :].startswith(stands_at)
    assert made is not None
    assert made.fields["it"].type == UNCHECKED
    assert check_value(made.fields["it"], node("{any: [thing]}")) == (None, ())


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", '1:1 "singular" is missing'),
        ("singular: https", '2:11 "https:" already means a kind of web address'),
        ("singular: Bird", '2:11 "Bird" cannot stand before the colon of a reference'),
        (f"{BIRD}scheme: mailto", '3:9 "mailto:" already means a kind of web address'),
        (f"{BIRD}pages: all", '3:8 "pages" cannot be "all"'),
        (f"{BIRD}index: title", '3:8 "index" should be a group of fields, not "title"'),
        (f"{BIRD}index: {{sort: {{by: song}}}}", '3:15 "sort" is a name or a list of names'),
        (f"{BIRD}search: {{boost: 0}}", '3:17 "boost" is 0, below 0.1'),
        (f"{BIRD}rules: {{a: b}}", '3:8 "rules" is a list'),
        (f"{BIRD}rules: [soon]", "3:9 a rule is a group of fields"),
        (f"{BIRD}rules: [{{message: x}}]", "3:9 the rule requires nothing"),
        (f"{BIRD}rules: [{{require: {{title: x}}}}]", '3:9 "message" is missing'),
        (
            f"{BIRD}rules: [{{require: title, message: x}}]",
            '3:19 "require" names fields and what they must be',
        ),
        (
            f"{BIRD}rules: [{{require: {{title: {{least: 1}}}}, message: x}}]",
            '3:28 the test of "title" has no field "least"',
        ),
        (f"{BIRD}fields: {{Song: text}}", '3:10 "Song" cannot name a field'),
        (f"{BIRD}fields: {{meta: text}}", '3:10 "meta" means the same in every collection'),
        (f"{BIRD}fields: {{title: int}}", "3:10 a title is text"),
    ],
)
def test_a_broken_declaration_is_reported_where_it_is_broken(text: str, finding: str) -> None:
    made, findings = read(f"title: Birds\n{text}\n")
    assert findings.partition(" | ")[0] == finding
    assert made is not None
    assert made.rules == ()


@pytest.mark.parametrize(
    "text",
    ["", "- Birds\n", "Birds\n", f"{BIRDS}fields: [song]\n", f"{BIRDS}feilds: {{song: text}}\n"],
)
def test_where_no_field_can_be_told_there_is_no_collection(text: str) -> None:
    made, findings = read(text)
    assert made is None
    assert len(findings.split("\n")) == 1


# What spans collections

NESTS = "title: Nests\nsingular: nest\n"


def test_targets_become_folders_and_inverses_relations() -> None:
    collections, findings = resolved(
        birds=f"{BIRDS}fields:\n"
        "  home: {type: ref, to: nest, inverse: {name: birds, label: Home of}}\n"
        "  likes: {type: list, of: {type: ref, to: [bird, nest], inverse: liked_by}}\n",
        nests=NESTS,
    )
    assert not findings
    assert collections["birds"].fields["home"].to == ("nests",)
    assert relation_labels(collections, "nests") == {"birds": "Home of", "liked_by": "Liked by"}
    assert relation_labels(collections, "birds") == {"liked_by": "Liked by"}


def test_a_symmetric_field_is_its_own_inverse() -> None:
    collections, findings = resolved(
        birds=f"{BIRDS}fields:\n"
        "  mates: {type: refs, to: bird, symmetric: true, label: Pairs with}\n"
    )
    assert not findings
    assert relation_labels(collections, "birds") == {"mates": "Pairs with"}


def test_inverses_of_one_name_merge_under_one_label_only() -> None:
    fields = "fields: {{home: {{type: ref, to: nest, inverse: {{name: birds, label: {0}}}}}}}\n"
    owls = "title: Owls\nsingular: owl\n"
    one = fields.format("Birds")
    assert resolved(birds=BIRDS + one, owls=owls + one, nests=NESTS)[1] == ""
    other = fields.format("Owls")
    assert resolved(birds=BIRDS + one, owls=owls + other, nests=NESTS)[1] == (
        '3:47 Nests already call "birds" by the words "Birds"'
        ' | write "Birds" here too, or choose another name'
    )


@pytest.mark.parametrize("name", ["title", "height"])
def test_an_inverse_meets_no_field_of_its_target(name: str) -> None:
    _, findings = resolved(
        birds=f"{BIRDS}fields: {{home: {{type: ref, to: nest, inverse: {name}}}}}\n",
        nests=f"{NESTS}fields: {{height: int}}\n",
    )
    assert findings == (f'3:47 Nests already have a field "{name}" | choose another name')


def test_two_collections_cannot_share_a_scheme() -> None:
    _, findings = resolved(birds=BIRDS, owls="title: Owls\nsingular: owl\nscheme: bird\n")
    assert findings == (
        '3:9 "bird:" already refers to Birds'
        ' | give this collection another "singular:" or a "scheme:" of its own'
    )


@pytest.mark.parametrize(
    "declaration",
    [
        "{type: ref, to: nst}",
        "{type: refs, to: [bird, nst]}",
        "{type: list, of: {type: ref, to: nst}}",
        "{type: object, fields: {to: text, at: {type: ref, to: nst}}}",
    ],
)
def test_an_unknown_target_leaves_the_values_unchecked(declaration: str) -> None:
    line = f"  home: {declaration}"
    collections, findings = resolved(birds=f"{BIRDS}fields:\n{line}\n", nests=NESTS)
    place = f"4:{line.index('nst') + 1}"
    assert findings == f'{place} there is no collection for "nst" | did you mean "nest"?'
    assert collections["birds"].fields["home"].type == UNCHECKED


def test_names_are_not_missed_while_a_declaration_is_unreadable() -> None:
    birds = collection(
        f"{BIRDS}index: {{columns: [liked_by]}}\nfields: {{home: {{type: ref, to: nest}}}}\n"
        "rules: [{require: {liked_by: {min: 1}}, message: all are liked}]\n"
    )
    collections, findings = resolve_collections({"birds": birds}, complete=False)
    assert not findings
    assert collections["birds"].rules == ()


def test_index_search_and_rules_name_what_exists() -> None:
    collections, findings = resolved(
        birds=f"""\
{BIRDS}index:
  sort: [ordr, -titel]
  group_by: ordr
  columns: [title, sung]
search: {{aliases: nams}}
fields:
  order: {{type: choice, choices: [owls, songbirds]}}
  names: list
  song: text
rules:
  - {{when: {{ordr: owls}}, require: {{song: {{min: 1}}}}, message: owls hoot}}
  - {{when: {{order: owl}}, require: {{song: {{min: 1}}}}, message: owls hoot}}
  - {{require: {{order: {{in: [owls, songbird]}}}}, message: no others}}
"""
    )
    assert findings == snapshot("""\
4:10 there is no field "ordr" | did you mean "order"?
4:16 there is no field "titel" | did you mean "title"?
5:13 there is no field "ordr" | did you mean "order"?
6:20 there is no field "sung" | did you mean "song"?
7:19 there is no field "nams" | did you mean "names"?
13:13 there is no field "ordr" | did you mean "order"?
14:20 there is no choice of "order" called "owl" | did you mean "owls"?
15:35 there is no choice of "order" called "songbird" | did you mean "songbirds"?\
""")
    assert collections["birds"].rules == ()
    assert collections["birds"].index.group_by == ""


@pytest.mark.parametrize("name", ["names", "liked_by", "slug"])
def test_entries_are_grouped_by_one_value(name: str) -> None:
    collections, findings = resolved(
        birds=f"{BIRDS}index: {{group_by: {name}}}\nfields:\n  names: list\n"
        "  likes: {type: refs, to: bird, inverse: liked_by}\n"
    )
    assert findings == (
        f'3:19 entries cannot be put in order by "{name}" | name a field that holds one value'
    )
    assert collections["birds"].index.group_by == ""


def test_the_slug_can_be_sorted_by() -> None:
    assert resolved(birds=f"{BIRDS}index: {{sort: -slug}}\n")[1] == ""


def test_a_name_too_long_to_be_a_slip_is_not_compared() -> None:
    assert nearest("ab" * 50_000, ["ba" * 50_000]) == ""
    assert nearest("ingrediant", ["ingredient", "recipe"]) == "ingredient"
