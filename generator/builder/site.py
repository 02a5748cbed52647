"""Build a site: compile, run MkDocs' events into a folder beside the old site, swap the two."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.answers import Built, Options
from generator.builder.driver import drive
from generator.builder.lock import locked
from generator.builder.output import refuse_foreign, staged
from generator.builder.project import compile_project, read_config
from generator.builder.stages import PlainStages


def build(config_file: Path, site_dir: Path | None, options: Options) -> Built:
    """Build a project; the site that was there before stays whole until the new one is ready."""
    config = read_config(config_file)
    result = compile_project(config)
    if result is not None and not result.ok:
        return Built(result, None)
    target = (site_dir or Path(config.site_dir)).resolve()
    refuse_foreign(target, Path(config.docs_dir).resolve(), config_file.resolve().parent)
    with locked(target.parent / f".{target.name}.lock"), staged(target) as stage:
        config.site_dir = str(stage)
        _run_events(config, target)
    return Built(result, target, len(result.pages) if result else 0)


def _run_events(config: MkDocsConfig, target: Path) -> None:
    try:
        config.plugins.on_startup(command="build", dirty=False)
        drive(config, PlainStages(), target)
    finally:
        config.plugins.on_shutdown()
