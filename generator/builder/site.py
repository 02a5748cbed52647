"""Build a site: compile, run MkDocs' events into a folder beside the old site, swap the two."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import Built, Options
from generator.builder.code import code_digest
from generator.builder.driver import drive
from generator.builder.lock import locked
from generator.builder.output import refuse_foreign, staged
from generator.builder.project import compile_project, read_config
from generator.builder.stages import KeptStages
from generator.builder.store import Store
from generator.builder.watch import Watch
from generator.builder.workers import count_jobs


def build(config_file: Path, site_dir: Path | None, options: Options) -> Built:
    """Build a project; the site that was there before stays whole until the new one is ready."""
    watch = Watch()
    config = read_config(config_file)
    result = compile_project(config)
    if result is not None and not result.ok:
        return Built(result, None)
    root = config_file.resolve().parent
    target = (site_dir or Path(config.site_dir)).resolve()
    refuse_foreign(target, Path(config.docs_dir).resolve(), root)
    with locked(target.parent / f".{target.name}.lock"), staged(target) as stage:
        config.site_dir = str(stage)
        store = Store(root / ".cache" / "typed-content" / "records")
        code = code_digest(tuple(config.hooks))
        stages = KeptStages(store, watch, code, count_jobs(options.jobs))
        _run_events(config, stages, target)
        store.save(forget=True)
    watch.close()
    return Built(result, target, len(result.pages) if result else 0)


def _run_events(config: MkDocsConfig, stages: KeptStages, target: Path) -> None:
    try:
        config.plugins.on_startup(command="build", dirty=False)
        drive(config, stages, target)
    finally:
        config.plugins.on_shutdown()
