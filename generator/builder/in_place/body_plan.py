"""Find out in a whole build for which pages a new text can be put in the place of the old one.

What `bodies` believes without MkDocs is established here: that nothing takes in a page's text but
its own template and plugins of which that is known; and what MkDocs made of it when it was read.
"""

import pickle
import sys
from collections.abc import Iterator

from mkdocs.config.defaults import MkDocsConfig

from generator.builder.driver import Building
from generator.builder.in_place.body_notes import Plan, Row
from generator.builder.known import words_looked_for
from generator.builder.logs import log_level
from generator.builder.markdown.looked_up import shown
from generator.builder.markdown.stage import MarkdownStage
from generator.builder.pages.stage import PageStage
from generator.builder.search import index as search_index


def plan_bodies(building: Building, markdown: MarkdownStage, pages: PageStage) -> object:
    """Return what `bodies` needs; None where texts may show anywhere."""
    config = building.config
    words = words_looked_for(config)
    how = _how(config)
    is_searched = search_index.keeps_sections(config)
    if words is None or how is None or config.extra_templates:
        return None
    if is_searched and "jieba" in sys.modules:
        return None  # with which Material's search writes Chinese in another way
    if not is_searched and any(map(search_index.is_material, config.plugins.values())):
        return None  # a version of it that nobody has read
    plan = Plan(
        settings=markdown.settings,
        log_level=log_level(),
        how=how,
        files={file.src_uri: shown(file) for file in building.files},
        pages={
            path: tuple(row)
            for path, row in _rows(building, markdown, pages, words)
            if path not in markdown.opened and not path.startswith(tuple(config.theme.dirs))
        },
        uris=[file.src_uri for file in building.doc_files],
        is_searched=is_searched,
        words=words,
    )
    return plan._asdict()


def _rows(
    building: Building, markdown: MarkdownStage, pages: PageStage, words: list[str]
) -> Iterator[tuple[str, Row]]:
    alone = pages.with_text_alone
    for file in building.doc_files:
        uri, path = file.src_uri, file.abs_src_path
        key, meta = markdown.keys.get(uri), markdown.metas.get(uri)
        if path is None or key is None or meta is None or uri not in alone:
            continue
        text = (file.page and file.page.markdown) or ""
        if not any(word in text for word in words):
            yield path, Row(uri, file.dest_uri, key, meta)


def _how(config: MkDocsConfig) -> bytes | None:
    """Return the options that a page's Markdown is rendered with; None if they cannot be kept."""
    links = config.validation.links
    options = {
        "markdown_extensions": list(config.markdown_extensions),
        "mdx_configs": dict(config.mdx_configs or {}),
        "use_directory_urls": config.use_directory_urls,
        "links": dict(links),
    }
    try:
        return pickle.dumps(options)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
