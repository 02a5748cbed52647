"""A question to the table of orders, in the parts that a measurement must take apart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted, of which orders, and in which order."""

    columns: str
    condition: str
    tail: str = ""

    @property
    def sql(self) -> str:
        """Give the statement as an application would send it."""
        return f"SELECT {self.columns} FROM orders WHERE {self.condition} {self.tail}".strip()
