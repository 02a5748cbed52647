"""builder: navigation items that share holes come out as Material's own templates put them out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.bccache import Bucket
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from generator.builder.driver import Building
from generator.builder.pages.loader import KnowingLoader
from generator.builder.pages.reads import Skeleton
from generator.builder.pages.templates import Templates

NAV = "partials/nav.html"

Nav = list[object]

FOLDERS = ("", "a/", "a/b/", "c/", "index/")
FEATURES = ("navigation.indexes", "navigation.sections", "navigation.expand", "navigation.prune")
TITLES = st.sampled_from(["One", "Two & three", "<b>Four</b>", "Ünf", "One"])

ITEMS: st.SearchStrategy[object] = st.recursive(
    st.builds(
        lambda title, what: {title: what},
        TITLES,
        st.sampled_from(["page", "page", "page", "https://example.org/", "/from-the-root/"]),
    ),
    lambda inner: st.builds(
        lambda title, items: {title: items}, TITLES, st.lists(inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


class Compiled(jinja2.BytecodeCache):
    """Templates of all sites, each compiled once."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key + bucket.checksum in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


# What Jinja compiles for an environment that is seen into is another thing.
COMPILED = {"theirs": Compiled(), "ours": Compiled()}


@dataclass(frozen=True, slots=True)
class Site:
    """A site without a disk, as far as its navigation needs one."""

    building: Building
    theirs: jinja2.Environment
    ours: jinja2.Environment
    templates: Templates

    @property
    def pages(self) -> list[Page]:
        return self.building.nav.pages


def make_site(
    nav: Nav,
    folders: list[str],
    features: list[str],
    change: Callable[[jinja2.Environment], object] | None = None,
) -> Site:
    """Return a site with Material's templates, but for what ``change`` makes of them."""
    paths: list[str] = []
    nav = _with_paths(nav, folders, paths)
    config = MkDocsConfig()
    config.load_dict({"site_name": "Tiny", "theme": {"name": "material", "features": features}})
    config.load_dict({"nav": nav, "use_directory_urls": len(folders) % 2 == 0, "docs_dir": "."})
    config.validate()
    files = Files([File(path, "docs", "site", config.use_directory_urls) for path in paths])
    building = Building(config, files, get_navigation(files, config))
    theirs, ours = config.theme.get_env(), config.theme.get_env()
    if change is None:
        theirs.bytecode_cache, ours.bytecode_cache = COMPILED["theirs"], COMPILED["ours"]
    else:
        change(theirs)
        change(ours)
    loader = ours.loader = KnowingLoader(ours.loader or jinja2.BaseLoader(), ours)
    for page in building.nav.pages:
        page.meta = {"template": NAV}
    return Site(building, theirs, ours, Templates(building, ours, loader))


def _with_paths(nav: Nav, folders: list[str], paths: list[str]) -> Nav:
    """Give each page of a navigation a file of its own."""
    found: Nav = []
    for item in nav:
        assert isinstance(item, dict)
        [(title, what)] = item.items()
        if what == "page":
            folder = folders[len(paths) % len(folders)]
            name = "index" if f"{folder}index.md" not in paths else f"page-{len(paths)}"
            paths.append(f"{folder}{name}.md")
            found.append({title: paths[-1]})
        else:
            below = _with_paths(what, folders, paths) if isinstance(what, list) else what
            found.append({title: below})
    return found


def as_theirs(site: Site, page: Page) -> str:
    with _active(site, page, site.theirs) as variables:
        return site.theirs.get_template(NAV).render(variables)


def as_ours(site: Site, page: Page) -> tuple[str, Skeleton]:
    templates = site.templates
    with _active(site, page, site.ours) as variables:
        skeleton = templates.render(page, templates.get(page), variables)
        text = templates.fill(page, skeleton.parts, skeleton.holes)
        assert b"".join(templates.pieces(page, skeleton.parts, skeleton.holes)) == text.encode()
    return text, skeleton


@contextmanager
def _active(site: Site, page: Page, env: jinja2.Environment) -> Iterator[dict[str, object]]:
    config, building = site.building.config, site.building
    page.active = True
    try:
        context = get_context(building.nav, building.files, config, page)
        # As base.html sets them.
        lang = env.get_template("partials/language.html").make_module({"config": config})
        yield {**context, "features": config.theme["features"], "lang": lang}
    finally:
        page.active = False


@settings(max_examples=40, deadline=None)
@given(
    st.lists(ITEMS, min_size=1, max_size=6),
    st.lists(st.sampled_from(FOLDERS), min_size=1),
    st.sets(st.sampled_from(FEATURES)),
)
def test_pages_have_the_navigation_that_material_gives_them(
    nav: Nav, folders: list[str], features: set[str]
) -> None:
    site = make_site(nav, folders, sorted(features))
    for page in site.pages:
        text, skeleton = as_ours(site, page)
        assert text == as_theirs(site, page)
        # Two for each list, and two more where an index is left out of it.
        assert len(skeleton.holes) <= 4 * (1 + len(list(page.ancestors)))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(ITEMS, min_size=1, max_size=6),
    st.lists(st.sampled_from(FOLDERS), min_size=1),
    st.sets(st.sampled_from(FEATURES)),
    st.lists(st.integers(0, 11), min_size=1, max_size=3),
)
def test_a_title_that_changes_shows_on_all_pages_that_were_made_before(
    nav: Nav, folders: list[str], features: set[str], numbers: list[int]
) -> None:
    site = make_site(nav, folders, sorted(features))
    for count, number in enumerate(numbers):
        for page in site.pages:
            assert as_ours(site, page)[0] == as_theirs(site, page)
        for page in site.pages[number : number + 2]:
            page.title = f"Edit {count}"
            site.templates.forget(page)
    for page in site.pages:
        assert as_ours(site, page)[0] == as_theirs(site, page)


PAGE: object = {"P": "page"}
LARGE: Nav = [PAGE, *({f"S{number}": [PAGE] * 20} for number in range(20))]


def test_a_page_has_two_holes_in_each_list_that_leads_to_it() -> None:
    site = make_site(LARGE, ["", "a/"], [])
    text, skeleton = as_ours(site, site.pages[150])
    assert text == as_theirs(site, site.pages[150])
    assert len(skeleton.holes) == 4


def test_a_navigation_that_nobody_has_read_has_a_hole_for_each_item() -> None:
    site = make_site(LARGE, ["", "a/"], [], partial(_edit, NAV))
    text, skeleton = as_ours(site, site.pages[150])
    assert text == as_theirs(site, site.pages[150])
    assert len(skeleton.holes) == 20 + 2  # the list of the page's section is Material's own


def test_items_that_nobody_has_read_are_rendered_as_ever() -> None:
    site = make_site(LARGE, ["", "a/"], [], partial(_edit, "partials/nav-item.html"))
    text, skeleton = as_ours(site, site.pages[150])
    assert text == as_theirs(site, site.pages[150])
    assert skeleton.holes == []


@pytest.mark.parametrize("option", ["trim_blocks", "lstrip_blocks"])
def test_an_environment_with_other_rules_keeps_its_own_spaces(option: str) -> None:
    site = make_site(LARGE, ["", "a/"], [], lambda env: setattr(env, option, True))
    assert as_ours(site, site.pages[150])[0] == as_theirs(site, site.pages[150])


def _edit(name: str, env: jinja2.Environment) -> None:
    """Let a template be another one than Material's."""
    assert env.loader is not None
    source = env.loader.get_source(env, name)[0]
    own = jinja2.DictLoader({name: f"<!-- mine -->{source}"})
    env.loader = jinja2.ChoiceLoader([own, env.loader])
