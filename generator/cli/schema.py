"""The command that tells editors what content may be."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.builder import check_project

if TYPE_CHECKING:
    from generator.model import Site

WORDS = "write JSON Schemas of the collections, with the real slugs, and tell the editor of them"

_SETTINGS = ".vscode/settings.json"


def write_schemas(options: argparse.Namespace) -> int:
    """Write the schemas, and the settings of VS Code unless they are beyond us."""
    from generator.outputs import SCHEMAS, schema_files

    site = check_project(options.config_file).site
    root = options.config_file.resolve().parent
    files = schema_files(site)
    for path, text in files.items():
        write_file(root, path, text)
    count = len(files)
    print(f"{SCHEMAS}/ has {count} schemas; run this again when collections or slugs changed")
    if site.incomplete:
        print("some content could not be read: see what check says", file=sys.stderr)
    return _write_settings(root, site)


def _write_settings(root: Path, site: "Site") -> int:
    from generator.outputs import with_schemas

    file = root / _SETTINGS
    text = with_schemas(file.read_text("utf-8") if file.exists() else "", site)
    if text is None:
        fix = 'name the schemas under "yaml.schemas" by hand'
        print(f"{_SETTINGS} has comments, or is no JSON, and stays as it is: {fix}")
    else:
        write_file(root, _SETTINGS, text)
        print(f"{_SETTINGS} names them")
    return 0


def write_file(root: Path, path: str, text: str) -> None:
    """Write a file of the project, never through a link to elsewhere."""
    file = root / path
    if file.resolve() != file:
        raise OSError(f"{path} leads elsewhere: remove the link, and run this again")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")
