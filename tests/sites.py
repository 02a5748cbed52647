"""Tiny sites for tests: several files in one text, written, compiled or built."""

import os
import re
from functools import cache
from pathlib import Path

from generator.builder import build_site, check_project
from generator.compiler import Project, Result, compile_site
from generator.diagnostics import Diagnostic
from generator.render import PageEnvironment, make_environment
from generator.report import as_text
from generator.source import read_line

_FILE = re.compile(r"^-- (\S+) --\n", re.MULTILINE)

MKDOCS = """\
site_name: Tiny
theme: {name: material}
docs_dir: content
plugins: [search, typed-content]
"""


def write_site(root: Path, text: str) -> Path:
    """Write the files of ``text``, each under a line ``-- path --``, and return ``root``."""
    parts = _FILE.split(text)
    assert not parts[0].strip(), "text starts with a line -- path --"
    files = dict(zip(parts[1::2], parts[2::2], strict=True))
    for path, content in {"mkdocs.yml": MKDOCS, "content/index.md": "# Tiny\n", **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8", newline="\n")
    return root


def compiled(root: Path, *, drafts: bool = False) -> Result:
    """Compile the content under ``root``."""
    project = Project(root=root, title="Tiny", drafts=drafts)
    environment = make_environment(root, project.templates, _default_environment(project.templates))
    return compile_site(project, environment)


@cache
def _default_environment(folder: str) -> PageEnvironment:
    """Make what sites without templates of their own have in common, with what it compiles."""
    return make_environment(Path(os.devnull), folder)


def all_findings(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is found in a site; with what its mkdocs.yml asks, if that is its own."""
    config = root / "mkdocs.yml"
    is_plain = config.read_text("utf-8") == MKDOCS
    return (compiled(root) if is_plain else check_project(config)).findings


def findings(root: Path) -> str:
    """Return all findings in the form that people see."""
    return as_text(compiled(root).findings, lambda where: read_line(root, where))


def only(root: Path) -> Diagnostic:
    """Return the one finding that a site has."""
    [finding] = compiled(root).findings
    return finding


def page(root: Path, path: str) -> str:
    """Return the Markdown of one generated page."""
    result = compiled(root)
    assert result.ok, findings(root)
    return next(page.text for page in result.pages if page.path == path)


def built(root: Path) -> Path:
    """Build the site under ``root`` and return the folder it is in."""
    site = build_site(root / "mkdocs.yml", root / "site").site_dir
    assert site is not None, findings(root)
    return site
