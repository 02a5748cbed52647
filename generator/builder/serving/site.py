"""A site whose pages are made when somebody asks for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs.utils import meta

from generator.builder import known
from generator.builder.digest import UnkeyableError
from generator.builder.driver import Building, active, errors_reported, gather, validate_anchors
from generator.builder.logs import Said, kept_quietly, say
from generator.builder.markdown.stage import MarkdownStage
from generator.builder.outside import refuse_outside_links
from generator.builder.pages.loader import KeptCode, KnowingLoader
from generator.builder.pages.observer import is_plain_environment
from generator.builder.pages.reads import Skeleton
from generator.builder.pages.stage import has_own_translations
from generator.builder.pages.templates import Templates, Variables
from generator.builder.search import index as search_index
from generator.builder.serving.extras import Extras, Parts
from generator.builder.serving.refusing import NotAloneError, refusing
from generator.builder.serving.resident import Resident
from generator.builder.tools import Tools
from generator.builder.watch import Watch

Thing = TypeVar("Thing")

_SKELETONS = 256  # pages without their navigation that are kept
_PAGES = 8  # whole pages that are kept: with a large navigation, they are large


class Site(Protocol):
    """What the preview shows."""

    def read(self, path: str) -> bytes | None:
        """Return the file that a build would write at a path; None if it would write none."""
        ...

    def make_some(self, path: str) -> bool:
        """Do a part of the work that a path needs; tell whether more is to be done."""
        ...

    def paths(self) -> set[str]:
        """Return the path of every file that a build would write."""
        ...


def may_be_lazy(config: MkDocsConfig) -> bool:
    """Tell whether nothing that plugins do depends on the order in which pages are made."""
    return (
        known.has_only_pure_plugins(config)
        and known.leaves_pages_alone(config)
        and not known.has_strange_page_events(config)
        and not config.plugins.events["post_page"]
    )


def read_site(config: MkDocsConfig, tools: Tools, parts: Parts) -> "LazySite":
    """Run MkDocs' events up to the point where all that pages know of each other is known.

    Raise UnkeyableError where nothing can be known of the Markdown or the templates.
    """
    with errors_reported(config):
        config.plugins.on_startup(command="build", dirty=False)
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        building, env = gather(config)
        refuse_outside_links((file.abs_src_path for file in building.files), building.config)
        stage = MarkdownStage(tools, building)
        pages = [file.page for file in building.doc_files if file.page is not None]
        with _sources_at_hand(pages, tools.watch):
            stage.render_ahead(pages)
            for page in pages:
                stage.read_page(page)
        env = config.plugins.on_env(env, config=config, files=building.files)
        site = LazySite(building, stage, tools)
        site.use_templates(env, parts)
        validate_anchors(building)
    return site


@contextmanager
def _sources_at_hand(pages: Iterable[Page], watch: Watch) -> Iterator[None]:
    """Let pages' own sources be read unseen: what else is opened makes more than one page.

    MkDocs' files may bring their content with them. What cannot be read is left to MkDocs, which
    says so.
    """
    files = [page.file for page in pages if page.file._content is None]  # noqa: SLF001
    with watch.paused():
        for file in files:
            with suppress(OSError, ValueError):
                file._content = file.content_string  # noqa: SLF001 - its setter forgets the path
    try:
        yield
    finally:
        for file in files:
            file._content = None  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Edit:
    """A page that is to be read again."""

    page: Page
    text: str | None = None  # of a page made from typed content; the others are in their files
    edit_uri: str | None = None  # of such a page


class LazySite:
    """Makes pages when they are asked for, and reads one again when its source has changed."""

    def __init__(self, building: Building, stage: MarkdownStage, tools: Tools) -> None:
        self._building = building
        self.sources: Mapping[str, File] = {
            file.abs_src_path: file for file in building.files if file.abs_src_path
        }
        self.pages_by_source: Mapping[str, Page] = {
            file.src_uri: file.page for file in building.doc_files if file.page is not None
        }
        self._stage = stage
        self._tools = tools
        self._config = building.config
        self._doc_files = building.doc_files
        self.pages: Mapping[str, Page] = {
            file.dest_uri: file.page for file in self._doc_files if file.page is not None
        }
        self.statics: Mapping[str, File] = {
            file.dest_uri: file
            for file in building.files
            if not file.is_documentation_page() and file.inclusion.is_included()
        }
        self._skeletons: dict[str, Skeleton] = {}
        self._made: dict[str, bytes] = {}

    def use_templates(self, env: jinja2.Environment, parts: Parts) -> None:
        """Look into the theme's templates; raise UnkeyableError where that is not possible."""
        if env.loader is None or not is_plain_environment(env):
            raise UnkeyableError("templates")
        if has_own_translations(self._building):
            raise UnkeyableError("translations")
        loader = env.loader = KnowingLoader(env.loader, env, self._refuse)
        self._templates = Templates(self._building, env, loader)
        env.bytecode_cache = KeptCode(self._tools.store, self._tools.code, env)
        self.extras = Extras(self._building, env, cast("Resident", self._tools.store), parts)

    def paths(self) -> set[str]:
        """Return the path of every file that a build would write."""
        pages = {path for path in self.pages if self.read(path) is not None}
        return {*pages, *self.extras.paths(), *self.statics}

    def make_some(self, path: str) -> bool:
        """Do a part of the work that a path needs; tell whether more is to be done."""
        is_one_file = path in self.pages or path in self.statics
        return not is_one_file and self.extras.make_some(path)

    def read(self, path: str) -> bytes | None:
        """Return the file that a build would write at a path; None if it would write none."""
        page, file = self.pages.get(path), self.statics.get(path)
        if page is not None:
            return self._page(path, page) or None
        if file is not None and not self.extras.has_template(path):
            return self._content(file)
        return self.extras.read(path)

    def reread(self, edits: Sequence[Edit], look: Callable[[], None]) -> None:
        """Read pages again, where the rest of the site is as it was, and look at the result.

        What goes wrong is raised, and leaves the site as it was.
        """
        things = [thing for edit in edits for thing in (edit.page, edit.page.file)]
        before = [dict(vars(thing)) for thing in things]
        anchors = [edit.page.present_anchor_ids for edit in edits]
        try:
            with refusing():
                for edit in edits:
                    self._reread_page(edit)
                self._forget(edits)
                self._validate_anchors([edit.page for edit in edits], anchors)
                look()
        except BaseException:
            for thing, was in zip(things, before, strict=True):
                vars(thing).clear()
                vars(thing).update(was)
            self._forget(edits)
            raise

    def _validate_anchors(self, pages: Sequence[Page], before: Sequence[object]) -> None:
        """Complain of links to missing anchors: in all pages if there are other anchors now."""
        have_changed = any(
            p.present_anchor_ids != was for p, was in zip(pages, before, strict=True)
        )
        files = None if have_changed else [page.file for page in pages]
        validate_anchors(self._building, files)

    def _refuse_shared(self, edit: Edit) -> None:
        """Refuse to read a page alone, before plugins hear of it, if they may show it on others."""
        with self._tools.watch.paused():
            text = edit.page.file.content_string if edit.text is None else edit.text
        has_other_meta = meta.get_data(text)[1] != edit.page.meta
        if has_other_meta or known.lists_pages(self._config, edit.page, text):
            raise NotAloneError

    def _reread_page(self, edit: Edit) -> None:
        page, config = edit.page, self._config
        is_shared = not known.leaves_titles_alone(config)
        if is_shared:
            self._refuse_shared(edit)
        if edit.text is not None:
            page.file.content_string, page.file.edit_uri = edit.text, edit.edit_uri
            page._set_edit_url(config.repo_url, config.edit_uri, config.edit_uri_template)  # noqa: SLF001 - as Page.__init__ does
        title = page.title
        with _sources_at_hand([page], self._tools.watch):
            self._stage.read_page(page)
        if is_shared and page.title != title:
            raise NotAloneError

    def forget_files(self) -> None:
        """Make again what is made of files that are no pages."""
        self.extras.forget([])

    def _forget(self, edits: Sequence[Edit]) -> None:
        pages = [edit.page for edit in edits]
        self._made.clear()
        self.extras.forget(pages)
        for page in pages:
            self._templates.forget(page)

    def _refuse(self, path: str | None) -> None:
        """Refuse a file that a link puts in the place of one of the project's."""
        refuse_outside_links([path], self._config)

    def _content(self, file: File) -> bytes | None:
        """Return a file's bytes; None if it is gone, and the site that has it is still shown."""
        self._refuse(file.abs_src_path)
        try:
            return file.content_bytes
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def _page(self, path: str, page: Page) -> bytes:
        """Return a page's HTML; empty if its template makes nothing of it."""
        found = self._made.pop(path, None)
        if found is None:
            text = self._render(page)
            is_empty = not text.strip()
            found = b"" if is_empty else text.encode("utf-8", errors="xmlcharrefreplace")
        _keep(self._made, path, found, _PAGES)
        return found

    def _render(self, page: Page) -> str:
        content, said = page.content, list[Said]()
        try:
            with (
                kept_quietly(said),
                search_index.no_index(self._config),
                active(page, self._building, self._doc_files) as variables,
            ):
                self._templates.note_content(page)
                template = self._templates.get(page)
                context = self._config.plugins.on_page_context(
                    variables, page=page, config=self._config, nav=self._building.nav
                )
                skeleton = self._skeleton(page, template, cast("Variables", context))
                return self._templates.fill(page, skeleton.parts, skeleton.holes)
        finally:
            page.content = content
            say(said)

    def _skeleton(self, page: Page, template: jinja2.Template, variables: Variables) -> Skeleton:
        """Return a page without its navigation, as it was if it would be the same again."""
        uri = page.file.src_uri
        found = self._skeletons.pop(uri, None)
        if found is None or not self._is_current(found, page, variables):
            found = self._templates.render(page, template, variables)
        _keep(self._skeletons, uri, found, _SKELETONS)
        return found

    def _is_current(self, skeleton: Skeleton, page: Page, variables: Variables) -> bool:
        if skeleton.fault:
            return False
        values = self._templates.current_values(page, variables, skeleton.reads)
        holes = self._templates.hole_digests(page, skeleton.holes)
        return values == skeleton.values and holes is not None


def _keep(kept: dict[str, Thing], name: str, thing: Thing, most: int) -> None:
    """Keep a thing, and only so many of them: the ones that were used last."""
    kept[name] = thing
    while len(kept) > most:
        del kept[next(iter(kept))]
