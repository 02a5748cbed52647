"""cli: what a person types, what is printed, and the exit code."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from generator.cli import main
from generator.cli.unchanged import read_plainly
from sites import write_site

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
fields: {size: {type: int}}
-- content/birds/wren.yml --
title: Wren
"""
BROKEN = "-- content/birds/owl.yml --\ntitle: Owl\nsize: big\n"
WARNED = """\
-- content/words/_collection.yml --
title: Words
singular: word
fields: {see: {type: ref, to: word}}
-- content/words/beak.yml --
title: Beak
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the folder of a small project."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.chdir(write_site(tmp_path, BIRDS))
    return tmp_path


def commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out.partition("\ncommands:\n")[2].partition("\n\n")[0]
    lines = [line for line in listed.splitlines() if line[4:5].strip()]
    return [line.split()[0] for line in lines if line.strip() != "COMMAND"]


def test_help_names_every_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del root
    assert {"build", "check", "serve"} <= set(commands(capsys))


def test_help_of_each_command_is_complete(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del root
    for command in commands(capsys):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        said = capsys.readouterr().out
        assert ended.value.code == 0
        assert f" {command} [-h]" in said
        described = said.split("\n\n")[1]
        assert described[0].isupper()
        assert described.endswith(".")
        for line in said.partition("\noptions:\n")[2].splitlines():
            option, _, words = line.strip().partition("  ")
            assert words or not option.startswith("-") or len(option) > 20, line


def test_the_help_of_build_tells_its_options(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del root
    with pytest.raises(SystemExit):
        main(["build", "--help"])
    said = capsys.readouterr().out
    assert "the project's mkdocs.yml" in said
    assert "where the site goes" in said


@pytest.mark.parametrize(
    "words",
    [[], ["fly"], ["check", "--format", "xml"], ["build", "--fast"], ["check", "-f"]],
)
def test_wrong_usage_is_2_and_says_what_is_right(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    del root
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ")


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize(
    "mkdocs",
    [
        "site_name: [\n",
        "plugins: [search]\n",
        "site_name: Tiny\nplugins: [no-such]\n",
        "site_name: Tiny\nplugins: [search]\n",
        "site_name: Tiny\ndocs_dir: nowhere\nplugins: [typed-content]\n",
    ],
)
def test_an_unusable_mkdocs_yml_is_2_and_one_error_without_a_traceback(
    root: Path, capsys: pytest.CaptureFixture[str], command: str, mkdocs: str
) -> None:
    (root / "mkdocs.yml").write_text(mkdocs, "utf-8")
    assert main([command]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert "Traceback" not in printed.err


def test_a_missing_mkdocs_yml_is_2_and_says_where_to_stand(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del root
    assert main(["check", "-f", "elsewhere/mkdocs.yml"]) == 2
    assert capsys.readouterr().err == snapshot(
        "error: there is no elsewhere/mkdocs.yml: stand in the project's folder, or name the file with -f\n"  # noqa: E501 - as it is printed
    )


def test_check_without_findings_is_0_and_counts(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del root
    assert main(["check"]) == 0
    assert tuple(capsys.readouterr()) == snapshot(("no errors, no warnings in 1 entry\n", ""))


def test_check_with_errors_is_1_and_shows_them(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_site(root, BIRDS + BROKEN)
    assert main(["check"]) == 1
    assert capsys.readouterr().out == snapshot("""\
content/birds/owl.yml:2:7: error: "size" should be a whole number, not "big" [wrong-type]
  2 | size: big
    |       ^^^
  why: the pages that show it could not be made
  fix: write digits without quotes, as in "size: 12"

1 error, no warnings in 2 entries
""")


def test_check_with_warnings_alone_is_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_site(root, BIRDS + WARNED)
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("no errors, 1 warning in 2 entries\n")


@pytest.mark.parametrize("words", [["json"], ["sarif"], ["github"]])
def test_other_formats_have_the_same_exit_codes_and_nothing_else_in_them(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["check", "--format", *words]) == 0
    nothing = capsys.readouterr().out
    assert nothing == "" if words == ["github"] else json.loads(nothing) is not None
    write_site(root, BIRDS + BROKEN)
    assert main(["check", "--format", *words]) == 1
    found = capsys.readouterr().out
    assert "content/birds/owl.yml" in found
    assert found.startswith("::error ") if words == ["github"] else json.loads(found)


def test_another_project_is_checked_from_anywhere(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(root, BIRDS + BROKEN)
    monkeypatch.chdir("/")
    assert main(["check", "-f", str(root / "mkdocs.yml")]) == 1
    assert "\n  2 | size: big\n" in capsys.readouterr().out


def test_build_is_0_and_says_where_the_site_is(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "-d", "out/site"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"out{os.sep}site{os.sep} is ready: 2 generated pages, ")
    assert printed.err == ""
    assert (root / "out/site/birds/wren/index.html").is_file()


def test_build_with_errors_is_1_and_builds_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_site(root, BIRDS + BROKEN)
    assert main(["build"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("content/birds/owl.yml:2:7: error: ")
    assert printed.err == snapshot("1 error, no warnings: the site was not built\n")
    assert not (root / "site").exists()


def test_what_mkdocs_refuses_is_1_in_its_own_words(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mkdocs = (root / "mkdocs.yml").read_text("utf-8")
    nav = "nav: [index.md, /shop/]\nvalidation: {nav: {absolute_links: warn}}\n"
    (root / "mkdocs.yml").write_text(mkdocs + nav, "utf-8")
    assert main(["build"]) == 1
    assert capsys.readouterr().err == snapshot("""\
warning: An absolute path to '/shop/' is included in the 'nav' configuration, which presumably points to an external resource.
Aborted with 1 warnings in strict mode!
The site was not built; the previous one is untouched.
""")  # noqa: E501 - as it is printed
    assert not (root / "site").exists()


def test_a_folder_that_cannot_be_written_is_2_and_no_traceback(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "full").write_text("a file", "utf-8")
    assert main(["build", "-d", "full/site"]) == 2
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("build", ("mkdocs.yml", None)),
        ("build -d there", ("mkdocs.yml", "there")),
        ("build --config-file a.yml --site-dir b -f c.yml", ("c.yml", "b")),
        ("build -d", None),
        ("build --site there", None),
        ("build -d --clean", None),
        ("build --jobs 2", None),
        ("check -f mkdocs.yml", None),
        ("", None),
    ],
)
def test_only_the_plainest_words_are_read_without_argparse(
    words: str, asked: tuple[str, str | None] | None
) -> None:
    assert read_plainly(words.split()) == asked


def test_a_build_says_the_same_in_plain_words_and_in_others(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del root
    # The first build of what has just been written may keep no snapshot.
    first, _, said = (said_by(capsys, "build", "-d", "there") for _ in range(3))
    assert first.startswith("there/ is ready: 2 generated pages, ")
    assert said.startswith("there/ is unchanged: 2 generated pages, ")
    for words in (["build", "-d", "./there/"], ["build", "-dthere"], ["build", "--site=there"]):
        assert said_by(capsys, *words)[:-6] == said[:-6]  # but for the seconds


def said_by(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return capsys.readouterr().out


def test_progress_is_shown_on_a_terminal_and_not_in_a_pipe(root: Path) -> None:
    command = [sys.executable, "-m", "generator", "build"]
    piped = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    (root / "content/birds/wren.yml").write_text("title: Winter wren\n", "utf-8")
    terminal, end = pty.openpty()
    try:
        subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=end, check=True)
        shown = os.read(terminal, 1000).decode()
    finally:
        os.close(end)
        os.close(terminal)
    assert shown.startswith("checking the content and building the site ...")


def test_a_console_of_another_encoding_shows_what_it_can(root: Path) -> None:
    page = root / "content/birds/r\N{LATIN SMALL LETTER O WITH DIAERESIS}d.md"
    page.write_text("---\ntitle: Red\n---\n", "utf-8")
    shown = subprocess.run(
        [sys.executable, "-m", "generator", "check", "-f", str(root / "mkdocs.yml")],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert shown.returncode == 1
    assert b"r\\xf6d" in shown.stdout
    assert not shown.stderr


# Each process makes another page of it.
NUMBERED = """\
import os


def on_page_content(html, **_):
    return f"{html}<p>Made by {os.getpid()}.</p>"
"""


def test_verify_names_the_first_difference_from_mkdocs(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--verify"]) == 0
    (root / "hooks.py").write_text(NUMBERED, "utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("hooks: [hooks.py]\n")
    capsys.readouterr()
    assert main(["build", "--verify"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("not what mkdocs build makes: birds/index.html differs in line ")
    assert f"<p>Made by {os.getpid()}.</p>" in said
    assert said.count("Made by") == 2


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("birds/wren.md", "rendered: page birds/wren.md content changed"),
        ("birds/index.md", "stays: all that its templates read is as it was"),
        ("birds/wern.md", 'there is no such page; did you mean "birds/wren.md"?'),
        ("x", "there is no such page; name it by its source's path in docs_dir"),
    ],
)
def test_explain_says_why_a_page_was_rendered_or_reused(
    root: Path, capsys: pytest.CaptureFixture[str], page: str, why: str
) -> None:
    main(["build"])
    (root / "content/birds/wren.yml").write_text("title: Wren\nsize: 9\n", "utf-8")
    capsys.readouterr()
    assert main(["build", "--explain", page]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{page}: {why}"


def test_explain_says_that_nothing_changed_and_claims_no_page(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build", "--site-dir", str(root / "out")])  # for which the files may be too young
    main(["build", "--site-dir", str(root / "out")])
    capsys.readouterr()
    assert main(["build", "--site-dir", str(root / "out"), "--explain", "birds/wern.md"]) == 0
    said = capsys.readouterr().out.splitlines()[0]
    assert said == "every page stays: nothing that the last build saw has changed"
