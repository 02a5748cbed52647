"""Read the pages that were edited since the last build; what they were is known from it."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.utils import meta

from generator.builder.cache import open_snapshots
from generator.builder.digest import Digest, UnkeyableError, digest_bytes, digest_value
from generator.builder.in_place.body_notes import Row
from generator.builder.markdown.key import is_of_text
from generator.builder.states import Kept, keep_file
from generator.builder.unchanged import Last, plan_key


class NotEnoughError(Exception):
    """Something changed that takes a whole build."""


class Renewed(NamedTuple):
    """A page's text, rendered."""

    key: str  # in the records, as it is now
    was: str  # HTML
    now: str


class Source(NamedTuple):
    """A page's source as it is, and what the last build knew of it."""

    row: Row
    kept: Kept  # what tells whether it is still the same
    markdown: str
    meta: dict[str, Any]
    meta_name: Digest

    @property
    def has_new_text(self) -> bool:
        """Tell whether what follows its front matter is another text."""
        return not is_of_text(self.row.key, self.markdown)

    @property
    def has_new_meta(self) -> bool:
        """Tell whether its front matter is another one."""
        return self.meta_name != self.row.meta


def has_new_meta(config_file: Path, last: Last) -> bool:
    """Tell whether the front matter of a page is another one."""
    plan = open_snapshots(config_file).get(plan_key(last.moment))
    try:
        sources = read_sources(last.edited, plan["pages"] if isinstance(plan, dict) else {})
        return any(source.has_new_meta for source in sources)
    except (NotEnoughError, OSError, ValueError):
        return False


def read_sources(paths: list[str], pages: Mapping[str, Any]) -> list[Source]:
    """Read pages; NotEnoughError if the text of one of them may show elsewhere, too."""
    if not all(path in pages for path in paths):
        raise NotEnoughError
    return [_read(path, Row(*pages[path])) for path in paths]


def _read(path: str, row: Row) -> Source:
    kept, text = _read_text(path, row.uri)
    markdown, found = meta.get_data(text)
    try:
        return Source(row, kept, markdown, found, digest_value(found))
    except UnkeyableError as error:
        raise NotEnoughError from error


def _read_text(path: str, uri: str) -> tuple[Kept, str]:
    """Return a text as MkDocs reads it, and what tells whether it is still that."""
    docs_dir = os.path.realpath(path[: -len(uri)])
    if os.path.realpath(path) != os.path.join(docs_dir, *uri.split("/")):
        raise NotEnoughError  # a link: a whole build looks where it leads
    kept = keep_file(path)
    data = Path(path).read_bytes()
    if digest_bytes(data) != kept[1]:  # somebody is writing to it
        raise NotEnoughError
    return kept, io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig").read()
