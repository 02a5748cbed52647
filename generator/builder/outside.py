"""Refuse what a site would publish from outside the project, through symbolic links.

MkDocs follows every link in `docs_dir`, and Snippets and templates those in what they take in, so
whoever may add one to a project could publish any file of the machine that builds it. Of typed
content this is a finding already; here it is for all.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import BuildFailedError
from generator.builder.code import installed_folders
from generator.source import leads_out, link_finding


def refuse_outside_links(paths: Iterable[str | None], config: MkDocsConfig) -> None:
    """Raise BuildFailedError with a finding for each link that leads out of the project."""
    root = Path(os.path.abspath(config.config_file_path)).parent
    # An environment may stand in the project, and be a link: what is installed is nobody's text.
    own, installed = f"{root}{os.sep}", installed_folders()
    inside = [p for p in paths if p and p.startswith(own) and not p.startswith(installed)]
    links = _links([os.path.relpath(path, root) for path in inside], root)
    findings = [finding for path in links if (finding := link_finding(root, path)) is not None]
    if findings:
        from generator.report import as_text

        raise BuildFailedError(as_text(findings, lambda _: ""))


def _links(paths: list[str], root: Path) -> Iterator[str]:
    """Yield the files and folders of the project that lead out of it, each once."""
    for folder in dict.fromkeys(map(os.path.dirname, paths)):
        if leads_out(root, folder):
            yield folder
    for path in paths:
        if os.path.islink(root / path) and leads_out(root, path):
            yield path
