"""Try a lab by hand: run it in one profile and print what it records. No result is written.

PYTHONPATH=generator/runner .venv-labs/bin/python -m labkit content/labs/x/lab.py --profile sqlite
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from .launch import Order, Outcome, launch


def main() -> int:
    """Run the lab; the exit code is 0 where it ran through and left nothing behind."""
    parser = argparse.ArgumentParser(prog="python -m labkit", description=__doc__.split("\n")[0])
    parser.add_argument("lab", type=Path, help="the path of lab.py")
    parser.add_argument("--profile", default="", help="the profile that the lab is told")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    options = parser.parse_args()
    outcome = launch(
        Order(
            sys.executable,
            options.lab.resolve().parent,
            options.profile,
            options.seed,
            options.timeout,
        )
    )
    for line in _lines(outcome):
        print(line)  # noqa: T201 - a program that talks to a person
    return 0 if outcome.status == 0 and not outcome.survivors else 1


def _lines(outcome: Outcome) -> Iterator[str]:
    if outcome.log:
        yield outcome.log
    for case, metrics in outcome.cases.items():
        yield f"{case:<28}" + "  ".join(f"{name}={value!r}" for name, value in metrics.items())
    for name, text in outcome.captures.items():
        yield f"\n--- {name} ---\n{text}"
    yield from (f"left behind: {survivor}" for survivor in outcome.survivors)
    status = "out of time" if outcome.status is None else f"exit code {outcome.status}"
    yield f"{status}, {outcome.wall_s:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
