"""Make a site from the sources, with all that was made of them before at hand."""

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import PLUGIN, BuildFailedError, UnusableConfigError
from generator.builder.code import code_digest
from generator.builder.digest import UnkeyableError
from generator.builder.markdown.extensions import forget_icons, own_icons
from generator.builder.outside import refuse_outside_links
from generator.builder.project import (
    forget_loaded,
    give_to_plugin,
    make_project,
    read_config,
)
from generator.builder.published import Published
from generator.builder.serving.folder import build_folder
from generator.builder.serving.inputs import Changes, Inputs
from generator.builder.serving.places import find_inputs, first_inputs
from generator.builder.serving.refusing import refusing
from generator.builder.serving.resident import Resident
from generator.builder.serving.site import LazySite, Site, may_be_lazy, read_site
from generator.builder.store import Store
from generator.builder.tools import Tools
from generator.builder.watch import Watch
from generator.builder.workers import count_jobs
from generator.compiler import Project, Result, compile_site
from generator.memory import Memory
from generator.render import PageEnvironment, make_environment
from generator.report import as_summary, as_text
from generator.source import read_line

_FEW = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A site, and what it was made from."""

    site: Site
    config: MkDocsConfig
    project: Project | None  # None where there is no typed content
    result: Result | None
    opened: frozenset[str]  # files that were read beside the pages' own
    folder: Path  # where its other files are made


class Workshop:
    """Makes sites of one project, in a folder of its own."""

    def __init__(self, config_file: Path, folder: Path, records: Resident) -> None:
        self._config_file = config_file
        self._folder = folder
        self.records = records
        self._watch = Watch()
        self._config: MkDocsConfig | None = None
        self._environment: PageEnvironment | None = None
        self._memory = Memory()
        self._last: LazySite | None = None
        self._icons: object = None
        self._read: Iterable[str] = ()  # by the last compilation: content, and what names a commit
        self._count = 0
        self.inputs = first_inputs(config_file)  # of the last site, made or not

    def close(self) -> None:
        """See nothing any more."""
        self._watch.close()

    def make(self, changed: frozenset[str] = frozenset()) -> Made:
        """Return the site that the sources make; raise BuildFailedError, saying why, if none."""
        self._watch.restart()
        self.records.begin()
        forget_loaded()
        _forget_modules(changed)
        try:
            made = self._make()
        finally:
            self._note_inputs()
        self.records.end()
        return made

    def compile(self, project: Project | None) -> Result | None:
        """Compile the typed content, if there is any; refuse it if it has errors."""
        if project is None:
            return None
        with self._watch.apart() as seen, refusing():
            self._read = seen.opened
            self._environment = make_environment(project.root, project.templates, self._environment)
            result = compile_site(project, self._environment, self._memory)
        if not result.ok:
            raise BuildFailedError(self.told(result))
        return result

    def watch(self) -> None:
        """See what is read from now on."""
        self._watch.restart()

    @property
    def seen(self) -> frozenset[str]:
        """Return the files, beside pages' sources, that were read or looked for since then."""
        return self._watch.all.files

    def note_more(self, opened: Iterable[str]) -> bool:
        """Count these files among the inputs; tell whether one of them was not yet."""
        fresh = [path for path in opened if not self.inputs.holds(path)]
        if not fresh or self._config is None:
            return False
        files = self.inputs.files | find_inputs(self._config, fresh).files
        is_more = files != self.inputs.files
        self.inputs = Inputs(self.inputs.folders, files)
        return is_more

    def refuse_links_out(self) -> None:
        """Refuse what was made since the watch began of a file outside of the project."""
        if self._config is not None:
            refuse_outside_links(self._watch.all.opened, self._config)

    def told(self, result: Result) -> str:
        """Return the findings as people read them."""
        read = partial(read_line, self._config_file.resolve().parent)
        return f"{as_summary(result.findings)}\n\n{as_text(result.findings, read)}"

    def names(self, changes: Changes) -> str:
        """Name the files that changed, if they are few."""
        top = self._config_file.resolve().parent
        shown = [os.path.relpath(path, top) for path in sorted(changes.paths)]
        return ", ".join(shown) if len(shown) <= _FEW else f"{len(shown)} files"

    def _make(self) -> Made:
        config = self._config = self._read_config()
        self._look_at_icons(config)
        is_typed = PLUGIN in config.plugins
        with self._watch.paused():
            project = make_project(config, drafts=True) if is_typed else None
        result = self.compile(project)
        self._count += 1
        folder = self._folder / str(self._count)
        try:
            with refusing():
                site = self._make_site(config, result, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Made(site, config, project, result, self.seen, folder)

    def _look_at_icons(self, config: MkDocsConfig) -> None:
        with self._watch.paused():
            icons = list(own_icons(config))
        if icons != self._icons:
            forget_icons()
        self._icons = icons

    def _read_config(self) -> MkDocsConfig:
        try:
            return read_config(self._config_file)
        except UnusableConfigError as error:
            raise BuildFailedError(str(error)) from error

    def _make_site(self, config: MkDocsConfig, result: Result | None, folder: Path) -> Site:
        tools = self._tools()
        if may_be_lazy(config):
            config.site_dir = str(folder)
            give_to_plugin(config, result)
            try:
                self._last = read_site(config, tools, self._last.extras.parts if self._last else {})
            except UnkeyableError:  # plugins have been told of this site already
                forget_loaded()
                config = read_config(self._config_file)
            else:
                return self._last
        give_to_plugin(config, result)
        try:
            return build_folder(config, tools, self._folder / "whole")
        finally:
            config.plugins.on_shutdown()

    def _tools(self) -> Tools:
        records = cast("Store", self.records)
        with self._watch.paused():
            published = Published(records, self._folder)
            return Tools(records, published, self._watch, code_digest(), count_jobs(0))

    def _note_inputs(self) -> None:
        opened = {*self.seen, *self._read}
        if self._config is None:
            files = self.inputs.files | {f for f in opened if Path(f).suffix in {".yml", ".yaml"}}
            self.inputs = Inputs(self.inputs.folders, frozenset(files))
        else:
            self.inputs = find_inputs(self._config, opened)


def _forget_modules(changed: frozenset[str]) -> None:
    """Let modules of the project be imported again that have changed, as hooks are."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in changed:
            del sys.modules[name]
