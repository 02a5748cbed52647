"""A site that is built whole, where plugins do what cannot be done page by page."""

from dataclasses import replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.driver import drive
from generator.builder.output import staged
from generator.builder.published import Published
from generator.builder.stages import KeptStages
from generator.builder.tools import Tools


class Folder:
    """The files of a folder, as they were when it was filled."""

    def __init__(self, top: Path) -> None:
        self._files = {
            path.relative_to(top).as_posix(): path for path in top.rglob("*") if path.is_file()
        }

    def read(self, path: str) -> bytes | None:
        """Return the file at a path; None if there is none."""
        file = self._files.get(path)
        return None if file is None else file.read_bytes()

    def make_some(self, path: str) -> bool:
        """Do nothing: all is made."""
        del path
        return False

    def paths(self) -> set[str]:
        """Return the path of every file."""
        return set(self._files)


def build_folder(config: MkDocsConfig, tools: Tools, target: Path) -> Folder:
    """Build a site into a folder; pages that would be the same again are those of the last one."""
    published = Published(tools.store, target)
    with staged(target) as stage:
        config.site_dir = str(stage)
        config.plugins.on_startup(command="build", dirty=False)
        drive(config, KeptStages(replace(tools, published=published)), target)
    published.keep()
    return Folder(target)
