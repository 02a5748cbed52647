"""Tell whether a change touches single pages and files alone, and which."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mkdocs.structure.pages import Page

from generator.builder.project import edit_uri
from generator.builder.serving.inputs import Changes, Inputs
from generator.builder.serving.site import Edit, LazySite
from generator.builder.serving.workshop import Made
from generator.compiler import Result
from generator.source import leads_out


@dataclass(frozen=True, slots=True)
class Edited:
    """What a change comes down to."""

    pages: tuple[Edit, ...]
    files: bool  # whether any file changed that is no page


def may_be_edit(made: Made, changes: Changes) -> bool:
    """Tell whether a change may be one of pages and files alone."""
    if not isinstance(made.site, LazySite) or changes.added or changes.removed:
        return False
    if changes.modified & made.opened:
        return False
    root = Path(os.path.abspath(made.config.config_file_path)).parent
    if any(leads_out(root, os.path.relpath(path, root)) for path in changes.modified):
        return False
    known, compiled = made.site.sources, _compiled(made)
    themes = Inputs(frozenset(made.config.theme.dirs))
    return all(
        path in known or (compiled.has_in_folder(path) and not themes.has_in_folder(path))
        for path in changes.modified
    )


def _compiled(made: Made) -> Inputs:
    """Return the folders whose files nobody reads but who compiles typed content."""
    if made.project is None:
        return Inputs()
    pages = made.project.root / made.project.templates
    return Inputs(frozenset({made.config.docs_dir, str(pages)}))


def find_edits(made: Made, changes: Changes, result: Result | None) -> Edited | None:
    """Return the pages that are to be read again; None if the site has another shape now."""
    site = made.site
    if not isinstance(site, LazySite) or not _is_alike(made.result, result):
        return None
    files = [site.sources[path] for path in changes.modified if path in site.sources]
    own = [file.page for file in files if file.page is not None]
    edits = [*(Edit(page) for page in own), *_made_pages(site, made.result, result)]
    if any(type(edit.page) is not Page for edit in edits):
        return None
    return Edited(tuple(edits), files=len(own) < len(files))


def _is_alike(was: Result | None, now: Result | None) -> bool:
    """Tell whether typed content has the pages, files and navigation that it had."""
    if was is None or now is None:
        return was is now
    shapes = [
        (
            [page.path for page in result.pages],
            result.files,
            result.navigation,
            {name: collection.title for name, collection in result.site.collections.items()},
        )
        for result in (was, now)
    ]
    return shapes[0] == shapes[1]


def _made_pages(site: LazySite, was: Result | None, now: Result | None) -> Iterator[Edit]:
    """Yield the pages made from typed content that are made differently now."""
    if was is None or now is None:
        return
    for old, new in zip(was.pages, now.pages, strict=True):
        uri = edit_uri(new, now)
        if old.text != new.text or edit_uri(old, was) != uri:
            yield Edit(site.pages_by_source[new.path], new.text, uri)
