"""Edits of what strangers add: hooks, plugins, extensions, the project's history."""

from identity.corpus import Project
from identity.edits_config import navigation_title_changed
from identity.edits_pages import (
    PATHS,
    body_changed,
    page,
    set_meta,
    title_in_front_matter_changed,
)
from identity.plugins import commit


def hook_changed(project: Project) -> None:
    project.replace("hooks/season.py", '"spring"', '"autumn"')


def hook_with_one_more_event(project: Project) -> None:
    code = project.read("hooks/season.py")
    event = "\n\ndef on_post_page(output, page, config):\n    return output + page.title\n"
    project.write("hooks/season.py", code + event)


def hook_that_changes_the_page(project: Project) -> None:
    code = project.read("hooks/season.py")
    events = (
        "\n\ndef on_page_content(html, page, config, files):\n    return html.upper()\n"
        "\n\ndef on_page_context(context, page, config, nav):\n"
        "    context['page'].meta['description'] = str(len(nav.pages))\n    return context\n"
        "\n\ndef on_env(env, config, files):\n    env.globals['lang_extra'] = len(files)\n"
        "    return env\n"
    )
    project.write("hooks/season.py", code + events)


def hook_that_changes_files_and_navigation(project: Project) -> None:
    code = project.read("hooks/season.py")
    events = (
        "\n\nfrom mkdocs.structure.files import File\n"
        "\n\ndef on_files(files, config):\n"
        "    files.append(File.generated(config, 'made.md', content='# Made\\n\\nUp.'))\n"
        "    return files\n"
        "\n\ndef on_nav(nav, config, files):\n    nav.items.reverse()\n    return nav\n"
        "\n\ndef on_post_build(config):\n"
        "    with open(config.site_dir + '/made.txt', 'w') as file:\n        file.write('made')\n"
    )
    project.write("hooks/season.py", code + events)


def hook_that_imports_a_neighbour(project: Project) -> None:
    project.write("hooks/neighbour.py", "SEASON = 'winter'\n")
    project.write(
        "hooks/season.py",
        "from neighbour import SEASON\n\n\n"
        "def on_page_markdown(markdown, **_):\n    return markdown.replace('SEASON', SEASON)\n",
    )


def hook_removed(project: Project) -> None:
    project.replace("mkdocs.yml", "hooks: [hooks/season.py]\n", "")


def value_that_a_hook_reads(project: Project) -> None:
    project.environment["SEASON"] = "winter"


def macro_changed(project: Project) -> None:
    project.replace("macros.py", "size * 2", "size * 3")


def variable_changed(project: Project) -> None:
    project.replace("mkdocs.yml", "feathers: 12", "feathers: 13")


def macro_used_by_one_more_page(project: Project) -> None:
    project.replace(page(4), "mostly", "mostly in {{ flock(3) }} ((tsee))")


def redirect_added(project: Project) -> None:
    project.replace(
        "mkdocs.yml", "old-home.md: index.md", f"old-home.md: index.md, a.md: {PATHS[9]}"
    )


def redirect_removed(project: Project) -> None:
    project.replace("mkdocs.yml", "old-home.md: index.md, ", "")


def minifier_configured(project: Project) -> None:
    project.replace(
        "mkdocs.yml",
        "minify_html: true",
        "minify_html: true, htmlmin_opts: {remove_comments: true}",
    )


def minified_script_changed(project: Project) -> None:
    project.replace("docs/scripts/extra.js", "tsee", "tsee,   tsee")


def plugin_order_changed(project: Project) -> None:
    text = project.read("mkdocs.yml")
    line = "  macros: {module_name: macros, on_error_fail: true}\n"
    project.write("mkdocs.yml", text.replace(line, "").replace("extra:\n", f"{line}extra:\n"))


def navigation_page_changed(project: Project) -> None:
    project.replace("docs/SUMMARY.md", "* Forest", "* Woods")


def page_left_to_the_navigation_page(project: Project) -> None:
    project.write("docs/town/new-bird.md", "# New bird\n")
    project.replace("docs/SUMMARY.md", "* Town\n", "* [](town/new-bird.md)\n* Town\n")
    commit(project.root, "2021-06-07T08:09:10Z")  # without a date it would be the clock's


def page_committed_later(project: Project) -> None:
    project.replace(page(4), "mostly", "seldom")
    commit(project.root, "2021-06-07T08:09:10Z")


def history_changed_alone(project: Project) -> None:
    # No file differs from the last build, yet each date does.
    for path in PATHS[:5]:
        project.replace(f"docs/{path}", "mostly", "seldom")
    commit(project.root, "2022-06-07T08:09:10Z")
    for path in PATHS[:5]:
        project.replace(f"docs/{path}", "seldom", "mostly")
    commit(project.root, "2023-06-07T08:09:10Z")


def dependency_of_another_version(project: Project) -> None:
    old, new = (project.file(f"packages/callbird-{v}.dist-info") for v in ("1.0", "1.1"))
    old.rename(new)
    project.replace("packages/callbird-1.1.dist-info/METADATA", "Version: 1.0", "Version: 1.1")
    project.replace("packages/callbird.py", '"q"', '"em"')


def dependency_edited_in_place(project: Project) -> None:
    # As in an editable installation: the version stays.
    project.replace("packages/callbird.py", '"q"', '"em"')


def page_without_a_history(project: Project) -> None:
    # Its date in the feed is that of the build.
    project.write("docs/town/new-bird.md", "# New bird\n\nIt came in spring.\n")


def date_of_a_page_changed(project: Project) -> None:
    set_meta(project, 12, "date: 2023-01-02")  # in the feed it comes first


def documented_code_changed(project: Project) -> None:
    project.replace("library/birdlib.py", "Name a flock", "Give the name of a flock")


def documented_name_changed(project: Project) -> None:
    project.replace("library/birdlib.py", "def count", "def number")
    project.replace("library/birdlib.py", "birdlib.count", "birdlib.number")


def generating_script_changed(project: Project) -> None:
    project.replace("gen_pages.py", "range(3)", "range(1, 5)")


def image_without_a_box(project: Project) -> None:
    project.replace(page(4), "width=", ".off-glb width=")


def index_of_a_section_retitled(project: Project) -> None:
    project.replace(page(11), "\n# ", "\n# The ")


EDITS = (
    hook_changed,
    macro_changed,
    redirect_added,
    navigation_page_changed,
    history_changed_alone,
    dependency_of_another_version,
)

MORE_EDITS = (
    minifier_configured,
    value_that_a_hook_reads,
    hook_that_changes_the_page,
    hook_with_one_more_event,
    hook_that_changes_files_and_navigation,
    hook_that_imports_a_neighbour,
    hook_removed,
    variable_changed,
    macro_used_by_one_more_page,
    redirect_removed,
    minified_script_changed,
    plugin_order_changed,
    page_left_to_the_navigation_page,
    page_committed_later,
    dependency_edited_in_place,
)

EDITS_OF_MORE_PLUGINS = (
    body_changed,
    history_changed_alone,
    page_committed_later,
    page_without_a_history,
    date_of_a_page_changed,
    title_in_front_matter_changed,
    navigation_title_changed,
    documented_code_changed,
    documented_name_changed,
    generating_script_changed,
    image_without_a_box,
    index_of_a_section_retitled,
)
