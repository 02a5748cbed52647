"""What is known of plugins: whose output depends on nothing but what is in a key or was seen."""

from collections.abc import Iterable
from typing import Protocol, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

# Classes whose every event is a function of the configuration, the site's files and files that
# they open or list: no clock, no network, no other program, no environment.
_PURE = frozenset(
    {
        "generator.plugin.TypedContentPlugin",
        "material.plugins.offline.plugin.OfflinePlugin",
        "material.plugins.search.plugin.SearchPlugin",
        "material.plugins.tags.plugin.TagsPlugin",
        "mkdocs.contrib.search.SearchPlugin",
        "mkdocs_literate_nav.plugin.LiterateNavPlugin",
        "mkdocs_redirects.plugin.RedirectPlugin",
        "mkdocs_section_index.plugin.SectionIndexPlugin",
    }
)


# Events of one page that change nothing but what they are given, by the class that has them.
_PAGE_EVENTS = {
    "page_context": frozenset(
        {
            "material.plugins.search.plugin.SearchPlugin",
            "material.plugins.tags.plugin.TagsPlugin",
            "mkdocs.contrib.search.SearchPlugin",
        }
    ),
    "post_page": frozenset({"mkdocs_minify_plugin.plugin.MinifyPlugin"}),
}

_TAGS = "material.plugins.tags.plugin.TagsPlugin"

# Classes for which a page's text is nothing; but for Material's search, which is seen to.
_WITHOUT_TEXT = frozenset(
    {
        "material.plugins.search.plugin.SearchPlugin",
        "mkdocs_redirects.plugin.RedirectPlugin",
    }
)

# Classes that hand on the text of a page before it is rendered, nearly always as it is.
_HANDS_ON_TEXTS = frozenset(
    {
        "material.plugins.meta.plugin.MetaPlugin",
        "material.plugins.tags.plugin.TagsPlugin",
        "mkdocs_git_revision_date_localized_plugin.plugin.GitRevisionDateLocalizedPlugin",
    }
)

# Classes that, at the end, neither read nor write the pages in the output folder.
_LEAVES_PAGES = frozenset(
    {
        "material.plugins.offline.plugin.OfflinePlugin",
        "material.plugins.search.plugin.SearchPlugin",
        "mkdocs.contrib.search.SearchPlugin",
        "mkdocs_minify_plugin.plugin.MinifyPlugin",
        "mkdocs_redirects.plugin.RedirectPlugin",
    }
)


class _Listing(Protocol):
    page: Page


class _Tags(Protocol):
    """Material's tags plugin, as far as this module knows it."""

    listings: Iterable[_Listing]


# Classes of which no event makes anything of a page's title or meta but on that page.
_LEAVES_TITLES = frozenset(
    {
        "generator.plugin.TypedContentPlugin",
        "material.plugins.offline.plugin.OfflinePlugin",
        "material.plugins.search.plugin.SearchPlugin",
        "mkdocs.contrib.search.SearchPlugin",
        "mkdocs_redirects.plugin.RedirectPlugin",
    }
)


def leave_titles_and_texts(config: MkDocsConfig) -> bool:
    """Tell whether `titles` knows all that plugins make of titles and texts."""
    return leaves_titles_alone(config) and words_looked_for(config) is not None


def leaves_titles_alone(config: MkDocsConfig) -> bool:
    """Tell whether plugins make nothing of other pages when a page's title or meta changes."""
    return all(_name(plugin) in _LEAVES_TITLES for plugin in config.plugins.values())


def lists_pages(config: MkDocsConfig, page: Page, text: str) -> bool:
    """Tell whether a page has, or is to have, a list of tags: it is made of all pages together."""
    return any(
        str(plugin.config["listings_directive"]) in text
        or any(listing.page is page for listing in cast("_Tags", plugin).listings)
        for plugin in config.plugins.values()
        if _name(plugin) == _TAGS
    )


def has_only_pure_plugins(config: MkDocsConfig) -> bool:
    """Tell whether a build sees nothing that `watch` cannot see."""
    return not config.hooks and all(_name(plugin) in _PURE for plugin in config.plugins.values())


def has_strange_page_events(config: MkDocsConfig) -> bool:
    """Tell whether something unknown happens around a page's template."""
    return any(
        _name(getattr(method, "__self__", None)) not in known
        for event, known in _PAGE_EVENTS.items()
        for method in config.plugins.events[event]
    )


def renders_sources(config: MkDocsConfig) -> bool:
    """Tell whether nearly every page is rendered from the text that stands in its source.

    What reads a source itself may not be asked for one before its turn.
    """
    events = config.plugins.events
    return not (events["pre_page"] or events["page_read_source"]) and all(
        _name(getattr(method, "__self__", None)) in _HANDS_ON_TEXTS
        for method in events["page_markdown"]
    )


def leaves_pages_alone(config: MkDocsConfig) -> bool:
    """Tell whether pages may be put into the output folder after all plugins are done."""
    methods = config.plugins.events["post_build"]
    return all(_name(getattr(method, "__self__", None)) in _LEAVES_PAGES for method in methods)


def words_looked_for(config: MkDocsConfig) -> list[str] | None:
    """Return the words for which plugins look in pages' texts; None if that is not all they do.

    Whatever else these plugins take from a page is its title, headings, meta and address; what
    Material's search takes, `bodies` puts into its index.
    """
    words: list[str] = []
    for plugin in config.plugins.values():
        if _name(plugin) == _TAGS and not plugin.config.tags_file:
            words += [plugin.config.listings_directive, "[TAGS]"]
        elif _name(plugin) not in _WITHOUT_TEXT:
            return None
    return words


def _name(thing: object) -> str:
    kind = type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"
