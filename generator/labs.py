"""Tell what is known of each lab's result. Nothing here ever runs one."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.model import Entry, Key, Site

KIND = "lab"


def lab_states(site: Site) -> Mapping[Key, str]:
    """Return the state of every entry of a `kind: lab` collection: "recorded" or "missing"."""
    return {
        key: "recorded" if _has_result(entry) else "missing"
        for key, entry in site.entries.items()
        if site.collections[key.collection].kind == KIND
    }


def _has_result(entry: Entry) -> bool:
    return any(
        path.parent.name == "results" and path.suffix == ".json"
        for path in map(PurePosixPath, entry.files)
    )
