"""Which HTML each page of the site that is there holds, so that it need not be written again."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from generator.builder.digest import ABSENT, Digest
from generator.builder.states import State, state_of
from generator.builder.store import Store


class Published:
    """The pages of one output folder: by name of their HTML, as long as nobody touches them."""

    def __init__(self, store: Store, target: Path) -> None:
        self._store = store
        self._target = target
        kept = store.get(self._key)
        self._pages = cast("dict[str, tuple[Digest, State]]", kept or {})
        self._next: dict[str, Digest] = {}
        self._is_trusted = True

    def distrust(self) -> None:
        """Know no page, and note none: plugins may write into their files at the end of a build."""
        self._pages, self._is_trusted = {}, False

    @property
    def _key(self) -> str:
        return f"site {self._target}"

    def has(self, path: str, name: Digest) -> bool:
        """Tell whether the page at a path (relative to the folder) holds the HTML of a name."""
        was, state = self._pages.get(path, (ABSENT, None))
        return was == name and state == state_of(os.path.join(self._target, path))

    def note(self, path: str, name: Digest | None) -> None:
        """Remember what the next site holds at a path."""
        if name is not None and self._is_trusted:
            self._next[path] = name

    def link(self, path: str, place: str) -> bool:
        """Give a page of the old site a second name in the new one; tell whether that worked."""
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.link(os.path.join(self._target, path), place)
        except OSError:  # a file system without links, or a file that is gone
            return os.path.exists(place)
        return True

    def move_to(self, tree: Mapping[str, State], last: Mapping[str, State]) -> None:
        """Keep what is known of pages that nobody touched but by giving them a second name."""
        places = {path: os.path.join(self._target, path) for path in self._pages}
        kept = {
            path: (name, tree[places[path]])
            for path, (name, state) in self._pages.items()
            if last.get(places[path]) == state and _is_same_file(state, tree.get(places[path]))
        }
        self._store.put(self._key, kept)

    def keep(self) -> None:
        """Keep what was noted, once the next site is the one that is there."""
        states = {path: state_of(os.path.join(self._target, path)) for path in self._next}
        self._store.put(self._key, {path: (self._next[path], states[path]) for path in states})


def _is_same_file(one: State, other: State | None) -> bool:
    return other is not None and one[:-1] == other[:-1]  # another name moves the last time
