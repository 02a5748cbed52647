"""All kinds of edit, by the flavour of project that they are made in."""

from collections.abc import Callable, Mapping

from identity import (
    edits_broken,
    edits_config,
    edits_files,
    edits_pages,
    edits_plugins,
    edits_theme,
    edits_typed,
)
from identity.corpus import Project

Edit = Callable[[Project], None]

_OF_PAGES = (edits_pages, edits_files, edits_config, edits_theme, edits_broken)

# Every build that is asked for tries these; the long run tries more of each sort.
EDITS: Mapping[str, tuple[Edit, ...]] = {
    "plain": tuple(edit for module in _OF_PAGES for edit in module.EDITS),
    "typed": edits_typed.EDITS,
    "plugins": edits_plugins.EDITS,
}
MORE_EDITS: Mapping[str, tuple[Edit, ...]] = {
    "plain": tuple(edit for module in _OF_PAGES for edit in module.MORE_EDITS),
    "typed": edits_typed.MORE_EDITS,
    "plugins": edits_plugins.MORE_EDITS,
    "more-plugins": edits_plugins.EDITS_OF_MORE_PLUGINS,
}
