"""Compile templates so that they tell of two things for which Jinja has no hook.

What is joined to a text (`~`, `%`) does not go through `finalize`, as output does. And a template
that is imported or included without context is run once, by the page that comes first: what it
takes in, no other page is seen to read, and what it remembers goes on from page to page.
"""

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

TEXT = "finalize"
MODULE = "typed_content_module"  # the environment's function that is told of such a template

# What makes a value that can be changed, or may.
_STATES: tuple[type[nodes.Node], ...] = (nodes.Call, nodes.List, nodes.Dict)


class TellingGenerator(CodeGenerator):
    """Writes what Jinja's generator writes, with some values handed to the environment first."""

    _told: dict[int, tuple[nodes.Node, str]]

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Begin a template."""
        self._told = {}
        super().visit_Template(node, frame)

    def visit(self, node: nodes.Node, *args: object, **kwargs: object) -> object:
        """Write a node, within a call if somebody is to be told of its value."""
        told, name = self._told.pop(id(node), (None, "")) if hasattr(self, "_told") else (None, "")
        if told is not node:
            return super().visit(node, *args, **kwargs)
        self.write(f"environment.{name}(")
        super().visit(node, *args, **kwargs)
        self.write(")")
        return None

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Write `a ~ b`."""
        self._tell(TEXT, *node.nodes)
        super().visit_Concat(node, frame)

    def visit_Mod(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802
        """Write `a % b`."""
        self._tell(TEXT, node.right)
        super().visit_Mod(node, frame)

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:  # noqa: N802
        """Write `import`."""
        self._tell_of_module(node)
        super().visit_Import(node, frame)

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> None:  # noqa: N802
        """Write `from ... import`."""
        self._tell_of_module(node)
        super().visit_FromImport(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """Write `include`."""
        self._tell_of_module(node)
        super().visit_Include(node, frame)

    def _tell_of_module(self, node: nodes.Import | nodes.FromImport | nodes.Include) -> None:
        if not node.with_context:
            self._tell(MODULE, node.template)

    def _tell(self, name: str, *values: nodes.Node) -> None:
        # A constant's place may be taken by another node; of it there is nothing to tell.
        self._told |= {id(value): (value, name) for value in values}


def install(env: jinja2.Environment) -> None:
    """Let an environment compile so; what it loaded before stays as it is."""
    env.code_generator_class = TellingGenerator


def compiles_as_jinja(env: jinja2.Environment) -> bool:
    """Tell whether an environment compiles as Jinja's own does."""
    return env.code_generator_class is CodeGenerator


def keeps_state(tree: nodes.Template) -> bool:
    """Tell whether a template may have a value of its own that can be changed later on."""
    return any(_makes_state(node) for node in tree.body)


def _makes_state(node: nodes.Node) -> bool:
    if isinstance(node, (nodes.Macro, nodes.Output)):  # what these make is made anew each time
        return False
    if isinstance(node, nodes.Assign):
        return any(node.find(kind) is not None for kind in _STATES)
    return any(map(_makes_state, node.iter_child_nodes()))
