"""What the navigation shows of each item and all below it, for pages that are not among them."""

from dataclasses import dataclass

from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page

from generator.builder.digest import Digest, UnkeyableError, digest_value
from generator.builder.navigation.addresses import Parts, prefixes
from generator.builder.pages.loader import KnowingLoader

# Set by MkDocs; whatever else a plugin sets on an item, a template may show.
_SECTION = frozenset({"title", "children", "parent", "_Section__active", "_typed_content_name"})
_LINK = frozenset({"title", "url", "parent", "_typed_content_name"})
_STRANGE = frozenset({"encrypted", "typeset", "pages", "children"})


@dataclass(frozen=True, slots=True)
class Subtree:
    """A navigation item as the templates known to `memo` show it, and where it leads."""

    digest: Digest  # of titles, addresses, icons, and the like: all that is shown
    prefixes: frozenset[Parts]  # of all relative addresses in it
    pages: frozenset[str]  # the paths of the sources of the pages in it


class Subtrees:
    """The items of a navigation, each looked at once."""

    def __init__(self, loader: KnowingLoader) -> None:
        self._loader = loader
        self._known: dict[int, Subtree] = {}

    def get(self, item: object) -> Subtree:
        """Return an item's subtree; raise UnkeyableError if it is not made by MkDocs alone."""
        found = self._known.get(id(item))
        if found is None:
            found = self._known[id(item)] = self._look_at(item)
        return found

    def forget(self, item: object) -> None:
        """Look again at an item, and at what holds it."""
        while item is not None:
            self._known.pop(id(item), None)
            item = getattr(item, "parent", None)

    def _look_at(self, item: object) -> Subtree:
        if type(item) is Page:
            return self._page(item)
        if type(item) is Section and vars(item).keys() <= _SECTION:
            return self._section(item)
        if type(item) is Link and vars(item).keys() <= _LINK:
            return Subtree(digest_value(("link", item.title, item.url)), prefixes(item.url), _NONE)
        raise UnkeyableError(type(item).__qualname__)

    def _page(self, page: Page) -> Subtree:
        if any(vars(page).get(name) is not None for name in _STRANGE):
            raise UnkeyableError(page.file.src_uri)
        meta = page.meta or {}
        icon = meta.get("icon")
        shown = (
            *(page.title, page.url, page.is_index, page.file.src_uri),
            *(meta.get("subtitle"), meta.get("status"), icon),
            self._loader.digest(f".icons/{icon}.svg") if icon else None,
        )
        return Subtree(
            digest_value(("page", shown)), prefixes(page.url), frozenset({page.file.src_uri})
        )

    def _section(self, section: Section) -> Subtree:
        children = [self.get(child) for child in section.children]
        return Subtree(
            digest_value(("section", section.title, [child.digest for child in children])),
            frozenset().union(*(child.prefixes for child in children)),
            frozenset().union(*(child.pages for child in children)),
        )


_NONE: frozenset[str] = frozenset()
