"""Read groups of declared fields, gathering what is wrong with them."""

from collections.abc import Callable, Mapping

from generator.diagnostics import Diagnostic, Location
from generator.model import Field, Value
from generator.schema.types import check_fields
from generator.source import MappingNode, Node


class GroupReader:
    """Reads the groups of one file: a declaration, or a contract."""

    def __init__(
        self, findings: list[Diagnostic], finding: Callable[[Location, str, str], Diagnostic]
    ) -> None:
        """Gather in ``findings`` what ``finding`` makes of a place, a message and a fix."""
        self.findings = findings
        self._finding = finding

    def check(self, fields: Mapping[str, Field], node: Node, owner: str) -> dict[str, Value]:
        """Return the values of one group of fields."""
        if not isinstance(node, MappingNode):
            fix = "write: " + ", ".join(f"{name}: ..." for name in fields)
            self.report(node.location, f"{owner} is a group of fields", fix)
            return {}
        values, found = check_fields(fields, node, owner, node.location.as_point())
        self.findings += found
        return values

    def report(self, location: Location, message: str, fix: str) -> None:
        """Add a finding that the types of fields cannot see."""
        self.findings.append(self._finding(location, message, fix))
