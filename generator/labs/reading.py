"""What reading a contract's parts has in common: findings gathered, names looked up."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from generator.diagnostics import Diagnostic, Location
from generator.schema import GroupReader, suggestion
from generator.source import Node, SequenceNode


class Reader(GroupReader):
    """Reads parts of one contract, gathering what is wrong with them."""

    def __init__(self, findings: list[Diagnostic]) -> None:
        super().__init__(findings, _contract_finding)

    def known_profiles(
        self, names: Iterable[str], known: Iterable[str], location: Location
    ) -> None:
        """Report what names no profile."""
        for name in names:
            if name not in known:
                fix = suggestion(name, known, f"the profiles are: {', '.join(known)}")
                self.report(location, f'no profile is called "{name}"', fix)


def _contract_finding(location: Location, message: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="lab-contract",
        location=location,
        message=message,
        why="a run is judged by the contract, so it must say one thing only",
        fix=fix,
    )


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
