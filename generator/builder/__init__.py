"""Turn pages into a site through MkDocs. With `plugin`, the only room that knows MkDocs.

A build that finds nothing changed must not wait for MkDocs, nor for typing or pathlib, so each name
here is imported when somebody asks for it.
"""

TYPE_CHECKING = False  # typing's own would be imported for it
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from mkdocs.config.defaults import MkDocsConfig

    from generator.builder.answers import (
        PLUGIN,
        BuildFailedError,
        Built,
        Options,
        UnusableConfigError,
    )
    from generator.builder.in_place.edited import Renewed
    from generator.builder.store import Store
    from generator.compiler import Project, Result
    from generator.model import GeneratedPage

__all__ = [
    "PLUGIN",
    "BuildFailedError",
    "Built",
    "Options",
    "UnusableConfigError",
    "build_site",
    "check_labs",
    "check_project",
    "edit_uri",
    "find_unchanged",
    "first_difference",
    "make_project",
    "missing_extensions",
    "serve_site",
]


def __getattr__(name: str) -> object:
    """Import what answers are made of."""
    if name not in __all__:
        raise AttributeError(name)
    from generator.builder import answers

    return getattr(answers, name)


def find_unchanged(config_file: str, site_dir: str | None) -> tuple[str, int] | None:
    """Return a site that another build would make as it is, and how many pages are generated.

    None where that is not so, or cannot be told without building.
    """
    from generator.builder.unchanged import find_last

    last = find_last(config_file, site_dir)
    return None if last is None or last.edited else (last.site, last.pages)


def build_site(
    config_file: "Path", site_dir: "Path | None" = None, options: "Options | None" = None
) -> "Built":
    """Build a project; the site that was there before stays whole until the new one is ready."""
    from generator.builder.answers import Options
    from generator.builder.garbage import RarelyCollected

    options = options or Options()
    with RarelyCollected():
        if not (options.clean or options.tell):
            built = _build_little(config_file, site_dir)
            if built is not None:
                return built
        options.begin()
        from generator.builder.site import build

        return build(config_file, site_dir, options)


def _build_little(config_file: "Path", site_dir: "Path | None") -> "Built | None":
    """Build what needs no events of MkDocs; None if that is not all."""
    from pathlib import Path

    from generator.builder.answers import Built
    from generator.builder.unchanged import find_last

    last = find_last(config_file, site_dir)
    if last is None:
        return None
    if not last.edited:
        return Built(None, Path(last.site), last.pages, unchanged=True)
    from generator.builder.in_place.edited import has_new_meta

    if has_new_meta(config_file, last):
        from generator.builder.in_place import titles

        return titles.put_in_place(config_file, last, _renew)
    from generator.builder.in_place import bodies

    return bodies.put_in_place(config_file, last)


def _renew(texts: "Mapping[str, Any]", records: "Store", paths: list[str]) -> "dict[str, Renewed]":
    """Render pages' texts; it takes a while to import what that takes."""
    from generator.builder.in_place import bodies

    return bodies.renew(texts, records, paths)


def first_difference(config_file: "Path", site: "Path") -> str:
    """Say where a site differs from what plain MkDocs makes from nothing; empty if nowhere."""
    from generator.builder import verify

    return verify.first_difference(config_file, site)


def check_project(config_file: "Path") -> "Result":
    """Compile the content of a project, and build nothing."""
    from generator.builder import project

    return project.check_project(config_file)


def check_labs(config_file: "Path") -> "Result":
    """Check the labs of a project, and nothing else."""
    from generator.builder import project

    return project.check_labs_of(config_file)


def make_project(config: "MkDocsConfig", *, drafts: bool = False) -> "Project":
    """Return what the content's compilation takes from mkdocs.yml."""
    from generator.builder import project

    return project.make_project(config, drafts=drafts)


def missing_extensions(config: "MkDocsConfig") -> tuple[str, ...]:
    """Return the Markdown extensions that pages need and mkdocs.yml does not name."""
    from generator.builder import project

    return project.missing_extensions(config)


def edit_uri(page: "GeneratedPage", result: "Result") -> str:
    """Return the file, from docs_dir, in which a page is edited; the line, if not the first."""
    from generator.builder import project

    return project.edit_uri(page, result)


def serve_site(config_file: "Path", address: str | None, tell: "Callable[[str], None]") -> None:
    """Preview a project on loopback until interrupted; ``tell`` is given words for people."""
    from generator.builder.garbage import RarelyCollected

    with RarelyCollected():
        from generator.builder.serving import serve

        serve(config_file, address, tell)
