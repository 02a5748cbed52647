"""Stages 2 and 3: a page's HTML is made once, until something that its templates read changes.

A kept page is a skeleton with holes for navigation items. Its templates read variables, attributes
of MkDocs' objects and other templates; each is kept with what it was. Where all of them are as
they were, the skeleton is what the templates would make again. The holes are filled from the
navigation memo; where those are as they were too, the file of the previous site is the page.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import jinja2
from mkdocs.commands.build import _build_page
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from generator.builder import known
from generator.builder.code import installed_folders
from generator.builder.digest import Digest, UnkeyableError, digest_bytes, digest_value
from generator.builder.driver import Building, active, log
from generator.builder.logs import Said, kept_quietly, log_level, say
from generator.builder.navigation.items import as_written
from generator.builder.output import write_pieces
from generator.builder.pages import records
from generator.builder.pages.observer import CHANGE, StrangeError
from generator.builder.pages.reads import seen_key
from generator.builder.pages.records import Made, Outcome, Record
from generator.builder.pages.shared_reads import SharedReads
from generator.builder.pages.templates import Templates, Variables
from generator.builder.search import index as search_index
from generator.builder.tools import Tools
from generator.builder.workers import answers


class PageStage:
    """Writes the HTML of all pages, or leaves it as an earlier build wrote it."""

    def __init__(self, tools: Tools, building: Building, templates: Templates) -> None:
        self._store = tools.store
        self._published = tools.published
        self._building = building
        self._config = building.config
        self._doc_files = building.doc_files
        self._templates = templates
        self._shared = SharedReads(tools.store, templates)
        self._settings = digest_value((tools.code, _post_page(building), log_level()))
        self._keeps_seen = known.leave_titles_and_texts(building.config)
        self._keeps_sections = search_index.keeps_sections(building.config)
        self._tells_search_alone = search_index.is_all_that_is_told(building.config)
        self._staying: dict[str, Page] = {}  # by path in the output folder
        self._said: dict[str, list[Said]] = {}  # by page that would be rendered alike, as it was
        self._shows_text_alone: dict[str, bool] = {}  # by page, as far as its reads are known
        self._change_each_other = False  # and whoever reads what is changed, is not known
        self.titled: dict[str, list[str]] = {}  # by page, the objects whose titles it may show
        self.seen: dict[str, tuple[str, str]] = {}  # by page, the keys of what its templates read
        self.reasons: dict[str, str] = {}  # why a page is made, or stays

    def write_pages(self, env: jinja2.Environment, jobs: int) -> None:
        """Write every page, and run MkDocs' events for it, in MkDocs' order."""
        pages = [file.page for file in self._doc_files if file.page is not None]
        to_make = [page for page in pages if not self._stays(page)]
        made: dict[str, Outcome | None] = {}
        for page, answer in answers(self._make, to_make, jobs):
            made[_uri(page)] = self._keep(page, cast("Made", answer)) if answer else None
        if self._change_each_other:
            self._staying.clear()
            made = dict.fromkeys(map(_uri, pages))
        for page in pages:
            outcome = made.get(_uri(page), records.STAYING)
            if outcome is None:
                # A worker failed: now the error shows as it does with MkDocs. Or it is left to it.
                _build_page(page, self._config, self._doc_files, self._building.nav, env)
            else:
                self._finish(page, outcome)

    def place_staying(self) -> None:
        """Put the pages that stay as they are into the new site."""
        for path, page in self._staying.items():
            place = page.file.abs_dest_path
            if os.path.exists(place) or self._published.link(path, place):
                continue
            if self._make(page) is None:
                raise FileNotFoundError(place)

    @property
    def with_text_alone(self) -> set[str]:
        """Return the pages of whose text nothing shows but in their own HTML, where it stands."""
        count = sum(file.page is not None for file in self._doc_files)
        is_known = len(self._shows_text_alone) == count and self._templates.whereabouts.are_sealed
        return {uri for uri, is_so in self._shows_text_alone.items() if is_so and is_known}

    def _note_text(self, page: Page, record: Record) -> None:
        self._shows_text_alone[_uri(page)] = self._templates.whereabouts.read_own_text_once(
            page, record["texts"]
        ) and self._shared.put_out_texts(record["shared"])
        uri, skeleton = _uri(page), self._skeleton_key(page, record)
        self.titled[uri] = record["titled"]
        self.seen[uri] = seen_key(record["shared"]), seen_key(skeleton)
        for key in (skeleton, *self.seen[uri]):
            self._store.still_needs(key)

    def _stays(self, page: Page) -> bool:
        """Find a page's record, and tell whether its file can stay as it is."""
        uri = _uri(page)
        record = self._store.get(self._key(page))
        if not isinstance(record, dict):
            self.reasons[uri] = (
                "rendered: no earlier build kept it, or what all pages share changed"
            )
            return False
        changed = self._shared.changed(record["shared"])
        if changed is not None:
            self.reasons[uri] = records.as_reason(changed)
            return False
        with self._active(page) as variables:
            values = self._values(page, variables, cast("Record", record))
            if values != record["values"]:
                self.reasons[uri] = records.what_changed(cast("Record", record), values)
                return False
            name = self._name(page, cast("Record", record))
        if name is None:
            self.reasons[uri] = "rendered: the navigation has another shape around it"
            return False
        path = page.file.dest_uri
        self._note_text(page, cast("Record", record))
        self._published.note(path, name)
        self._said[uri] = record["said"]
        if self._published.has(path, name):
            self._staying[path] = page
        self.reasons[uri] = records.STAYED if path in self._staying else records.REFILLED
        return path in self._staying

    def _values(self, page: Page, variables: Variables, record: Record) -> list[Digest] | None:
        """Return what the templates would read now; plugins may have to tell their part."""
        values = self._templates.current_values(page, variables, record["reads"])
        if records.are_alike(record, values) or not self._config.plugins.events["page_context"]:
            return values
        content = page.content
        with search_index.no_index(self._config):
            variables = self._told_by_plugins(page, variables)
        page.content = content
        return self._templates.current_values(page, variables, record["reads"])

    def _told_by_plugins(self, page: Page, variables: Variables) -> Variables:
        """Run the event in which plugins prepare a page and its variables."""
        if self._tells_search_alone and search_index.add_page(self._config, page):
            return variables
        context, nav = cast("TemplateContext", variables), self._building.nav
        plugins = self._config.plugins
        told = plugins.on_page_context(context, page=page, config=self._config, nav=nav)
        return cast("Variables", told)

    def _key(self, page: Page) -> str:
        return repr(("page", self._settings, page.file.src_uri, page.file.dest_uri))

    def _name(self, page: Page, record: Record) -> Digest | None:
        """Name a page's HTML by all that it was made from."""
        digests = self._templates.hole_digests(page, record["holes"])
        if digests is None:
            return None
        parts = [self._key(page).encode(), record["shared"].encode(), *record["values"], *digests]
        return digest_bytes(b"".join(parts))  # all of a length that the first two tell

    @contextmanager
    def _active(self, page: Page) -> Iterator[Variables]:
        """Make a page the current one, yield its variables, and forget what was noted of it."""
        with active(page, self._building, self._doc_files) as variables:
            try:
                yield cast("Variables", variables)
            finally:
                self._templates.leave_page()

    def _make(self, page: Page) -> object:
        """Write a page's file; None if that fails for any reason."""
        content = page.content
        try:
            with search_index.no_index(self._config), self._active(page) as variables:
                made = self._make_active(page, variables)
        except StrangeError as error:
            return {**records.NOTHING, "fault": str(error), "is_left": True}
        except Exception:  # noqa: BLE001 - MkDocs meets it again, and reports it
            return None
        finally:
            page.content = content
        if self._keeps_sections and search_index.sections_key(content or "") not in self._store:
            made["sections"] = search_index.parse(content or "")
        return made

    def _make_active(self, page: Page, variables: Variables) -> Made:
        made = self._refill(page) or self._render(page, variables)
        pieces = self._filled(page, made)
        made["parts"] = [] if made["is_kept"] else made["parts"]
        made["is_empty"] = pieces is None
        if pieces is not None:
            write_pieces(page.file.abs_dest_path, pieces)
        return made

    def _filled(self, page: Page, made: Made) -> list[bytes] | None:
        """Return a page's HTML as it is written, in pieces; None if that is no text."""
        parts, holes = made["parts"], made["holes"]
        if not self._config.plugins.events["post_page"]:
            is_empty = not holes and not parts[0].strip()
            return None if is_empty else self._templates.pieces(page, parts, holes)
        text = self._templates.fill(page, parts, holes)
        text = self._config.plugins.on_post_page(text, page=page, config=self._config)
        return [as_written(text)] if text.strip() else None

    def _refill(self, page: Page) -> Made | None:
        """Return a kept page, whose navigation or file is not what it was."""
        is_alike = _uri(page) in self._said
        record = cast("Record | None", self._store.get(self._key(page))) if is_alike else None
        parts = self._store.get(self._skeleton_key(page, record)) if record else None
        if record is None or not isinstance(parts, list):
            return None
        return {**records.NOTHING, "is_kept": True, "parts": parts, "holes": record["holes"]}

    def _render(self, page: Page, variables: Variables) -> Made:
        said: list[Said] = []
        with kept_quietly(said):
            self._templates.note_content(page)
            template = self._templates.get(page)
            variables = self._told_by_plugins(page, variables)
            skeleton = self._templates.render(page, template, variables, stops=True)
        made: Made = {
            **records.NOTHING,
            "parts": skeleton.parts,
            "holes": skeleton.holes,
            "said": said,
        }
        made["shared"] = skeleton.shared
        if not skeleton.fault and self._keeps_seen:
            made["seen"] = self._templates.seen(variables, skeleton.reads)
        if not skeleton.fault:
            made["record"] = records.as_record(skeleton, said)
        made["fault"] = skeleton.fault
        return made

    def _finish(self, page: Page, outcome: Outcome) -> None:
        """Say and remember what there is of a page that is written, or stays as it is."""
        log.debug("Building page %s", page.file.src_uri)
        said = self._said[_uri(page)] if outcome.said is None else outcome.said
        with self._active(page) as variables:
            self._told_by_plugins(page, variables)  # search plugins add the page here
        say(said)
        if outcome.is_empty:
            log.info("Page skipped: '%s'. Generated empty output.", page.file.src_uri)

    def _keep(self, page: Page, made: Made) -> Outcome | None:
        """Keep what was made of a page, and return what is left to do; None if it is all."""
        record = made["record"]
        if made["sections"] is not None:
            self._store.put(search_index.sections_key(page.content or ""), made["sections"])
        if made["fault"]:
            self.reasons[_uri(page)] += f"; cannot be kept, because it reads {made['fault']}"
        if made["is_left"]:
            self._change_each_other |= made["fault"] == CHANGE
            return None
        if record is not None:
            record["shared"] = self._shared.keep(*made["shared"])
            with self._active(page):
                self._published.note(page.file.dest_uri, self._name(page, record))
            self._store.put(self._key(page), record)
            skeleton = self._skeleton_key(page, record)
            self._store.put(skeleton, made["parts"])
            if made["seen"] is not None:
                self._store.put(seen_key(skeleton), made["seen"])
            self._note_text(page, record)
        return Outcome(None if made["is_kept"] else made["said"], made["is_empty"])

    def _skeleton_key(self, page: Page, record: Record) -> str:
        values = digest_bytes(b"".join(record["values"]))
        return repr(("skeleton", self._key(page), record["shared"], values))


def _uri(page: Page) -> str:
    return page.file.src_uri


def _post_page(building: Building) -> object:
    """Return the options of plugins that change a page's HTML after its template."""
    methods = building.config.plugins.events["post_page"]
    return [dict(method.__self__.config) for method in methods]  # type: ignore[attr-defined]


def page_stage(tools: Tools, building: Building, templates: Templates) -> PageStage:
    """Return the stage; raise UnkeyableError where MkDocs has to do it all."""
    if known.has_strange_page_events(building.config):
        raise UnkeyableError("plugins")
    if has_own_translations(building):
        raise UnkeyableError("translations")
    return PageStage(tools, building, templates)


def has_own_translations(building: Building) -> bool:
    """Tell whether the project's theme brings translations, which templates read unseen."""
    own = (top for top in building.config.theme.dirs if not top.startswith(installed_folders()))
    return any(os.path.isdir(os.path.join(top, "locales")) for top in own)
