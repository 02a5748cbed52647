"""Let no test be left out in silence: under CI=true, one that is skipped has failed.

A pytest plugin, named in tests/conftest.py. Elsewhere a machine may lack a service or a right; CI
brings all of them.
"""

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the report of a skipped test into a failure that gives the same reason."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"left out under CI, which may leave out nothing: {report.longreprtext}"
    return report
