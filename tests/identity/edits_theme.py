"""Edits of the theme: overridden templates, and files that come with them."""

from identity.corpus import Project


def overridden_template_changed(project: Project) -> None:
    project.replace("overrides/main.html", "Quiet!", "Quiet, please! {{ page.title }}")


def overridden_partial_changed(project: Project) -> None:
    project.replace("overrides/partials/copyright.html", "by {{", "from {{")


def page_template_changed(project: Project) -> None:
    project.replace("overrides/wide.html", "Wide", "Wide {{ page.canonical_url }}")


def partial_overridden(project: Project) -> None:
    project.write(
        "overrides/partials/footer.html",
        "<footer>{{ page.previous_page.title }}, {{ page.next_page.title }}</footer>\n",
    )


def partial_no_longer_overridden(project: Project) -> None:
    project.file("overrides/partials/copyright.html").unlink()


def content_partial_that_reads_other_pages(project: Project) -> None:
    project.write(
        "overrides/partials/content.html",
        "{% for other in pages %}{{ other.page.title }}, {% endfor %}{{ page.content }}\n",
    )


def navigation_item_overridden(project: Project) -> None:
    # Reads more than its own item: the number of words of each page.
    project.write(
        "overrides/partials/nav-item.html",
        "{% macro render(nav_item, path, level, parent) %}\n"
        "<li>{{ nav_item.title }} {{ page.title }} {{ nav_item.meta.icon if nav_item.is_page }}"
        "{{ (nav_item.content or '') | length if nav_item.is_page }}\n"
        "{% for child in nav_item.children or [] %}{{ render(child, path, level + 1) }}"
        "{% endfor %}</li>\n{% endmacro %}\n",
    )


def error_page_overridden(project: Project) -> None:
    project.write(
        "overrides/404.html", '{% extends "main.html" %}\n{% block content %}Gone{% endblock %}\n'
    )


def static_template_added(project: Project) -> None:
    project.write("overrides/flock.html", "{{ nav | length }} {{ config.site_name }}\n")
    project.replace(
        "base.yml", "  name: material\n", "  name: material\n  static_templates: [flock.html]\n"
    )


def theme_file_changed(project: Project) -> None:
    project.write("overrides/assets/mark.txt", "of another theme\n")


def theme_file_covered_by_a_page_file(project: Project) -> None:
    project.write("docs/assets/mark.txt", "of the author\n")


def theme_file_that_covers_the_theme(project: Project) -> None:
    project.write("overrides/assets/images/favicon.png", "no picture\n")


def theme_icon_overridden(project: Project) -> None:
    project.write("overrides/.icons/material/feather.svg", "<svg><path d='M0 0'/></svg>\n")
    project.write("overrides/.icons/material/pencil.svg", "<svg><path d='M1 1'/></svg>\n")


def override_folder_changed(project: Project) -> None:
    project.file("overrides").rename(project.file("dress"))
    project.replace("base.yml", "custom_dir: overrides", "custom_dir: dress")
    project.write("dress/partials/copyright.html", "<p>dressed</p>\n")


def template_that_reads_the_time(project: Project) -> None:
    project.replace("overrides/main.html", "Quiet!", "{{ build_date_utc }} {{ mkdocs_version }}")


def theme_is_another(project: Project) -> None:
    project.replace("base.yml", "name: material", "name: mkdocs")
    project.replace("base.yml", "features: [", "nothing: [")
    project.replace("base.yml", "  icon: {edit: material/pencil}\n  palette: {primary: teal}\n", "")
    project.write("overrides/main.html", '{% extends "base.html" %}\n')
    project.replace("base.yml", "  tags: {}\n", "")


EDITS = (
    overridden_template_changed,
    partial_overridden,
    content_partial_that_reads_other_pages,
    navigation_item_overridden,
)

MORE_EDITS = (
    theme_icon_overridden,
    overridden_partial_changed,
    page_template_changed,
    partial_no_longer_overridden,
    error_page_overridden,
    static_template_added,
    theme_file_changed,
    theme_file_covered_by_a_page_file,
    theme_file_that_covers_the_theme,
    override_folder_changed,
    template_that_reads_the_time,
    theme_is_another,
)
