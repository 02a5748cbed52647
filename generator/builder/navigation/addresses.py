"""What a page shows of an address that leads from it to another page."""

from collections.abc import Collection, Iterable

from mkdocs.utils import _get_norm_url, _norm_parts

Parts = tuple[str, ...]


def prefixes(url: str) -> frozenset[Parts]:
    """Return the beginnings of an address, if it is written relative to the page."""
    path, level = _get_norm_url(url)
    if level == -1:
        return frozenset()
    parts = tuple(_norm_parts(path))
    return frozenset(parts[:length] for length in range(len(parts) + 1))


def beginnings(url: str) -> list[Parts]:
    """Return the folders from which a page's relative addresses start, the longest first."""
    folder, _, name = url.rpartition("/")
    parts = tuple(_norm_parts(folder if "." in name else url))
    return [parts[:length] for length in range(len(parts), -1, -1)]


def address_state(
    depth: int, folders: Iterable[Parts], targets: Collection[Parts]
) -> tuple[int, Parts] | None:
    """Return how deep a page is, and where it leaves the way to the last of some addresses.

    The addresses depend on nothing else; ``targets`` are their beginnings. One is as many steps up
    as the page has folders that the target has not, and then down; and no target shares more of the
    page's folders than the longest beginning that any of them has.
    """
    for parts in folders:
        if parts in targets:
            return depth, parts
    return None
