"""Name everything that a site is made from, so that it can be watched."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import PLUGIN
from generator.builder.code import installed_folders, local_modules
from generator.builder.markdown.extensions import icon_folders
from generator.builder.markdown.snippets import base_paths
from generator.builder.project import make_project
from generator.builder.serving.inputs import Inputs
from generator.labs import KIT

_OURS = str(Path(__file__).resolve().parents[2])  # loaded once: to change it is to start again
_KIT = os.path.join(_OURS, *KIT)  # but this is read: results are worth something with it alone


def first_inputs(config_file: Path) -> Inputs:
    """Return what is known before a configuration could be read."""
    return Inputs(files=frozenset({str(config_file.resolve())}))


def find_inputs(config: MkDocsConfig, opened: Iterable[str]) -> Inputs:
    """Return the folders that a configuration names, and the files that were opened elsewhere."""
    folders = frozenset(os.path.abspath(folder) for folder in _folders(config))
    known = tuple(f"{top}{os.sep}" for top in (*folders, _OURS))
    # A module that a hook imports is opened once, and counts as long as it is loaded.
    elsewhere = (path for path in local_modules() if not path.startswith(known))
    beyond = (path for path in opened if path.startswith(_KIT) or not path.startswith(known))
    return Inputs(
        folders, frozenset({os.path.abspath(config.config_file_path), *beyond, *elsewhere})
    )


def _folders(config: MkDocsConfig) -> Iterator[str]:
    yield config.docs_dir
    yield from (top for top in config.theme.dirs if not top.startswith(installed_folders()))
    yield from config.watch
    if PLUGIN in config.plugins:
        project = make_project(config)
        yield str(project.root / project.templates)
    # A file may appear there that a page asks for already.
    tops = (*base_paths(config), *icon_folders(config))
    yield from (top for top in tops if _is_below(top, config.config_file_path))


def _is_below(folder: str, config_file: str) -> bool:
    """Tell whether a folder is in the project, or may come to be there, and is not all of it."""
    root, top = os.path.dirname(os.path.abspath(config_file)), os.path.abspath(folder)
    return top.startswith(f"{root}{os.sep}")
