"""Keep a site as its sources are, or as they last were when they made one."""

import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlsplit

from mkdocs.structure.files import File

from generator import routes
from generator.builder.answers import BuildFailedError
from generator.builder.digest import UnkeyableError
from generator.builder.serving.edits import Edited, find_edits, may_be_edit
from generator.builder.serving.inputs import Changes, Ledger
from generator.builder.serving.loading import Loading
from generator.builder.serving.refusing import NotAloneError, refusing
from generator.builder.serving.shown import Board
from generator.builder.serving.site import LazySite, Site
from generator.builder.serving.workshop import Made, Workshop

HOME = "index.html"
_TURN_S = 0.002  # in which others get a turn
_VANISHED_S = 0.1  # an editor may take a file away for a moment, and put another in its place


@dataclass(frozen=True, slots=True)
class _Begun:
    """An edit that is in the site, and of which nobody has been told."""

    path: str = ""
    changes: Changes = field(default_factory=Changes)
    files: bool = False
    seconds: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.path)


class Preview:
    """The site, for those who look at it; and the news of it."""

    def __init__(self, workshop: Workshop, tell: Callable[[str], None]) -> None:
        self._workshop = workshop
        self._tell = tell
        self._lock = threading.RLock()
        self._ledger = Ledger()
        self._made: Made | None = None
        self._watched: dict[object, tuple[str, Callable[[], bool]]] = {}  # by reader
        self._watching = threading.Lock()
        self._begun = _Begun()
        self._warned = ""
        self.board = Board()
        self.loading = Loading()

    @property
    def linked(self) -> frozenset[str]:
        """Return the folders elsewhere to which links lead."""
        return self._ledger.linked

    @property
    def base(self) -> str:
        """Return the path under which the site will be published, with a slash at its end."""
        url = self._made.config.site_url if self._made else None
        return f"{urlsplit(url or '').path.rstrip('/')}/"

    @property
    def site(self) -> Site | None:
        """Return the site that is shown; None if there is none yet."""
        return self._made.site if self._made is not None else None

    @contextmanager
    def watching(self, path: str, is_there: Callable[[], bool]) -> Iterator[None]:
        """Have a page made before its readers are told of a change, as long as one is there."""
        reader = object()
        with self._watching:
            self._watched[reader] = path, is_there
        try:
            yield
        finally:
            with self._watching:
                del self._watched[reader]

    def begin(self, path: str) -> None:
        """Follow the write of one file, before it is known whether it is the only one.

        The next update tells of it. What is more than an edit of single pages is left to that, too.
        """
        with self._lock:
            changes = self._ledger.glance(path)
            if self._made is None or not changes or self.board.shown.complaint:
                return
            start = time.monotonic()
            try:
                edited = self._edit_alone(self._made, changes)
            except BuildFailedError:
                return
            if edited is not None:
                self._ledger.use()
                seconds = time.monotonic() - start
                self._begun = _Begun(path, changes, edited.files, seconds)

    def update(self, hints: Iterable[str] = ()) -> bool:
        """Follow the sources; ``hints`` are files that may have changed.

        Tell whether there may be more: readers are told of what has begun before all is looked at.
        """
        if self._tell_begun(frozenset(hints)):
            return True
        with self._lock:
            changes, begun = self._look(hints), self._take_begun()
            if not (changes or begun or self._made is None or self.board.shown.complaint):
                return False
            start, complaint, files = time.monotonic(), "", begun.files
            try:
                files |= self._follow(changes)
            except BuildFailedError as error:
                complaint = str(error)
            else:
                self._ledger.use()
            self._tell_of(changes | begun.changes, complaint, time.monotonic() - start)
        self.board.post(complaint=complaint, files=files)
        return False

    def read_ahead(self) -> None:
        """Take what builds kept and will be asked for later, while it can be read."""
        if isinstance(self.site, LazySite):
            self.site.extras.read_ahead()

    def read(self, path: str) -> bytes | None:
        """Return the file at a path of the site; None if there is none.

        Raise BuildFailedError if it cannot be made, or if there is no site yet.
        """
        while self._make_some(path):
            self.loading.wait()
            time.sleep(_TURN_S)
        with self._lock:
            return self._read(path)

    def paths(self) -> set[str]:
        """Return the path of every file of the site."""
        with self._lock:
            return self._made.site.paths() if self._made is not None else set()

    def drafts(self, path: str) -> list[str]:
        """Return the anchors of a page's drafts; "" is the page itself."""
        made = self._made
        if made is None or made.result is None:
            return []
        site, folders = made.result.site, made.config.use_directory_urls
        return [
            routes.anchor(site, key)
            for key, entry in site.entries.items()
            if entry.draft and File(routes.page_path(site, entry), "", "", folders).dest_uri == path
        ]

    def _tell_begun(self, hints: frozenset[str]) -> bool:
        """Tell of the edit that has begun, if nothing else is known to have been written since."""
        with self._lock:
            if not self._begun or hints != {self._begun.path}:
                return False
            changes = self._ledger.glance(self._begun.path)
            if changes is None or changes:
                return False
            begun = self._take_begun()
            self._tell_of(begun.changes, "", begun.seconds)
        self.board.post(complaint="", files=begun.files)
        return True

    def _take_begun(self) -> _Begun:
        begun, self._begun = self._begun, _Begun()
        return begun

    def _look(self, hints: Iterable[str]) -> Changes:
        changes = self._ledger.look(self._workshop.inputs, hints)
        if changes.removed:
            time.sleep(_VANISHED_S)
            changes = self._ledger.look(self._workshop.inputs)
        return changes

    def _follow(self, changes: Changes) -> bool:
        """Make what changed; tell whether any file did that is no page."""
        made = self._made
        if made is not None and changes:
            edited = self._edit_alone(made, changes)
            if edited is not None:
                return edited.files
        if made is None or changes:
            self._make_anew(changes)
        return made is None or bool(changes)

    def _edit_alone(self, made: Made, changes: Changes) -> Edited | None:
        """Read single pages again; None if the change may be more than that."""
        if not may_be_edit(made, changes):
            return None
        try:
            return self._edit(made, changes)
        except (NotAloneError, UnkeyableError):
            return None

    def _edit(self, made: Made, changes: Changes) -> Edited | None:
        """Read single pages again; None if that is not enough."""
        result = self._workshop.compile(made.project)
        edited = find_edits(made, changes, result)
        if edited is None or not isinstance(made.site, LazySite):
            return None
        paths = [edit.page.file.dest_uri for edit in edited.pages[:1]]
        start_ns = time.time_ns()
        self._workshop.watch()
        try:
            made.site.reread(edited.pages, partial(self._make_ahead, made, paths))
        finally:  # a mistake may be mended in a file that was not read before
            opened = self._workshop.seen
            if self._workshop.note_more(opened):
                self._ledger.use_more(self._workshop.inputs, start_ns)
        if edited.files:
            made.site.forget_files()
        self._made = replace(made, result=result, opened=made.opened.union(opened))
        return edited

    def _make_anew(self, changes: Changes) -> None:
        start_ns, old = time.time_ns(), self._made
        made = self._workshop.make(changes.paths)
        try:
            with refusing():
                self._make_ahead(made, [HOME, *made.config.theme.static_templates])
        except BuildFailedError:
            shutil.rmtree(made.folder, ignore_errors=True)
            raise
        self._made = made
        self._ledger.use()
        self._ledger.use_more(self._workshop.inputs, start_ns)
        if old is not None:
            shutil.rmtree(old.folder, ignore_errors=True)

    def _make_ahead(self, made: Made, paths: list[str]) -> None:
        """Make the pages that somebody looks at, so that a mistake shows before they do."""
        with self._watching:
            watched = {path for path, is_there in self._watched.values() if is_there()}
        for path in {*watched, *paths}:
            made.site.read(path)
        self._workshop.refuse_links_out()

    def _make_some(self, path: str) -> bool:
        with self._lock, refusing():
            return self._made is not None and self._made.site.make_some(path)

    def _read(self, path: str) -> bytes | None:
        if self._made is None:
            raise BuildFailedError(self.board.shown.complaint)
        with refusing():
            return self._made.site.read(path)

    def _tell_of(self, changes: Changes, complaint: str, seconds: float) -> None:
        """Say what came of a change, and what the content warns of if that is new."""
        result = self._made.result if self._made is not None and not complaint else None
        warned = self._workshop.told(result) if result is not None and result.findings else ""
        if warned not in {"", self._warned}:
            self._tell(warned)
        self._warned = warned or self._warned
        if complaint:
            shown = "The last good site is still shown." if self._made else "There is no site yet."
            self._tell(f"{complaint}\n{shown}")
        elif self.board.shown.version:  # not the first site
            self._tell(f"{self._workshop.names(changes)} changed: shown after {seconds:.2f} s")
