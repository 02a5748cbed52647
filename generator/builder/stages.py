"""The stages of a build in their order, each with what earlier builds kept for it."""

import jinja2
from mkdocs.commands.build import _build_page, _populate_page

from generator.builder.digest import Digest, UnkeyableError
from generator.builder.driver import Building
from generator.builder.known import has_only_pure_plugins
from generator.builder.markdown_stage import MarkdownStage
from generator.builder.store import Store
from generator.builder.watch import Watch


class KeptStages:
    """Makes what changed, and takes the rest from the store."""

    def __init__(self, store: Store, watch: Watch, code: Digest, jobs: int) -> None:
        self._store = store
        self._watch = watch
        self._code = code
        self._jobs = jobs
        self.saw_everything = False  # nothing but what was seen can make the next build differ

    def read_pages(self, building: Building) -> None:
        """Give every page its content, table of contents, title and meta."""
        pages = [file.page for file in building.doc_files if file.page is not None]
        try:
            stage = MarkdownStage(self._store, self._watch, building, self._code)
        except UnkeyableError:
            for page in pages:
                _populate_page(page, building.config, building.files)
            return
        stage.render_ahead(pages, self._jobs)
        for page in pages:
            stage.read_page(page)
        self.saw_everything = stage.saw_everything and has_only_pure_plugins(building.config)

    def write_pages(self, building: Building, env: jinja2.Environment) -> None:
        """Write every page's HTML."""
        for file in building.doc_files:
            if file.page is not None:
                _build_page(file.page, building.config, building.doc_files, building.nav, env)

    def finish(self, building: Building) -> None:
        """Complete the output folder, when all plugins have written their files."""
        del building
        self.saw_everything = self.saw_everything and not self._watch.all.asked
