"""What labs promise, what their runs recorded, and what that is worth. Nothing here runs one."""

from generator.labs.checks import evaluate_checks, is_recorded
from generator.labs.contract import read_contract
from generator.labs.declared import SERVICES
from generator.labs.digests import file_digest, read_inputs, read_lock, stable_digest
from generator.labs.results import as_amount, as_document, read_result
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
    "KIND",
    "SERVICES",
    "Table",
    "as_amount",
    "as_document",
    "evaluate_checks",
    "file_digest",
    "has_measure",
    "is_recorded",
    "measure_of",
    "placeholders",
    "read_contract",
    "read_inputs",
    "read_labs",
    "read_lock",
    "read_result",
    "stable_digest",
    "tables_of",
    "unknown_measure",
]
