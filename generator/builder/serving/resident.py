"""Keep records in memory, for as long as the preview runs.

The preview reads what builds kept once, when it starts, and adds what it made then. Later it
neither holds the file of records nor waits for a build that does.
"""

from generator.builder.store import Store

_RECENT = 64  # records of edits that are kept beside those of the whole site


class Resident:
    """Answers as `Store` does.

    What the last reading of the whole site used is kept, and the latest of what came after it:
    so an undone edit costs nothing, and a thousand edits take no more room than a few.
    """

    def __init__(self, disk: Store | None) -> None:
        self._disk = disk
        self._whole: dict[str, object] = {}
        self._recent: dict[str, object] = {}
        self._used: dict[str, object] | None = {}

    def begin(self) -> None:
        """Start to read the whole site."""
        self._used = {}

    def end(self) -> None:
        """Keep nothing of the whole site but what was used since `begin`."""
        self._whole, self._used = self._used or {}, None

    def save(self) -> None:
        """Write what is new, and leave the file; the caller holds the lock of the cache."""
        if self._disk is not None:
            self._disk.save(forget=False)
        self._disk = None

    def read_disk(self, key: str) -> object:
        """Return what a build kept under a key, or None."""
        return None if self._disk is None else self._disk.get(key)

    def get(self, key: str) -> object:
        """Return what is kept under a key, or None."""
        found = self._recent.get(key, self._whole.get(key))
        if found is None:
            found = self.read_disk(key)
        if found is not None:
            self._keep(key, found)
        return found

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def still_needs(self, key: str) -> None:
        """Keep a record, though it is not read now."""
        self.get(key)

    def put(self, key: str, value: object) -> None:
        """Keep plain data under a key."""
        self._keep(key, value)
        if self._disk is not None:
            self._disk.put(key, value)

    def _keep(self, key: str, value: object) -> None:
        if self._used is not None:
            self._used[key] = value
        elif key in self._whole:
            self._whole[key] = value
        else:
            self._recent.pop(key, None)
            self._recent[key] = value
            while len(self._recent) > _RECENT:
                del self._recent[next(iter(self._recent))]
