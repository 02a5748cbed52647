"""Edits of pages: their words, their front matter, where they are."""

import os

from identity.corpus import Project
from identity.pages import page_paths

PATHS = page_paths(60)


def page(number: int) -> str:
    """Return the path of a page, from the project's folder."""
    return f"docs/{PATHS[number]}"


def set_meta(project: Project, number: int, line: str) -> None:
    """Put one line into the front matter of a page that has some."""
    text = project.read(page(number))
    assert text.startswith("---\n")
    project.write(page(number), text.replace("---\n", f"---\n{line}\n", 1))


def body_changed(project: Project) -> None:
    project.replace(page(4), "mostly", "seldom")


def body_changed_in_the_same_size_and_second(project: Project) -> None:
    times = project.file(page(4)).stat()
    project.replace(page(4), "mostly", "seldom")
    os.utime(project.file(page(4)), ns=(times.st_atime_ns, times.st_mtime_ns))


def only_the_time_of_change(project: Project) -> None:
    for path in project.file("docs").rglob("*.md"):
        os.utime(path, (1_000_000_000, 1_000_000_000))


def code_block_changed(project: Project) -> None:
    project.replace(page(7), "for b in birds", "for b in sorted(birds)")


def title_in_front_matter_changed(project: Project) -> None:
    project.replace(page(10), "title: About", "title: All & everything about")


def title_in_front_matter_added(project: Project) -> None:
    set_meta(project, 9, "title: Nine <b>")


def first_heading_changed(project: Project) -> None:
    project.replace(page(13), "\n# ", "\n# The ")


def first_heading_removed(project: Project) -> None:
    text = project.read(page(13))
    project.write(page(13), text.replace("\n# ", "\n", 1))


def section_heading_changed(project: Project) -> None:
    project.replace(page(13), "### At night", "### In the *dark*")


def section_heading_doubled(project: Project) -> None:
    project.replace(page(13), "### At night", "### Song\n\nAgain.\n\n### At night")


def linked_heading_changed(project: Project) -> None:
    project.replace(page(7), "## Song", "## Singing")


def home_page_changed(project: Project) -> None:
    project.replace("docs/index.md", "mostly", "always")


def tags_changed(project: Project) -> None:
    project.replace(page(9), ", seen]", ", heard]")


def tags_removed(project: Project) -> None:
    lines = project.read(page(9)).splitlines(keepends=True)
    project.write(page(9), "".join(line for line in lines if not line.startswith("tags:")))


def tag_given_to_one_more_page(project: Project) -> None:
    set_meta(project, 10, "tags: [seen]")


def icon_changed(project: Project) -> None:
    project.replace(page(16), "icon: ", "icon: material/owl #")


def description_changed(project: Project) -> None:
    project.replace(page(13), "Field note on", 'A note of "the" field:')


def table_of_contents_hidden(project: Project) -> None:
    set_meta(project, 9, "hide: [toc, navigation]")


def status_added(project: Project) -> None:
    set_meta(project, 9, "status: new")


def template_changed(project: Project) -> None:
    set_meta(project, 9, "template: wide.html")


def search_boost_added(project: Project) -> None:
    set_meta(project, 9, "search: {boost: 3}")


def search_exclusion_ended(project: Project) -> None:
    project.replace(page(17), "  exclude: true", "  exclude: false")


def page_emptied_but_for_a_heading(project: Project) -> None:
    project.write(page(6), "## Song\n")


def line_ends_and_byte_order_mark(project: Project) -> None:
    project.write(page(4), "\ufeff" + project.read(page(4)).replace("\n", "\r\n"))


def footnote_and_abbreviation_added(project: Project) -> None:
    text = project.read(page(4))
    project.write(page(4), f"{text}\nThe HTML says[^x].\n\n[^x]: Words.\n\n*[HTML]: Hyper\n")


def link_to_another_page_added(project: Project) -> None:
    project.replace(page(4), "mostly", f"[mostly](../{PATHS[30]}#at-night)")


def unsafe_link_added(project: Project) -> None:
    project.replace(page(4), "mostly", "[mostly](/absolute/) [and](../no/such/folder/)")


def page_added(project: Project) -> None:
    project.write("docs/coast/new-bird.md", "---\ntags: [seen]\n---\n\n# New bird\n\nNew.\n")
    project.replace("mkdocs.yml", "nav:\n", "nav:\n  - coast/new-bird.md\n")


def page_added_and_forgotten_in_the_navigation(project: Project) -> None:
    project.write("docs/coast/new-bird.md", "# New bird\n\nNew, near [home](../index.md).\n")


def page_removed(project: Project) -> None:
    drop_page(project, 33)
    for path in PATHS:
        if path != PATHS[33]:
            text = project.read(f"docs/{path}")
            project.write(f"docs/{path}", text.replace(PATHS[33], PATHS[34]))


def page_removed_while_others_link_to_it(project: Project) -> None:
    drop_page(project, 33)


def drop_page(project: Project, number: int) -> None:
    """Remove a page and its line of the navigation."""
    project.file(page(number)).unlink()
    lines = project.read("mkdocs.yml").splitlines(keepends=True)
    project.write("mkdocs.yml", "".join(x for x in lines if not x.endswith(f"{PATHS[number]}\n")))


def page_renamed(project: Project) -> None:
    move(project, PATHS[35], PATHS[35].replace(".md", "-of-the-year.md"))


def page_moved_to_another_folder(project: Project) -> None:
    move(project, PATHS[35], f"town/{PATHS[35].rpartition('/')[2]}")


def page_that_becomes_a_folder(project: Project) -> None:
    # The address stays; the links in it and to it do not.
    old = PATHS[36]
    move(project, old, old.replace(".md", "/index.md"))
    new = f"docs/{old.replace('.md', '/index.md')}"
    project.write(new, project.read(new).replace("](../", "](../../"))


def move(project: Project, old: str, new: str) -> None:
    """Move a page, and every link to it."""
    target = project.file(f"docs/{new}")
    target.parent.mkdir(parents=True, exist_ok=True)
    project.file(f"docs/{old}").rename(target)
    for file in ("mkdocs.yml", *(f"docs/{new if path == old else path}" for path in PATHS)):
        project.write(file, project.read(file).replace(old, new))


def pages_swapped(project: Project) -> None:
    one, other = project.read(page(23)), project.read(page(24))
    project.write(page(23), other)
    project.write(page(24), one)


def page_that_becomes_a_link(project: Project) -> None:
    file = project.file(page(25))
    file.rename(project.file("elsewhere.md"))
    file.symlink_to("../../elsewhere.md")


EDITS = (
    body_changed,
    body_changed_in_the_same_size_and_second,
    only_the_time_of_change,
    title_in_front_matter_changed,
    first_heading_changed,
    linked_heading_changed,
    tags_changed,
    icon_changed,
    template_changed,
    link_to_another_page_added,
    page_added,
    page_removed,
    page_renamed,
    page_that_becomes_a_folder,
)

MORE_EDITS = (
    page_removed_while_others_link_to_it,
    page_added_and_forgotten_in_the_navigation,
    line_ends_and_byte_order_mark,
    table_of_contents_hidden,
    section_heading_changed,
    code_block_changed,
    title_in_front_matter_added,
    first_heading_removed,
    section_heading_doubled,
    home_page_changed,
    tags_removed,
    tag_given_to_one_more_page,
    description_changed,
    status_added,
    search_boost_added,
    search_exclusion_ended,
    page_emptied_but_for_a_heading,
    footnote_and_abbreviation_added,
    unsafe_link_added,
    page_moved_to_another_folder,
    pages_swapped,
    page_that_becomes_a_link,
)
