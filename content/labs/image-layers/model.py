"""A builder on paper, for machines without a real one: layers, and the keys to find them again."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from builders import Build, Wish

Files = Mapping[str, bytes | None]  # by path; None marks what a layer removes


@dataclass(frozen=True)
class Layer:
    """What one step adds, the key under which it is kept, and when it was made."""

    key: str
    files: Files
    time: int

    def as_tar(self) -> bytes:
        """Return the layer as it is stored; what is removed leaves a mark."""
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for path, data in sorted(self.files.items()):
                place = PurePosixPath(path.lstrip("/"))
                name = place if data is not None else place.parent / f".wh.{place.name}"
                member = tarfile.TarInfo(str(name))
                member.size, member.mtime = len(data or b""), self.time
                tar.addfile(member, io.BytesIO(data or b""))
        return out.getvalue()


@dataclass
class Stage:
    """The layers of one stage so far."""

    layers: list[Layer] = field(default_factory=list)

    def files(self, below: str = "/") -> dict[str, bytes]:
        """Return the files that a process in it would see."""
        seen: dict[str, bytes] = {}
        for layer in self.layers:
            removed = [path for path, data in layer.files.items() if data is None]
            seen = {path: data for path, data in seen.items() if not is_below(path, removed)}
            seen |= {path: data for path, data in layer.files.items() if data is not None}
        return {path: data for path, data in seen.items() if is_below(path, [below])}


class Model:
    """Builds as the documentation of builders says that they do."""

    def __init__(self) -> None:
        """Begin with an empty cache, and a clock that moves with each build."""
        self.cache: dict[str, Layer] = {}
        self.images: dict[str, list[bytes]] = {}
        self.now = 1000

    def build(self, wish: Wish) -> Build:
        """Go through the file step by step."""
        self.now += 1
        time = self.now if wish.timestamp is None else wish.timestamp
        steps = redone = 0
        stage, stages = Stage(), {}
        for words in instructions(wish.file):
            if words[0] == "FROM":
                stage = stages[words[-1]] = Stage()
                continue
            taken = files_taken(words, stages, wish)
            key = cache_key(stage, words, taken)
            steps += 1
            if key not in self.cache or not wish.cache:
                redone += 1
                self.cache[key] = Layer(key, effect(words, taken, stage), time)
            stage.layers.append(self.cache[key])
        layers = [layer.as_tar() for layer in stage.layers]
        image = digest(str(time).encode(), *layers)
        self.images[image] = layers
        return Build(steps, redone, image)

    def layers(self, build: Build) -> list[bytes]:
        """Return the layers of an image."""
        return self.images[build.digest]

    def remove_all(self) -> None:
        """Forget everything."""
        self.cache.clear()
        self.images.clear()


def cache_key(stage: Stage, words: list[str], taken: Mapping[str, bytes]) -> str:
    """Name a step by all that decides its outcome: what is below, its words, the files it takes."""
    below = stage.layers[-1].key if stage.layers else ""
    names = [part for path, data in sorted(taken.items()) for part in (path.encode(), data)]
    return digest(below.encode(), *(word.encode() for word in words), *names)


def digest(*parts: bytes) -> str:
    """Return one digest of many parts, of which each counts by itself."""
    each = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(each).hexdigest()


def instructions(file: Path) -> Iterator[list[str]]:
    """Yield the words of each instruction; a command in brackets is one word after the other."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            before, bracket, command = line.partition("[")
            yield before.split() + (json.loads(bracket + command) if bracket else [])


def files_taken(words: list[str], stages: Mapping[str, Stage], wish: Wish) -> dict[str, bytes]:
    """Return the files that a COPY takes, by the path they get."""
    match words:
        case ["COPY", stage, source, _]:
            return stages[stage.removeprefix("--from=")].files(source)
        case ["COPY", source, target]:
            return context_files(wish, source, target)
        case _:
            return {}


def context_files(wish: Wish, source: str, target: str) -> dict[str, bytes]:
    """Return a file of the context, or all files of a folder but the ignored ones."""
    base = wish.context / source
    found = {}
    for path in [base, *base.rglob("*")]:
        name = path.relative_to(wish.context).as_posix()
        if path.is_file() and not any(fnmatch(name, pattern) for pattern in wish.ignore):
            found[(PurePosixPath(target) / path.relative_to(base)).as_posix()] = path.read_bytes()
    return found


def effect(words: list[str], taken: Mapping[str, bytes], stage: Stage) -> Files:
    """Return what a step changes; only the commands of this lab are known."""
    match [word for word in words if not word.startswith("--")]:
        case ["COPY", *_]:
            return taken
        case ["RUN", _, "tar", "-xf", archive, "-C", "/"]:
            return unpacked(stage.files()[archive])
        case ["RUN", _, "cp", source, target]:
            return {target: next(iter(stage.files(source).values()))}
        case ["RUN", _, "rm", _, *paths]:
            return dict.fromkeys(paths)
        case _:
            return {}


def unpacked(archive: bytes) -> Files:
    """Return the files in a tar."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {f"/{member.name}": tar.extractfile(member).read() for member in tar}


def is_below(path: str, folders: list[str]) -> bool:
    """Tell whether a path is one of the folders or files, or lies in one."""
    return any(PurePosixPath(path).is_relative_to(folder) for folder in folders)
