"""A tiny lab for tests, results as a run would write them, and what real labs stand on here."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import site_build
from generator.labs import SERVICES, as_document, evaluate_checks, read_inputs, read_labs
from generator.load import load_site
from generator.model import Amount, Lab, Result
from generator.runner import Setting, UnusableSettingError, read_setting, required_services

PROJECT = Path(site_build.__file__).parent

RISING = """\
-- content/trials/_collection.yml --
title: Trials
singular: trial
kind: lab
-- content/trials/rising/index.md --
---
title: Rising
headline: "{cold.hours} hours become {warm.hours}."
---

Dough rises.
-- content/trials/rising/lab.yml --
profiles:
  - {id: oven, services: [redis>=7]}
  - {id: bowl, embedded: true}
metrics:
  hours: {unit: h, kind: count, better: lower}
  crust: {kind: label}
checks:
  - {of: warm.hours, at_most: 3, says: a warm dough is ready before lunch}
  - {of: [cold.hours, warm.hours], ratio_at_least: 4}
baseline: [cold.hours]
-- content/trials/rising/lab.py --
from labkit import record

# region shown
record("warm", hours=2)
# endregion
"""

RISEN: Mapping[str, Mapping[str, Amount]] = {
    "cold": {"hours": 12, "crust": "thick"},
    "warm": {"hours": 2, "crust": "thin"},
}


def rising_lab(root: Path) -> Lab:
    """Return the one lab of the site under ``root``."""
    site, _ = load_site(root, "content", "Tiny")
    labs, _ = read_labs(root, site)
    [lab] = labs.values()
    return lab


def record_result(
    root: Path,
    profile: str = "bowl",
    cases: Mapping[str, Mapping[str, Amount]] = RISEN,
    **changes: object,
) -> Path:
    """Write the result that a run of the site's lab would write; ``changes`` are of the record."""
    lab = rising_lab(root)
    assert lab.contract is not None
    checks = evaluate_checks(lab.contract, profile, cases)
    result = Result(
        lab=lab.key.slug,
        profile=profile,
        status="ok" if all(outcome.holds for outcome in checks) else "failed",
        inputs=read_inputs(root, lab, profile),
        python="3.13",
        services={"redis": "8.0.2"} if profile == "oven" else {},
        cases=cases,
        checks=checks,
        captures={"log": "risen\n"},
        volatile={"wall_s": 2, "run_at": "2026-11-20T08:30:00Z", "cpus": 2},
    )
    path = root / lab.folder / "results" / f"{profile}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(as_document(lab.contract, replace(result, **changes)), "utf-8")  # type: ignore[arg-type]
    return path


def find_setting() -> Setting:
    """Look for what labs stand on here; where there is no Python for labs, leave the tests out."""
    required = required_services()
    try:
        found = read_setting(PROJECT, SERVICES)
    except UnusableSettingError as error:
        if required:
            raise
        pytest.skip(str(error))
    assert required <= found.services.keys(), found.reasons
    return found
