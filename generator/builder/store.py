"""Keep records between builds in one file; a damaged record is one that was never kept.

The file is a header and a chain of records, only ever appended to, or written anew and renamed.
A record is its key's digest, its length, a checksum over both its key and its bytes, and its bytes:
plain data in `marshal` form. Who may write the file, `cache` sees to.
"""

import contextlib
import marshal
import os
import struct
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

from generator.builder.digest import Digest, digest_text

FORMAT = 2

_RECORD = struct.Struct("<16s16sI")  # key, checksum, length
_SLACK = 4_000_000  # bytes of outdated records that are not worth writing the file anew


class Store:
    """Records by key. One build at a time may have it open."""

    def __init__(self, path: Path | None, *, clean: bool = False) -> None:
        self._path = path
        self._header = f"typed-content {FORMAT} {sys.version}\n".encode()
        self._data = b"" if clean else _read(path)
        self._places = self._find_records()
        self._new: dict[Digest, bytes] = {}
        self._used: set[Digest] = set()

    def get(self, key: str) -> object:
        """Return what was kept under a key, or None."""
        name = digest_text(key)
        payload = self._new.get(name) or self._read_record(name)
        if payload is None:
            return None
        self._used.add(name)
        return marshal.loads(payload)  # noqa: S302 - checked by checksum, and data alone

    def __contains__(self, key: str) -> bool:
        name = digest_text(key)
        return name in self._new or self._read_record(name) is not None

    def still_needs(self, key: str) -> None:
        """Keep a record for later builds, though this one does not read it."""
        self._used.add(digest_text(key))

    def put(self, key: str, value: Any) -> None:  # noqa: ANN401 - whatever marshal takes
        """Keep plain data (tuples, lists, dicts, texts, numbers) under a key."""
        name = digest_text(key)
        self._new[name] = marshal.dumps(value)
        self._used.add(name)

    def save(self, *, forget: bool) -> None:
        """Write what is new, once; with ``forget``, drop what was not used if it is much."""
        if self._path is None:
            return
        with contextlib.suppress(OSError):  # a cache that cannot be written is no cache
            if self._end == 0 or (forget and self._is_wasteful()):
                self._write_anew(self._path, forget=forget)
            elif self._new:
                self._append(self._path)

    def _find_records(self) -> dict[Digest, tuple[int, int, bytes]]:
        places: dict[Digest, tuple[int, int, bytes]] = {}
        self._end = len(self._header) if self._data.startswith(self._header) else 0
        while self._end and self._end + _RECORD.size <= len(self._data):
            name, checksum, length = _RECORD.unpack_from(self._data, self._end)
            start = self._end + _RECORD.size
            if start + length > len(self._data):
                break
            places[name] = (start, length, checksum)
            self._end = start + length
        return places

    def _read_record(self, name: Digest) -> bytes | None:
        start, length, checksum = self._places.get(name, (0, 0, b""))
        payload = self._data[start : start + length]
        return payload if length and _checksum(name, payload) == checksum else None

    def _is_wasteful(self) -> bool:
        old = sum(self._places[name][1] for name in self._used & self._places.keys())
        return self._end - old > old + _SLACK

    def _append(self, path: Path) -> None:
        # Whatever a killed build left after the last whole record is cut off.
        with path.open("r+b") as file:
            file.truncate(self._end)
            file.seek(self._end)
            file.write(b"".join(_record(name, data) for name, data in self._new.items()))

    def _write_anew(self, path: Path, *, forget: bool) -> None:
        kept = self._used if forget else self._used | self._places.keys()
        beside = path.with_name(f"{path.name}.new")
        with beside.open("wb") as file:
            file.write(self._header)
            for name in sorted(kept):
                payload = self._new.get(name) or self._read_record(name)
                if payload:
                    file.write(_record(name, payload))
        os.replace(beside, path)


def _read(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError:
        return b""


def _record(name: Digest, payload: bytes) -> bytes:
    return _RECORD.pack(name, _checksum(name, payload), len(payload)) + payload


def _checksum(name: Digest, payload: bytes) -> bytes:
    return blake2b(payload, digest_size=16, key=name).digest()
