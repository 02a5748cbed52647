"""What a site has to fit into."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from generator.diagnostics import Location


def _no_files(_folder: str) -> tuple[str, ...]:
    return ()


def _always(_path: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What mkdocs.yml and the theme ask of pages; as it stands here, they ask nothing."""

    refuses_absolute_links: bool = False
    nav: Mapping[str, Location] | None = None  # pages that it names; None: made of all there are
    refuses_omitted: bool = False  # a page that nav does not name
    refuses_unknown: bool = False  # a name in nav that is no page's
    has_file: Callable[[str], bool] = _always  # docs_dir
    may_be_omitted: Callable[[str], bool] = _always  # a page, although nav does not name it
    has_icons: bool = False  # whether pages may name icons of the theme
    has_theme_file: Callable[[str], bool] = _always
    theme_files: Callable[[str], Iterable[str]] = _no_files  # all below a folder, from there
