"""What the runner tells a lab about its run, through the environment."""

import os
import random
from pathlib import Path


class LabError(Exception):
    """A mistake in how a lab uses the kit, or a run without what it needs, in words."""


PROFILE = os.environ.get("LAB_PROFILE", "")
SEED = int(os.environ.get("LAB_SEED", "0"))
NAME = os.environ.get("LAB_NAME", "lab_by_hand")  # every database, key and queue starts with it
SCRATCH = Path(os.environ.get("LAB_SCRATCH", os.curdir)).resolve()
RANDOM = random.Random(SEED)  # noqa: S311 - repeatable is what a lab needs


def told(variable: str) -> Path:
    """Give the file that the runner named; without one, say how a lab is started."""
    if not os.environ.get(variable):
        raise LabError(
            f"{variable} is not set: start a lab with `labs run`, or with `python -m labkit lab.py`"
        )
    return Path(os.environ[variable])
