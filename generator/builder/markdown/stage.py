"""Stage 1: a page's Markdown becomes HTML once, until something that it was made from changes.

The key holds the text as plugins left it, the page's own addresses, the extensions with their
options and code, and the settings for links. What a page asks for while it renders, other files
of the site and files on the disk, is noted with the answer and asked again before it is reused.
"""

import os
from collections.abc import MutableMapping
from contextlib import suppress
from functools import partial
from typing import cast

from mkdocs.commands.build import _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from generator.builder import known
from generator.builder.code import file_digest
from generator.builder.digest import Digest, UnkeyableError, digest_value
from generator.builder.driver import Building
from generator.builder.logs import Said, kept_quietly, log_level, say
from generator.builder.markdown import extensions
from generator.builder.markdown.key import markdown_key
from generator.builder.markdown.looked_up import Found, LookedUpFiles, found
from generator.builder.markdown.rendering import Rendered, Renderer, give, record_page
from generator.builder.states import kind_of
from generator.builder.tools import Tools
from generator.builder.workers import answers


class MarkdownStage:
    """Renders the Markdown of all pages, or reuses what an earlier build made of it."""

    def __init__(self, tools: Tools, building: Building) -> None:
        """Raise UnkeyableError where nothing may be kept: MkDocs has to do it all."""
        config = building.config
        self._store = tools.store
        self._watch = tools.watch
        self._jobs = tools.jobs
        self._config = config
        self._files = building.files
        self._looked_up = LookedUpFiles(building.files)
        self._verified: dict[str, Rendered] = {}
        self.settings = _settings(config, tools.code)
        self._renderer = Renderer(config, tools.watch)
        self.saw_everything = True
        self.keys: dict[str, str] = {}  # of what is kept, by page
        self.metas: dict[str, Digest] = {}  # as they stand in the sources, by page
        self.opened: dict[str, None] = {}  # the files that pages took in
        self._is_reusable = extensions.are_reusable(config)

    def render_ahead(self, pages: list[Page]) -> None:
        """Render in several processes what is missing, where plugins hand on what they are given.

        Where one did not, the text is another one, and so is its key: `read_page` renders it. What
        cannot be read or rendered is left to it, too, and it reports as MkDocs does.
        """
        if not known.renders_sources(self._config):
            return
        with kept_quietly([]):
            missing = [page for page in pages if self._is_missing(page)]
        for _, record in answers(self._try_record, missing, self._jobs):
            if isinstance(record, tuple):
                self._store.put(*record)

    def read_page(self, page: Page) -> None:
        """Run MkDocs' events for one page."""
        if type(page).render is Page.render:
            # Attributes of the instance, for this one call: MkDocs' seam for plugins.
            vars(page)["render"] = partial(self._render, page)
            if _reads_as_any(page):
                vars(page).setdefault("read_source", partial(self._read_source, page))
        try:
            _populate_page(page, self._config, self._files)
        finally:
            vars(page).pop("render", None)
            vars(page).pop("read_source", None)

    def _read_source(self, page: Page, config: MkDocsConfig) -> None:
        """Stand in for `Page.read_source`, and note which meta it found."""
        Page.read_source(page, config)
        with suppress(UnkeyableError):
            self.metas[page.file.src_uri] = digest_value(page.meta)

    def _is_missing(self, page: Page) -> bool:
        """Read a page, so that MkDocs need not, and tell whether it is to be rendered."""
        if not _reads_as_any(page):
            return False
        try:
            self._read_source(page, self._config)
        except (OSError, ValueError):
            return False
        vars(page)["read_source"] = partial(_read_again, page, page.markdown, page.meta)
        is_missing = (
            type(page).render is Page.render
            and not self._reads_unseen(page)
            and self._find(page) is None
        )
        page.markdown, page.meta = None, {}  # until its turn, as others may look at it
        return is_missing

    def _render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Stand in for `Page.render`."""
        if self._reads_unseen(page):
            self.saw_everything = False
            Page.render(page, config, files)
            return
        record = self._find(page)
        may_be_kept = True
        if record is None:
            record, may_be_kept = self._make_record(page)
            if may_be_kept:
                self._store.put(self._key(page), record)
        if may_be_kept:
            self.keys[page.file.src_uri] = self._key(page)
        opened = dict.fromkeys(cast("dict[str, Digest]", record["opened"]))
        self.opened |= opened
        self._watch.all.opened |= opened
        self._watch.all.seek(cast("dict[str, int]", record["sought"]))
        say(cast("list[Said]", record["said"]))
        give(page, record, files)

    def _find(self, page: Page) -> Rendered | None:
        """Return what an earlier build kept, if all that it asked for would be answered alike."""
        key = self._key(page)
        if key in self._verified:  # asked for twice: to be made ahead, and to be given
            return self._verified.pop(key)
        record = self._store.get(key)
        if not isinstance(record, dict):
            return None
        uris = self._looked_up.known
        asked = cast("dict[str, Found]", record["asked"])
        opened = cast("dict[str, Digest]", record["opened"])
        sought = cast("dict[str, int]", record["sought"])
        is_alike = all(found(uris.get(uri)) == answer for uri, answer in asked.items())
        is_alike = is_alike and all(kind_of(path) == kind for path, kind in sought.items())
        is_alike = is_alike and all(file_digest(path) == was for path, was in opened.items())
        if is_alike:
            self._verified[key] = record
        return record if is_alike else None

    def _key(self, page: Page) -> str:
        return markdown_key(self.settings, page.file, page.markdown or "")

    def _try_record(self, page: Page) -> object:
        page.read_source(self._config)
        try:
            with kept_quietly([]):
                record, may_be_kept = self._make_record(page)
        except Exception:  # noqa: BLE001 - read_page meets it again, and reports it
            return None
        return (self._key(page), record) if may_be_kept else None

    def _make_record(self, page: Page) -> tuple[Rendered, bool]:
        """Render a page; tell whether all that it was made from is known."""
        if not self._is_reusable:
            self._renderer = Renderer(self._config, self._watch)
        return record_page(self._renderer, page, self._looked_up, self._watch)

    def _reads_unseen(self, page: Page) -> bool:
        return extensions.reads_unseen(self._config, page.markdown or "")


def _reads_as_any(page: Page) -> bool:
    """Tell whether a page is read as MkDocs reads pages; a plugin's may do more, as a blog's do."""
    return type(page).read_source is Page.read_source


def _read_again(
    page: Page, markdown: str | None, meta: MutableMapping[str, object], config: MkDocsConfig
) -> None:
    """Stand in for `Page.read_source`, which has been called."""
    del config
    page.markdown, page.meta = markdown, meta


def _settings(config: MkDocsConfig, code: Digest) -> Digest:
    """Name what all pages of a site have in common."""
    links = (config.validation.links, config.use_directory_urls)
    folder = os.getcwd()
    return digest_value((code, extensions.extensions_digest(config), links, log_level(), folder))
