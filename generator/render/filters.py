"""Filters for entries: links to them, and what a table shows of them."""

from markupsafe import Markup

from generator.model import Field
from generator.render.escape import escape, href, label
from generator.render.labs import LabVariables, RunVariables, TableVariables
from generator.render.records import (
    Fields,
    GroupVariables,
    RelationVariables,
    SourceVariables,
)
from generator.render.variables import CollectionVariables, EntryVariables, SiteVariables


def link(entry: EntryVariables) -> Markup:
    """Return a Markdown link to an entry."""
    return Markup(f"[{escape(entry.title)}]({entry.url})")  # noqa: S704 - both are


def links(entries: tuple[EntryVariables, ...]) -> Markup:
    """Return Markdown links to entries, with commas between."""
    return Markup(", ").join(link(entry) for entry in entries)


def cell(entry: EntryVariables, name: str) -> Markup:
    """Return what a column of a table shows of an entry: one line of Markdown."""
    if name == "title":
        return link(entry)
    if name == "slug":
        return escape(entry.slug)
    if name == "headline" and entry.lab:
        return entry.lab.headline
    if name in entry.fields:
        declared = entry.collection._collection.fields[name]  # noqa: SLF001 - one module
        return _shown(declared, entry.fields[name])
    return links(entry.relation(name))


def _shown(declared: Field, value: object) -> Markup:
    if isinstance(value, EntryVariables):
        return link(value)
    if isinstance(value, Markup):  # an author's Markdown, put on one line
        return Markup(" ".join(value.split()).replace("|", "&#124;"))  # noqa: S704 - as above
    if isinstance(value, tuple):
        return Markup(", ").join(_shown(declared.of or declared, item) for item in value)
    if isinstance(value, Fields):
        shown = (_shown(declared.fields[name], value[name]) for name in value)
        return Markup(" ").join(part for part in shown if part)
    if declared.type == "url" and value is not None:
        return Markup("[{}]({})").format(escape(value), href(value))
    return escape(label(value) if declared.type == "choice" and value is not None else value)


def shown_as(value: object) -> str:
    """Return what templates' authors call a value."""
    names: dict[type, str] = {
        EntryVariables: "an entry",
        CollectionVariables: "a collection",
        SiteVariables: "the site",
        RelationVariables: "a relation",
        GroupVariables: "a group",
        SourceVariables: "a source",
        LabVariables: "a lab",
        RunVariables: "a run",
        TableVariables: "a table",
        Fields: '"fields"',
        tuple: "a list",
        str: "a text",
    }
    return next((name for known, name in names.items() if isinstance(value, known)), "this value")
