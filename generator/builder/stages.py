"""The stages of a build in their order, each with what earlier builds kept for it."""

from collections.abc import Mapping

import jinja2
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig

from generator.builder.digest import UnkeyableError
from generator.builder.driver import Building, write_templates
from generator.builder.in_place.body_plan import plan_bodies
from generator.builder.in_place.title_plan import plan_titles
from generator.builder.known import has_only_pure_plugins, leaves_pages_alone
from generator.builder.markdown.stage import MarkdownStage
from generator.builder.outside import refuse_outside_links
from generator.builder.pages.loader import KeptCode, KnowingLoader
from generator.builder.pages.observer import is_plain_environment
from generator.builder.pages.stage import PageStage, page_stage
from generator.builder.pages.templates import Templates
from generator.builder.search.index import keep_entries_in_files, keep_sections
from generator.builder.tools import Tools


class KeptStages:
    """Makes what changed, and takes the rest from the store."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._templates: Templates | None = None
        self._fault = UnkeyableError("templates")  # why nothing can be kept of templates
        self._pages: PageStage | None = None
        self.reasons: Mapping[str, str] = {}
        self._building: Building | None = None
        self._markdown: MarkdownStage | None = None
        self.plan: object = None  # what the next build needs where only texts are new
        self.notes: object = None  # the same where only titles are
        self.saw_everything = False  # nothing but what was seen can make the next build differ

    def read_pages(self, building: Building) -> None:
        """Give every page its content, table of contents, title and meta."""
        refuse_outside_links((file.abs_src_path for file in building.files), building.config)
        pages = [file.page for file in building.doc_files if file.page is not None]
        try:
            stage = MarkdownStage(self._tools, building)
        except UnkeyableError:
            for page in pages:
                _populate_page(page, building.config, building.files)
            return
        stage.render_ahead(pages)
        for page in pages:
            stage.read_page(page)
        self._building, self._markdown = building, stage
        self.saw_everything = stage.saw_everything and has_only_pure_plugins(building.config)

    def prepare_templates(self, building: Building, env: jinja2.Environment) -> None:
        """See to it that templates are loaded by us, compiled once, and seen into."""
        if env.loader is None or not is_plain_environment(env):
            return
        loader = env.loader = KnowingLoader(env.loader, env)
        try:
            self._templates = Templates(building, env, loader)
        except UnkeyableError as error:
            self._fault = error
        env.bytecode_cache = KeptCode(self._tools.store, self._tools.code, env)

    def write_templates(self, building: Building, env: jinja2.Environment) -> None:
        """Copy the static files, and write what templates make that is no page."""
        if self._templates is None:
            write_templates(building, env)
            return
        write_templates(building, env, self._templates.watched)

    def write_pages(self, building: Building, env: jinja2.Environment) -> None:
        """Write every page's HTML."""
        keep_sections(building.config, self._tools.store)
        keep_entries_in_files(building.config)
        if not leaves_pages_alone(building.config):
            self._tools.published.distrust()
        try:
            self._pages = self._page_stage(building, env)
        except UnkeyableError as error:
            reason = f"rendered: nothing is kept here, because of {error}"
            doc_files = building.doc_files  # as they are before the first page, which may add some
            self.reasons = {file.src_uri: reason for file in doc_files}
            for file in doc_files:
                if file.page is not None:
                    _build_page(file.page, building.config, doc_files, building.nav, env)
            return
        self._pages.write_pages(env, self._tools.jobs)
        self.reasons = self._pages.reasons

    def finish(self, config: MkDocsConfig) -> None:
        """Complete the output folder, when all plugins have written their files."""
        refuse_outside_links(self._tools.watch.all.opened, config)
        if self._pages is not None:
            self._pages.place_staying()
        self.saw_everything = self.saw_everything and not self._tools.watch.all.asked
        if self._building and self._markdown and self._pages and self.saw_everything:
            self.plan = plan_bodies(self._building, self._markdown, self._pages)
            if self.plan is not None and self._templates is not None:
                code = self._tools.code
                self.notes = plan_titles(self._building, self._pages, self._templates, code)

    def _page_stage(self, building: Building, env: jinja2.Environment) -> PageStage:
        if self._templates is None or not self._templates.are_of(env):
            raise self._fault
        return page_stage(self._tools, building, self._templates)
