"""What is known of plugins: whose output depends on nothing but what is in a key or was seen."""

from collections.abc import Iterator

from mkdocs.config.defaults import MkDocsConfig

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


def has_only_pure_plugins(config: MkDocsConfig) -> bool:
    """Tell whether a build sees nothing that `watch` cannot see."""
    return not config.hooks and all(name in _PURE for name in _classes(config))


def _classes(config: MkDocsConfig) -> Iterator[str]:
    for plugin in config.plugins.values():
        kind = type(plugin)
        yield f"{kind.__module__}.{kind.__qualname__}"
