"""The site's files as a Markdown page sees them, with a note of which it asked for."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePath

from mkdocs.structure.files import File, Files

# What a link's HTML depends on: the address, and whether the target is left out of the site.
Shown = tuple[str, bool]
Found = Shown | None  # where there may be no such file


class LookedUpFiles(Files):
    """Answers as `Files` does. Whoever asks for more than single files has seen them all."""

    def __init__(self, files: Files) -> None:
        self._src_uris = dict(files.src_uris)
        self.begin()

    @property
    def known(self) -> Mapping[str, File]:
        """Return all files, for those who note what they look at themselves."""
        return self._src_uris

    def begin(self) -> None:
        """Start a new note."""
        self.asked: dict[str, Found] = {}
        self.saw_all = False

    def get_file_from_path(self, path: str) -> File | None:
        """Return a file, and note what was found."""
        uri = _uri(path)
        file = self._src_uris.get(uri)
        self.asked[uri] = found(file)
        return file

    def __contains__(self, path: str) -> bool:
        return self.get_file_from_path(path) is not None

    def __iter__(self) -> Iterator[File]:
        self.saw_all = True
        return super().__iter__()

    def __len__(self) -> int:
        self.saw_all = True
        return super().__len__()

    @property
    def src_uris(self) -> Mapping[str, File]:
        """Return all files."""
        self.saw_all = True
        return self._src_uris

    def append(self, file: File) -> None:
        """Refuse: the real collection would not have it."""
        raise TypeError(f"{file.src_uri} is added to the site while its pages are rendered")

    def remove(self, file: File) -> None:
        """Refuse: the real collection would keep it."""
        raise TypeError(f"{file.src_uri} is removed from the site while its pages are rendered")


@lru_cache(10_000)  # pages link to the same ones
def _uri(path: str) -> str:
    """Return a path as files are known by it."""
    return PurePath(path).as_posix()


def found(file: File | None) -> Found:
    """Return what of a file, if there is one, shows in a page that links to it."""
    return None if file is None else shown(file)


def shown(file: File) -> Shown:
    """Return what of a file shows in a page that links to it."""
    return file.url, file.inclusion.is_excluded()
