"""What labs promise, what their runs recorded, and what that is worth. Nothing here runs one."""

from generator.labs.checks import evaluate_checks, is_recorded
from generator.labs.contract import parse_contract
from generator.labs.declared import SERVICES
from generator.labs.described import describe_contract
from generator.labs.differences import Difference, differences
from generator.labs.digests import (
    KIT,
    LOCK,
    file_digest,
    locked_versions,
    read_inputs,
    read_lock,
    stable_digest,
)
from generator.labs.here import state_here
from generator.labs.results import as_amount, as_document, parse_result, read_result
from generator.labs.rules import CONTRACT, result_findings, strict_findings
from generator.labs.states import read_labs
from generator.labs.words import (
    KIND,
    Table,
    has_measure,
    measure_of,
    placeholders,
    tables_of,
    unknown_measure,
)

__all__ = [
    "CONTRACT",
    "KIND",
    "KIT",
    "LOCK",
    "SERVICES",
    "Difference",
    "Table",
    "as_amount",
    "as_document",
    "describe_contract",
    "differences",
    "evaluate_checks",
    "file_digest",
    "has_measure",
    "is_recorded",
    "locked_versions",
    "measure_of",
    "parse_contract",
    "parse_result",
    "placeholders",
    "read_inputs",
    "read_labs",
    "read_lock",
    "read_result",
    "result_findings",
    "stable_digest",
    "state_here",
    "strict_findings",
    "tables_of",
    "unknown_measure",
]
