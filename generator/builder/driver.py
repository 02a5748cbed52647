"""Run MkDocs' events in MkDocs' order; what it does page by page is left to the stages.

The model is `mkdocs/commands/build.py` of MkDocs 1.6.1, whose functions this calls. Records go to
the same loggers with the same words, so that filters and strict mode see what they always see.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import jinja2
from mkdocs import utils
from mkdocs.commands.build import _build_extra_template, _build_theme_template, get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.commands.build")


@dataclass(frozen=True, slots=True)
class Building:
    """What MkDocs' events have made of the project."""

    config: MkDocsConfig
    files: Files
    nav: Navigation

    @property
    def doc_files(self) -> Sequence[File]:
        """Return the files that become pages, in MkDocs' order."""
        return self.files.documentation_pages()


class Stages(Protocol):
    """The work on pages: once in MkDocs' manner, once from what earlier builds kept."""

    def read_pages(self, building: Building) -> None:
        """Give every page its content, table of contents, title and meta."""
        ...

    def prepare_templates(self, building: Building, env: jinja2.Environment) -> None:
        """Make an environment ready, before the first template is loaded from it."""
        ...

    def write_templates(self, building: Building, env: jinja2.Environment) -> None:
        """Copy the static files, and write what templates make that is no page."""
        ...

    def write_pages(self, building: Building, env: jinja2.Environment) -> None:
        """Write every page's HTML."""
        ...

    def finish(self, config: MkDocsConfig) -> None:
        """Complete the output folder, when all plugins have written their files."""
        ...


def drive(config: MkDocsConfig, stages: Stages, target: Path) -> None:
    """Build into ``config.site_dir`` what will be known as ``target``."""
    with _strict(config) as counter, errors_reported(config):
        start = time.monotonic()
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        log.info("Cleaning site directory")
        log.info("Building documentation to directory: %s", target)
        building, env = gather(config)
        stages.read_pages(building)
        env = config.plugins.on_env(env, config=config, files=building.files)
        stages.prepare_templates(building, env)
        stages.write_templates(building, env)
        log.debug("Building markdown pages.")
        stages.write_pages(building, env)
        validate_anchors(building)
        config.plugins.on_post_build(config=config)
        stages.finish(config)
        if counts := counter.get_counts():
            message = ", ".join(f"{count} {level.lower()}s" for level, count in counts)
            raise Abort(f"Aborted with {message} in strict mode!")
        log.info("Documentation built in %.2f seconds", time.monotonic() - start)


@contextmanager
def _strict(config: MkDocsConfig) -> Iterator[utils.CountHandler]:
    counter = utils.CountHandler()
    counter.setLevel(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    if config.strict:
        logger.addHandler(counter)
    try:
        yield counter
    finally:
        logger.removeHandler(counter)


@contextmanager
def errors_reported(config: MkDocsConfig) -> Iterator[None]:
    """Tell plugins and people of an error, as MkDocs does."""
    try:
        yield
    except Exception as error:
        config.plugins.on_build_error(error=error)
        if isinstance(error, BuildError):
            log.error(str(error))  # noqa: TRY400 - MkDocs shows no traceback here
            raise Abort("Aborted with a BuildError!") from error
        raise


def gather(config: MkDocsConfig) -> tuple[Building, jinja2.Environment]:
    """Return the files and their navigation, and the theme's templates."""
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = get_navigation(files, config)
    nav = config.plugins.on_nav(nav, config=config, files=files)
    log.debug("Reading markdown pages.")
    for file in files.documentation_pages():
        if file.page is None and file.inclusion.is_not_in_nav():
            Page(None, file, config)
    return Building(config, files, nav), env


def write_templates(
    building: Building,
    env: jinja2.Environment,
    watched: Callable[[str], AbstractContextManager[object]] = nullcontext,
) -> None:
    """Do what MkDocs does between `on_env` and the first page; ``watched`` is told of templates."""
    config, files, nav = building.config, building.files, building.nav
    log.debug("Copying static assets.")
    files.copy_static_files()
    for name in config.theme.static_templates:
        with watched(name):
            _build_theme_template(name, env, files, config, nav)
    for name in config.extra_templates:
        with watched(name):
            _build_extra_template(name, files, config, nav)


@contextmanager
def active(page: Page, building: Building, doc_files: Sequence[File]) -> Iterator[TemplateContext]:
    """Make a page the current one, as MkDocs does, and yield its template's variables.

    The files are the building's that become pages, which to find for each page anew takes long.
    """
    config = building.config
    config._current_page = page  # noqa: SLF001 - as MkDocs does
    page.active = True
    try:
        yield get_context(building.nav, doc_files, config, page)
    finally:
        page.active = False
        config._current_page = None  # noqa: SLF001


def validate_anchors(building: Building, files: Sequence[File] | None = None) -> None:
    """Log every link, or every one in some files, to an anchor that its page does not have."""
    level = building.config.validation.links.anchors
    for file in building.doc_files if files is None else files:
        if file.page is not None:
            file.page.validate_anchor_links(files=building.files, log_level=level)
