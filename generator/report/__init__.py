"""Put findings into the forms that people, GitHub and other programs read. Nothing is printed."""

from generator.report.machine import as_json, as_sarif
from generator.report.moved import Move, as_moves
from generator.report.text import ReadLine, as_github, as_summary, as_text

__all__ = [
    "Move",
    "ReadLine",
    "as_github",
    "as_json",
    "as_moves",
    "as_sarif",
    "as_summary",
    "as_text",
]
