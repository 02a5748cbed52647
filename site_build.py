"""Run a command of this project on any machine that has Python 3.11 or newer.

    python3 site_build.py build     write the site to site/
    python3 site_build.py test      run everything that CI runs

The first run makes .venv beside this file from requirements/*.lock; the first run of a lab makes
.venv-labs, with what labs import. It needs the standard library
alone, and a Python that is too old can read it far enough to say so (hence no f-strings).
"""

import hashlib
import importlib.util
import os
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)  # the newest for which all that is locked can be had ready-made
PROJECT = Path(__file__).resolve().parent


def python_complaint(version: "tuple[int, int]") -> str:
    """Say in one sentence why this version of Python will not do; nothing if it will."""
    if version >= OLDEST_PYTHON:
        return ""
    return (
        "This project needs Python %d.%d or newer and was started with Python %d.%d: install a "
        "newer one and start it with that, for example 'python3.13 site_build.py build'."
    ) % (OLDEST_PYTHON + version)


# Stands before everything else that is defined, which only a newer Python understands.
if python_complaint(sys.version_info[:2]):
    sys.stderr.write(python_complaint(sys.version_info[:2]) + "\n")
    sys.exit(2)


class SetupError(Exception):
    """What a person has to put right, in words for that person."""


def main(arguments: list[str]) -> NoReturn:
    """Make the environments that are not ready, then hand over to the command."""
    environment = Environment(PROJECT)
    try:
        for environment, which in needed(arguments):
            prepare(environment, which)
    except SetupError as error:
        stop(str(error), 2)
    except OSError as error:
        stop("The environment in {} could not be made: {}".format(environment.folder, error), 2)
    except KeyboardInterrupt:
        stop("Stopped. The next run starts the installation again.", 130)
    hand_over(arguments)


def needed(arguments: list[str]) -> "list[tuple[Environment, str]]":
    """Give the environments that a command needs, each with the lock to be installed in it."""
    # The benchmark looks at previews with the browser of the tests.
    which = "test" if arguments[:1] in (["test"], ["bench"]) else "build"
    wanted = [(Environment(PROJECT), which)]
    # LAB_PYTHON names an environment that somebody made otherwise.
    if arguments[:2] == ["labs", "run"] and not os.environ.get("LAB_PYTHON"):
        labs = Environment(PROJECT, ".venv-labs", "labs")
        os.environ["LAB_PYTHON"] = str(labs.python)
        wanted.append((labs, "labs"))
    return wanted


def stop(sentence: str, status: int) -> NoReturn:
    """End with a sentence for the person and a status for the shell."""
    say(sentence)
    sys.exit(status)


def say(line: str) -> None:
    """Tell the person something; standard output belongs to the command."""
    print(line, file=sys.stderr, flush=True)


class Environment:
    """The project's .venv or .venv-labs, and which locks are installed in it.

    A ready marker is the last thing that an installation writes. It holds the digest of all that
    the installation was made from, so that a marker which does not match is as good as none.
    """

    def __init__(self, project: Path, name: str = ".venv", first: str = "build") -> None:
        self.project = project
        self.first = first  # the lock that is installed from scratch; others come on top
        self.folder = project / name
        self.unfinished = self.folder / "unfinished"
        self.python = self.folder / "bin" / "python"
        if sys.platform == "win32":
            self.python = self.folder / "Scripts" / "python.exe"

    def lock(self, which: str) -> Path:
        """Give the file that names every package, its version and its hashes."""
        return self.project / "requirements" / "{}.lock".format(which)

    def marker(self, which: str) -> Path:
        """Give the file that says that a lock is installed."""
        return self.folder / "ready-{}".format(which)

    def is_ready(self, which: str) -> bool:
        """Tell whether a lock, as it is today, is installed here."""
        try:
            marked = self.marker(which).read_text("ascii")
        except (FileNotFoundError, NotADirectoryError):
            return False
        # A Python that was uninstalled leaves a link to nothing.
        return marked == self.digest(which) and self.python.exists()

    def mark_ready(self, which: str) -> None:
        """Write a ready marker, whole or not at all."""
        draft = self.folder / "ready-{}.draft".format(which)
        draft.write_text(self.digest(which), "ascii")
        draft.replace(self.marker(which))

    def digest(self, which: str) -> str:
        """Identify an installation: its lock, the project's metadata, its Python and its place."""
        python = "{} {}".format(sys.implementation.cache_tag, sysconfig.get_platform())
        parts = (
            self.lock(which).read_bytes(),
            repr(project_metadata(self.project)).encode(),
            python.encode(),
            os.fsencode(self.folder),
        )
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def project_metadata(project: Path) -> list[object]:
    """Give those parts of pyproject.toml that an installation is made from, not the tools'."""
    import tomllib

    try:
        settings = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    except ValueError as error:
        raise SetupError("pyproject.toml cannot be read: {}".format(error)) from error
    packing = settings.get("tool", {}).get("flit")
    return [settings.get("build-system"), settings.get("project"), packing]


def prepare(environment: Environment, which: str) -> None:
    """Install what is missing; runs that do so at once take turns."""
    if environment.is_ready(which):
        return
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise SetupError(
            "This Python comes without its venv module: install it (on Debian and Ubuntu with "
            "'apt install python{}.{}-venv', as root) and run the same command again.".format(
                *sys.version_info
            )
        )
    with environment.folder.with_suffix(".lock").open("ab") as turn:
        take_turn(turn.fileno(), environment.folder.name)
        if not environment.is_ready(which):
            install(environment, which, turn.fileno())


def take_turn(descriptor: int, name: str) -> None:
    """Wait until nobody else installs; the system ends a turn when its process ends."""
    import time

    said = False
    while not lock_file(descriptor):
        if not said:
            sentence = "Another run is installing into {}; waiting until it has finished ..."
            say(sentence.format(name))
        said = True
        time.sleep(0.1)


def lock_file(descriptor: int) -> bool:
    """Lock an open file for this process; give False while another one has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def install(environment: Environment, which: str, turn: int) -> None:
    """Install a lock: the test lock on top of a sound build, anything else from scratch."""
    on_top = environment.is_ready(environment.first) and not environment.unfinished.exists()
    say(
        "Installing what '{}' needs into {} (this once; usually less than a minute) ...".format(
            which, environment.folder
        )
    )
    if not on_top:
        remove(environment)
        base = getattr(sys, "_base_executable", None) or sys.executable
        run([base, "-I", "-m", "venv", str(environment.folder)], turn)
    environment.unfinished.touch()
    # -I: what PYTHONPATH or the working directory offers must not pass for installed.
    pip = [str(environment.python), "-I", "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--no-user", "--no-deps"]
    run([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(environment.lock(which))], turn)
    if not on_top and environment.first == "build":  # labs import nothing of the project
        project = ["--editable", str(environment.project)]
        run([*pip, "--no-index", "--no-build-isolation", *project], turn)
    # The test lock holds all that the build lock holds.
    for ready in sorted({environment.first, which}):
        environment.mark_ready(ready)
    environment.unfinished.unlink()


def remove(environment: Environment) -> None:
    """Remove the environment, and first of all what says that it is ready."""
    import shutil

    if environment.folder.is_symlink() or environment.folder.is_file():
        environment.folder.unlink()
        return
    for marker in sorted(environment.folder.glob("ready-*")):
        marker.unlink()
    if environment.folder.exists():
        shutil.rmtree(environment.folder)


def run(command: list[str], turn: int) -> None:
    """Run a step of the installation quietly; if it fails, show how it ended.

    The step shares the turn: if this process is killed, the next run waits for the step to end
    before it starts from scratch.
    """
    import subprocess

    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if sys.platform == "win32" else (turn,),
        check=False,
    )
    if done.returncode == 0:
        return
    newer = ""
    if sys.version_info[:2] > NEWEST_PYTHON:
        newer = "this is Python %d.%d, and the locks are known to work up to %d.%d; "
        newer %= sys.version_info[:2] + NEWEST_PYTHON
    sentence = "The installation failed, and the next run starts it again; {}{} ended with:"
    last_lines = ["  " + line for line in done.stdout.strip().splitlines()[-12:]]
    raise SetupError("\n".join([sentence.format(newer, command[3]), *last_lines]))


def with_project(arguments: list[str]) -> list[str]:
    """Name this project's mkdocs.yml, from any working directory; a later -f still wins."""
    if not arguments or arguments[0].startswith("-"):
        sys.stdout.write(__doc__.split("\n\n")[1] + "\n\n")
        sys.stdout.flush()
        return arguments or ["--help"]
    os.environ["TYPED_CONTENT_COMMAND"] = "site_build.py"
    words = 1
    if arguments[0] == "labs":
        if len(arguments) == 1 or arguments[1].startswith("-"):
            return arguments
        words = 2
    return [*arguments[:words], "-f", str(PROJECT / "mkdocs.yml"), *arguments[words:]]


def hand_over(arguments: list[str]) -> NoReturn:
    """Become the command, in its own environment and in the person's working directory."""
    # -P: a file in the working directory must not pass for a module of ours.
    # utf8: text is UTF-8 on every machine, whatever its locale says.
    command = [str(Environment(PROJECT).python), "-P", "-X", "utf8"]
    if arguments[:1] == ["test"]:
        command += [str(PROJECT / "tests" / "everything.py"), *arguments[1:]]
    else:
        command += ["-m", "generator", *with_project(arguments)]
    if sys.platform == "win32":
        import signal
        import subprocess

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command to answer.
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
