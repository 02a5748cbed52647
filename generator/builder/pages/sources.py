"""Read templates' sources, for what no rendering shows: where a text can go.

Templates that have been read by a person are known by their digests; of others, only what their
syntax tree proves is believed.
"""

from collections.abc import Callable

import jinja2
from jinja2 import nodes

from generator.builder.navigation.items import KNOWN_ITEMS
from generator.builder.pages.compiling import keeps_state
from generator.builder.pages.loader import KnowingLoader

# Digests of templates in which the text of an item goes into the page as it is.
_PASSING_ON = KNOWN_ITEMS | {
    "a43f44ae0f4a6a1abe9a3f1a25a3e12e",  # Material 9.8.1, base.html
    "00ea3f50139c6e835d50f95d3f6c90cb",  # Material 9.8.1, partials/nav.html
}

# Digests of templates that put out a page's content as it is, and ask but whether "<h1" is in it.
_PUTTING_OUT = frozenset(
    {
        "538fa6a45da973e96b395debcbc00019",  # Material 9.8.1, partials/content.html
    }
)

# What of a page and its file changes with its text, though title, headings, links and meta do not.
TEXTS = frozenset({"content", "markdown", "content_string", "content_bytes"})


class TemplateSources:
    """What the sources of a site's templates tell, each read once."""

    def __init__(self, env: jinja2.Environment, loader: KnowingLoader) -> None:
        self._env = env
        self._loader = loader
        self._passing: dict[str, bool] = {}
        self._silent: dict[str, bool] = {}
        self._keeping: dict[str, bool] = {}

    def passes_on(self, name: str) -> bool:
        """Tell whether what a template includes goes nowhere but into its output, as it is."""
        if name not in self._passing:
            known = self._loader.digest(name).hex() in _PASSING_ON
            self._passing[name] = known or not self._has(name, _captures_text)
        return self._passing[name]

    def puts_out_text(self, name: str) -> bool:
        """Tell whether a page's text can but go into a template's output, as it is."""
        if name not in self._silent:
            known = self._loader.digest(name).hex() in _PUTTING_OUT
            self._silent[name] = known or not self._has(name, _names_text)
        return self._silent[name] and self.passes_on(name)

    def keeps_state(self, name: str) -> bool:
        """Tell whether a template that is run once may be another one for the next page."""
        if name not in self._keeping:
            self._keeping[name] = self._has(name, keeps_state)
        return self._keeping[name]

    def _has(self, name: str, what: Callable[[nodes.Template], bool]) -> bool:
        source = self._loader.source(name)
        return source is not None and what(self._env.parse(source, name, name))


def _names_text(tree: nodes.Template) -> bool:
    """Tell whether a template can name a page's text.

    Names that are put together while it runs are seen then, all but those of the filter `attr`.
    """
    constants = (node.value for node in tree.find_all(nodes.Const))
    attributes = (node.attr for node in tree.find_all(nodes.Getattr))
    names = (*constants, *attributes)
    return any(isinstance(name, str) and name in TEXTS for name in names) or any(
        node.name == "attr" and not all(isinstance(name, nodes.Const) for name in node.args)
        for node in tree.find_all(nodes.Filter)
    )


_CAPTURING = (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.Macro)


def _captures_text(tree: nodes.Template) -> bool:
    """Tell whether a template gets hold of what another template or block has put out."""
    for node in (tree, *tree.find_all(nodes.Node)):
        calls = any(_is_block_call(child) for child in node.iter_child_nodes())
        if calls and not isinstance(node, nodes.Output):
            return True
        if isinstance(node, _CAPTURING) and not _is_closed(node):
            return True
    return False


def _is_closed(node: nodes.Node) -> bool:
    """Tell whether a node's text is its own, and that of icons."""
    if any(_is_block_call(call) for call in node.find_all(nodes.Call)):
        return False
    brought = node.find_all((nodes.Include, nodes.Block))
    return all(isinstance(part, nodes.Include) and _is_icon(part.template) for part in brought)


def _is_icon(name: nodes.Expr) -> bool:
    first = name.nodes[0] if isinstance(name, nodes.Concat) else name
    return isinstance(first, nodes.Const) and str(first.value).startswith(".icons/")


def _is_block_call(node: nodes.Node) -> bool:
    """Tell whether a node is ``super()``, ``self.name()``, or the HTML of a navigation item."""
    called = node.node if isinstance(node, nodes.Call) else None
    if isinstance(called, nodes.Getattr):
        if called.attr == "render":
            return True
        called = called.node
    return isinstance(called, nodes.Name) and called.name in {"super", "self"}
