"""MkDocs' way in: the plugin that gives it the compiled pages."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files

from generator.builder import UnusableConfigError, edit_uri, make_project, missing_extensions
from generator.compiler import Result, compile_site
from generator.diagnostics import Severity
from generator.model import GeneratedPage
from generator.report import as_summary, as_text
from generator.source import read_line

log = get_plugin_logger("typed-content")


class TypedContentConfig(Config):
    """The plugin's options in mkdocs.yml."""

    templates = config_options.Type(str, default="theme/pages")


class TypedContentPlugin(BasePlugin[TypedContentConfig]):
    """Replaces the files of collections with the pages made from them."""

    result: Result | None = None  # set by `builder`, which compiles before MkDocs starts
    drafts = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Show drafts in the preview alone."""
        del dirty
        self.drafts = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Turn on what the pages are written in."""
        config.markdown_extensions += missing_extensions(config)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Compile before MkDocs empties the output folder, so that a refusal costs nothing."""
        if self.result is None:
            try:
                project = make_project(config, drafts=self.drafts)
            except UnusableConfigError as error:
                raise PluginError(str(error)) from error
            self.result = compile_site(project)
        findings = self.result.findings
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        shown = partial(read_line, root)
        # Warnings are shown and refuse nothing, not even a strict build: so they are no log
        # warnings, which MkDocs counts.
        warnings = [f for f in findings if f.severity is Severity.WARNING]
        if warnings:
            log.info("%s\n%s", as_summary(warnings), as_text(warnings, shown))
        if not self.result.ok:
            raise PluginError(f"{as_summary(findings)}\n\n{as_text(findings, shown)}")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put the pages in place of the files they were made from."""
        result, self.result = self.result, None  # the preview compiles again for each build
        if result is None:  # pragma: no cover - MkDocs calls on_pre_build first
            return files
        for file in list(files):
            if _is_source(result, file):
                files.remove(file)
        for page in result.pages:
            if existing := files.get_file_from_path(page.path):
                files.remove(existing)
            files.append(_generated_file(page, result, config))
        config.nav = _with_collections(config.nav, result)
        return files

    def on_build_error(self, *, error: Exception) -> None:
        """Forget what was compiled: MkDocs keeps the plugin for the preview's next build."""
        del error
        self.result = None

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Watch the page templates, too."""
        del builder
        templates = make_project(config).root / self.config.templates
        if templates.is_dir():
            server.watch(str(templates))
        return server


def _is_source(result: Result, file: File) -> bool:
    folders = (f"{name}/" for name in result.site.collections)
    inside = file.src_uri.startswith(tuple(folders))
    return inside and file.src_uri not in result.files


def _generated_file(page: GeneratedPage, result: Result, config: MkDocsConfig) -> File:
    file = File.generated(config, page.path, content=page.text)
    file.edit_uri = edit_uri(page, result)
    return file


def _with_collections(nav: object, result: Result) -> object:
    """Return the navigation with a collection's pages under the item that names its index."""
    if isinstance(nav, list):
        return [_with_collections(item, result) for item in nav]
    if isinstance(nav, Mapping):
        return {title: _with_pages(value, result) for title, value in nav.items()}
    pages = result.navigation.get(nav, ()) if isinstance(nav, str) else ()
    if not pages:
        return nav
    title = next(c.title for c in result.site.collections.values() if nav == f"{c.name}/index.md")
    return {title: [nav, *pages]}


def _with_pages(value: object, result: Result) -> object:
    if isinstance(value, str):
        pages = result.navigation.get(value, ())
        return [value, *pages] if pages else value
    return _with_collections(value, result)
