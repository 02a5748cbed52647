"""report: findings as people, GitHub and programs read them."""

import json

from inline_snapshot import snapshot

from generator.diagnostics import Diagnostic, Location, Related, Severity
from generator.report import as_github, as_json, as_sarif, as_summary, as_text

HERE = Location("content/birds/wren.md", 2, 9, 2, 13)


def finding(
    location: Location = HERE, message: str = "no bird", severity: Severity = Severity.ERROR
) -> Diagnostic:
    return Diagnostic(
        rule="a-rule",
        location=location,
        message=message,
        why="it flew",
        fix="look up",
        severity=severity,
    )


def excerpt(line: str, start: int, end: int) -> list[str]:
    """Return the source line of a finding and the marks under it."""
    where = Location("a.md", 1, start, 1, end)
    return as_text([finding(where)], lambda _: line).splitlines()[1:3]


def test_a_finding_shows_its_line_underlined_then_why_and_how_to_mend_it() -> None:
    assert as_text([finding(), finding()], lambda _: "kind of gull here") == snapshot("""\
content/birds/wren.md:2:9: error: no bird [a-rule]
  2 | kind of gull here
    |         ^^^^
  why: it flew
  fix: look up

content/birds/wren.md:2:9: error: no bird [a-rule]
  2 | kind of gull here
    |         ^^^^
  why: it flew
  fix: look up
""")


def test_a_finding_shows_the_other_places_it_speaks_of() -> None:
    related = (Related(Location("content/birds/tit.md", 4, 2), "it stands here first"),)
    other = Diagnostic(rule="a-rule", location=HERE, message="m", why="w", fix="f", related=related)
    assert as_text([other], lambda _: "").splitlines()[-1] == snapshot(
        "  see: content/birds/tit.md:4:2: it stands here first"
    )


def test_a_finding_without_a_readable_line_shows_none() -> None:
    assert as_text([finding()], lambda _: "  ") == snapshot("""\
content/birds/wren.md:2:9: error: no bird [a-rule]
  why: it flew
  fix: look up
""")


def test_a_tab_takes_one_column() -> None:
    assert excerpt("\tkind:\tgull", 8, 12) == ["  1 |  kind: gull", "    |        ^^^^"]


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    assert excerpt("鳥: e\u0301 鷗鷗 x", 7, 9) == ["  1 | 鳥: e\u0301 鷗鷗 x", "    |       ^^^^"]


def test_a_place_after_the_line_is_marked_once() -> None:
    assert excerpt("kind", 9, 9) == ["  1 | kind", "    |     ^"]


def test_a_span_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    where = Location("a.md", 3, 3, 9, 2)
    assert as_text([finding(where)], lambda _: "a {b").splitlines()[1:3] == [
        "  3 | a {b",
        "    |   ^^",
    ]


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    shown, marks = excerpt("x" * 500 + "here" + "y" * 500, 501, 505)
    assert shown == "  1 | " + "x" * 156 + "here"
    assert marks == "    | " + " " * 156 + "^^^^"


def test_of_a_long_place_no_more_is_marked_than_is_shown() -> None:
    shown, marks = excerpt("x" * 100 + "y" * 500, 101, 601)
    assert shown == "  1 | " + "y" * 160
    assert marks == "    | " + "^" * 160


def test_a_summary_counts_in_words() -> None:
    warning = finding(severity=Severity.WARNING)
    assert as_summary([]) == "no errors, no warnings"
    assert as_summary([finding(), warning, warning]) == "1 error, 2 warnings"


def test_github_gets_a_workflow_command_with_every_separator_escaped() -> None:
    where = Location("content/a,b:c%.md", 2, 9, 2, 13)
    assert as_github([finding(where, "50% of\r\nbirds, all: gulls")]) == snapshot(
        "::error file=content/a%2Cb%3Ac%25.md,line=2,endLine=2,title=a-rule,col=9,endColumn=13::50%25 of%0D%0Abirds, all: gulls%0Awhy: it flew%0Afix: look up\n"  # noqa: E501 - as it is printed
    )


def test_github_gets_columns_only_within_one_line() -> None:
    warning = finding(Location("a.md", 2, 9, 4, 1), severity=Severity.WARNING)
    assert as_github([warning]) == snapshot(
        "::warning file=a.md,line=2,endLine=4,title=a-rule::no bird%0Awhy: it flew%0Afix: look up\n"
    )


def test_json_is_a_list_of_objects_with_every_part_of_a_finding() -> None:
    related = (Related(Location("content/birds/tit.md", 4, 2), "it stands here first"),)
    other = Diagnostic(
        rule="a-rule", location=HERE, message="é “bird”", why="w", fix="f", related=related
    )
    assert json.loads(as_json([other])) == snapshot(
        [
            {
                "rule": "a-rule",
                "severity": "error",
                "path": "content/birds/wren.md",
                "line": 2,
                "column": 9,
                "end_line": 2,
                "end_column": 13,
                "message": "é “bird”",
                "why": "w",
                "fix": "f",
                "related": [
                    {
                        "path": "content/birds/tit.md",
                        "line": 4,
                        "column": 2,
                        "end_line": 4,
                        "end_column": 2,
                        "message": "it stands here first",
                    }
                ],
            }
        ]
    )
    assert "é “bird”" in as_json([other])
    assert as_json([]) == "[]\n"


def test_sarif_names_each_rule_once_and_each_place_by_an_address() -> None:
    where = Location("content/a bird.md", 2, 9, 2, 13)
    warning = finding(where, severity=Severity.WARNING)
    assert json.loads(as_sarif([finding(), warning])) == snapshot(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": {"name": "typed-content", "rules": [{"id": "a-rule"}]}},
                    "columnKind": "unicodeCodePoints",
                    "results": [
                        {
                            "ruleId": "a-rule",
                            "level": "error",
                            "message": {
                                "text": """\
no bird
why: it flew
fix: look up\
"""
                            },
                            "locations": [
                                {
                                    "physicalLocation": {
                                        "artifactLocation": {"uri": "content/birds/wren.md"},
                                        "region": {
                                            "startLine": 2,
                                            "startColumn": 9,
                                            "endLine": 2,
                                            "endColumn": 13,
                                        },
                                    }
                                }
                            ],
                            "relatedLocations": [],
                        },
                        {
                            "ruleId": "a-rule",
                            "level": "warning",
                            "message": {
                                "text": """\
no bird
why: it flew
fix: look up\
"""
                            },
                            "locations": [
                                {
                                    "physicalLocation": {
                                        "artifactLocation": {"uri": "content/a%20bird.md"},
                                        "region": {
                                            "startLine": 2,
                                            "startColumn": 9,
                                            "endLine": 2,
                                            "endColumn": 13,
                                        },
                                    }
                                }
                            ],
                            "relatedLocations": [],
                        },
                    ],
                }
            ],
        }
    )


def test_sarif_without_findings_is_a_run_without_results() -> None:
    [run] = json.loads(as_sarif([]))["runs"]
    assert run["results"] == []


def test_a_terminal_finds_nothing_to_obey_in_a_finding() -> None:
    place = Location("content/a\x1b[2J\n::error::b.md")
    finding = Diagnostic(
        rule="a-rule",
        location=place,
        message="\x1b]0;owned\x07",
        why="one\ntwo\r",
        fix="\x9b31m",
    )
    shown = as_text([finding], lambda _: "")
    assert shown.splitlines() == [
        "content/a\ufffd[2J ::error::b.md:1:1: error: \ufffd]0;owned\ufffd [a-rule]",
        "  why: one two",
        "  fix: \ufffd31m",
    ]
    assert not any(ord(mark) < 32 for mark in as_github([finding]).removesuffix("\n"))
