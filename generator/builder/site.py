"""Build a site: compile, run MkDocs' events into a folder beside the old site, swap the two."""

from contextlib import closing
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import BuildFailedError, Built, Options
from generator.builder.cache import lock_file, open_records, open_snapshots, spare_folder
from generator.builder.code import code_digest
from generator.builder.driver import drive
from generator.builder.lock import locked
from generator.builder.logs import gathered_log
from generator.builder.mistakes import as_words
from generator.builder.output import leave_spare, lock_of, refuse_foreign, staged
from generator.builder.project import (
    compile_project,
    give_to_plugin,
    paths_that_must_exist,
    read_config,
)
from generator.builder.published import Published
from generator.builder.snapshot import Start, keep_snapshot, take_snapshot
from generator.builder.stages import KeptStages
from generator.builder.states import kind_of
from generator.builder.tools import Tools
from generator.builder.watch import Watch
from generator.builder.workers import count_jobs


def build(config_file: Path, site_dir: Path | None, options: Options) -> Built:
    """Build a project; the site that was there before stays whole until the new one is ready."""
    start = Start()
    with closing(Watch()) as watch:
        config = read_config(config_file)
        start.configuration = tuple(watch.all.opened)
        start.needed = {path: kind_of(path) for path in paths_that_must_exist(config)}
        target = (site_dir or Path(config.site_dir)).resolve()
        with watch.paused():
            refuse_foreign(target, Path(config.docs_dir).resolve(), config_file.resolve().parent)
        result = compile_project(config)
        if result is not None and not result.ok:
            return Built(result, None)
        built = Built(result, target, len(result.pages) if result else 0)
        with watch.paused(), locked(lock_of(target)), locked(lock_file(config_file)):
            snapshots = open_snapshots(config_file)
            tools = Tools(
                store=open_records(config_file, clean=options.clean),
                published=Published(snapshots, target),
                watch=watch,
                code=code_digest(),
                jobs=count_jobs(options.jobs),
            )
            give_to_plugin(config, result)
            try:
                stages = _make_site(config, target, tools, tell=options.tell)
            finally:
                give_to_plugin(config, None)
            if stages.plan is not None:  # before times are noted, as links move them
                leave_spare(target, spare_folder(config_file))
            tools.published.keep()
            # Anchors of typed content are read with snippets, too, which nobody sees.
            is_seen = result is None or not (result.findings or watch.all.sought)
            if stages.saw_everything and is_seen:
                snapshot = take_snapshot(watch.all, built, start)
                asked = config_file, site_dir
                keep_snapshot(asked, snapshots, snapshot, (stages.plan, stages.notes))
            snapshots.save(forget=True)
    return built._replace(reasons=stages.reasons)


def _make_site(config: MkDocsConfig, target: Path, tools: Tools, *, tell: bool) -> KeptStages:
    """Run MkDocs' events, and put what they make in its place."""
    stages = KeptStages(tools)
    try:
        with staged(target) as stage:
            config.site_dir = str(stage)
            with tools.watch.going_on(), gathered_log(live=tell) as said:
                _run_events(config, stages, target, said)
    except BaseException:
        tools.store.save(forget=False)  # what was made is right, whatever went wrong after it
        raise
    tools.store.save(forget=True)
    return stages


def _run_events(config: MkDocsConfig, stages: KeptStages, target: Path, said: list[str]) -> None:
    try:
        config.plugins.on_startup(command="build", dirty=False)
        drive(config, stages, target)
    except Exception as error:
        raise BuildFailedError("\n".join([*said, as_words(error)])) from error
    finally:
        config.plugins.on_shutdown()
