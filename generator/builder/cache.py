"""Where a project's builds keep what they may reuse: .cache/typed-content beside mkdocs.yml."""

from pathlib import Path

from generator.builder.store import Store


def open_snapshots(config_file: Path) -> Store:
    """Open what stage 0 compares; small, so that it is read in no time."""
    return Store(_folder(config_file) / "snapshots")


def open_records(config_file: Path, *, clean: bool) -> Store:
    """Open what the other stages keep; ``clean``: as if nothing had been kept yet."""
    return Store(_folder(config_file) / "records", clean=clean)


def lock_file(config_file: Path) -> Path:
    """Return the file that a build locks while it reads and writes what is kept."""
    return _folder(config_file) / "lock"


def _folder(config_file: Path) -> Path:
    return config_file.resolve().parent / ".cache" / "typed-content"
