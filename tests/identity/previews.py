"""Show a project in a preview of this process, and compare what is served with a clean build."""

import gc
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from generator.builder import BuildFailedError
from generator.builder.serving import start_preview
from generator.builder.serving.preview import Preview
from generator.builder.serving.resident import Resident
from generator.builder.serving.workshop import Workshop
from warm import run_ours


@dataclass(slots=True)
class Previewed:
    """A preview without a server, which looks at the sources when it is told to."""

    config_file: Path
    preview: Preview
    workshop: Workshop
    told: list[str]
    last: Mapping[str, bytes] = field(default_factory=dict)

    def served(self) -> dict[str, bytes]:
        """Return every file that the preview serves."""
        found = {path: self.preview.read(path) for path in self.preview.paths()}
        return {path: data for path, data in found.items() if data is not None}

    def kept(self) -> Counter[str]:
        """Return how many of each kind of object there are: what grows shows here."""
        gc.collect()
        return Counter(type(thing).__qualname__ for thing in gc.get_objects())

    @property
    def complaint(self) -> str:
        """What is wrong with the sources."""
        return self.preview.board.shown.complaint

    def assert_same(self) -> None:
        """Follow the sources; what is served must be what a build writes, if it writes anything.

        If it does not, the preview must say so, and show the pages that it showed; files that
        nobody has to make are shown as they are.
        """
        self.preview.update()
        built = clean_build(self.config_file)
        if built is not None:
            assert self.complaint == ""
            self.last = built
        elif not self.complaint:  # a page that nobody looked at cannot be made
            with pytest.raises(BuildFailedError):
                self.served()
            return
        if self.last:
            found = different(self.served(), self.last)
            assert [path for path in found if built is not None or not _is_a_source(path)] == []


def _is_a_source(path: str) -> bool:
    """Tell whether a file of a site is one that nobody has to make."""
    return not path.endswith((".html", ".xml", ".gz", ".json"))


@contextmanager
def previewed(config_file: Path) -> Iterator[Previewed]:
    """Start a preview."""
    told: list[str] = []
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        workshop = Workshop(config_file, Path(folder), Resident(None))
        preview = Preview(workshop, told.append)
        start_preview(config_file, workshop, preview)
        try:
            yield Previewed(config_file, preview, workshop, told)
        finally:
            workshop.close()


def clean_build(config_file: Path) -> dict[str, bytes] | None:
    """Return what a build makes that uses nothing of earlier ones; None if it refuses to.

    It has a process of its own: what libraries remember in the preview's is no part of it.
    """
    with tempfile.TemporaryDirectory(prefix="clean-") as folder:
        site = Path(folder, "site")
        words = ("build", "--clean", "--jobs", "1", "-f", str(config_file), "-d", str(site))
        status, said = run_ours(Path.cwd(), *words)
        assert "Traceback" not in said
        assert status in {0, 1, 2}
        if status != 0:
            return None
        files = (path for path in site.rglob("*") if path.is_file())
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def different(served: Mapping[str, bytes], built: Mapping[str, bytes]) -> list[str]:
    """Return the paths of files that are not alike, and of those that only one side has."""
    return sorted(path for path in {*served, *built} if served.get(path) != built.get(path))
