"""What reading a contract's parts has in common: findings gathered, names looked up."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from generator.diagnostics import Diagnostic, Location
from generator.model import Field, Value
from generator.schema import check_fields, suggestion
from generator.source import MappingNode, Node, SequenceNode


class Reader:
    """Reads parts of one contract, gathering what is wrong with them."""

    def __init__(self, findings: list[Diagnostic]) -> None:
        self.findings = findings

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
        finding = Diagnostic(
            rule="lab-contract",
            location=location,
            message=message,
            why="a run is judged by the contract, so it must say one thing only",
            fix=fix,
        )
        self.findings.append(finding)

    def known_profiles(
        self, names: Iterable[str], known: Iterable[str], location: Location
    ) -> None:
        """Report what names no profile."""
        for name in names:
            if name not in known:
                fix = suggestion(name, known, f"the profiles are: {', '.join(known)}")
                self.report(location, f'no profile is called "{name}"', fix)


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list; none of anything else."""
    return node.items if isinstance(node, SequenceNode) else ()


def as_number(text: str) -> Decimal | None:
    """Return a number as it is typed; None for anything else."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
