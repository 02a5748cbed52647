"""What the templates of many pages read alike: kept once, and compared once in a build.

Of what a page's templates read, most is the same for all pages: options, templates, plugins.
"""

from typing import cast

from generator.builder.digest import Digest, digest_value
from generator.builder.pages.reads import Read, seen_key
from generator.builder.pages.templates import Templates
from generator.builder.store import Store


class SharedReads:
    """Lists of reads, by a name for the reads and what they gave."""

    def __init__(self, store: Store, templates: Templates) -> None:
        self._store = store
        self._templates = templates
        self._changed: dict[str, Read | None] = {}  # the first that is not as it was
        self._silent: dict[str, bool] = {}

    def keep(self, reads: list[Read], values: list[Digest]) -> str:
        """Keep a list, and return its name."""
        name = f"shared {digest_value((reads, values)).hex()}"
        if name not in self._changed:
            self._store.put(name, (reads, values))
            self._store.put(seen_key(name), self._templates.shared_seen(reads))
            self._changed[name] = None
        return name

    def changed(self, name: str) -> Read | None:
        """Return the first read that gives something else now; None if there is none."""
        if name not in self._changed:
            self._changed[name] = self._compare(name)
        return self._changed[name]

    def put_out_texts(self, name: str) -> bool:
        """Tell whether a page's text can go but into the output of the templates in a list."""
        if name not in self._silent:
            reads, _ = self._get(name)
            self._silent[name] = all(map(self._templates.whereabouts.puts_out_text, reads))
        return self._silent[name]

    def _compare(self, name: str) -> Read | None:
        reads, values = self._get(name)
        if not reads:
            return "list", name  # it was lost
        now = self._templates.shared_values(reads)
        pairs = zip(reads, values, now, strict=True)
        return next((read for read, was, is_now in pairs if was != is_now), None)

    def _get(self, name: str) -> tuple[list[Read], list[Digest]]:
        return cast("tuple[list[Read], list[Digest]]", self._store.get(name) or ([], []))
