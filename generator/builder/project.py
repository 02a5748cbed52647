"""Read mkdocs.yml, and what the content's compilation takes from it.

A project without typed content does not wait for the compiler: what compiles imports it.
"""

import os
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urljoin

from mkdocs.config import load_config
from mkdocs.config.base import BaseConfigOption, Config
from mkdocs.config.config_options import (
    DictOfItems,
    FilesystemObject,
    Hooks,
    ListOfItems,
    Optional,
    Plugins,
)
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from generator.builder.answers import PLUGIN, UnusableConfigError
from generator.builder.logs import gathered_log

if TYPE_CHECKING:
    from generator.compiler import Project, Result
    from generator.model import GeneratedPage

# What the pages are written in: anchors of sections, Markdown inside layout, and tables.
REQUIRED_EXTENSIONS = ("attr_list", "md_in_html", "tables")


def forget_loaded() -> None:
    """Let the next configuration have plugins and hooks of its own.

    MkDocs keeps one object for each plugin with `on_startup`, and each hook, as long as a process
    lives; in ours an edited hook has to count, and a site that failed must not touch the one that
    is shown.
    """
    for _, option in MkDocsConfig._schema:  # noqa: SLF001 - MkDocs has no other way to them
        if isinstance(option, Plugins):
            option.plugin_cache.clear()
    Hooks._load_hook.cache_clear()  # noqa: SLF001


class _TakesResult(Protocol):
    """Our plugin, as far as this room knows it."""

    result: "Result | None"


def check_project(config_file: Path) -> "Result":
    """Compile the content of a project, and build nothing."""
    from generator.compiler import compile_site

    return compile_site(make_project(read_config(config_file)))


def check_labs_of(config_file: Path) -> "Result":
    """Check the labs of a project, and nothing else."""
    from generator.compiler import check_labs

    return check_labs(make_project(read_config(config_file)))


def read_config(config_file: Path) -> MkDocsConfig:
    """Read a mkdocs.yml as MkDocs does; strict, as everything of ours is."""
    if not config_file.is_file():
        message = (
            f"there is no {config_file}: stand in the project's folder, or name the file with -f"
        )
        raise UnusableConfigError(message)
    with gathered_log(live=False) as messages:
        try:
            # Material greets only MkDocs' own command; ours never triggers its notice.
            return load_config(config_file=str(config_file), strict=True)
        except (Abort, MkDocsException) as error:
            said = "\n".join([*messages, str(error)])
            raise UnusableConfigError(f"{config_file} cannot be used:\n{said}") from error
        except Exception as error:  # of a hook, or of a plugin's module
            said = "\n".join([*messages, f"{type(error).__name__}: {error}"])
            raise UnusableConfigError(f"{config_file} cannot be used:\n{said}") from error


def paths_that_must_exist(config: Config) -> Iterator[str]:
    """Yield each path without which MkDocs, or a plugin, would refuse its configuration.

    MkDocs asks whether they exist, and need not open any.
    """
    for name, option in config._schema:  # noqa: SLF001 - MkDocs has no other way to it
        yield from _must_exist(option, config[name])
    if isinstance(config, MkDocsConfig):
        for plugin in config.plugins.values():
            of_plugin = getattr(plugin, "config", None)  # a hook is a module, and has none
            if isinstance(of_plugin, Config):
                yield from paths_that_must_exist(of_plugin)


def _must_exist(option: BaseConfigOption[Any], value: object) -> Iterator[str]:
    if isinstance(value, Config):
        yield from paths_that_must_exist(value)
    elif isinstance(option, Optional):
        yield from _must_exist(option.option, value)
    elif isinstance(option, FilesystemObject) and option.exists and isinstance(value, str):
        yield value
    elif isinstance(option, ListOfItems | DictOfItems) and isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _must_exist(option.option_type, item)


def compile_project(config: MkDocsConfig) -> "Result | None":
    """Compile the typed content; None if the project has none."""
    if PLUGIN not in config.plugins:
        return None
    project = make_project(config)
    # Which templates there are matters as well: whoever watches sees them listed.
    list((project.root / project.templates).rglob("*"))
    from generator.compiler import compile_site

    return compile_site(project)


def give_to_plugin(config: MkDocsConfig, result: "Result | None") -> None:
    """Let our plugin take a result instead of compiling; None takes it back.

    MkDocs keeps one plugin object for all builds of a process, so what is left there would be
    another project's.
    """
    if PLUGIN in config.plugins:
        cast("_TakesResult", config.plugins[PLUGIN]).result = result


def make_project(config: MkDocsConfig, *, drafts: bool = False) -> "Project":
    """Return what the content's compilation takes from mkdocs.yml."""
    from generator.builder.surroundings import find_surroundings
    from generator.compiler import Project

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
        surroundings=find_surroundings(config),
        drafts=drafts,
    )


def edit_uri(page: "GeneratedPage", result: "Result") -> str:
    """Return the file, from docs_dir, in which a page is edited; the line, if not the first."""
    source = page.source
    path = posixpath.relpath(source.path, result.site.docs_dir)
    return f"{path}#L{source.line}" if source.line > 1 else path


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
