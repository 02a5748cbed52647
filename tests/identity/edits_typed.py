"""Edits of typed content: entries, relations, collections, page templates."""

from identity.corpus import Project

SPECIES = "docs/species/_collection.yml"
FIRST = "docs/species/species-0.md"


def entry_body_changed(project: Project) -> None:
    project.replace(FIRST, "twigs", "moss")


def entry_title_changed(project: Project) -> None:
    # Shown by its habitat, its saying, its rival and the lists.
    project.replace(FIRST, "title: Species 0", "title: Zebra *finch* | 0")


def entry_field_changed(project: Project) -> None:
    project.replace(FIRST, "bird with number 0", "first of them")


def entry_moved_to_another_group(project: Project) -> None:
    project.replace(FIRST, "status: rare", "status: common")


def relation_added(project: Project) -> None:
    project.replace(FIRST, "lives_in: [bog]", "lives_in: [bog, river]")


def relation_removed(project: Project) -> None:
    project.replace("docs/species/species-1.md", "rivals: [species-0]\n", "")


def mention_added(project: Project) -> None:
    project.replace("docs/index.md", "mostly", "mostly with [](species:species-3)")


def entry_added(project: Project) -> None:
    text = project.read(FIRST).replace("Species 0", "Added species").replace("Nest 0", "Nest")
    project.write("docs/species/added.md", text)


def entry_removed(project: Project) -> None:
    project.file("docs/species/species-17.md").unlink()


def entry_removed_while_others_refer_to_it(project: Project) -> None:
    project.file(FIRST).unlink()


def entry_renamed(project: Project) -> None:
    project.file("docs/species/species-16.md").rename(project.file("docs/species/sixteen.md"))
    project.replace("docs/species/species-17.md", "rivals: [species-16]", "rivals: [sixteen]")


def entry_that_becomes_a_folder(project: Project) -> None:
    folder = project.file("docs/species/species-2")
    folder.mkdir()
    text = project.read("docs/species/species-2.md").replace("(../", "(../../")
    project.file("docs/species/species-2.md").unlink()
    project.write("docs/species/species-2/egg.svg", "<svg/>\n")
    project.write("docs/species/species-2/index.md", f"{text}\n![Egg](egg.svg)\n")


def entry_drafted(project: Project) -> None:
    project.replace("docs/species/species-2.md", "status:", "draft: true\nstatus:")


def entry_meta_changed(project: Project) -> None:
    project.replace(FIRST, "status:", "meta: {tags: [seen], hide: [toc]}\nstatus:")


def list_entry_changed(project: Project) -> None:
    project.replace("docs/sayings/all.yml", "Early bird 3", "Late bird 3")


def list_entry_moved(project: Project) -> None:
    text = project.read("docs/sayings/all.yml")
    project.write("docs/sayings/all.yml", text.replace("entries:\n", "# Words\nentries:\n"))


def collection_title_changed(project: Project) -> None:
    project.replace(SPECIES, "title: Species", "title: Kinds & species")


def collection_order_changed(project: Project) -> None:
    project.replace(SPECIES, "sort: title", "sort: -title")


def inverse_renamed(project: Project) -> None:
    project.replace(SPECIES, "label: Birds}", "label: Seen here}")


def field_added_to_the_collection(project: Project) -> None:
    project.replace(SPECIES, "fields:\n", "fields:\n  eggs: {type: int, label: Eggs}\n")
    project.replace(FIRST, "status:", "eggs: 4\nstatus:")


def words_above_the_index_changed(project: Project) -> None:
    project.replace("docs/habitats/_index.md", "Words", "Other words")


def page_template_added(project: Project) -> None:
    project.write("theme/pages/species.md.j2", "# {{ entry.title }}\n\n{{ entry.body }}\n")
    project.replace(SPECIES, "singular:", "template: species.md.j2\nsingular:")


def entries_brought_onto_the_index(project: Project) -> None:
    project.replace("docs/habitats/_collection.yml", "index:", "pages: index\nindex:")


def unknown_reference(project: Project) -> None:
    project.replace(FIRST, "lives_in: [bog]", "lives_in: [bug]")


def unknown_field(project: Project) -> None:
    project.replace(FIRST, "status:", "staus: rare\nstatus:")


def collection_that_does_not_parse(project: Project) -> None:
    project.replace(SPECIES, "fields:", "fields: [")


EDITS = (
    entry_body_changed,
    entry_title_changed,
    entry_field_changed,
    entry_added,
    field_added_to_the_collection,
    page_template_added,
    unknown_reference,
)

MORE_EDITS = (
    relation_added,
    list_entry_changed,
    entry_moved_to_another_group,
    relation_removed,
    mention_added,
    entry_removed,
    entry_removed_while_others_refer_to_it,
    entry_renamed,
    entry_that_becomes_a_folder,
    entry_drafted,
    entry_meta_changed,
    list_entry_moved,
    collection_title_changed,
    collection_order_changed,
    inverse_renamed,
    words_above_the_index_changed,
    entries_brought_onto_the_index,
    unknown_field,
    collection_that_does_not_parse,
)
