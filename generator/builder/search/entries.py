"""Hold what goes into a search index in a file, until the index is written.

The texts of a site's pages are as much as all else that a build has in memory. Material's index
keeps them as entries until the end, and then writes them as one text.
"""

import json
import tempfile
from collections import UserString
from collections.abc import Mapping
from typing import BinaryIO

Entry = dict[str, object]


class Written(UserString):
    """A text that is there as it is written, and as characters for those alone who ask for them."""

    def __init__(self, written: bytearray) -> None:
        self._written = written

    @property
    def data(self) -> str:  # type: ignore[override]
        """Return the characters."""
        return self._written.decode("ascii")

    def encode(self, encoding: str | None = "utf-8", errors: str | None = "strict") -> bytes:
        """Return the bytes; those that there are, in the encodings that sites are written in."""
        if encoding in {"ascii", "utf-8"}:
            return self._written  # type: ignore[return-value]
        return super().encode(encoding, errors)


_END = b"]}"


def as_json(value: object) -> str:
    """Return a value as Material's index writes it."""
    return json.dumps(value, separators=(",", ":"), default=str)


class EntriesFile:
    """Entries in their order; they can be had back."""

    def __init__(self) -> None:
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the index

    def __del__(self) -> None:
        self._file.close()

    def take(self, entries: list[Entry]) -> bool:
        """Add entries and empty the list; False, and nothing done, if they may still change."""
        if not all(map(_is_settled, entries)):
            return False
        if entries:
            separator = "," if self._file.tell() else ""
            self._file.write(f"{separator}{as_json(entries)[1:-1]}".encode("ascii"))
            entries.clear()
        return True

    def give_back(self) -> list[Entry]:
        """Return all entries."""
        with self._file as file:
            file.seek(0)
            entries: list[Entry] = json.loads(b"[" + file.read() + b"]")
            return entries

    def index(self, options: Mapping[str, object]) -> Written:
        """Return the whole index as JSON, which is at no time there twice."""
        start = f'{{"config":{as_json(options)},"docs":['.encode("ascii")
        size = self._file.tell()
        data = bytearray(len(start) + size + len(_END))
        data[: len(start)], data[-len(_END) :] = start, _END
        self._file.seek(0)
        with memoryview(data) as view:
            self._file.readinto(view[len(start) : -len(_END)])  # type: ignore[attr-defined]
        return Written(data)


def _is_settled(entry: Entry) -> bool:
    """Tell whether an entry holds nothing that belongs to anybody else, or loses by being JSON."""
    return type(entry.get("boost", 0)) in {int, float}
