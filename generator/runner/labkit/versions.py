"""Print what a run would stand on: this Python, its packages, and the services that answer.

python -m labkit.versions redis nginx
{"python": "3.13", "packages": {...}, "services": {"redis": "7.0.15"}, "reasons": {"nginx": ...}}
"""

import json
import re
import sys
from collections.abc import Sequence
from importlib.metadata import distributions

from .services import read_versions


def main(services: Sequence[str]) -> None:
    """Ask these services alone: one that does not answer costs some seconds."""
    versions, reasons = read_versions(services)
    packages = {re.sub(r"[-_.]+", "-", d.name).lower(): d.version for d in distributions()}
    found = {"packages": packages, "services": versions, "reasons": reasons}
    json.dump({"python": "{}.{}".format(*sys.version_info), **found}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
