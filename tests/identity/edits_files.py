"""Edits of files that are no pages: static files, snippets, and what stands in the output."""

import shutil

from identity.corpus import IMAGE, Project
from identity.edits_pages import PATHS, page


def image_changed(project: Project) -> None:
    project.replace("docs/images/bird.svg", "circle", "ellipse")


def stylesheet_changed(project: Project) -> None:
    project.replace("docs/styles/extra.css", "teal", "navy")


def static_file_added(project: Project) -> None:
    project.write("docs/images/egg.svg", IMAGE)


def static_file_removed(project: Project) -> None:
    project.file("docs/robots.txt").unlink()


def static_file_renamed(project: Project) -> None:
    project.file("docs/robots.txt").rename(project.file("docs/humans.txt"))


def image_removed_that_pages_show(project: Project) -> None:
    project.file("docs/images/bird.svg").unlink()


def image_replaced_by_another_kind(project: Project) -> None:
    project.file("docs/images/bird.svg").rename(project.file("docs/images/bird.png"))
    for path in PATHS:
        project.write(f"docs/{path}", project.read(f"docs/{path}").replace(".svg", ".png"))


def hidden_file_added(project: Project) -> None:
    project.write("docs/.secret/notes.md", "# Secret\n")
    project.write("docs/.nojekyll", "")


def template_among_static_files(project: Project) -> None:
    project.write("docs/birds.xml", "<birds>{{ config.site_name }}</birds>\n")
    project.replace("mkdocs.yml", "nav:\n", "extra_templates: [birds.xml]\nnav:\n")


def snippet_changed(project: Project) -> None:
    project.replace("snippets/season.md", "spring", "autumn")


def snippet_of_a_snippet_changed(project: Project) -> None:
    project.replace("snippets/month.md", "May", "June")


def snippet_with_a_heading(project: Project) -> None:
    project.write("snippets/month.md", "## Best month\n\nMay\n")


def snippet_used_by_one_more_page(project: Project) -> None:
    project.replace(page(4), "## Song", '--8<-- "month.md"\n\n## Song')


def snippet_removed(project: Project) -> None:
    project.file("snippets/month.md").unlink()


def snippet_that_comes_before_another(project: Project) -> None:
    project.write("own/month.md", "Best month: July.\n")


def stray_file_in_the_output(project: Project) -> None:
    (project.site / "stray" / "deep").mkdir(parents=True)
    (project.site / "stray" / "deep" / "left.html").write_text("left")
    (project.site / "assets" / "left.js").write_text("left")


def page_of_the_output_changed(project: Project) -> None:
    (project.site / "index.html").write_text("broken", "utf-8")


def page_of_the_output_changed_in_the_same_size(project: Project) -> None:
    index = project.site / "index.html"
    text = index.read_text("utf-8")
    index.write_text(text.replace("mostly", "seldom"), "utf-8")


def page_of_the_output_removed(project: Project) -> None:
    shutil.rmtree(project.site / "coast")


def asset_of_the_output_emptied(project: Project) -> None:
    (project.site / "styles" / "extra.css").write_bytes(b"")


def page_of_the_output_that_is_a_folder(project: Project) -> None:
    (project.site / "404.html").unlink()
    (project.site / "404.html").mkdir()


def file_of_the_output_that_leads_outside(project: Project) -> None:
    target = project.site / "robots.txt"
    target.unlink()
    target.symlink_to(project.file("docs/robots.txt"))


def mode_of_the_output_changed(project: Project) -> None:
    (project.site / "index.html").chmod(0o600)


def output_removed(project: Project) -> None:
    shutil.rmtree(project.site)


def output_emptied(project: Project) -> None:
    shutil.rmtree(project.site)
    project.site.mkdir()


def cache_removed(project: Project) -> None:
    shutil.rmtree(project.cache, ignore_errors=True)


EDITS = (
    stylesheet_changed,
    static_file_renamed,
    snippet_changed,
    stray_file_in_the_output,
    page_of_the_output_changed_in_the_same_size,
    file_of_the_output_that_leads_outside,
    output_removed,
    cache_removed,
)

MORE_EDITS = (
    page_of_the_output_removed,
    snippet_of_a_snippet_changed,
    template_among_static_files,
    image_changed,
    static_file_added,
    static_file_removed,
    image_removed_that_pages_show,
    image_replaced_by_another_kind,
    hidden_file_added,
    snippet_with_a_heading,
    snippet_used_by_one_more_page,
    snippet_removed,
    snippet_that_comes_before_another,
    page_of_the_output_changed,
    asset_of_the_output_emptied,
    page_of_the_output_that_is_a_folder,
    mode_of_the_output_changed,
    output_emptied,
)
