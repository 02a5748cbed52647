"""Find the part of a lab's program that its page shows: the very lines that ran."""

import re
import textwrap
from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Location
from generator.model import Code, Entry, Lab
from generator.schema import as_string, suggestion
from generator.source import as_text

PROGRAM = "lab.py"
_REGION = "shown"  # where the entry names none

_START = re.compile(r"^\s*(?:#|--|//)\s*region\s+(\S+)\s*$")
_END = re.compile(r"^\s*(?:#|--|//)\s*endregion\b")


def find_code(
    entry: Entry, lab: Lab, held: Mapping[str, bytes]
) -> tuple[Code | None, tuple[Diagnostic, ...]]:
    """Return the region that the entry names in `code`, or the one that is called "shown".

    ``held`` is what the lab's files hold, by their path in its folder.
    """
    wanted = as_string(entry.fields, "code")
    file, _, region = wanted.rpartition("#")
    file, region = file or PROGRAM, region or _REGION
    location = entry.source.at("code")
    if file not in lab.files:
        files = f"its files are: {', '.join(lab.files)}"
        fix = suggestion(file, lab.files, files)
        finding = _unknown(location, f'the lab has no file "{file}"', fix)
        return None, (finding,) if wanted else ()
    text = as_text(f"{lab.folder}/{file}", held[file])
    if isinstance(text, Diagnostic):
        return None, (text,)
    regions = {name: (line, lines) for name, line, lines in _regions(text.text)}
    if region not in regions:
        marks = f'mark lines with "# region {region}" and "# endregion"'
        message, fix = f'{file} has no region "{region}"', suggestion(region, regions, marks)
        return None, (_unknown(location, message, fix),) if wanted else ()
    line, lines = regions[region]
    return Code(file, line, textwrap.dedent("\n".join(lines)).strip("\n")), ()


def _regions(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each region's name, its first line (from 1) and its lines, marks left out."""
    opened: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if start := _START.match(line):
            opened.append((start[1], number + 1, []))
        elif _END.match(line):
            if opened:
                yield opened.pop()
        else:
            for _, _, lines in opened:
                lines.append(line)


def _unknown(location: Location, message: str, fix: str) -> Diagnostic:
    return Diagnostic(
        rule="unknown-region",
        location=location,
        message=message,
        why="the page shows the lines that ran, and there are none",
        fix=fix,
    )
