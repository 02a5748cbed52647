"""Describe the machine that a benchmark runs on."""

import os
import platform
import sys
from pathlib import Path


def describe_machine() -> dict[str, str | int]:
    """Return what of the machine matters to a figure."""
    return {
        "cores": _cores(),
        "processor": processor(Path("/proc/cpuinfo")),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": _system(),
        "python": platform.python_version(),
    }


def find_load() -> float:
    """Return how many processes wanted to run, in the mean of the last minute."""
    return round(os.getloadavg()[0], 2)


def _cores() -> int:
    """Return how many this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def processor(cpuinfo: Path) -> str:
    """Return what the processor is called, as far as the system tells."""
    try:
        lines = cpuinfo.read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())
    except OSError:
        return platform.platform()
