"""The work on pages in MkDocs' own manner."""

import jinja2
from mkdocs.commands.build import _build_page, _populate_page

from generator.builder.driver import Building


class PlainStages:
    """Every page is read and rendered anew."""

    def read_pages(self, building: Building) -> None:
        for file in building.doc_files:
            assert file.page is not None
            _populate_page(file.page, building.config, building.files)

    def write_pages(self, building: Building, env: jinja2.Environment) -> None:
        for file in building.doc_files:
            assert file.page is not None
            _build_page(file.page, building.config, building.doc_files, building.nav, env)

    def finish(self, building: Building) -> None:
        pass
