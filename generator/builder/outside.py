"""Refuse what a site would publish from outside the project, through symbolic links.

MkDocs follows every link in `docs_dir`, and Snippets and templates those in what they take in, so
whoever may add one to a project could publish any file of the machine that builds it. Of typed
content this is a finding already; here it is for all. A project is the folder of its mkdocs.yml,
and what that names beside it.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import BuildFailedError
from generator.builder.code import installed_folders
from generator.builder.markdown.extensions import icon_folders
from generator.builder.markdown.snippets import base_paths
from generator.source import leads_out, link_finding, shows


def refuse_outside_links(paths: Iterable[str | None], config: MkDocsConfig) -> None:
    """Raise BuildFailedError with a finding for each link that leads out of the project."""
    root = os.path.dirname(os.path.abspath(config.config_file_path))
    links = _links([path for path in paths if path], _Roots(root, config))
    named = (os.path.relpath(path, root) for path in links)
    findings = [found for path in named if (found := link_finding(Path(root), path)) is not None]
    if findings:
        from generator.report import as_text

        raise BuildFailedError(as_text(findings, lambda _: ""))


def _links(paths: list[str], roots: "_Roots") -> Iterator[str]:
    """Yield the files and folders of the project that lead out of it, each once."""
    for folder in dict.fromkeys(map(os.path.dirname, paths)):
        if roots.leads_out(folder):
            yield folder
    for path in paths:
        if os.path.islink(path) and roots.leads_out(path):
            yield path


class _Roots:
    """The folders that a project consists of."""

    def __init__(self, root: str, config: MkDocsConfig) -> None:
        # An environment may stand in the project, and be a link: what is installed is nobody's
        # text.
        self._installed = installed_folders()
        named = (config.docs_dir, *config.theme.dirs, *base_paths(config), *icon_folders(config))
        folders = {os.path.abspath(folder) for folder in named}
        beside = {top for top in folders if not _is_in(top, (root, *self._installed))}
        self._astray = {top for top in beside if _is_astray(top, root)}
        self._folders = sorted({root, *beside}, key=len, reverse=True)  # the nearest one first
        own = {root, config.docs_dir} & {root, *beside - self._astray}
        self._homes = [Path(os.path.realpath(folder)) for folder in own]

    def leads_out(self, path: str) -> bool:
        """Tell whether links make a path of the project one of something else."""
        if _is_in(path, self._installed):
            return False
        top = next((folder for folder in self._folders if _is_in(path, (folder,))), None)
        if top is None or not (
            top in self._astray or leads_out(Path(top), os.path.relpath(path, top))
        ):
            return False
        real = os.path.realpath(path)
        return not any(shows(home, real) for home in self._homes)


def _is_in(path: str, folders: Iterable[str]) -> bool:
    return any(f"{path}{os.sep}".startswith(os.path.join(folder, "")) for folder in folders)


def _is_astray(folder: str, root: str) -> bool:
    """Tell whether links make a folder beside a project one of something else."""
    try:
        both = os.path.commonpath((folder, root))
    except ValueError:  # on another drive
        return False
    return leads_out(Path(both), os.path.relpath(folder, both))
