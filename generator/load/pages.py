"""Load ordinary pages, and the texts above indexes, which are written as they are."""

from generator.diagnostics import Diagnostic, Location
from generator.load.content import Content
from generator.load.meta import read_meta, shapes
from generator.load.tree import Tree
from generator.model import Page
from generator.source import (
    as_text,
    make_source,
    page_front_matter_findings,
    split_front_matter,
)


def load_pages(content: Content) -> tuple[tuple[Page, ...], tuple[Diagnostic, ...]]:
    """Return the Markdown pages that are in no collection."""
    paths = content.memory.recall(_ordinary, content.tree)
    loaded = [load_page(content, path) for path in paths]
    pages = tuple(page for page, _ in loaded if page)
    return pages, tuple(finding for _, found in loaded for finding in found)


def _ordinary(tree: Tree) -> tuple[str, ...]:
    markdown = (path for path in tree.files if path.endswith(".md"))
    return tuple(path for path in markdown if not tree.collection_of(path))


def load_page(content: Content, path: str) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    """Load the page at a path of docs_dir."""
    return content.memory.recall(_make_page, path, content.path(path), content.read(path))


def _make_page(
    path: str, full_path: str, data: bytes
) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    text = as_text(full_path, data)
    if isinstance(text, Diagnostic):
        return None, (text,)
    document, findings = split_front_matter(text)
    source = make_source(text.path, Location(text.path), document.data)
    meta, _ = read_meta(document.data)
    findings += tuple(page_front_matter_findings(text, document))
    findings += tuple(shapes(document.data)) if document.data else ()
    return Page(path, source, document.front_matter, meta, document.body), findings
