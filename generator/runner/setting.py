"""Find out what labs can stand on here: their Python, its packages, and which services answer."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.labs import SERVICES
from generator.model import Lab, Profile
from generator.runner.labkit import launch

_WAIT_S = 120


class UnusableSettingError(Exception):
    """Why no lab can run here, in words for the person who wants to run one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What labs stand on. ``reasons`` says why a service is not among ``services``."""

    python: str
    version: str  # of Python, as 3.13
    packages: Mapping[str, str]
    services: Mapping[str, str]
    reasons: Mapping[str, str]


def read_setting(root: Path, services: Iterable[str]) -> Setting:
    """Ask the labs' Python, and through it the services."""
    python = find_python(root)
    with tempfile.TemporaryDirectory(prefix="labs-") as folder:
        asked = subprocess.run(
            [python, "-m", "labkit.versions", *sorted(services)],
            cwd=folder,
            env=launch.environment(launch.furnish(Path(folder))),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_WAIT_S,
            check=False,
        )
    if asked.returncode:
        raise UnusableSettingError(f"{python} cannot run labs:\n{asked.stderr.strip()}")
    told = json.loads(asked.stdout)
    return Setting(python, told["python"], told["packages"], told["services"], told["reasons"])


def find_python(root: Path) -> str:
    """Give the Python of labs: the one that LAB_PYTHON names, or that of .venv-labs."""
    named = os.environ.get("LAB_PYTHON", "")
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    found = shutil.which(named or root / ".venv-labs" / inside)
    if found:
        return str(Path(found).absolute())
    if named:
        raise UnusableSettingError(f"LAB_PYTHON is {named}, and that is no program")
    raise UnusableSettingError(
        "labs have no Python here: `python3 site_build.py labs run` makes one, or set LAB_PYTHON "
        "to a Python that has what requirements/labs.lock names"
    )


def required_services() -> frozenset[str]:
    """Give the services that have to answer here, which LAB_REQUIRE names."""
    named = frozenset(os.environ.get("LAB_REQUIRE", "").replace(",", " ").split())
    for name in sorted(named - SERVICES.keys()):
        known = ", ".join(SERVICES)
        raise UnusableSettingError(f'LAB_REQUIRE: no service is called "{name}": use {known}')
    return named


def service_name(text: str) -> str:
    """Give the name in what a profile asks for, which may have a least version: redis>=7."""
    return text.partition(">=")[0]


def lacking(profile: Profile, setting: Setting) -> str:
    """Say why a profile cannot run here; nothing if it can."""
    for text in profile.services:
        name, _, least = text.partition(">=")
        if name not in setting.services:
            return setting.reasons[name]
        if _number(setting.services[name]) < _number(least):
            return f"{name} is {setting.services[name]} here, and {least} or newer is asked for"
    return ""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def other_packages(lab: Lab, packages: Mapping[str, str]) -> str:
    """Say which packages are not what the lock says; the result would name the lock's."""
    wrong = [
        f"{name} {packages.get(name, 'none')} instead of {version}"
        for name, version in lab.packages.items()
        if packages.get(name) not in _allowed(version)
    ]
    return f"other packages are installed than locked: {', '.join(wrong)}" if wrong else ""


def _allowed(version: str) -> Collection[str]:
    return version.split(" or ")
