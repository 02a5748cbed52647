"""Make the sandbox that page templates run in."""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from generator.diagnostics import Diagnostic
from generator.render.escape import code, escape, href, label
from generator.render.filters import cell, link, links, shown_as
from generator.source import Text, link_finding, read_text

SUFFIX = ".j2"

PageEnvironment = Environment  # for those who hold one, and do not know Jinja


class TemplateFolder(BaseLoader):
    """The project's templates over the generator's own, read once and closed to everything else."""

    def __init__(self, root: Path, folder: str) -> None:
        self.folder = folder
        self._texts = {name: (text, name) for name, text in _default_templates()}
        read = [(name, _read(root, f"{folder}/{name}")) for name in _names(root, folder)]
        self.unreadable = {name: text for name, text in read if isinstance(text, Diagnostic)}
        self._texts |= {name: (t.text, t.path) for name, t in read if isinstance(t, Text)}
        for name in self.unreadable:  # never the default in place of what its author wrote
            self._texts.pop(name, None)
        self.references: dict[str, tuple[str, ...]] = {}  # what each names, once that is asked

    @property
    def content(self) -> object:
        """Return all that templates are made from."""
        return self.folder, self._texts, self.unreadable

    @property
    def names(self) -> tuple[str, ...]:
        """Return the templates that there are."""
        return tuple(sorted(self._texts))

    def path(self, name: str) -> str:
        """Return a template's path from the folder of mkdocs.yml; a default one's bare name."""
        return self._texts[name][1]

    def source(self, name: str) -> str:
        """Return a template's text."""
        return self._texts[name][0]

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Give Jinja a template's text, and the path that its errors name."""
        del environment
        if template not in self._texts:
            raise TemplateNotFound(template)
        return (*self._texts[template], lambda: True)


def _default_templates() -> list[tuple[str, str]]:
    folder = resources.files("generator") / "templates"
    return [
        (item.name, item.read_text("utf-8"))
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(SUFFIX)
    ]


def _names(root: Path, folder: str) -> list[str]:
    """Return the project's own templates."""
    return [
        path.relative_to(root / folder).as_posix()
        for path in sorted((root / folder).rglob(f"*{SUFFIX}"))
        if path.is_file() or path.is_symlink()
    ]


def _read(root: Path, path: str) -> Text | Diagnostic:
    return link_finding(root, path) or read_text(root, path)


def make_environment(root: Path, folder: str, last: Environment | None = None) -> Environment:
    """Return the sandbox for the templates in ``root / folder``: the last one if it still serves.

    Jinja's own escaping is for HTML only, so `finalize` escapes whatever a template prints, unless
    it is Markdown already.
    """
    loader = TemplateFolder(root, folder)
    known = last.loader if last is not None else None
    if last is not None and isinstance(known, TemplateFolder) and known.content == loader.content:
        return last  # with what it has compiled
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=True,
        finalize=escape,
        undefined=_Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= _FILTERS
    return environment


class _Unknown(StrictUndefined):
    """A name that a template uses and that nothing has, in the words of the guide."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        owner = "" if self._undefined_obj is missing else shown_as(self._undefined_obj)
        name = self._undefined_name
        return f'{owner} has no "{name}"' if owner else f'there is no "{name}"'


def _markdown(value: object) -> Markup:
    return Markup(str(value))  # noqa: S704 - the template's author says that it is Markdown


def _join(values: Iterable[object] | None, separator: str = "") -> Markup:
    """Join values, each escaped; a list that was not given joins to nothing."""
    return _markdown(separator).join(escape(value) for value in values or ())


def _slug(value: object) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(value).casefold()).strip("-")


_FILTERS: Mapping[str, Callable[..., object]] = {
    "cell": cell,
    "code": code,
    "href": href,
    "join": _join,
    "label": label,
    "link": link,
    "links": links,
    "md": _markdown,
    "slug": _slug,
}
