"""Build a project with our command and with plain MkDocs, and say how the two differ."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from identity.corpus import Project
from warm import run_mkdocs, run_ours

PYTHON = (sys.executable, "-P", "-X", "utf8")

# Neither notices about the future of MkDocs nor compiled modules belong to what is compared.
QUIET = {
    "DISABLE_MKDOCS_2_WARNING": "true",
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended, and what it said."""

    status: int
    said: str

    @property
    def ok(self) -> bool:
        """Whether there is a new site."""
        return self.status == 0


def build(project: Project, *options: str) -> Outcome:
    """Build with our command into the project's ``site``."""
    return build_quietly(project, "-v", *options)


def build_quietly(project: Project, *options: str) -> Outcome:
    """Build without a word of MkDocs: only then a build may do without MkDocs."""
    words = _words(project, *options)
    return Outcome(*run_ours(project.root, *words, environment=environment(project)))


def build_plain(project: Project, into: Path) -> Outcome:
    """Build with plain MkDocs into a new folder; strict, as our command always is."""
    words = ("build", "--strict", "-d", str(into))
    return Outcome(*run_mkdocs(project.root, *words, environment=environment(project)))


def our_command(project: Project, *options: str) -> tuple[str, ...]:
    """Return the command that builds a project, in a process that begins with it."""
    return (*PYTHON, "-m", "generator", *_words(project, *options))


def _words(project: Project, *options: str) -> tuple[str, ...]:
    return ("build", "-d", str(project.site), *options)


def environment(project: Project) -> dict[str, str]:
    """Return the environment of a project's builds, in which nothing slows them down.

    Measured for the tests' coverage, these many builds would take twice as long; what they run is
    measured in tests that build in their own process.
    """
    plain = {k: value for k, value in os.environ.items() if not k.startswith("COVERAGE_")}
    cache = {"TYPED_CONTENT_CACHE": str(project.cache)}
    return {**plain, **QUIET, **cache, **project.environment}


def assert_same(project: Project, plain_site: Path, *options: str) -> None:
    """Build both ways; the outcome must be one, and the sites too if there are any."""
    before = snapshot(project.site)
    kept = _names(project.root) | {"site", ".cache"}
    ours, plain = build(project, *options), build_plain(project, plain_site)
    assert ours.ok == plain.ok, f"ours said:\n{ours.said}\nMkDocs said:\n{plain.said}"
    assert messages(ours.said, project) == messages(plain.said, project), ours.said
    if plain.ok:
        assert difference(project.site, plain_site) == ""
    else:
        assert snapshot(project.site) == before, "a failed build touched the previous site"
        assert ours.status in {1, 2}
    assert _names(project.root) <= kept, "the build left something beside the site"
    # A passed comparison needs no evidence, and sites are large.
    shutil.rmtree(plain_site, ignore_errors=True)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def messages(said: str, project: Project) -> tuple[list[str], list[str]]:
    """Return MkDocs' records in their order, free of places and times, and the findings."""
    # What is wrong with the configuration is known before MkDocs logs anything in ours.
    text = re.sub(r"^error: (?=Config value)", "ERROR   -  ", said, flags=re.MULTILINE)
    text = text.replace(str(project.root), ".")
    records = [" ".join(record.split()) for record in _RECORD.findall(text)]
    return records, sorted(set(_FINDING.findall(text)))


# A record with the lines that belong to it. Places, times, and the number of findings, which
# stands elsewhere in ours, are no part of the comparison.
_RECORD = re.compile(
    r"^(?:INFO|WARNING|ERROR|CRITICAL) +-  "
    r"(?!Building documentation to|Documentation built in|(?:typed-content: )?(?:\d+|no) errors?, )"
    r".*(?:\n +.*)*",
    re.MULTILINE,
)
_FINDING = re.compile(r"^\S+:\d+:\d+: (?:error|warning): .+$", re.MULTILINE)


def snapshot(site: Path) -> dict[str, bytes]:
    """Return every file of a site."""
    return {path: (site / path).read_bytes() for path in _files(site) if (site / path).is_file()}


def difference(ours: Path, plain: Path) -> str:
    """Say how our site differs from the plain one; nothing if it does not."""
    return "\n".join(_differences(ours, plain))


def _differences(ours: Path, plain: Path) -> Iterator[str]:
    made, expected = _files(ours), _files(plain)
    yield from (f"missing: {path}" for path in expected if path not in made)
    yield from (f"too much: {path}" for path in made if path not in expected)
    common = [path for path in expected if path in made]
    yield from (
        f"{path}: mode {made[path]:o}, not {expected[path]:o}"
        for path in common
        if made[path] != expected[path]
    )
    different = [p for p in common if not _same_bytes(ours / p, plain / p)]
    yield from (f"other bytes: {path}" for path in different)
    yield from _text_difference(ours, plain, different[:1])


def _files(site: Path) -> dict[str, int]:
    """Return the kind and permissions of what is in a site, folders too, in one order."""
    found = {}
    for folder, folders, files in os.walk(site):
        for name in (*folders, *files):
            path = Path(folder, name)
            found[path.relative_to(site).as_posix()] = path.lstat().st_mode
    return dict(sorted(found.items()))


def _same_bytes(one: Path, other: Path) -> bool:
    return one.is_dir() or one.read_bytes() == other.read_bytes()


def _text_difference(ours: Path, plain: Path, paths: list[str]) -> Iterator[str]:
    for path in paths:
        texts = [
            # Minified pages and search indexes are one line each.
            re.sub(r"(?<=[>}])(?=[<,])", "\n", (site / path).read_text("utf-8", "replace"))
            for site in (plain, ours)
        ]
        expected, made = (text.splitlines() for text in texts)
        yield from list(unified_diff(expected, made, "plain", "ours", lineterm="", n=1))[:40]
