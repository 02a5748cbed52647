"""Let a build meet with a mishap: killed, interrupted, or refused by the disk."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from identity.builds import PYTHON, environment, our_command
from identity.corpus import Project

TIMEOUT_S = 120

# Python runs this in every process of a build, before anything else. What changes a file of the
# project is counted, and the change with the wanted number is where the mishap happens.
HOOK = '''\
"""Let the n-th change of a file end the process or fail, or write all changes down."""

import errno
import os
import signal
import sys

WHAT, _, NUMBER = os.environ.get("MISHAP", "").partition(":")
ROOT = os.environ.get("MISHAP_ROOT", "")
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
FIRST = os.getpid()
done = 0


def changes(event, arguments):
    if event == "open":
        return isinstance(arguments[0], (str, bytes)) and arguments[2] & WRITES
    return event in CHANGES


def hook(event, arguments):
    global done
    if not changes(event, arguments):
        return
    thing = arguments[0]  # a file that is open already has a number
    path = f"descriptor {thing}" if isinstance(thing, int) else os.fsdecode(thing)
    if os.path.isabs(path) and not path.startswith(ROOT):
        return
    done += 1
    if WHAT == "count" and os.getpid() == FIRST:
        os.write(int(NUMBER), f"{event} {path}\\n".encode())
    if WHAT == "kill" and done == int(NUMBER):
        os.kill(os.getpid(), signal.SIGKILL)
    if WHAT == "fail" and done == int(NUMBER):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


if WHAT:
    sys.addaudithook(hook)
'''


def prepare(project: Project) -> None:
    """Put the hook where Python looks for it."""
    project.write("packages/sitecustomize.py", HOOK)


def changes(project: Project, *options: str) -> list[str]:
    """Build, and return each change of a file that the build's first process makes."""
    reader, writer = os.pipe()
    process = _start(project, *options, mishap=f"count:{writer}", passed=(writer,))
    os.close(writer)
    with open(reader, encoding="utf-8") as said:  # noqa: PTH123 - a pipe has no path
        lines = said.read().splitlines()
    assert process.wait(TIMEOUT_S) == 0
    return lines


def build_with(project: Project, mishap: str, *options: str) -> int:
    """Build with a mishap at a change, and return how the build ended."""
    process = _start(project, *options, mishap=mishap)
    status = process.wait(TIMEOUT_S)
    _end_orphans(process)
    return status


def build_and_kill(project: Project, after_s: float, *options: str, alone: bool) -> None:
    """Kill a build after some time: its first process ``alone``, or all that it started."""
    process = _start(project, *options)
    time.sleep(after_s)
    if alone:
        process.kill()
    else:
        _end_orphans(process)
    process.wait(TIMEOUT_S)


def build_and_interrupt(project: Project, after_s: float, *options: str) -> int:
    """Press Ctrl-C after some time, and return how the build ended."""
    process = _start(project, *options)
    time.sleep(after_s)
    # As a terminal does: all processes of the group hear it.
    os.killpg(process.pid, signal.SIGINT)
    return process.wait(TIMEOUT_S)


def build_within(project: Project, bytes_a_file: int, *options: str) -> int:
    """Build where no file may become larger, and return how the build ended."""
    code = (
        "import os, resource, sys; size = int(sys.argv[1]); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); "
        "os.execv(sys.argv[2], sys.argv[2:])"
    )
    limited = (*PYTHON, "-c", code, str(bytes_a_file), *our_command(project, *options))
    return _start(project, command=limited).wait(TIMEOUT_S)


def build_at_once(project: Project, folders: Sequence[Path], *options: str) -> list[int]:
    """Start a build into each folder at the same time, and return how they ended."""
    commands = [our_command(project, *options, "-d", str(folder)) for folder in folders]
    processes = [_start(project, command=command) for command in commands]
    return [process.wait(TIMEOUT_S) for process in processes]


def _start(
    project: Project,
    *options: str,
    command: Sequence[str] = (),
    mishap: str = "",
    passed: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    hooked = {"MISHAP": mishap, "MISHAP_ROOT": str(project.root)} if mishap else {}
    return subprocess.Popen(
        command or our_command(project, *options),
        cwd=project.root,
        env=environment(project) | hooked,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=passed,
    )


def _end_orphans(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
