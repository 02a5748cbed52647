"""Edits of the configuration, of what it inherits, and of what surrounds a build."""

from identity.corpus import Project
from identity.edits_pages import PATHS


def configure(project: Project, lines: str) -> None:
    """Add top-level settings to mkdocs.yml."""
    project.replace("mkdocs.yml", "nav:\n", f"{lines}\nnav:\n")


def navigation_order_changed(project: Project) -> None:
    lines = project.read("mkdocs.yml").splitlines(keepends=True)
    lines[-2:] = lines[:-3:-1]
    project.write("mkdocs.yml", "".join(lines))


def navigation_title_changed(project: Project) -> None:
    project.replace("mkdocs.yml", "at home", 'from "home" & abroad')


def navigation_section_renamed(project: Project) -> None:
    project.replace("mkdocs.yml", "Forest:", "Woods:")


def navigation_section_moved_into_another(project: Project) -> None:
    head, forest = project.read("mkdocs.yml").split("  - Forest:\n")
    own, marker, rest = forest.partition("  - Lakes:\n")
    nested = own.replace("      -", "          -")
    project.write("mkdocs.yml", f"{head}      - Forest:\n{nested}{marker}{rest}")


def navigation_with_a_link_outside(project: Project) -> None:
    project.replace("mkdocs.yml", "nav:\n", "nav:\n  - Club: https://club.example/?a=1&b\n")


def navigation_removed(project: Project) -> None:
    text = project.read("mkdocs.yml")
    project.write("mkdocs.yml", text[: text.index("nav:\n")])


def site_name_changed(project: Project) -> None:
    project.replace("mkdocs.yml", "Field notes", "Sea <notes> & more")


def environment_value_changed(project: Project) -> None:
    project.environment["BIRD_SITE"] = "Notes of the day"


def site_address_changed(project: Project) -> None:
    project.replace("base.yml", "birds.example/notes/", "birds.example/v2/")


def site_address_removed(project: Project) -> None:
    project.replace("base.yml", "site_url: https", "site_url: ''\nsite_author: https")


def edit_address_changed(project: Project) -> None:
    project.replace("base.yml", "edit/main", "edit/next")


def inherited_value_overridden(project: Project) -> None:
    configure(project, "extra: {keeper: Grace}")


def inherited_file_changed(project: Project) -> None:
    project.replace("base.yml", "keeper: Ada", "keeper: Grace")


def copyright_changed(project: Project) -> None:
    project.replace("mkdocs.yml", "Nobody", "Everybody")


def stylesheet_added(project: Project) -> None:
    project.write("docs/styles/more.css", "p { margin: 0 }\n")
    project.replace("mkdocs.yml", "[styles/extra.css]", "[styles/extra.css, styles/more.css]")


def script_removed(project: Project) -> None:
    project.replace("mkdocs.yml", "  - scripts/extra.js\n", "")


def theme_feature_added(project: Project) -> None:
    project.replace("base.yml", "[navigation.indexes", "[navigation.tabs, navigation.indexes")


def theme_feature_removed(project: Project) -> None:
    project.replace("base.yml", "navigation.footer, ", "")


def theme_colour_changed(project: Project) -> None:
    project.replace("base.yml", "teal", "indigo")


def theme_language_changed(project: Project) -> None:
    project.replace("base.yml", "  icon: {edit", "  language: de\n  icon: {edit")


def addresses_without_folders(project: Project) -> None:
    configure(project, "use_directory_urls: false")


def markdown_extension_added(project: Project) -> None:
    project.replace("base.yml", "extra:\n", "  smarty: {}\nextra:\n")


def markdown_extension_removed(project: Project) -> None:
    project.replace("base.yml", "  pymdownx.tasklist: {custom_checkbox: true}\n", "")


def markdown_extension_configured(project: Project) -> None:
    project.replace("base.yml", "permalink: true", 'permalink: "#", toc_depth: 2')


def plugin_option_changed(project: Project) -> None:
    project.replace("base.yml", "search: {}", "search: {separator: '[\\s]+', lang: [de, en]}")


def plugin_removed(project: Project) -> None:
    project.replace("base.yml", "  tags: {}\n", "")
    project.file("docs/tags.md").write_text("# Tags\n", "utf-8")


def search_removed(project: Project) -> None:
    project.replace("base.yml", "  search: {}\n", "")
    project.replace("base.yml", ", search.suggest", "")


def page_excluded(project: Project) -> None:
    configure(project, "exclude_docs: |\n  robots.txt\n  *.js\n")


def page_drafted(project: Project) -> None:
    configure(project, "draft_docs: tags.md\nvalidation: {links: {not_found: info}}")


def page_left_out_of_the_navigation(project: Project) -> None:
    line = f"      - {PATHS[7]}\n"
    project.replace("mkdocs.yml", line, "")
    configure(project, f"not_in_nav: /{PATHS[7]}")


def date_changed(project: Project) -> None:
    project.environment["SOURCE_DATE_EPOCH"] = "1800000000"


def place_and_tongue_changed(project: Project) -> None:
    project.environment |= {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


def dependency_added(project: Project) -> None:
    project.write(
        "packages/newbird-1.0.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: newbird\nVersion: 1.0\n",
    )


EDITS = (
    navigation_order_changed,
    navigation_title_changed,
    site_name_changed,
    environment_value_changed,
    inherited_file_changed,
    theme_feature_added,
    addresses_without_folders,
    markdown_extension_configured,
    plugin_option_changed,
    date_changed,
    place_and_tongue_changed,
)

MORE_EDITS = (
    navigation_removed,
    navigation_section_renamed,
    navigation_section_moved_into_another,
    navigation_with_a_link_outside,
    site_address_changed,
    site_address_removed,
    edit_address_changed,
    inherited_value_overridden,
    copyright_changed,
    stylesheet_added,
    script_removed,
    theme_feature_removed,
    theme_colour_changed,
    theme_language_changed,
    markdown_extension_added,
    markdown_extension_removed,
    plugin_removed,
    search_removed,
    page_excluded,
    page_drafted,
    page_left_out_of_the_navigation,
    dependency_added,
)
