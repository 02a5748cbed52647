"""Count what changes between two programs that do the same, one of them in Python's own way.

A list and a generator, a list and a set, a bare `open` and a `with`, type checks and an interface,
and a whole function before and after it was tidied.
"""

import ast
import gc
import importlib.util
import json
import math
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Protocol

from labkit import RANDOM, SCRATCH, capture, record

HERE = Path(__file__).parent
ROWS = 20_000
MEMBERS = 1_000
WANTED = [RANDOM.randrange(2 * MEMBERS) for _ in range(MEMBERS)]  # about half of them are members


class Row:
    """A line of a file, which knows how many of its kind there are."""

    alive = alive_max = 0

    def __init__(self, number: int) -> None:
        """Come into being."""
        self.number = number
        Row.alive += 1
        Row.alive_max = max(Row.alive_max, Row.alive)

    def __del__(self) -> None:
        """Go."""
        Row.alive -= 1


# region shown
def rows_list() -> list[Row]:
    """Make all rows, then hand them over."""
    rows = []
    for number in range(ROWS):
        rows.append(Row(number))  # noqa: PERF401 - as it is often written first
    return rows


def rows_generator() -> Iterator[Row]:
    """Hand over each row as it is made."""
    for number in range(ROWS):
        yield Row(number)


def first_word_bare(path: Path) -> str:
    """Open, read, close: if reading fails, nobody closes."""
    file = path.open(encoding="utf-8")
    word = file.read().split()[0]  # an empty file has no first word
    file.close()
    return word


def first_word_with(path: Path) -> str:
    """Open for the length of a block, which closes however it ends."""
    with path.open(encoding="utf-8") as file:
        return file.read().split()[0]


# endregion


def measure_rows(case: str, make: Callable[[], Iterable[Row]]) -> None:
    """Record how many rows are in memory at once, and what a second reading finds."""
    Row.alive_max = 0
    tracemalloc.start()
    rows = make()
    total = sum(row.number for row in rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    record(
        case,
        total=total,
        rows_alive_max=Row.alive_max,
        peak_kib=math.ceil(peak / 1024),
        rows_second_time=sum(1 for _ in rows),
    )


class Member:
    """A value that counts how often it is compared or hashed."""

    compared = hashed = 0

    def __init__(self, number: int) -> None:
        """Stand for a number."""
        self.number = number

    def __eq__(self, other: object) -> bool:
        """Count, then compare."""
        Member.compared += 1
        return isinstance(other, Member) and self.number == other.number

    def __hash__(self) -> int:
        """Count, then hash."""
        Member.hashed += 1
        return hash(self.number)


def measure_membership(case: str, container: type[list] | type[set], lookups: int) -> None:
    """Record the work of so many questions "is it in there?", making the container included."""
    members = [Member(number) for number in range(MEMBERS)]
    wanted = [Member(number) for number in WANTED[:lookups]]
    Member.compared = Member.hashed = 0
    haystack = container(members)
    found = sum(member in haystack for member in wanted)
    record(case, found=found, comparisons=Member.compared, hashes=Member.hashed)


def measure_files(case: str, first_word: Callable[[Path], str], *, empty: int) -> None:
    """Record how many of a hundred files Python closed, because the program did not."""
    folder = SCRATCH / case
    folder.mkdir()
    for number in range(100):
        (folder / f"{number}.txt").write_text("" if number < empty else "word", encoding="utf-8")
    failures = []
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        for path in sorted(folder.iterdir()):
            try:
                first_word(path)
            except IndexError as error:
                failures.append(str(error))
        gc.collect()
    record(case, failures=len(failures), left_open=len(told))


class Store(Protocol):
    """What a caller needs of a store, and all that it knows of it."""

    def put(self, name: str, text: str) -> None:
        """Keep a text."""

    def get(self, name: str) -> str:
        """Return a text that was kept."""


class Memory:
    """Keeps texts in a dictionary."""

    def __init__(self) -> None:
        """Begin empty."""
        self.texts: dict[str, str] = {}

    def put(self, name: str, text: str) -> None:
        """Keep a text."""
        self.texts[name] = text

    def get(self, name: str) -> str:
        """Return a text that was kept."""
        return self.texts[name]


class Folder:
    """Keeps texts in files."""

    def put(self, name: str, text: str) -> None:
        """Keep a text."""
        (SCRATCH / name).write_text(text, encoding="utf-8")

    def get(self, name: str) -> str:
        """Return a text that was kept."""
        return (SCRATCH / name).read_text(encoding="utf-8")


class Shouting(Memory):
    """Keeps texts, too: an implementation that came after its callers."""

    def get(self, name: str) -> str:
        """Return a text that was kept."""
        return super().get(name).upper()


def greet_by_type(store: object) -> str:
    """Ask what the store is, and do what fits."""
    if isinstance(store, Folder):
        (SCRATCH / "greeting").write_text("hello", encoding="utf-8")
        return (SCRATCH / "greeting").read_text(encoding="utf-8")
    if type(store) is Memory:
        store.texts["greeting"] = "hello"
        return store.texts["greeting"]
    raise TypeError


def greet_by_interface(store: Store) -> str:
    """Use what any store can do."""
    store.put("greeting", "hello")
    return store.get("greeting")


def measure_interface(case: str, greet: Callable[[Store], str]) -> None:
    """Record with how many of three stores a caller works, one of them newer than the caller."""
    served = 0
    for store in (Memory(), Folder(), Shouting()):
        try:
            served += greet(store).lower() == "hello"
        except TypeError:
            continue
    record(case, stores_served=served, branches=branches(function_source(greet.__name__)))


def function_source(name: str) -> str:
    """Return the text of a function of this file."""
    text = Path(__file__).read_text(encoding="utf-8")
    nodes = ast.parse(text).body
    [node] = [n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == name]
    return ast.unparse(node)


BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.match_case)


def branches(source: str) -> int:
    """Count the places where the way through a program parts, conditions of comprehensions too."""
    nodes = list(ast.walk(ast.parse(source)))
    parts = sum(isinstance(node, BRANCHES) for node in nodes)
    operators = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    loops = [node for node in nodes if isinstance(node, ast.comprehension)]
    return parts + operators + sum(1 + len(loop.ifs) for loop in loops)


def violations(path: Path) -> list[str]:
    """Return the rules that a linter finds broken, one name for each place."""
    options = ["--isolated", "--no-cache", "--exit-zero", "--output-format=json"]
    rules = ["--select=E,W,F,I,N,B,UP,C4,SIM,D1", "--target-version=py311"]
    command = [sys.executable, "-m", "ruff", "check", *options, *rules, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return sorted(finding["code"] for finding in json.loads(done.stdout))


def load(path: Path) -> ModuleType:
    """Import a file by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def random_log() -> list[str]:
    """Return a log of twenty lines, some of which are no requests."""
    odd = ["", "   ", "GET /a", "GET /a 200 more", "GET /a later"]
    statuses = (200, 404, 500, 503, 599, 600)
    plain = [f"GET /{path} {status}" for path in "abcde" for status in statuses]
    return [RANDOM.choice(RANDOM.choice([odd, plain, plain, plain])) for _ in range(20)]


def answer(summary: Callable[[list[str]], object], log: list[str]) -> object:
    """Return what a program makes of a log, be it an error."""
    try:
        return summary(log)
    except (TypeError, ValueError) as error:
        return type(error)


def measure_tidying() -> None:
    """Record what a linter finds, the branches, and how often the answers differ from the first."""
    logs = [random_log() for _ in range(200)]
    first = load(HERE / "before.py").Summary
    for name in ("before", "after", "tidy_but_wrong"):
        path = HERE / f"{name}.py"
        module = load(path)
        summary = getattr(module, "summary", first)
        found = violations(path)
        record(
            name,
            violations=len(found),
            branches=branches(path.read_text(encoding="utf-8")),
            other_answers=sum(answer(summary, log) != answer(first, log) for log in logs),
        )
        if name == "before":
            capture("rules_broken_before", " ".join(found))


if __name__ == "__main__":
    measure_rows("row_list", rows_list)
    measure_rows("row_generator", rows_generator)
    measure_membership("many_in_list", list, MEMBERS)
    measure_membership("many_in_set", set, MEMBERS)
    measure_membership("one_in_list", list, 1)
    measure_membership("one_in_set", set, 1)
    measure_files("bare_open", first_word_bare, empty=20)
    measure_files("with_block", first_word_with, empty=20)
    measure_files("bare_open_good_files", first_word_bare, empty=0)
    measure_interface("by_type", greet_by_type)
    measure_interface("by_interface", greet_by_interface)
    measure_tidying()
