"""Run tests before and after the code they ask for, then break the code and see who notices.

The deliberate bugs are not chosen: every number, sign and truth value of `price.py` is changed
once, the signs of its SQL too.
"""

import contextlib
import io
import os
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import TypeAlias

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

import pytest
from labkit import SCRATCH, capture, record
from steps import STEPS

HERE = Path(__file__).parent
PRICE = HERE / "price.py"
Program: TypeAlias = ModuleType | FunctionType
Results: TypeAlias = Counter[tuple[str, str, str]]  # by program, suite and end
SUITES = ("no_asserts", "happy_path", "boundaries", "integration")


class FakeOrders:
    """Stands for a database: it answers 1000 whatever it is asked."""

    def execute(self, _statement: str, _values: tuple[str, str]) -> list[tuple[int]]:
        """Return one row with one number."""
        return [(1000,)]


class Session:
    """A plugin of pytest: it runs each test once for each program, and notes what failed."""

    def __init__(self, fixture: str, programs: Iterable[Program]) -> None:
        """Test ``programs``, which the tests know by the name of a fixture."""
        self.fixture = fixture
        self.programs = list(programs)
        self.results: Results = Counter()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Hand every program to the test."""
        metafunc.parametrize(self.fixture, self.programs)

    @pytest.fixture
    def fake_orders(self) -> FakeOrders:
        """Give the stand-in."""
        return FakeOrders()

    def pytest_runtest_makereport(self, item: pytest.Function, call: pytest.CallInfo[None]) -> None:
        """Count each test once, by program and suite."""
        if call.when == "call":
            program = item.callspec.params[self.fixture].__name__
            suite = item.path.stem.removeprefix("suite_")
            self.results[program, suite, "failed" if call.excinfo else "passed"] += 1


def run_tests(session: Session, suites: Iterable[str], *options: str) -> Results:
    """Run suites with pytest, and return how many tests passed and failed, by program and suite."""
    settings = SCRATCH / "pytest.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")
    files = [str(HERE / f"suite_{suite}.py") for suite in suites]
    alone = ["-c", str(settings), "--rootdir", str(HERE), "-p", "no:cacheprovider", "--tb=no"]
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*files, *alone, *options], plugins=[session])
    return session.results


def measure_steps() -> None:
    """Record passed and failed tests at each step of test-driven development."""
    for case, tests, slug in STEPS:
        names = " or ".join(f"test_{number}_" for number in range(1, tests + 1))
        results = run_tests(Session("slug", [slug]), ["steps"], "-k", names)
        passed, failed = (results[slug.__name__, "steps", end] for end in ("passed", "failed"))
        record(case, passed=passed, failed=failed)


# region shown
OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "+=": "-=", "-=": "+=", "//": "*"}
OTHER |= {"True": "False", "False": "True"}


def variants(token: tokenize.TokenInfo) -> Iterator[str]:
    """Yield what could stand here by mistake: the next number, another sign."""
    if token.type == tokenize.NUMBER:
        yield str(int(token.string) + 1)
    elif token.string in OTHER:
        yield OTHER[token.string]
    elif token.string.startswith('"SELECT'):
        for sign in re.finditer("[<>]=?", token.string):
            yield token.string[: sign.start()] + OTHER[sign[0]] + token.string[sign.end() :]


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield the changed line and the whole program, for each single change."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, line = token.start[0] - 1, token.line.rstrip()
        for variant in variants(token):
            changed = line[: token.start[1]] + variant + line[token.end[1] :]
            program = [*lines[:row], changed, *lines[row + 1 :]]
            yield f"{row + 1}: {changed.strip()}", "\n".join(program)


# endregion


def as_module(name: str, source: str) -> ModuleType:
    """Return a program as if it had been imported."""
    module = ModuleType(name)
    exec(compile(source, PRICE, "exec"), module.__dict__)  # noqa: S102 - our own, changed once
    return module


def answer(total: Callable[..., int], cents: int, *, loyal: bool) -> int | None:
    """Return a price, or None if it is refused."""
    try:
        return total(cents, loyal=loyal)
    except ValueError:
        return None


def same_prices(one: ModuleType, other: ModuleType) -> bool:
    """Tell whether two programs agree on every order up to 300.00."""
    return all(
        answer(one.total, cents, loyal=loyal) == answer(other.total, cents, loyal=loyal)
        for loyal in (False, True)
        for cents in range(-2, 30_000)
    )


def lines_missed(suite: str, price: ModuleType) -> int:
    """Count the lines inside a program's functions that a suite never runs."""
    seen: set[int] = set()

    def watch(frame: FrameType, event: str, _value: object) -> object:
        if frame.f_code.co_filename != str(PRICE):
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return watch

    sys.settrace(watch)
    run_tests(Session("price", [price]), [suite])
    sys.settrace(None)
    return len(code_lines(price) - seen)


def code_lines(module: ModuleType) -> set[int]:
    """Return the lines at which Python stops inside the functions of a module."""
    codes = [thing.__code__ for thing in vars(module).values() if isinstance(thing, FunctionType)]
    return {
        line
        for code in codes
        for _, _, line in code.co_lines()
        if line and line != code.co_firstlineno
    }


def measure_suites() -> None:
    """Record for each suite what it says of right code, of no code and of each mutant."""
    source = PRICE.read_text(encoding="utf-8")
    right = as_module("right", source)
    nothing = ModuleType("nothing")
    nothing.total = nothing.revenue = lambda *_, **__: None
    broken = [as_module(line, text) for line, text in mutants(source)]
    results = run_tests(Session("price", [right, nothing, *broken]), SUITES)
    killed_by = {
        mutant: [suite for suite in SUITES if results[mutant.__name__, suite, "failed"]]
        for mutant in broken
    }
    for suite in SUITES:
        record(
            suite,
            passed=results["right", suite, "passed"],
            failed=results["right", suite, "failed"],
            red_first=results["nothing", suite, "failed"],
            lines_missed=lines_missed(suite, right),
            mutants_killed=sum(suite in killers for killers in killed_by.values()),
        )
    survivors = [mutant for mutant, killers in killed_by.items() if not killers]
    record(
        "all_suites",
        mutants=len(broken),
        mutants_killed=len(broken) - len(survivors),
        survivors=len(survivors),
        equivalent=sum(same_prices(right, mutant) for mutant in survivors),
    )
    lines = [f"{mutant.__name__}  # {', '.join(by) or 'none'}" for mutant, by in killed_by.items()]
    capture("mutants_and_their_killers", "\n".join(lines))


if __name__ == "__main__":
    measure_steps()
    measure_suites()
