"""The pipeline, in order: load, link, check, render. Its output is plain Markdown pages."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.check import check_site, check_surroundings, unknown_anchor, unmeasured_number
from generator.diagnostics import Diagnostic, Severity
from generator.history import last_changes
from generator.labs import read_labs, strict_findings
from generator.links import link_site, prose_of, read_anchors, without_drafts
from generator.load import load_site
from generator.memory import Memory
from generator.model import (
    GeneratedPage,
    Key,
    Lab,
    LinkedSite,
    Links,
    Site,
    Surroundings,
)
from generator.render import PageEnvironment, make_environment, render_site
from generator.routes import index_path, page_path
from generator.views import read_views


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What mkdocs.yml says that the content's compilation depends on."""

    root: Path  # the folder of mkdocs.yml
    title: str
    docs_dir: str = "content"  # from root, with slashes
    templates: str = "theme/pages"  # from root
    edit_base: str = ""  # the address under which docs_dir can be edited, with a slash at its end
    extensions: tuple[str, ...] = ("toc", "tables", "fenced_code", "attr_list", "md_in_html")
    extension_configs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    surroundings: Surroundings = field(default_factory=Surroundings)
    drafts: bool = False  # shown, or left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything a back end needs: pages to add, files to publish, and what is wrong."""

    site: Site
    pages: tuple[GeneratedPage, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    labs: Mapping[Key, Lab] = field(default_factory=dict)
    files: frozenset[str] = frozenset()  # in collections, that pages show or link
    navigation: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # index -> its pages

    @property
    def ok(self) -> bool:
        """Tell whether the site may be built."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def compile_site(
    project: Project,
    environment: PageEnvironment | None = None,
    memory: Memory | None = None,
) -> Result:
    """Load, link, check and render the content of a project.

    Who compiles it again and again brings the environment, with the templates it has compiled, and
    a memory of what was made of the rest.
    """
    pages_memory, memory = memory, memory or Memory()
    memory.begin()
    site, findings = load_site(project.root, project.docs_dir, project.title, memory)
    links, found = link_site(site, memory)
    views, unread = read_views(site, memory)
    links = replace(links, views=views)
    labs, told = read_labs(project.root, site, memory)
    findings += (*found, *unread, *told, *check_site(site, links))
    findings += tuple(unmeasured_number(site, links, labs))
    findings += check_surroundings(site, links, project.surroundings)
    if not project.drafts:
        site, links = without_drafts(site, links)
    faulty = frozenset(f.location.path for f in findings if f.severity is Severity.ERROR)
    linked = LinkedSite(
        site=site,
        links=links,
        labs=labs,
        changes=last_changes(project.root, project.docs_dir),
        faulty=faulty,
    )
    environment = environment or make_environment(project.root, project.templates)
    pages, found = render_site(linked, environment, pages_memory, edit_base=project.edit_base)
    findings += found
    findings += _anchor_findings(project, linked, pages, memory)
    return Result(
        site=site,
        pages=pages,
        findings=_in_order(findings),
        labs=labs,
        files=_shown_files(site, links),
        navigation=_navigation(site),
    )


def check_labs(project: Project) -> Result:
    """Check what the labs of a project promise and have recorded, and nothing else."""
    site, findings = load_site(project.root, project.docs_dir, project.title)
    links, _ = link_site(site)
    labs, told = read_labs(project.root, site)
    findings += (*told, *unmeasured_number(site, links, labs))
    found = strict_findings(findings, labs.values())
    return Result(site=site, findings=_in_order(found), labs=labs)


def _anchor_findings(
    project: Project, linked: LinkedSite, pages: tuple[GeneratedPage, ...], memory: Memory
) -> tuple[Diagnostic, ...]:
    texts = {page.path: page.body.text for page in linked.site.pages}
    texts |= {page.path: page.body for page in pages}

    def read(text: str) -> frozenset[str] | None:
        # The options are another object each time that mkdocs.yml is read: an extension may look
        # at more than the text.
        options = project.extension_configs
        return memory.recall(read_anchors, text, project.extensions, options)

    return tuple(unknown_anchor(linked.site, linked.links, texts, read))


def _shown_files(site: Site, links: Links) -> frozenset[str]:
    """Return the files beside published entries that some published page shows or links."""
    paths = {link.path for _, prose in prose_of(site) for link in links.prose.get(prose, ())}
    beside = {path for entry in site.entries.values() for path in entry.files}
    beside |= {path for path in site.files if _is_beside_all(site, path)}
    return frozenset(beside & paths)


def _is_beside_all(site: Site, path: str) -> bool:
    """Tell whether a file stands in a collection's own folder, and holds no entry."""
    return posixpath.dirname(path) in site.collections and not path.endswith((".md", ".yml"))


def _in_order(findings: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))


def _navigation(site: Site) -> Mapping[str, tuple[str, ...]]:
    """Return the pages that belong under each collection's index, in index order."""
    return {
        index_path(collection): tuple(
            page_path(site, entry)
            for entry in (site.entries[key] for key in site.index[collection.name])
            if collection.pages == "each"
        )
        for collection in site.collections.values()
    }
