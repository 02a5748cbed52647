"""Print which services answer, in which version, and why the others do not.

python -m labkit.versions     {"versions": {"redis": "7.0.15"}, "reasons": {"nginx": "..."}}
"""

import json
import sys

from .services import read_versions

if __name__ == "__main__":
    json.dump(dict(zip(("versions", "reasons"), read_versions(), strict=True)), sys.stdout)
