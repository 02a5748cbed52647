"""Turn one page's Markdown into HTML as MkDocs does, with one Markdown instance for all pages.

The model is `Page.render` of MkDocs 1.6.1, whose processors this uses.
"""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

import markdown
from mkdocs.structure.pages import (
    Page,
    _ExtractAnchorsTreeprocessor,
    _ExtractTitleTreeprocessor,
    _RawHTMLPreprocessor,
    _RelativePathTreeprocessor,
)
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

from generator.builder.code import file_digest
from generator.builder.logs import Said, kept_quietly, say
from generator.builder.markdown.quick import quicken
from generator.builder.markdown.snippets import ask_through
from generator.builder.watch import Watch

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from generator.builder.markdown.looked_up import LookedUpFiles

log = logging.getLogger("mkdocs.structure.pages")

Rendered = dict[str, object]  # plain data, as it is kept


class Renderer:
    """Renders pages in turn."""

    def __init__(self, config: "MkDocsConfig", watch: Watch) -> None:
        """Render with a configuration's options; what is asked for by the way, a watch sees."""
        self._config = config
        self._watch = watch
        self._instance: markdown.Markdown | None = None

    def render(self, page: Page, files: "Files") -> Rendered:
        """Return all that MkDocs takes from a page's Markdown."""
        text = page.markdown or ""
        if not text.strip():  # nothing of an earlier page may show through an empty one
            self._instance = None
        md = self._fresh()
        anchors = _ExtractAnchorsTreeprocessor(page.file, files, self._config)
        raw, title = _RawHTMLPreprocessor(), _ExtractTitleTreeprocessor()
        paths = _RelativePathTreeprocessor(page.file, files, self._config)
        for processor in (raw, anchors, paths, title):
            processor._register(md)  # noqa: SLF001 - as Page.render does
        self._instance = None  # an error leaves it in an unknown state
        content = md.convert(text)
        self._instance = md
        return {
            "content": content,
            "toc": _as_plain(get_toc(getattr(md, "toc_tokens", []))),
            "title": title.title,
            "anchors": sorted(anchors.present_anchor_ids | raw.present_anchor_ids),
            "links": _links(paths) if log.getEffectiveLevel() > logging.DEBUG else None,
        }

    def _fresh(self) -> markdown.Markdown:
        if self._instance is not None:
            return self._instance.reset()
        made = markdown.Markdown(
            extensions=self._config.markdown_extensions,
            extension_configs=self._config.mdx_configs or {},
        )
        ask_through(made, self._config, self._watch)
        return quicken(made)


def record_page(
    renderer: Renderer, page: Page, files: "LookedUpFiles", watch: Watch
) -> tuple[Rendered, bool]:
    """Render a page, note what it asked for, and tell whether that is all it was made from."""
    files.begin()
    seen = watch.begin()
    said: list[Said] = []
    try:
        with kept_quietly(said):
            rendered = renderer.render(page, files)
    except Exception:
        say(said)
        raise
    finally:
        watch.end()
    notes = {
        "said": said,
        "asked": dict(files.asked),
        "opened": {path: file_digest(path) for path in seen.opened},
        "sought": dict(seen.sought),
    }
    return rendered | notes, not (seen.asked or files.saw_all)


def give(page: Page, rendered: Rendered, files: "Files") -> None:
    """Give a page what was rendered for it, now or by an earlier build."""
    links = rendered["links"]
    vars(page).update(
        content=rendered["content"],
        toc=_as_toc(rendered["toc"]),
        _title_from_render=rendered["title"],
        present_anchor_ids=set(rendered["anchors"]),  # type: ignore[call-overload]
    )
    if links is not None:
        page.links_to_anchors = {files.src_uris[uri]: found for uri, found in links}  # type: ignore[attr-defined]


def _links(paths: _RelativePathTreeprocessor) -> object:
    return [(file.src_uri, dict(found)) for file, found in paths.links_to_anchors.items()]


def _as_plain(toc: Iterable[AnchorLink]) -> object:
    return [(link.title, link.id, link.level, _as_plain(link.children)) for link in toc]


def _as_toc(links: object) -> TableOfContents:
    toc = TableOfContents(_as_links(links))
    if toc.items:
        toc.items[0].active = True  # type: ignore[attr-defined]
    return toc


def _as_links(links: object) -> list[AnchorLink]:
    found = []
    for title, name, level, children in links:  # type: ignore[attr-defined]
        link = AnchorLink(title, name, level)
        link.children = _as_links(children)
        found.append(link)
    return found
