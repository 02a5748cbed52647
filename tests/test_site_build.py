"""site_build.py, on small projects of its own: an environment is whole, or it is made again."""

import ast
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from packaging.requirements import Requirement

import site_build

PROJECT = Path(site_build.__file__).parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
FAKE = METADATA.format(name="fake", version="1.0")
WHEEL = "Wheel-Version: 1.0\nTag: py3-none-any\nRoot-Is-Purelib: true\n"

# Installs by a path file, after waiting for as long as there is a file called `hold`.
BACKEND = f"""
import pathlib, time, zipfile
def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    here = pathlib.Path(__file__).parent
    (here / "building").touch()
    while (here / "hold").exists():
        time.sleep(0.02)
    name = "fake-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("fake.pth", str(here))
        wheel.writestr("fake-1.0.dist-info/METADATA", {FAKE!r})
        wheel.writestr("fake-1.0.dist-info/WHEEL", {WHEEL!r})
        wheel.writestr("fake-1.0.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "fake"
version = "1.0"
"""
COMMAND = """
import importlib.metadata, json, os, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({
    "ran": WHAT, "arguments": sys.argv[1:], "folder": os.getcwd(), "prefix": sys.prefix,
    "pin": version("pin"), "tester": version("tester"), "labs": os.environ.get("LAB_PYTHON"),
}))
sys.exit(7)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of site_build.py said and did."""

    status: int
    said: str
    answer: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """A project that is as small as site_build.py allows, and the wheels that it may install."""

    folder: Path
    wheels: Path

    def lock(self, which: str, **versions: str) -> None:
        """Write a lock that names these packages, and make their wheels."""
        pins = [make_wheel(self.wheels, name, version) for name, version in versions.items()]
        (self.folder / "requirements" / f"{which}.lock").write_text("".join(pins))

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start site_build.py as a person would, with a registry that has only our wheels."""
        environment = os.environ | {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.Popen(
            [sys.executable, str(self.folder / "site_build.py"), *arguments],
            cwd=self.wheels,
            env=environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **variables: str) -> Run:
        """Run site_build.py to its end."""
        return finish(self.start(*arguments, **variables))

    def hold(self) -> Path:
        """Make the next installation stop in the middle, until the returned file is removed."""
        (self.folder / "building").unlink(missing_ok=True)
        (self.folder / "hold").touch()
        return self.folder / "hold"

    def wait_until_building(self) -> None:
        """Wait until an installation has come to the middle."""
        wait_for(self.folder / "building")


def make_wheel(folder: Path, name: str, version: str) -> str:
    """Make an empty package and give the line of a lock that names it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    inside = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{inside}/METADATA", METADATA.format(name=name, version=version))
        wheel.writestr(f"{inside}/WHEEL", WHEEL)
        wheel.writestr(f"{inside}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def make_project(folder: Path) -> Project:
    """Make a project whose commands tell where and with what they run."""
    made = Project(folder / "a project", folder / "wheels")
    for path in (made.folder / "requirements", made.folder / "generator", made.folder / "tests"):
        path.mkdir(parents=True)
    made.wheels.mkdir()
    shutil.copy(PROJECT / "site_build.py", made.folder)
    (made.folder / "backend.py").write_text(BACKEND)
    (made.folder / "pyproject.toml").write_text(PYPROJECT)
    (made.folder / "generator" / "__init__.py").touch()
    (made.folder / "generator" / "__main__.py").write_text(COMMAND.replace("WHAT", "'generator'"))
    (made.folder / "tests" / "everything.py").write_text(COMMAND.replace("WHAT", "'tests'"))
    made.lock("build", pin="1.0")
    made.lock("test", pin="1.0", tester="2.0")
    made.lock("labs", driver="3.0")
    return made


def finish(process: subprocess.Popen[str]) -> Run:
    """Wait for a run's end; what it prints is read as the answer of our command."""
    out, said = process.communicate(timeout=120)
    return Run(process.returncode, said, json.loads(out) if out else {})


def wait_for(path: Path) -> None:
    """Wait until a file is there."""
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.02)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a fresh clone."""
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """Give a clone that has built once, and what came of that; not to be changed."""
    made = make_project(tmp_path_factory.mktemp("ready"))
    return made, made.run("build", "-d", "elsewhere")


@pytest.fixture
def built(ready: tuple[Project, Run]) -> Iterator[Project]:
    """Give the clone that has built once, to be changed: afterwards it is as it was."""
    project, _ = ready
    kept = project.folder.with_name("kept")
    shutil.copytree(project.folder, kept, symlinks=True)
    yield project
    shutil.rmtree(project.folder)
    kept.rename(project.folder)


def test_the_first_run_installs_and_hands_over(ready: tuple[Project, Run]) -> None:
    project, first = ready
    assert first.said.count("\n") == 1
    assert first.said.startswith("Installing what 'build' needs into ")
    assert first.status == 7
    assert first.answer == {
        "ran": "generator",
        "arguments": ["build", "-f", str(project.folder / "mkdocs.yml"), "-d", "elsewhere"],
        "folder": str(project.wheels),
        "prefix": str(project.folder / ".venv"),
        "pin": "1.0",
        "tester": None,
        "labs": None,
    }


def test_a_second_run_installs_nothing_and_needs_no_pip(ready: tuple[Project, Run]) -> None:
    project, first = ready
    made = (project.folder / ".venv" / "ready-build").stat().st_mtime_ns
    second = project.run("build", "-d", "elsewhere", PIP_FIND_LINKS="", PATH="")
    assert second == Run(7, "", first.answer)
    assert (project.folder / ".venv" / "ready-build").stat().st_mtime_ns == made


def test_a_moved_clone_makes_its_environment_anew(
    ready: tuple[Project, Run], tmp_path: Path
) -> None:
    original, _ = ready
    moved = Project(tmp_path / "moved", original.wheels)
    shutil.copytree(original.folder, moved.folder, symlinks=True)
    run = moved.run("check")
    assert "Installing" in run.said
    assert run.answer["prefix"] == str(moved.folder / ".venv")


def test_a_changed_lock_installs_again_and_leaves_nothing_of_the_old(built: Project) -> None:
    assert list(built.folder.glob(".venv/**/pin-1.0.dist-info"))
    built.lock("build", other="1.1")
    run = built.run("build")
    assert "Installing" in run.said
    assert list(built.folder.glob(".venv/**/other-1.1.dist-info"))
    assert run.answer["pin"] is None
    assert not list(built.folder.glob(".venv/**/pin-1.0.dist-info"))


def test_the_test_lock_comes_on_top_and_the_build_stays_ready(built: Project) -> None:
    stray = built.folder / ".venv" / "made-by-the-first-run"
    stray.touch()
    run = built.run("test", "--", "-k", "slug")
    assert "Installing what 'test' needs" in run.said
    assert stray.exists()
    assert run.answer["ran"] == "tests"
    assert run.answer["arguments"] == ["--", "-k", "slug"]
    assert run.answer["tester"] == "2.0"
    assert built.run("build").said == ""


def test_test_works_first_and_makes_build_ready_too(project: Project) -> None:
    assert project.run("test").answer["tester"] == "2.0"
    assert project.run("build").said == ""


def test_the_benchmark_has_the_browser_of_the_tests(built: Project) -> None:
    run = built.run("bench", "--quick")
    assert run.answer["ran"] == "generator"
    assert run.answer["tester"] == "2.0"


def test_pip_s_failure_is_told_and_the_next_run_installs_from_scratch(project: Project) -> None:
    lock = project.folder / "requirements" / "build.lock"
    sound = lock.read_text()
    lock.write_text(re.sub(r"sha256:\w{4}", "sha256:0000", sound))
    failed = project.run("build")
    assert failed.status == 2
    assert failed.answer == {}
    assert (
        "The installation failed, and the next run starts it again; pip ended with:" in failed.said
    )
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in failed.said
    assert "Traceback" not in failed.said
    (project.folder / ".venv" / "stray").touch()
    lock.write_text(sound)
    assert project.run("build").answer["pin"] == "1.0"
    assert not (project.folder / ".venv" / "stray").exists()


def test_a_failed_test_lock_is_installed_from_scratch_while_build_still_works(
    built: Project,
) -> None:
    lock = built.folder / "requirements" / "test.lock"
    sound = lock.read_text()
    lock.write_text(sound + "missing==1.0 --hash=sha256:" + "0" * 64)
    assert built.run("test").status == 2
    assert built.run("build").said == ""
    (built.folder / ".venv" / "stray").touch()
    lock.write_text(sound)
    assert built.run("test").answer["tester"] == "2.0"
    assert not (built.folder / ".venv" / "stray").exists()


def test_labs_run_in_an_environment_of_their_own(built: Project) -> None:
    first = built.run("labs", "run", "a-lab")
    config = str(built.folder / "mkdocs.yml")
    assert first.answer["arguments"] == ["labs", "run", "-f", config, "a-lab"]
    assert first.answer["labs"] == str(built.folder / ".venv-labs" / "bin" / "python")
    assert list(built.folder.glob(".venv-labs/lib/python*/site-packages/driver-3.0.dist-info"))
    assert not list(built.folder.glob(".venv-labs/lib/python*/site-packages/pin-*"))
    assert built.run("labs", "run").said == ""
    assert built.run("labs", "status", LAB_PYTHON="").answer["labs"] == ""


def test_an_environment_that_somebody_names_is_not_made(built: Project) -> None:
    assert built.run("labs", "run", LAB_PYTHON="/mine").answer["labs"] == "/mine"
    assert not (built.folder / ".venv-labs").exists()


def test_the_help_of_labs_is_not_given_a_project(ready: tuple[Project, Run]) -> None:
    project, _ = ready
    assert project.run("labs").answer["arguments"] == ["labs"]
    assert project.run("labs", "-h").answer["arguments"] == ["labs", "-h"]


@POSIX
def test_a_killed_installation_is_never_used(project: Project) -> None:
    hold = project.hold()
    killed = project.start("build")
    project.wait_until_building()
    killed.kill()
    killed.communicate()
    (project.folder / ".venv" / "stray").touch()
    # What the killed run had started is still at it: the next run must not get in its way.
    after = project.start("build")
    assert after.stderr is not None
    assert after.stderr.readline().startswith("Another run is installing into .venv; waiting")
    hold.unlink()
    run = finish(after)
    assert "Installing" in run.said
    assert run.answer["pin"] == "1.0"
    assert not (project.folder / ".venv" / "stray").exists()


@POSIX
def test_ctrl_c_ends_an_installation_without_a_traceback(project: Project) -> None:
    hold = project.hold()
    stopped = project.start("build")
    project.wait_until_building()
    os.killpg(stopped.pid, signal.SIGINT)
    run = finish(stopped)
    assert run.status == 130
    assert run.said.endswith("Stopped. The next run starts the installation again.\n")
    assert "Traceback" not in run.said
    hold.unlink()
    assert project.run("build").answer["pin"] == "1.0"


def test_of_two_at_once_one_installs_and_the_other_waits(project: Project) -> None:
    hold = project.hold()
    config = str(project.folder / "mkdocs.yml")
    first = project.start("build")
    project.wait_until_building()
    second = project.start("check")
    assert second.stderr is not None
    waiting = second.stderr.readline()
    hold.unlink()
    assert finish(first).answer["arguments"] == ["build", "-f", config]
    run = finish(second)
    assert run.answer["arguments"] == ["check", "-f", config]
    assert waiting + run.said == snapshot(
        "Another run is installing into .venv; waiting until it has finished ...\n"
    )


def test_a_folder_that_cannot_be_written_gets_one_sentence(project: Project) -> None:
    (project.folder / ".venv.lock").mkdir()
    run = project.run("build")
    assert run.status == 2
    assert run.said.startswith(f"The environment in {project.folder / '.venv'} could not be made: ")
    assert run.said.count("\n") == 1


def test_a_machine_without_the_venv_module_gets_one_sentence(project: Project) -> None:
    (project.wheels / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None")
    run = project.run("build", PYTHONPATH=str(project.wheels))
    version = "{}.{}".format(*sys.version_info)
    assert run == Run(
        2,
        "This Python comes without its venv module: install it (on Debian and Ubuntu with "
        f"'apt install python{version}-venv', as root) and run the same command again.\n",
    )
    assert not (project.folder / ".venv").exists()


def test_an_old_python_gets_one_sentence() -> None:
    assert site_build.python_complaint((3, 11)) == ""
    assert site_build.python_complaint((4, 0)) == ""
    assert site_build.python_complaint((3, 9)) == snapshot(
        "This project needs Python 3.11 or newer and was started with Python 3.9: install a "
        "newer one and start it with that, for example 'python3.13 site_build.py build'."
    )


def test_an_old_python_can_read_the_file_as_far_as_the_sentence() -> None:
    source = (PROJECT / "site_build.py").read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    younger = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, younger)]
    # Before it looks at the version it runs only what an old Python can: imports of modules that
    # have long been there, and a function whose argument has its type in quotes.
    kinds = [type(node) for node in tree.body]
    before = tree.body[: kinds.index(ast.If)]
    assert [ast.unparse(node).partition("\n")[0] for node in before[1:]] == snapshot(
        [
            "import hashlib",
            "import importlib.util",
            "import os",
            "import sys",
            "import sysconfig",
            "from pathlib import Path",
            "from typing import NoReturn",
            "OLDEST_PYTHON = (3, 11)",
            "NEWEST_PYTHON = (3, 14)",
            "PROJECT = Path(__file__).resolve().parent",
            "def python_complaint(version: 'tuple[int, int]') -> str:",
        ]
    )


def pins(which: str) -> set[str]:
    """Give the lines of a lock that name a package and its version."""
    lines = (PROJECT / "requirements" / f"{which}.lock").read_text().splitlines()
    return {line.rstrip(" \\") for line in lines if line and line[0] not in " #"}


def test_the_test_lock_holds_the_build_lock() -> None:
    assert pins("build") < pins("test")


def test_the_locks_hold_what_was_asked_for() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    package = list(settings["project"]["dependencies"]) + settings["build-system"]["requires"]
    assert unmet("test", package + asked("test")) == []
    assert unmet("labs", asked("labs")) == []


def asked(which: str) -> list[str]:
    """Give what a list of requirements asks for."""
    lines = (PROJECT / "requirements" / f"{which}.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unmet(which: str, requirements: list[str]) -> list[str]:
    """Give those requirements that the versions in a lock do not meet."""
    locked = dict(pin.split(" ;")[0].split("==") for pin in pins(which))
    wanted = [Requirement(line) for line in requirements]
    return [str(one) for one in wanted if locked[one.name.lower()] not in one.specifier]


@pytest.mark.parametrize("which", ["build", "labs", "test"])
def test_a_lock_has_a_hash_for_all_and_names_no_place(which: str) -> None:
    text = (PROJECT / "requirements" / f"{which}.lock").read_text()
    entries = re.split(r"\n(?=[a-z])", text.partition("\n")[2])
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []
    assert re.findall(r"\w+://|(?<![\w.])/\w+", text) == []
