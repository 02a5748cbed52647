"""The benchmark: what it builds, how it measures, and that the published figures are its own.

Nothing here depends on how fast anything is.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from generator.bench import BenchError, Result, as_entry, as_table, is_untouched
from generator.bench.browser import find_browser, measure_in_browser
from generator.bench.builds import compare_sites
from generator.bench.corpus import Corpus, edit_body, edit_title, write_corpus
from generator.bench.figures import Figure, Growth, make_figures, make_growth
from generator.bench.kept import Kept, Part
from generator.bench.machine import describe_machine, find_load, processor
from generator.bench.memory import tree_memory
from generator.bench.previews import measure_preview
from generator.bench.process import Command, run_measured
from generator.bench.samples import Sample
from generator.bench.tools import OURS, Tool, find_peers, find_versions, version_of
from generator.cli import main
from sites import compiled, page, write_site

PROJECT = Path(__file__).resolve().parent.parent
PUBLISHED = PROJECT / "content" / "benchmarks" / "builder.yml"


# What is built.


def test_the_same_arguments_give_the_same_project(tmp_path: Path) -> None:
    one, other = (write_corpus(tmp_path / name, 30) for name in ("one", "other"))
    assert texts(one.root) == texts(other.root)
    assert len(one.paths) == 30


def texts(root: Path) -> dict[str, str]:
    files = (file for file in root.rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files}


def test_pages_have_the_size_that_the_page_tells(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, 100)
    sizes = [corpus.page(number).stat().st_size for number in range(100)]
    assert min(sizes) > 5000
    assert max(sizes) < 8500


def test_every_page_is_in_the_navigation_and_has_a_title(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, 60)
    named = re.findall(r"- (\S+\.md)$", corpus.config_file.read_text("utf-8"), re.MULTILINE)
    assert tuple(named) == corpus.paths
    starts = {corpus.page(number).read_text("utf-8")[:11] for number in range(60)}
    assert starts == {"---\ntitle: "}


def test_an_edit_changes_one_page_and_can_be_found(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, 8)
    before = texts(tmp_path)
    words, title = edit_body(corpus, 11), edit_title(corpus, 11)  # of eight pages: the fourth
    after = texts(tmp_path)
    [changed] = [path for path in after if after[path] != before[path]]
    assert changed == f"docs/{corpus.paths[3]}" == "docs/section-0/page-2.md"
    assert corpus.address(11) == "/section-0/page-2/"
    assert after[changed].startswith(f"---\ntitle: {title}\n---\n")
    assert after[changed].endswith(f"{words}\n")
    assert not any(words in text or title in text for text in before.values())


# How a run is measured.

WORK = "import time\nwhile time.process_time() < 0.3: pass"


def test_the_work_of_a_command_s_children_is_counted(tmp_path: Path) -> None:
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORK!r}])"
    used = run_measured(Command((sys.executable, "-c", start), tmp_path))
    assert used.cpu_s >= 0.3
    assert used.wall_s >= 0.3
    assert used.peak_mb > 1


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    fails = "print('the disk is full'); raise SystemExit(3)"
    with pytest.raises(BenchError, match=r"failed:\n  the disk is full"):
        run_measured(Command((sys.executable, "-c", fails), tmp_path))


def test_the_memory_of_children_is_counted_while_they_run() -> None:
    before = tree_memory(os.getpid())
    hold = "block = bytes(range(256)) * 400_000; print('holds', flush=True); input()"
    with subprocess.Popen(
        (sys.executable, "-c", hold), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"holds\n"
        grown = tree_memory(os.getpid()) - before
        assert grown > 50 if Path("/proc/self/smaps_rollup").exists() else grown == 0
        child.communicate(b"\n")
    assert tree_memory(child.pid) == 0


def test_one_byte_that_differs_from_plain_mkdocs_ends_it(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, ("index.md",))
    write_site(tmp_path, "-- site/a.html --\nsame\n-- plain/a.html --\nsame\n")
    compare_sites(corpus)
    assert not (tmp_path / "plain").exists(), "sites are large"
    write_site(tmp_path, "-- plain/a.html --\nsame\n-- plain/b/c.html --\nmore\n")
    with pytest.raises(BenchError, match=r"not what mkdocs build makes: b/c\.html differs"):
        compare_sites(corpus)


def test_what_a_program_made_is_put_aside_and_takes_no_room(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, 1)
    before = texts(tmp_path)
    for _ in range(2):
        for path in ("site/a/b.html", "kept/c"):
            file = tmp_path / path
            file.parent.mkdir(parents=True)
            file.write_text("large")
        OURS.forget(corpus)
    left = [(path, text) for path, text in sorted(texts(tmp_path).items()) if path not in before]
    aside = [("forgotten/0/a/b.html", ""), ("forgotten/1/c", "")]
    assert left == [*aside, ("forgotten/2/a/b.html", ""), ("forgotten/3/c", "")]
    assert texts(tmp_path).items() >= before.items()


# What is kept of it.

NOW = {"processor": "Abacus 67", "versions": {"mkdocs": "1.6.89"}, "code": "c0de"}
PART = Part("2026-11-23", 0.83, (Sample(9, "cold", "build", 0.5, 2.25, 70),))


def test_parts_of_several_sittings_are_one_result(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    Kept(file, NOW).add(PART)
    again = Kept(file, NOW)
    again.add(replace(PART, load=0.97))
    assert [part.load for part in Kept(file, NOW).parts] == [0.83, 0.97]
    assert [*Kept(file, NOW).samples] == [*again.samples] == [*PART.samples] * 2


@pytest.mark.parametrize("name", NOW)
def test_what_was_measured_with_something_else_is_not_mixed_in(tmp_path: Path, name: str) -> None:
    file = tmp_path / "kept.jsonl"
    Kept(file, NOW).add(PART)
    with pytest.raises(BenchError, match=rf"kept\.jsonl was measured with another {name}: remove"):
        Kept(file, {**NOW, name: "another"})
    assert [*Kept(file, NOW).samples] == [*PART.samples]


def test_without_a_file_only_this_sitting_counts() -> None:
    kept = Kept(None, NOW)
    kept.add(PART)
    assert [*kept.samples] == [*PART.samples]


# A preview, with a program that serves all pages at every address, as they are.

SERVER = """\
import http.server, pathlib, sys

class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        pages = [page.read_bytes() for page in pathlib.Path("docs").rglob("*.md")]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>" + b"".join(pages) + RELOAD + b"</html>")

RELOAD = b'''<script>
let first;
setInterval(async () => {
  const now = await (await fetch(location)).text();
  if (now !== (first ??= now)) location.reload();
}, 50);
</script>'''

http.server.HTTPServer((sys.argv[1], int(sys.argv[2])), Pages).serve_forever()
"""


def tool(script: str) -> Tool:
    """Return a program that previews so, under a name that figures know."""
    program, address = (sys.executable, "-c", script), ("{host}", "{port}")
    return Tool(name="zensical", program=program, build=(), serve=address, site="-", kept=("x",))


def test_a_preview_is_measured_from_its_start_and_from_each_edit(tmp_path: Path) -> None:
    said: list[str] = []
    samples = list(measure_preview(write_corpus(tmp_path, 4), tool(SERVER), 2, said.append))
    assert [sample.task for sample in samples] == [
        "start",
        *("save-body", "save-title", "save-body", "save-title"),
        "restart",
    ]
    assert said == ["4 pages, preview: zensical"]
    assert all(sample.wall_s > 0 and not sample.cpu_s for sample in samples)


def test_a_preview_that_ends_by_itself_is_told(tmp_path: Path) -> None:
    ends = tool("raise SystemExit('the port is in use')")
    with pytest.raises(BenchError, match="the preview of zensical failed:\nthe port is in use"):
        list(measure_preview(write_corpus(tmp_path, 2), ends, 1, print))


@pytest.mark.browser
def test_an_edit_is_followed_in_a_browser(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, 4)
    samples = list(measure_in_browser(corpus, tool(SERVER), 2, lambda _: None))
    tasks = [sample.task for sample in samples]
    body, title = ("browser-body", "reload", "beyond-body"), ("browser-title", "reload")
    assert tasks == [*body, *title, "beyond-title"] * 2
    for shown, reload, beyond in zip(samples[::3], samples[1::3], samples[2::3], strict=True):
        assert -reload.wall_s < beyond.wall_s < shown.wall_s
        assert beyond.wall_s != shown.wall_s - reload.wall_s, "the browser's own work is no part"


def test_no_browser_is_found_where_the_named_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert find_browser() == ""


# What is made of it.


def test_a_figure_is_the_median_and_compares_with_plain_mkdocs() -> None:
    ours = [Sample(9, "body", "build", cpu_s, 2 * cpu_s, 70) for cpu_s in (0.5, 2, 1)]
    plain = [Sample(9, "cold", "mkdocs", cpu_s, cpu_s, 50) for cpu_s in (40, 44)]
    cold, body = make_figures([*ours, *plain])
    assert body == snapshot(
        Figure(
            pages=9,
            task="body",
            tool="build",
            runs=3,
            cpu_s=1.0,
            cpu_least_s=0.5,
            cpu_most_s=2.0,
            wall_s=2.0,
            wall_least_s=1.0,
            wall_most_s=4.0,
            peak_mb=70.0,
            cpu_times=42.0,
            wall_times=21.0,
        )
    )
    assert cold == snapshot(
        Figure(
            pages=9,
            task="cold",
            tool="mkdocs",
            runs=2,
            cpu_s=42.0,
            cpu_least_s=40.0,
            cpu_most_s=44.0,
            wall_s=42.0,
            wall_least_s=40.0,
            wall_most_s=44.0,
            peak_mb=50.0,
            cpu_times=1.0,
            wall_times=1.0,
        )
    )


def test_what_is_compared_stands_together_whatever_was_measured_first() -> None:
    names = [(task, tool) for tool in ("zensical", "mkdocs", "build") for task in ("body", "cold")]
    figures = make_figures([Sample(size, *name, 1.0, 1.0) for size in (9, 3) for name in names])
    assert [(f.pages, f.task, f.tool) for f in figures][:4] == [
        (3, "cold", "build"),
        (3, "cold", "mkdocs"),
        (3, "cold", "zensical"),
        (3, "body", "build"),
    ]
    assert figures[-1].pages == 9


def test_growth_leaves_the_writing_of_the_bytes_aside() -> None:
    samples = [Sample(10, "cold", "build", 11), Sample(40, "cold", "build", 56)]
    samples += [Sample(10, "writing", "build", 1), Sample(40, "writing", "build", 16)]
    samples += [Sample(10, "cold", "hugo", 1), Sample(40, "cold", "hugo", 4)]
    ours, hugo = make_growth(make_figures(samples))
    assert ours == Growth("build", 10, 40, 1.17, 1.0)
    assert hugo == Growth("hugo", 10, 40, 1.0, 0.0)  # whose bytes are others


def test_other_programs_are_found_beside_python_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert find_peers() == ()
    program = tmp_path / "hugo"
    program.write_text("#!/bin/sh\necho hugo v0.168.0+extended linux/amd64\n")
    program.chmod(0o755)
    [hugo] = find_peers()
    assert hugo.program == (str(program),)
    assert find_versions((hugo,))["hugo"] == "0.168.0+extended"


def test_one_size_tells_nothing_of_growth() -> None:
    assert make_growth(make_figures([Sample(10, "cold", "build", 11)])) == ()


def test_a_machine_that_tells_little_is_told_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    assert processor(file) == (platform.processor() or platform.machine())
    file.write_text("model name : Abacus 67\n")
    assert processor(file) == "Abacus 67"
    file.write_text("flags: none\n")
    assert processor(file) == platform.machine()


def test_the_machine_and_the_versions_are_told() -> None:
    machine, versions = describe_machine(), find_versions(())
    assert set(machine) == {"cores", "processor", "memory_gb", "system", "python"}
    assert find_load() >= 0
    assert machine["python"] == sys.version.split()[0]
    assert versions["mkdocs"].startswith("1.6")
    assert version_of((sys.executable, "--version")) == machine["python"]
    assert version_of((sys.executable, "-c", "")) == "unknown"


# What is published.


def a_result() -> Result:
    """Return a result in which no two numbers are the same."""
    numbers = iter(range(1_000_003, 9_000_000, 7_919))
    figures = tuple(
        Figure(pages=pages, task=task, tool=name, **{n: next(numbers) for n in NUMBERS})
        for pages, task, name in (
            (4001, "cold", "build"),
            (4001, "cold", "mkdocs"),
            (4001, "writing", "build"),
            (4001, "save-title", "build"),
            (8009, "title", "build"),
        )
    )
    return Result(
        title="4,001 pages",
        ran_on="2026-11-23",
        machine={
            "cores": 61,
            "processor": "Abacus 67",
            "memory_gb": 71,
            "system": "Lisp 73",
            "python": "3.79.0",
            "load": 0.83,
        },
        versions=(("mkdocs", "1.6.89"),),
        figures=figures,
        growth=(Growth("build", 4001, 8009, 1.01, 0.97),),
    )


NUMBERS = (
    *("cpu_s", "cpu_least_s", "cpu_most_s", "wall_s", "wall_least_s", "wall_most_s"),
    *("peak_mb", "cpu_times", "wall_times", "runs"),
)


def test_an_entry_says_whether_it_was_changed_by_hand() -> None:
    entry = as_entry(a_result())
    assert is_untouched(entry)
    assert not is_untouched(entry.replace("Abacus 67", "Abacus 68"))
    assert not is_untouched("title: Made up\n")


def test_the_page_shows_the_figures_of_the_entry_and_no_others(tmp_path: Path) -> None:
    for part in ("content/benchmarks", "theme/pages"):
        shutil.copytree(PROJECT / part, tmp_path / part)
    entry = as_entry(a_result())
    write_site(tmp_path, f"-- content/benchmarks/builder.yml --\n{entry}")
    assert compiled(tmp_path).findings == ()
    shown = page(tmp_path, "benchmarks/index.md").partition("## ")[2]
    figures = shown.partition("Digest of the result")[0].replace("{ #builder }", "")
    in_entry = set(numbers(entry.rpartition("digest: ")[0]))
    on_page = set(numbers(figures))
    assert on_page <= in_entry
    told = {f.wall_s for f in a_result().figures if f.task != "writing"}
    told |= {f.cpu_s for f in a_result().figures if f.task != "save-title"}
    assert {f"{n:g}" for n in told} <= {f"{float(n):g}" for n in on_page}


def test_the_page_says_nothing_of_what_was_not_measured(tmp_path: Path) -> None:
    for part in ("content/benchmarks", "theme/pages"):
        shutil.copytree(PROJECT / part, tmp_path / part)
    result = a_result()
    builds = replace(result, figures=result.figures[:2], growth=())
    write_site(tmp_path, f"-- content/benchmarks/builder.yml --\n{as_entry(builds)}")
    shown = page(tmp_path, "benchmarks/index.md")
    assert re.findall(r"^### (.+)$", shown, re.MULTILINE) == snapshot(
        ["Builds of 4&#44;001 pages", "How far the runs lie apart", "Versions"]
    )


def numbers(text: str) -> list[str]:
    """Return the numbers of a text in one form, also those that are written as entities."""
    plain = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", plain))


def test_the_published_result_is_as_it_was_written() -> None:
    assert is_untouched(PUBLISHED.read_text("utf-8"))


def test_a_table_shows_it_to_people() -> None:
    ours = [Sample(9, "body", "build", cpu_s, 2 * cpu_s, 70) for cpu_s in (0.5, 2, 1)]
    plain = [Sample(9, "cold", "mkdocs", 40, 41, 50), Sample(9, "start", "mkdocs", wall_s=3)]
    result = replace(a_result(), figures=make_figures([*ours, *plain]))
    assert as_table(result) == snapshot("""\
4,001 pages, 2026-11-23
cores 61, processor Abacus 67, memory_gb 71, system Lisp 73, python 3.79.0, load 0.83
mkdocs 1.6.89

pages  task   tool    CPU s         wall s      MB  CPU x  wall x  runs
9      cold   mkdocs  40            41          50  1      1       1
9      body   build   1 (0.5 to 2)  2 (1 to 4)  70  40     20.5    3
9      start  mkdocs                3                      1       1

build: from 4001 to 8009 pages CPU grows to the power of 1.01, 0.97 beyond the writing
Medians, with the least and the most; under x, how many times as much mkdocs takes.\
""")


# All of it, on a few pages.


def test_a_benchmark_builds_compares_and_writes_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, file = tmp_path / "mkdocs.yml", tmp_path / "found.yml"
    size = ("--pages", "4", "--growth", "6", "--rounds", "1")
    parts = ("--only", "builds", "--only", "growth")
    assert main(["bench", "-f", str(config), *size, *parts, "--write", "found.yml"]) == 0
    shown = capsys.readouterr().out
    assert is_untouched(file.read_text("utf-8"))
    rows = [line.split()[:3] for line in shown.splitlines()]
    for pages in ("4", "6"):
        assert [pages, "cold", "mkdocs"] in rows
        for task in ("cold", "unchanged", "body", "title", "writing"):
            assert [pages, task, "build"] in rows
    assert "build: from 4 to 6 pages CPU grows to the power of" in shown


def test_what_was_measured_until_an_interrupt_is_shown_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: Corpus) -> Sample:
        raise KeyboardInterrupt

    options = ["-f", str(tmp_path / "mkdocs.yml"), "--keep", "kept.jsonl", "--write", "found.yml"]
    small = ["bench", *options, "--pages", "2", "--rounds", "1", "--only", "builds"]
    with monkeypatch.context() as patched:
        patched.setattr("generator.bench.measure_writing", interrupt)
        assert main(small) == 130
    shown = capsys.readouterr()
    assert shown.err == "interrupted: this is what was measured until now\n"
    assert runs(shown.out) == {"cold": "1", "unchanged": "3", "body": "3", "title": "3"}
    assert not (tmp_path / "found.yml").exists()
    assert main(small) == 0
    twice = {"cold": "2", "unchanged": "6", "body": "6", "title": "6", "writing": "1"}
    assert runs(capsys.readouterr().out) == twice
    assert is_untouched((tmp_path / "found.yml").read_text("utf-8"))


def runs(table: str) -> dict[str, str]:
    """Return how often each of our tasks was measured."""
    rows = [line.split() for line in table.splitlines()]
    return {row[1]: row[-1] for row in rows if row[2:3] == ["build"]}


def test_a_program_that_fails_ends_it_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "zensical"
    program.write_text("#!/bin/sh\necho no templates; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert main(["bench", "--quick"]) == 1
    said = capsys.readouterr().err
    assert said == f"error: '{program} build -f zensical.yml' failed:\n  no templates\n"


def test_what_cannot_be_measured_or_written_is_told_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = str(tmp_path / "mkdocs.yml")
    assert main(["bench", "-f", config, "--write", "found/here.yml"]) == 2
    assert capsys.readouterr().err == "error: there is no folder for found/here.yml\n"
    assert main(["bench", "-f", config, "--keep", "kept/here.jsonl"]) == 2
    assert capsys.readouterr().err == "error: there is no folder for kept/here.jsonl\n"
    with pytest.raises(SystemExit, match="2"):
        main(["bench", "--pages", "0"])
    assert 'argument --pages: "0" is not a number of them' in capsys.readouterr().err


def test_both_previews_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--quick", "--only", "previews"]) == 0
    rows = [line.split()[1:3] for line in capsys.readouterr().out.splitlines()]
    for name in ("build", "mkdocs"):
        for task in ("start", "save-body", "save-title"):
            assert [task, name] in rows
