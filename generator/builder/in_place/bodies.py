"""Stage ½: where pages' texts changed and nothing else did, put the new texts where the old stood.

The last build tells (`body_plan`) for which pages that is enough: their text stands in their own
HTML, as it is, in the search index, and nowhere else. What else MkDocs takes from a text, its
title, headings, anchors, links and meta, must be what it was. Whatever is not as expected is no
error: a whole build is made, which needs none of this.
"""

import pickle
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path, PurePath
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from generator.builder.answers import Built
from generator.builder.cache import lock_file, open_records, open_snapshots, spare_folder
from generator.builder.in_place.body_notes import Plan, Row
from generator.builder.in_place.edited import NotEnoughError, Renewed, Source, read_sources
from generator.builder.in_place.search_texts import has_marks, replace_sections, wants_search
from generator.builder.in_place.title_notes import notes_key
from generator.builder.lock import locked
from generator.builder.logs import kept_quietly, log_level
from generator.builder.markdown import extensions
from generator.builder.markdown.key import markdown_key
from generator.builder.markdown.rendering import Rendered, Renderer, record_page
from generator.builder.output import copied, lock_of
from generator.builder.published import Published
from generator.builder.states import Kept, is_tree_as_kept, keep_tree
from generator.builder.store import Store
from generator.builder.unchanged import Last, plan_key
from generator.builder.watch import Watch

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page

    from generator.builder.markdown.looked_up import LookedUpFiles

_INDEX = "search/search_index.json"

# What a page's Markdown gives that only the page itself shows.
_OWN = frozenset({"content", "asked"})


class _Text(NamedTuple):
    """A page's text, as it was and as it is."""

    row: Row  # with the key of what it is now
    url: str
    kept: Kept
    is_searched: bool
    was: str  # HTML
    now: str


def put_in_place(config_file: Path, last: Last) -> Built | None:
    """Build a site in which nothing but texts changed; None if that is not so."""
    try:
        with locked(lock_of(Path(last.site))), locked(lock_file(config_file)):
            return _put_in_place(config_file, last)
    except (NotEnoughError, OSError, ValueError):
        return None


def _put_in_place(config_file: Path, last: Last) -> Built:
    snapshots = open_snapshots(config_file)
    records = open_records(config_file, clean=False)
    plan = _read_plan(snapshots, last)
    texts = _Renewer(plan, records).renew(last.edited)
    files = _new_files(Path(last.site), texts.values())
    with copied(Path(last.site), last.tree, spare_folder(config_file), files) as stage:
        for path, data in files.items():
            (stage / path).write_bytes(data)
    tree = keep_tree(last.site)
    Published(snapshots, Path(last.site)).move_to(tree, last.tree)
    last.keep(snapshots, {path: text.kept for path, text in texts.items()}, tree)
    pages = {**plan.pages, **{path: tuple(text.row) for path, text in texts.items()}}
    snapshots.put(plan_key(last.moment), {**plan._asdict(), "pages": pages})
    snapshots.still_needs(notes_key(last.moment))
    snapshots.save(forget=True)
    records.save(forget=False)
    reasons = dict.fromkeys(plan.uris, _STAYED) | {
        text.row.uri: _RENEWED for text in texts.values()
    }
    return Built(None, Path(last.site), last.pages, reasons=reasons)


def renew(texts: Mapping[str, Any], records: Store, paths: list[str]) -> dict[str, Renewed]:
    """Render pages' texts, from what the last build found out; return them by page.

    Raise NotEnoughError if anything else changed with one of them.
    """
    renewed = _Renewer(Plan(**texts), records).renew(paths).values()
    return {text.row.uri: Renewed(text.row.key, text.was, text.now) for text in renewed}


_STAYED = "stays: nothing changed but the texts of other pages"
_RENEWED = "its text was put in the place of the old one: nothing else of it changed"


def _read_plan(snapshots: Store, last: Last) -> Plan:
    found = snapshots.get(plan_key(last.moment))
    if not isinstance(found, dict) or not is_tree_as_kept(last.site, last.tree):
        raise NotEnoughError
    plan = Plan(**found)
    if plan.log_level != log_level():
        raise NotEnoughError
    return plan


class _Renewer:
    """Renders texts as the last build would, and refuses what shows elsewhere, too."""

    def __init__(self, plan: Plan, records: Store) -> None:
        self._plan = plan
        self._records = records
        self._config = _config(plan.how)
        self._files = _Files(plan.files)

    def renew(self, paths: list[str]) -> dict[str, _Text]:
        """Return the texts of pages, by their files; raise NotEnoughError if that is not all."""
        sources = read_sources(paths, self._plan.pages)
        with closing(Watch()) as watch:
            texts = [self._renew(source, watch) for source in sources]
        return dict(zip(paths, texts, strict=True))

    def _renew(self, source: Source, watch: Watch) -> _Text:
        row, markdown = source.row, source.markdown
        if source.has_new_meta or self._is_unknown(markdown):
            raise NotEnoughError
        file = cast("File", self._files.of(row.uri))
        was = cast("Rendered | None", self._records.get(row.key))
        now = self._render(file, markdown, watch)
        if was is None or _shown_elsewhere(was) != _shown_elsewhere(now):
            raise NotEnoughError
        key = markdown_key(self._plan.settings, file, markdown)
        self._records.put(key, now)
        is_searched = self._plan.is_searched and wants_search(source.meta)
        texts = str(was["content"]), str(now["content"])
        url = "" if file.url in {".", "./"} else file.url  # as `Page.url` has it
        return _Text(row._replace(key=key), url, source.kept, is_searched, *texts)

    def _is_unknown(self, markdown: str) -> bool:
        """Tell whether a text shows elsewhere, or takes in what cannot be seen."""
        is_unseen = extensions.reads_unseen(self._config, markdown)
        return is_unseen or any(word in markdown for word in self._plan.words)

    def _render(self, file: "File", markdown: str, watch: Watch) -> Rendered:
        page = cast("Page", SimpleNamespace(markdown=markdown, file=file))
        try:
            with kept_quietly([]):
                record, may_be_kept = record_page(
                    Renderer(self._config, watch), page, cast("LookedUpFiles", self._files), watch
                )
        except Exception as error:  # a stranger's extension: MkDocs meets it again, and reports it
            raise NotEnoughError from error
        if not may_be_kept:
            raise NotEnoughError
        return record


def _config(how: bytes) -> "MkDocsConfig":
    options = pickle.loads(how)  # noqa: S301 - from the user's own cache
    links = SimpleNamespace(**options.pop("links"))
    config = SimpleNamespace(validation=SimpleNamespace(links=links), **options)
    return cast("MkDocsConfig", config)


def _shown_elsewhere(record: Rendered) -> Rendered:
    return {name: value for name, value in record.items() if name not in _OWN}


def _new_files(site: Path, texts: Collection[_Text]) -> dict[str, bytes]:
    """Return the files of the site that change."""
    files = {text.row.dest: _renewed(site / text.row.dest, text) for text in texts}
    searched = [text for text in texts if text.is_searched]
    if searched:
        before = index = (site / _INDEX).read_text("ascii")
        for text in searched:
            index = _indexed(index, text)
        if index != before:
            files[_INDEX] = index.encode()
    return files


def _renewed(file: Path, text: _Text) -> bytes:
    was, now = (part.encode("utf-8", "xmlcharrefreplace") for part in (text.was, text.now))
    html = file.read_bytes()
    if not was.strip() or html.count(was) != 1 or _asked(text.was) != _asked(text.now):
        raise NotEnoughError
    if has_marks(text.was) or has_marks(text.now):
        raise NotEnoughError
    return html.replace(was, now)


def _asked(content: str) -> bool:
    """Return what templates ask of a text, beside putting it out."""
    return "<h1" in content


def _indexed(index: str, text: _Text) -> str:
    found = replace_sections(index, text.url, text.was, text.now)
    if found is None:
        raise NotEnoughError
    return found


class _File:
    """A file of the site, as far as a link to it shows of it."""

    def __init__(self, uri: str, url: str, is_excluded: bool) -> None:  # noqa: FBT001 - as kept
        self.src_uri = uri
        self.url = url
        self.inclusion = SimpleNamespace(is_excluded=lambda: is_excluded)


class _Files:
    """Answers as `LookedUpFiles` does, from what was kept."""

    def __init__(self, known: Mapping[str, tuple[str, bool]]) -> None:
        self._known = known
        self._made: dict[str, _File] = {}
        self.saw_all = False
        self.begin()

    def begin(self) -> None:
        """Start a new note."""
        self.asked: dict[str, tuple[str, bool] | None] = {}

    def get_file_from_path(self, path: str) -> _File | None:
        """Return a file, and note what was found."""
        uri = PurePath(path).as_posix()
        self.asked[uri] = found = self._known.get(uri)
        return None if found is None else self.of(uri)

    def of(self, uri: str) -> _File:
        """Return the one file of a page: a link to itself must be one to itself."""
        return self._made.setdefault(uri, _File(uri, *self._known[uri]))
