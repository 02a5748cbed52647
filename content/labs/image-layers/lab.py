"""Build images, edit one line, build again; see what is done anew and what an image carries.

With buildah the images are real: real layers, a real cache, a real store. Without it a model does
the same on paper. Both build the same files, and the same checks hold for both.
"""

import importlib.util
import io
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builders import Build, Buildah, Builder, Wish
from labkit import PROFILE, SCRATCH, LabError, record
from model import Model

HERE = Path(__file__).parent
SECRET = b"a token that nobody may read"


def write_context(name: str) -> Path:
    """Write what one builds from: a program, its packages, a shell, and files beside them."""
    context = SCRATCH / name
    for folder in ("app", "bin", "packages"):
        (context / folder).mkdir(parents=True)
    (context / "app/main.py").write_text("print('hello')\n", encoding="utf-8")
    (context / "notes.txt").write_text("to do\n", encoding="utf-8")
    (context / "token").write_bytes(SECRET)
    (context / "packages/all.tar").write_bytes(packed_packages())
    copy_busybox(context / "bin/busybox")
    return context


def packed_packages() -> bytes:
    """Return a tar of installed packages, each as one archive, always the same bytes."""
    packages = {"django": "venv", "asgiref": "venv", "sqlparse": "venv", "_pytest": "tools"}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for package, folder in packages.items():
            data = as_archive(Path(importlib.util.find_spec(package).origin).parent)
            member = tarfile.TarInfo(f"{folder}/{package}.zip")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def as_archive(package: Path) -> bytes:
    """Return the Python files of a package as a zip file, from which Python can import them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(package.rglob("*.py")):
            name = path.relative_to(package.parent).as_posix()
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return out.getvalue()


def copy_busybox(target: Path) -> None:
    """Bring a program that needs nothing else in the image; the model needs only its size."""
    if PROFILE != "buildah":
        target.write_bytes(bytes(2_000_000))
        return
    found = shutil.which("busybox")
    if not found or b"/ld-" in Path(found).read_bytes()[:4096]:  # its dynamic loader
        raise LabError("there is no busybox without libraries: install busybox-static")
    shutil.copy(found, target)


def edit(context: Path, name: str) -> None:
    """Add one line to a file."""
    with (context / name).open("a", encoding="utf-8") as file:
        file.write("# one more line\n")


def wish(name: str, context: Path, **options: object) -> Wish:
    """Ask for the image of one of the files of this folder."""
    return Wish(HERE / f"{name}.Containerfile", context, **options)


@contextmanager
def new_builder(name: str) -> Iterator[Builder]:
    """Give a builder that has built nothing yet."""
    (SCRATCH / "token").write_bytes(SECRET)
    builder = Buildah(name) if PROFILE == "buildah" else Model()
    try:
        yield builder
    finally:
        builder.remove_all()


def measure_order(name: str) -> None:
    """Build, edit one line, and build again."""
    case = name.replace("-", "_")
    context = write_context(case)
    request = wish(name, context)
    with new_builder(case) as builder:
        new = builder.build(request)
        edit(context, "app/main.py")
        edited = builder.build(request)
        record(case, steps=new.steps, steps_new=new.redone, steps_redone=edited.redone)
        if name != "source-first":
            record(f"image_{case}", **content(builder, new))
        if name == "dependencies-first":
            measure_more(builder, context, edited)


def measure_more(builder: Builder, context: Path, before: Build) -> None:
    """Change nothing but a file's time; delete what is not needed; change a package."""
    request = wish("dependencies-first", context)
    os.utime(context / "app/main.py", (0, 0))
    touched = builder.build(request)
    deleted = builder.build(wish("deleted-later", context))
    edit(context, "packages/all.tar")
    packages = builder.build(request)
    record("touched", steps=before.steps, steps_redone=touched.redone)
    record("image_deleted_later", **content(builder, deleted))
    record("package_changed", steps=packages.steps, steps_redone=packages.redone)


def content(builder: Builder, build: Build) -> dict[str, int]:
    """Return what the layers of an image hold."""
    layers = builder.layers(build)
    with_tools = any(b"tools/_pytest.zip" in layer for layer in layers)
    return {"bytes": sum(map(len, layers)), "with_tools": int(with_tools)}


def measure_context(case: str, *ignore: str) -> None:
    """Copy the whole folder; edit a file that the program does not need; look for the secret."""
    context = write_context(case)
    request = wish("whole-context", context, ignore=ignore)
    with new_builder(case) as builder:
        builder.build(request)
        edit(context, "notes.txt")
        build = builder.build(request)
        secret = layers_with_secret(builder, build)
        record(case, steps=build.steps, steps_redone=build.redone, layers_with_secret=secret)


def measure_mounted_secret() -> None:
    """Give the secret to one step, and look for it in the image."""
    with new_builder("secret_mounted") as builder:
        build = builder.build(wish("secret-mounted", write_context("secret_mounted")))
        record("secret_mounted", layers_with_secret=layers_with_secret(builder, build))
        if isinstance(builder, Buildah):
            measure_isolation(builder, build.digest)


def layers_with_secret(builder: Builder, build: Build) -> int:
    """Count the layers in which the secret can be read."""
    return sum(SECRET in layer for layer in builder.layers(build))


def measure_repeatability() -> None:
    """Build the same twice from nothing, and compare the digests."""
    context = write_context("digests")
    with new_builder("digests") as builder:
        for case, timestamp in {"built_twice": None, "built_twice_at_one_time": 0}.items():
            request = wish("secret-mounted", context, cache=False, timestamp=timestamp)
            one, other = builder.build(request), builder.build(request)
            record(case, same_digest=int(one.digest == other.digest))


def measure_isolation(builder: Buildah, image: str) -> None:
    """Write a file in one container, and look for it in its neighbour and in a later one."""
    look = ("/bin/busybox", "test", "-e")
    one, other = builder.start(image), builder.start(image)
    builder.succeeds(one, "/bin/busybox", "touch", "/written")
    record(
        "containers",
        itself_sees=builder.succeeds(one, *look, "/written"),
        neighbour_sees=builder.succeeds(other, *look, "/written"),
        later_one_sees=builder.succeeds(builder.start(image), *look, "/written"),
        sees_host_files=builder.succeeds(one, *look, str(HERE)),
    )


if __name__ == "__main__":
    for file in ("source-first", "dependencies-first", "multi-stage"):
        measure_order(file)
    measure_context("copy_all")
    measure_context("copy_with_ignore", "notes.txt", "token")
    measure_mounted_secret()
    measure_repeatability()
