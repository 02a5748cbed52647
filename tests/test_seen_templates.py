"""builder: whatever way a page comes to a value, it shows what it shows with MkDocs."""

from pathlib import Path

import pytest
from mkdocs.commands.build import build as build_plain
from mkdocs.config import load_config

from generator.builder import BuildFailedError, Options, build_site
from mkdocs_sites import bytes_of
from sites import write_site

BIRDS = """\
-- mkdocs.yml --
site_name: Birds
docs_dir: docs
theme: {name: null, custom_dir: theme}
hooks: [hook.py]
plugins: []
-- hook.py --
-- theme/main.html --
{{ page.content }}
-- docs/index.md --
---
title: Home
---
Birds.
-- docs/gull.md --
Gull.
-- docs/owl.md --
Owl.
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("TYPED_CONTENT_CACHE", str(tmp_path / "cache"))


def site(tmp_path: Path, **files: str) -> Path:
    """Write the birds with some files in another way; a line below stands for a point."""
    root = write_site(tmp_path / "project", BIRDS)
    for name, text in files.items():
        folder = root if name == "hook_py" else root / "theme"
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return root


def assert_plain(root: Path) -> None:
    """Build both ways, and compare."""
    build_site(root / "mkdocs.yml", None, Options(jobs=2))
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root.parent / "plain"))
    build_plain(config)
    pages = ("index.html", "gull/index.html", "owl/index.html")
    ours, plain = ([(top / page).read_text("utf-8") for page in pages] for top in sites(root))
    assert ours == plain


def are_kept(root: Path) -> bool:
    """Tell whether another build keeps all pages as they are."""
    reasons = build_site(root / "mkdocs.yml", None, Options(jobs=1)).reasons
    return all(reason.startswith("stays: ") for reason in reasons.values())


def sites(root: Path) -> tuple[Path, Path]:
    return root / "site", root.parent / "plain"


def retitle(root: Path) -> None:
    home = root / "docs/index.md"
    home.write_text(home.read_text("utf-8").replace("Home", "At home"), "utf-8")


# What MkDocs makes of a page as a text shows its title.
AS_TEXT = (
    "{{ nav.homepage ~ '' }}",
    "{{ nav.homepage | string }}",
    "{{ [nav.homepage, 1] | join(' ') }}",
    "{{ '%s' | format(nav.homepage) }}",
    "{{ '%s' % nav.homepage }}",
    "{{ '%(a)s' % {'a': [nav.homepage]} }}",
    "{{ '{}'.format(nav.homepage) }}",
    "{{ '{a}'.format(a=nav.homepage) }}",
    "{{ nav.homepage | upper }}",
    "{{ [nav.homepage] }}",
    "{{ {'a': (nav.homepage,)}.values() }}",
    "{{ namespace(a=nav.homepage) }}",
    "{% for each in nav.pages | map('string') %}{{ each }}{% endfor %}",
    "{% macro show(a) %}{{ a ~ '' }}{% endmacro %}{{ show(nav.homepage) }}",
    "{% trans a=nav.homepage %}It is {{ a }}{% endtrans %}",
    "{{ config.nav | string }}{{ nav.items | pprint }}",
)


@pytest.mark.parametrize("template", AS_TEXT)
def test_a_title_in_the_text_of_an_object_is_never_an_old_one(
    template: str, tmp_path: Path
) -> None:
    root = site(tmp_path, main_html=f"{template} {{{{ page.content }}}}")
    for change in (lambda _: None, retitle):
        change(root)
        assert_plain(root)


OUTER = "{% macro show() %}{{ say() }}{% endmacro %}\n"
WITHOUT_CONTEXT = {
    "imported": ("{% import 'a.html' as a %}{{ a.show() }}", OUTER),
    "imported by name": ("{% from 'a.html' import show %}{{ show() }}", OUTER),
    "included": ("{% include 'a.html' without context %}", "{{ say() }}\n"),
    "one of several": ("{% include ['none.html', 'a.html'] without context %}", "{{ say() }}\n"),
}


@pytest.mark.parametrize("way", WITHOUT_CONTEXT)
def test_what_a_template_without_context_takes_in_is_seen_by_every_page(
    way: str, tmp_path: Path
) -> None:
    main, outer = WITHOUT_CONTEXT[way]
    inner = "{% macro say() %}Tsee{% endmacro %}\n"
    outer = "{% from 'b.html' import say %}\n" + outer
    root = site(tmp_path, main_html=main, a_html=outer, b_html=inner)
    assert_plain(root)
    assert are_kept(root)
    (root / "theme/b.html").write_text(inner.replace("Tsee", "Tu-whoo"), "utf-8")
    assert_plain(root)


STATES = {
    "namespace": (
        "{% set s = namespace(n=0) %}{% macro a() %}{% set s.n = s.n + 1 %}{{ s.n }}{% endmacro %}",
        "{% import 'a.html' as a %}{{ a.a() }}",
    ),
    "front matter": (
        "",
        "{% set n = page.next_page %}{% if n %}{{ n.meta.update(a=1) }}{% endif %}{{ page.meta }}",
    ),
    "list": ("{% set l = [] %}", "{% from 'a.html' import l %}{{ l.append(1) }}{{ l | length }}"),
    "cycler": (
        "{% if 1 %}{% set c = cycler(1, 2) %}{% endif %}",
        "{% from 'a.html' import c %}{{ c.next() }}",
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_a_template_remembers_from_page_to_page_as_with_mkdocs(state: str, tmp_path: Path) -> None:
    module, main = STATES[state]
    root = site(tmp_path, main_html=main, a_html=module)
    for change in (lambda _: None, retitle):
        change(root)
        assert_plain(root)


OF_HOOKS = {
    "global": ("{{ n() }}", "env.globals['n'] = lambda: next(n)"),
    "filter": ("{{ 'a' | n }}", "env.filters['n'] = lambda text: f'{text}{next(n)}'"),
    "test": ("{{ 1 is n }}", "env.tests['n'] = lambda one: next(n) == one"),
    "collection": (
        "{{ config.extra.n.append(1) }}{{ config.extra.n | length }}",
        "config.extra['n'] = []",
    ),
    "function": ("{{ config.extra.n() }}", "config.extra['n'] = lambda: next(n)"),
    "option": ("{{ config.extra.n.__next__() }}", "config.extra['n'] = n"),
}


@pytest.mark.parametrize("kind", OF_HOOKS)
def test_a_function_of_a_hook_is_called_in_the_order_of_the_pages(
    kind: str, tmp_path: Path
) -> None:
    main, does = OF_HOOKS[kind]
    start = "from itertools import count\n\n\ndef on_env(env, config, files):\n    n = count()\n"
    hook = f"{start}    {does}\n    return env\n"
    root = site(tmp_path, main_html=main, hook_py=hook)
    for change in (lambda _: None, retitle):
        change(root)
        assert_plain(root)


FENCES = """\
n = 0


def numbered(source, language, css_class, options, md, **_):
    global n
    n += 1
    return f"<b>{n}</b>"
"""


def test_a_function_that_an_extension_is_given_counts_as_with_mkdocs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = "import numbering\n\n\ndef on_config(config):\n    numbering.n = 0\n"
    root = site(tmp_path, hook_py=hook)
    (root / "numbering.py").write_text(FENCES, "utf-8")
    monkeypatch.syspath_prepend(root)
    fence = "{name: n, class: n, format: !!python/name:numbering.numbered }"
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write(
            f"markdown_extensions:\n- pymdownx.superfences: {{custom_fences: [{fence}]}}\n"
        )
    for name in ("index", "gull", "owl"):
        with (root / f"docs/{name}.md").open("a", encoding="utf-8") as page:
            page.write("\n```n\n```\n")
    for change in (lambda _: None, retitle):
        change(root)
        assert_plain(root)


def test_a_page_of_a_plugin_is_read_in_its_own_way(tmp_path: Path) -> None:
    hook = (
        "from mkdocs.structure.pages import Page\n\n\n"
        "class Post(Page):\n"
        "    def read_source(self, config):\n"
        "        super().read_source(config)\n"
        "        self.meta['hide'] = 'toc'\n\n\n"
        "def on_files(files, config):\n"
        "    Post('Owl', files.get_file_from_path('owl.md'), config)\n"
    )
    root = site(tmp_path, hook_py=hook, main_html="{{ page.title }}{{ page.meta }}")
    for change in (lambda _: None, retitle):
        change(root)
        assert_plain(root)


ADDING = """\
from mkdocs.structure.files import File

found = None


def on_files(files, config):
    global found
    found = files


def on_page_context(context, page, config, nav):
    found.append(File.generated(config, f"x-{page.title}.md", content="# X"))
"""


def test_a_page_that_a_hook_adds_while_pages_are_made_is_not_counted(tmp_path: Path) -> None:
    root = site(tmp_path, hook_py=ADDING, main_html="N={{ pages | length }} {{ page.content }}")
    for change in (lambda _: None, retitle):
        change(root)
        assert_plain(root)


@pytest.mark.parametrize(
    "template",
    [
        "{% for item in nav.items %}{{ item['active'] }}{% endfor %}",
        "{% for item in nav.items %}{{ item.active }}{% endfor %}",
        "{% for page in nav.pages %}{{ page['active'] }}{% endfor %}",
        "{% set key = 'act' ~ 'ive' %}{% for item in nav.items %}{{ item[key] }}{% endfor %}",
    ],
)
def test_where_a_page_is_in_the_navigation_shows_however_it_is_asked(
    template: str, tmp_path: Path
) -> None:
    root = site(tmp_path, main_html=f"{template} {{{{ page.content }}}}")
    config = (root / "mkdocs.yml").read_text("utf-8")
    for nav in (
        "[{Home: [index.md, gull.md]}, {Wood: [owl.md]}]",
        "[{Home: [index.md]}, {Wood: [owl.md, gull.md]}]",
    ):
        (root / "mkdocs.yml").write_text(f"{config}nav: {nav}\n", "utf-8")
        assert_plain(root)


SIGNING = """\
from pathlib import Path


def on_post_build(config):
    for page in Path(config.site_dir).rglob("*.html"):
        with page.open("a", encoding="utf-8") as file:
            file.write("<!-- signed -->")
    if "Never" in Path(config.docs_dir, "gull.md").read_text("utf-8"):
        raise ValueError("enough is signed")
"""


def test_what_a_hook_writes_at_the_end_never_goes_into_the_previous_site(tmp_path: Path) -> None:
    root = site(tmp_path, hook_py=SIGNING)
    for change in (lambda _: None, retitle, lambda _: None):
        change(root)
        assert_plain(root)
    before = bytes_of(root / "site")
    (root / "docs/gull.md").write_text("Never.", "utf-8")
    with pytest.raises(BuildFailedError, match="enough is signed"):
        build_site(root / "mkdocs.yml", None, Options(jobs=1))
    assert bytes_of(root / "site") == before
