"""Turn pages into a site through MkDocs. With `plugin`, the only room that knows MkDocs."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import urljoin

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from generator.compiler import Project, Result, compile_site

PLUGIN = "typed-content"

# What the pages are written in: anchors of sections, Markdown inside layout, and tables.
REQUIRED_EXTENSIONS = ("attr_list", "md_in_html", "tables")


class UnusableConfigError(Exception):
    """The mkdocs.yml cannot be read, or does not say what is needed."""


class BuildFailedError(Exception):
    """MkDocs could not make the site; what it said is in the message."""


class _TakesResult(Protocol):
    """Our plugin, as far as this room knows it."""

    result: Result | None


@dataclass(frozen=True, slots=True)
class Built:
    """The compiled content, and where its site is; None where findings refused it."""

    result: Result
    site_dir: Path | None


def check_project(config_file: Path) -> Result:
    """Compile the content of a project, and build nothing."""
    return compile_site(make_project(_read_config(config_file)))


def make_project(config: MkDocsConfig, *, drafts: bool = False) -> Project:
    """Return what the content's compilation takes from mkdocs.yml."""
    root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    docs_dir = Path(os.path.relpath(config.docs_dir, root))
    plugin = config.plugins.get(PLUGIN)
    if plugin is None:
        message = f'"plugins" in {config.config_file_path} does not name {PLUGIN}'
        raise UnusableConfigError(message)
    configs: Mapping[str, Mapping[str, object]] = config.mdx_configs or {}
    return Project(
        root=root,
        title=config.site_name,
        docs_dir=docs_dir.as_posix(),
        templates=plugin.config.templates,
        edit_base=_edit_base(config),
        extensions=(*config.markdown_extensions, *missing_extensions(config)),
        extension_configs=configs,
        drafts=drafts,
    )


def missing_extensions(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the Markdown extensions that pages need and mkdocs.yml does not name."""
    named = config.markdown_extensions
    has_extra = {"extra", "markdown.extensions.extra"} & set(named)
    known = {name.removeprefix("markdown.extensions.") for name in named}
    return tuple(n for n in REQUIRED_EXTENSIONS if n not in known and not has_extra)


def _edit_base(config: MkDocsConfig) -> str:
    """Return the address under which docs_dir can be edited, as MkDocs makes it."""
    if not config.repo_url or not config.edit_uri:
        return ""
    base = config.repo_url
    return urljoin(base if config.edit_uri[:1] in "?#" else f"{base.rstrip('/')}/", config.edit_uri)


def build_site(config_file: Path, site_dir: Path | None) -> Built:
    """Build a project; the site that was there before stays whole until the new one is ready."""
    config = _read_config(config_file)
    project = make_project(config)
    target = (site_dir or Path(config.site_dir)).resolve()
    _refuse_foreign(target, Path(config.docs_dir).resolve(), config_file.resolve().parent)
    result = compile_site(project)
    if not result.ok:
        return Built(result, None)
    cast("_TakesResult", config.plugins[PLUGIN]).result = result
    with _staged(target) as stage:
        config.site_dir = str(stage)
        _run_mkdocs(config)
    return Built(result, target)


def _refuse_foreign(target: Path, docs_dir: Path, root: Path) -> None:
    """Refuse a target whose replacement would take anything else away."""
    if root.is_relative_to(target) or target.is_relative_to(docs_dir) or target.is_file():
        message = f"the site cannot be written to {target}: it would replace the project's files"
        raise UnusableConfigError(message)
    is_ours = not target.exists() or not any(target.iterdir()) or (target / "index.html").exists()
    if not is_ours:
        message = f"{target} holds something that is no site: name another folder, or empty it"
        raise UnusableConfigError(message)


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """Yield a folder beside ``target`` that takes its place if nothing goes wrong."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    stage, old = work / "new", work / "old"
    try:
        stage.mkdir()
        yield stage
        if target.exists():
            target.rename(old)
        stage.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(work, ignore_errors=True)


def _run_mkdocs(config: MkDocsConfig) -> None:
    with _gathered_log() as messages:
        try:
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
        except Abort as error:
            raise BuildFailedError("\n".join([*messages, str(error)])) from error
        finally:
            config.plugins.on_shutdown()


class _Gathering(logging.Handler):
    """Keeps the warnings and errors of MkDocs and its plugins."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember one message."""
        self.messages.append(f"{record.levelname.lower()}: {record.getMessage()}")


@contextmanager
def _gathered_log() -> Iterator[list[str]]:
    handler = _Gathering()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def serve_site(config_file: Path, address: str | None) -> None:
    """Preview a project on loopback until interrupted."""
    _read_config(config_file)
    mkdocs_serve(config_file=str(config_file), dev_addr=address)


def _read_config(config_file: Path) -> MkDocsConfig:
    if not config_file.is_file():
        message = (
            f"there is no {config_file}: stand in the project's folder, or name the file with -f"
        )
        raise UnusableConfigError(message)
    with _gathered_log() as messages:
        try:
            # Material greets only MkDocs' own command; ours never triggers its notice.
            return load_config(config_file=str(config_file), strict=True)
        except (Abort, MkDocsException) as error:
            said = "\n".join([*messages, str(error)])
            raise UnusableConfigError(f"{config_file} cannot be used:\n{said}") from error
