"""Edits that no build survives: the previous site has to."""

from identity.corpus import Project
from identity.edits_config import configure
from identity.edits_pages import page


def configuration_that_does_not_parse(project: Project) -> None:
    project.replace("mkdocs.yml", "nav:\n", "nav: [\n")


def configuration_with_an_unknown_plugin(project: Project) -> None:
    project.replace("base.yml", "  tags: {}\n", "  no-such-plugin: {}\n")


def configuration_with_a_wrong_value(project: Project) -> None:
    configure(project, "docs_dir: nowhere")


def unknown_theme(project: Project) -> None:
    project.replace("base.yml", "name: material", "name: no-such-theme")


def link_to_a_page_that_is_not_there(project: Project) -> None:
    project.replace(page(4), "mostly", "[mostly](no-such-page.md)")


def link_to_a_section_that_is_not_there(project: Project) -> None:
    project.replace(page(4), "mostly", "[mostly](../index.md#no-such-section)")


def navigation_names_a_page_that_is_not_there(project: Project) -> None:
    project.replace("mkdocs.yml", "nav:\n", "nav:\n  - no-such-page.md\n")


def template_that_does_not_parse(project: Project) -> None:
    project.write("overrides/main.html", '{% extends "base.html" %}{% block %}\n')


def template_that_fails_on_one_page(project: Project) -> None:
    project.replace("overrides/wide.html", "Wide", "{{ page.no.such.thing }}")


def template_that_is_not_there(project: Project) -> None:
    project.replace("overrides/wide.html", "main.html", "no-such.html")


def text_that_is_no_text(project: Project) -> None:
    project.file(page(4)).write_bytes(b"# Bird\n\n\xff\xfe\xff\n")


def front_matter_that_does_not_parse(project: Project) -> None:
    project.replace(page(9), "tags: [", "tags: [[")


def hook_that_fails(project: Project) -> None:
    project.write("broken.py", "def on_page_content(html, **_):\n    raise ValueError('broken')\n")
    configure(project, "hooks: [broken.py]")


def hook_that_warns(project: Project) -> None:
    project.write(
        "warns.py",
        "import logging\n\n\ndef on_page_markdown(markdown, page, **_):\n"
        "    if page.title and 'owl' in page.title:\n"
        "        logging.getLogger('mkdocs.hooks.warns').warning('owls on %s', page.title)\n",
    )
    configure(project, "hooks: [warns.py]")


EDITS = (
    configuration_that_does_not_parse,
    link_to_a_section_that_is_not_there,
    template_that_fails_on_one_page,
)

MORE_EDITS = (
    hook_that_warns,
    configuration_with_an_unknown_plugin,
    configuration_with_a_wrong_value,
    unknown_theme,
    link_to_a_page_that_is_not_there,
    navigation_names_a_page_that_is_not_there,
    template_that_does_not_parse,
    template_that_is_not_there,
    text_that_is_no_text,
    front_matter_that_does_not_parse,
    hook_that_fails,
)
