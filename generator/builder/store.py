"""Keep records between builds in one file; a damaged record is one that was never kept.

The file is a header and a chain of records, only ever appended to, or written anew and renamed.
A record is its key's digest, its length, a checksum over both its key and its bytes, and its bytes:
plain data in `marshal` form. Who may write the file, `cache` sees to.

Nothing but the place of each record is held in memory: a site's records are larger than its pages.
"""

import contextlib
import marshal
import os
import struct
import sys

from generator.builder.hashes import Digest, checksum, digest_text

TYPE_CHECKING = False  # typing's own would be imported for it
if TYPE_CHECKING:
    from typing import Any

FORMAT = 2

_RECORD = struct.Struct("<16s16sI")  # key, checksum, length
_SLACK = 4_000_000  # bytes of outdated records that are not worth writing the file anew

_Place = tuple[int, int, bytes]  # start, length, checksum


class _File:
    """A file that is read and written at places, also by forks of a process that has it open."""

    def __init__(self, path: str | None, flags: int) -> None:
        """Open a file, or one without a name; raise OSError where that fails."""
        if path is None:
            import tempfile  # noqa: PLC0415 - for those alone who have no cache

            with tempfile.TemporaryFile() as file:
                self._descriptor = os.dup(file.fileno())
        else:
            self._descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.close(self._descriptor)

    def size(self) -> int:
        """Return how many bytes there are."""
        return os.fstat(self._descriptor).st_size

    def read(self, start: int, length: int) -> bytes:
        """Return the bytes of a place, as far as there are any."""
        if hasattr(os, "pread"):
            return os.pread(self._descriptor, length, start)
        os.lseek(self._descriptor, start, os.SEEK_SET)
        return os.read(self._descriptor, length)

    def cut(self, end: int) -> None:
        """Let nothing follow a place."""
        os.ftruncate(self._descriptor, end)

    def write(self, start: int, data: bytes) -> None:
        """Write at a place."""
        os.lseek(self._descriptor, start, os.SEEK_SET)
        while data:
            data = data[os.write(self._descriptor, data) :]


class Store:
    """Records by key. One build at a time may have it open."""

    def __init__(self, path: str | os.PathLike[str] | None, *, clean: bool = False) -> None:
        self._path = None if path is None else os.fspath(path)
        self._owner = os.getpid()
        self._header = f"typed-content {FORMAT} {sys.version}\n".encode()
        self._places: dict[Digest, _Place] = {}
        self._used: set[Digest] = set()
        self._end = 0
        self._is_new = True  # the file is to take the place of the one that is there
        self._is_cut = False
        self._file = None if clean else self._open()

    def get(self, key: str) -> object:
        """Return what was kept under a key, or None."""
        name = digest_text(key)
        payload = self._read_record(name)
        if payload is None:
            return None
        self._used.add(name)
        return marshal.loads(payload)  # noqa: S302 - checked by checksum, and data alone

    def __contains__(self, key: str) -> bool:
        return digest_text(key) in self._places  # a damaged one shows when it is read

    def still_needs(self, key: str) -> None:
        """Keep a record for later builds, though this one does not read it."""
        self._used.add(digest_text(key))

    def put(self, key: str, value: "Any") -> None:  # noqa: ANN401 - whatever marshal takes
        """Keep plain data (tuples, lists, dicts, texts, numbers) under a key.

        In a fork nothing is kept: two processes would write at one place of the file.
        """
        if os.getpid() != self._owner:
            return
        name, payload = digest_text(key), marshal.dumps(value)
        with contextlib.suppress(OSError):  # a cache that cannot be written is no cache
            self._append(name, payload)
            self._used.add(name)

    def save(self, *, forget: bool) -> None:
        """Complete the file; with ``forget``, drop what was not used if it is much."""
        if self._path is None or self._file is None:
            return
        with contextlib.suppress(OSError):
            made = _beside(self._path) if self._is_new else None
            if forget and self._is_wasteful():
                made = self._write_anew(f"{self._path}.less")
            self._file = None  # closed: not every system renames an open file
            if made is not None:
                os.replace(made, self._path)

    def _open(self) -> _File | None:
        """Open the file of earlier builds and find its records; None if there is none of ours."""
        if self._path is None:
            return None
        try:
            file = _File(self._path, os.O_RDWR)
        except OSError:
            return None
        if file.read(0, len(self._header)) != self._header:
            return None
        self._is_new = False
        self._end = self._find_records(file)
        return file

    def _find_records(self, file: _File) -> int:
        """Note where each record stands; return where the last whole one ends."""
        size, end = file.size(), len(self._header)
        while end + _RECORD.size <= size:
            name, expected, length = _RECORD.unpack(file.read(end, _RECORD.size))
            start = end + _RECORD.size
            if start + length > size:
                break
            self._places[name] = (start, length, expected)
            end = start + length
        return end

    def _read_record(self, name: Digest) -> bytes | None:
        place = self._places.get(name)
        if place is None or self._file is None:
            return None
        start, length, expected = place
        payload = self._file.read(start, length)
        return payload if checksum(name, payload) == expected else None

    def _append(self, name: Digest, payload: bytes) -> None:
        file = self._file or self._begin()
        if not self._is_cut:  # what a killed build left after the last whole record
            file.cut(self._end)
            self._is_cut = True
        found = checksum(name, payload)
        file.write(self._end, _record(name, payload, found))
        self._places[name] = (self._end + _RECORD.size, len(payload), found)
        self._end += _RECORD.size + len(payload)

    def _begin(self) -> _File:
        """Begin a file that takes its place when it is complete."""
        path = _beside(self._path) if self._path else None
        file = _File(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        file.write(0, self._header)
        self._end = len(self._header)
        self._file = file
        return file

    def _is_wasteful(self) -> bool:
        used = sum(self._places[name][1] for name in self._used & self._places.keys())
        return self._end - used > used + _SLACK

    def _write_anew(self, path: str) -> str:
        """Write what was used into another file."""
        with open(path, "wb") as file:
            file.write(self._header)
            for name in sorted(self._used & self._places.keys()):
                payload = self._read_record(name)
                if payload is not None:
                    file.write(_record(name, payload, self._places[name][2]))
        return path


def _beside(path: str) -> str:
    return f"{path}.new"


def _record(name: Digest, payload: bytes, expected: bytes) -> bytes:
    return _RECORD.pack(name, expected, len(payload)) + payload
