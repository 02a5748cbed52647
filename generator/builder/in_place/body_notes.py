"""What a whole build notes about pages' texts for the next one; plain data, as it is kept."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.builder.digest import Digest


class Row(NamedTuple):
    """A page whose text shows nowhere else."""

    uri: str
    dest: str
    key: str  # of its HTML in the records
    meta: Digest


class Plan(NamedTuple):
    """What the last build found out about texts."""

    settings: Digest  # of Markdown
    log_level: int
    how: bytes  # the options of Markdown, pickled
    files: Mapping[str, tuple[str, bool]]  # what links can lead to, by path of the source
    pages: Mapping[str, tuple[object, ...]]  # by file, as rows
    uris: list[str]  # of all pages
    is_searched: bool
    words: list[str]  # that plugins look for in texts
