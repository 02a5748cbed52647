"""Render every page of the site: entries, indexes, and ordinary pages that need it."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from traceback import walk_tb

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from generator import routes
from generator.diagnostics import Diagnostic, Location
from generator.labs import KIND
from generator.links import is_code
from generator.memory import Memory
from generator.model import (
    Collection,
    Entry,
    GeneratedPage,
    Key,
    LinkedSite,
    Page,
    Value,
)
from generator.render.again import Job, Rendered, Untouched, render_again
from generator.render.environment import TemplateFolder
from generator.render.escape import escape
from generator.render.labs import LabVariables
from generator.render.noted import PAGES
from generator.render.prose import needs_rendering, render_prose
from generator.render.variables import Scope, SiteVariables
from generator.schema import suggestion

ENTRY_TEMPLATE = "entry.md.j2"
LAB_TEMPLATE = "lab.md.j2"
INDEX_TEMPLATE = "index.md.j2"

_HEADING = re.compile(
    r"^#(?!#)[ \t]*\S|^[^\s#>|`-][^\n]*\n=+[ \t]*$|^[ \t]*<h1\b", re.MULTILINE | re.IGNORECASE
)


def render_site(
    linked: LinkedSite,
    environment: Environment,
    memory: Memory | None = None,
    *,
    edit_base: str = "",
) -> tuple[tuple[GeneratedPage, ...], tuple[Diagnostic, ...]]:
    """Return all pages that are not files already, and what is wrong with their templates.

    A template that fails on an entry which has errors itself is not reported: it may be sound.
    """
    renderer = _Renderer(linked, environment, edit_base, {} if memory is None else None)
    if memory is None:
        rendered = [job.render(linked) for job in renderer.jobs()]
    else:
        rendered = render_again(memory, linked, renderer.jobs(), (environment, edit_base))
    pages = [page for page in rendered if isinstance(page, GeneratedPage)]
    findings = dict.fromkeys(page for page in rendered if isinstance(page, Diagnostic))
    return tuple(sorted(pages, key=lambda page: page.path)), tuple(findings)


class _Renderer:
    """Makes pages of a site.

    Each is made of the site that it is given, which may note what is read. Only what is told of a
    failure is taken from the whole site.
    """

    def __init__(
        self,
        whole: LinkedSite,
        environment: Environment,
        edit_base: str,
        labs: dict[Key, LabVariables | None] | None,
    ) -> None:
        self.whole = whole
        self.environment = environment
        self.edit_base = edit_base
        self.labs = labs  # shared by all pages, where nobody notes which of them reads what
        self.closures: dict[str, tuple[str, ...]] = {}

    def jobs(self) -> Iterator[Job]:
        """Yield every page: indexes, entries that have one, and ordinary pages."""
        site = self.whole.site
        for name in site.collections:
            yield Job(("collections", name), partial(self._index, name))
        for key in site.entries:
            if site.collections[key.collection].pages == "each":
                yield Job(("entries", key), partial(self._entry, key))
        for page in site.pages:
            yield Job((PAGES, page.path), partial(self._ordinary, page))

    def _index(self, name: str, linked: LinkedSite) -> Rendered:
        """Render the index page of a collection."""
        collection = linked.site.collections[name]
        scope = self._scope(linked, routes.index_path(collection))
        template = collection.index.template or INDEX_TEMPLATE
        variables = {"collection": scope.collection(name)}
        text = self._run(template, (name, "index", "template"), scope, variables)
        if not isinstance(text, str):
            return text
        head = _front_matter(_index_meta(collection))
        body = _with_heading(text, collection.title)
        return self._page(scope, (head, body), collection.source.start, template)

    def _entry(self, key: Key, linked: LinkedSite) -> Rendered:
        """Render the page of an entry."""
        entry, collection = linked.site.entries[key], linked.site.collections[key.collection]
        scope = self._scope(linked, routes.page_path(linked.site, entry))
        template = collection.template or (
            LAB_TEMPLATE if collection.kind == KIND else ENTRY_TEMPLATE
        )
        variables = {"entry": scope.entry(key), "collection": scope.collection(collection.name)}
        text = self._run(template, (key.collection, "template"), scope, variables)
        if not isinstance(text, str):
            return text
        head = _front_matter(_meta(linked, entry, collection))
        body = _with_heading(text, entry.title)
        return self._page(scope, (head, body), entry.source.start, template)

    def _ordinary(self, page: Page, linked: LinkedSite) -> Rendered:
        """Render an ordinary page if its links need it."""
        scope = self._scope(linked, page.path)
        if not needs_rendering(scope, page.body):
            return Untouched()
        head = f"---\n{page.front_matter}---\n" if page.front_matter else ""
        body = _keep_line(page, head) + render_prose(scope, page.body)
        return self._page(scope, (head, body), page.source.start)

    def _scope(self, linked: LinkedSite, path: str) -> Scope:
        labs = {} if self.labs is None else self.labs
        return Scope(linked, path, render_prose, self.edit_base, labs)

    def _page(
        self, scope: Scope, parts: tuple[str, str], source: Location, template: str = ""
    ) -> GeneratedPage:
        templates = self._closure(template) if template else ()
        used, views = tuple(scope.used), tuple(scope.views)
        return GeneratedPage(scope.path, *parts, source, used, templates, views)

    def _closure(self, name: str) -> tuple[str, ...]:
        """Return a template and all that it includes, imports or extends by name."""
        if name not in self.closures:
            found, waiting = {name: None}, [name]
            while waiting:
                for other in self._referenced(waiting.pop()):
                    if other not in found:
                        found[other] = None
                        waiting.append(other)
            self.closures[name] = tuple(sorted(found))
        return self.closures[name]

    def _referenced(self, name: str) -> tuple[str, ...]:
        """Return what a template names and there is; what it never reached may not even parse."""
        known = self._folder.references
        if name not in known:
            known[name] = tuple(self._find_referenced(name))
        return known[name]

    def _find_referenced(self, name: str) -> Iterator[str]:
        try:
            tree = self.environment.parse(self._folder.source(name))
        except TemplateSyntaxError:
            return
        names = find_referenced_templates(tree)
        yield from (other for other in names if other in self._folder.names)

    @property
    def _folder(self) -> TemplateFolder:
        loader = self.environment.loader
        assert isinstance(loader, TemplateFolder)  # noqa: S101 - make_environment set it
        return loader

    def _run(
        self, name: str, named_at: tuple[str, ...], scope: Scope, variables: Mapping[str, object]
    ) -> str | Diagnostic | None:
        """Render one template; whatever goes wrong in it is its author's, not ours.

        ``named_at`` is the collection that names it, and where in its declaration.
        """
        if name not in self._folder.names:
            at = self.whole.site.collections[named_at[0]].source.at(*named_at[1:])
            return self._folder.unreadable.get(name) or _no_template(name, at, self._folder)
        try:
            template = self.environment.get_template(name)
            return template.render(variables, site=SiteVariables(scope))
        except Exception as error:  # noqa: BLE001 - the door where a stranger's template is called
            sources = {self.whole.site.entries[key].source.path for key in scope.used}
            if sources & self.whole.faulty:
                return None
            return _template_error(self._folder, name, error)


def _meta(linked: LinkedSite, entry: Entry, collection: Collection) -> Mapping[str, Value]:
    """Return the page's metadata; what the author says in it comes last, and so wins."""
    changed = linked.changes.get(entry.source.path)
    revision = {"revision_date": changed.isoformat()} if changed else {}
    return {**_entry_meta(entry, collection), **revision, **entry.meta}


def _keep_line(page: Page, head: str) -> str:
    """Keep the author's line numbers, so that what MkDocs reports can be found."""
    return "\n" * max(page.body.location.line - 1 - head.count("\n"), 0)


def _with_heading(text: str, title: str) -> str:
    """Put the title on top, unless the page brings its own first-level heading."""
    text = text.strip("\n") + "\n"
    if _has_heading(text):
        return text
    return f"# {escape(title)}\n\n{text}"


def _has_heading(text: str) -> bool:
    found = list(_HEADING.finditer(text))
    if not found:
        return False
    code = is_code(text)
    return any(not code[match.start()] for match in found)


def _index_meta(collection: Collection) -> dict[str, Value]:
    meta: dict[str, Value] = {"title": html.escape(collection.title)}
    if collection.icon:
        meta["icon"] = collection.icon
    return {**meta, **(collection.intro.meta if collection.intro else {})}


def _entry_meta(entry: Entry, collection: Collection) -> dict[str, Value]:
    """Return the page's metadata; MkDocs prints it into HTML as it stands, so it is escaped."""
    meta: dict[str, Value] = {"title": html.escape(entry.title)}
    summary = entry.fields.get("summary")
    if isinstance(summary, str):
        meta["description"] = html.escape(summary)
    if collection.search.boost is not None:
        meta["search"] = {"boost": collection.search.boost}
    return meta


def _front_matter(meta: Mapping[str, Value]) -> str:
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {_as_json(v)}" for name, v in meta.items())
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _as_json(value: Value) -> str:
    """Write a value as JSON, which YAML reads as it is; whatever characters it has stay."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else float(str(value))


def _no_template(name: str, at: Location, folder: TemplateFolder) -> Diagnostic:
    return Diagnostic(
        rule="template-error",
        location=at,
        message=f'there is no template "{name}"',
        why="the pages of the collection cannot be made",
        fix=suggestion(name, folder.names, f"add it to {folder.folder}/"),
    )


def _template_error(folder: TemplateFolder, name: str, error: Exception) -> Diagnostic:
    if isinstance(error, TemplateNotFound) and str(error.name) in folder.unreadable:
        return folder.unreadable[str(error.name)]
    path, line = _place(folder, name, error)
    message = error.message if isinstance(error, TemplateError) and error.message else str(error)
    if isinstance(error, TemplateNotFound):
        message = f'there is no template "{error.name}"'
    return Diagnostic(
        rule="template-error",
        location=Location(path, line),
        message=f"the template fails: {message}",
        why="the pages that use it cannot be made",
        fix="mend this line; the guide lists what templates may use",
    )


def _place(folder: TemplateFolder, name: str, error: Exception) -> tuple[str, int]:
    """Return the innermost line that an error comes from, of the project's own if there is one."""
    paths = {folder.path(known) for known in folder.names}
    if isinstance(error, TemplateSyntaxError):  # its name is a template's, or that of its file
        path = error.filename if error.filename in paths else folder.path(name)
        return path, error.lineno
    frames = [(f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__)]
    places = [(path, line) for path, line in frames if path in paths]
    own = [(path, line) for path, line in places if path.startswith(f"{folder.folder}/")]
    return (own or places or [(folder.path(name), 1)])[-1]
