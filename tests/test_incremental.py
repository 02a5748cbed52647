"""compiler: what is compiled again after an edit is what a fresh compilation gives."""

import gc
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from generator.compiler import Project, Result, compile_site
from generator.links import link_site
from generator.load import load_site
from generator.memory import Memory
from generator.model import LinkedSite
from generator.render import PageEnvironment, make_environment
from generator.render.noted import ground, noted
from lab_sites import RISING, record_result
from sites import write_site

WORDS = """\
title: Words
singular: word
pages: index
fields:
  says: {type: markdown}
  see: {type: refs, to: bird, inverse: {name: named_by, label: Named by}}
"""
BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
index: {sort: size, group_by: kind, columns: [size, near]}
fields:
  summary: {type: text}
  size: {type: number}
  kind: {type: choice, choices: [small, big]}
  near: {type: refs, to: [bird, word], inverse: {name: also_near, label: Also near}}
  twin: {type: ref, to: bird, symmetric: true}
  song: {type: markdown}
rules:
  - when: {kind: [big]}
    require: {size: {min: 1}}
    message: a big bird has a size
-- content/birds/_index.md --
All [birds](bird:wren).
-- content/words/_collection.yml --
{words}-- content/birds/wren.md --
---
title: Wren
size: 1.0
kind: small
near: [word:egg]
---
A [robin](bird:robin#nest) and [](word:egg).
-- content/birds/robin/index.md --
---
title: Robin
kind: small
twin: wren
---
## Nest

```view
from: [birds, words]
where: {kind: small}
as: table
columns: [size, also_near]
```
-- content/words/all.yml --
entries:
  - {slug: egg, title: Egg, says: "Laid by [](bird:wren)", see: [wren]}
  - {slug: nest, title: Nest}
-- content/about.md --
# About

The [](bird:robin) and [](trial:rising#warm.hours).

```view
from: [words]
```
"""

FIELDS = (
    "summary: Small.",
    "summary: Smaller.",
    "size: 1.00",
    "size: 2",
    "size: none",
    "kind: small",
    "kind: big",
    "near: [wren]",
    "near: [robin, word:egg]",
    "near: [word:nest, tit]",
    "twin: robin",
    "song: see [](word:nest) and [](tit.md)",
    "draft: true",
    "meta: {icon: egg, hide: [toc]}",
    "sumary: misspelt",
)
BODIES = (
    "",
    "Words.\n",
    "See [](bird:wren), [](robin/index.md#nest) and [it](word:egg).\n",
    "## Nest\n\n[the nest](#nest) [no](#egg) ![](robin/egg.png) `[](bird:tit)`\n",
    "```view\nfrom: birds\nas: graph\ncolumns: [near]\n```\n",
    "```view\nfrom: [birds]\ngroup_by: twin\nwhere: {also_near: {present: true}}\n```\n",
    "```view\nfrom: [brids]\n```\n",
    "\x00",
)
ITEMS = (
    "{slug: egg, title: Egg}",
    '{slug: egg, title: Egg, says: "Laid by [](bird:wren)", see: [wren]}',
    "{slug: nest, title: Nest, see: [robin, wren]}",
    "{slug: nest, title: Nests, draft: true}",
    "{slug: wren, title: Word}",
    "{title: Without}",
    "{slug: song, title: Song, says: '[](word:egg)'",  # no end
)
DECLARED = (
    ("", ""),
    ("pages: index", "pages: each"),
    ("title: Words", "title: The words"),
    ("  says: {type: markdown}", "  says: {type: markdown, label: It says}"),
    ("fields:", "fields: ["),
)
TEMPLATES = (
    "{{ entry.body }}\n{{ entry.relation('also_near') | links }}\n",
    """{% for bird in site.collections["birds"].entries %}{{ bird.title }} {{ bird.words }}
    {{ bird.fields.size }} {{ bird.source.line }}{% endfor %}{{ collection.intro }}""",
    "{% for e in entry.mentions %}{{ e | link }}{{ e.collection.title }}{% endfor %}\n",
    "{{ entry.fields.song }}{{ entry.key }}{{ entry.last_change }}{{ entry.lab.headline }}\n",
    "{{ entry.nothing }}\n",
    "{% if %}\n",
)
SLUGS = ("wren", "robin", "tit", "owl")  # texts name them, whether or not there are such birds


class Edits(RuleBasedStateMachine):
    """An author at work."""

    @initialize(drafts=st.booleans())
    def start(self, *, drafts: bool) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="incremental-"))
        write_site(self.root, BIRDS.replace("{words}", WORDS) + RISING)
        record_result(self.root, "oven")
        self.project = Project(root=self.root, title="Tiny", edit_base="e/", drafts=drafts)
        self.memory = Memory()
        self.environment: PageEnvironment | None = None

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")

    @rule(
        slug=st.sampled_from(SLUGS),
        title=st.sampled_from(["Wren", "Robin", "A [tit]", "Owl"]),
        fields=st.lists(st.sampled_from(FIELDS), max_size=4),
        body=st.lists(st.sampled_from(BODIES), max_size=2),
    )
    def write_bird(self, slug: str, title: str, fields: list[str], body: list[str]) -> None:
        head = "".join(f"{field}\n" for field in [f"title: {title}", *fields])
        self.write(f"content/birds/{slug}.md", f"---\n{head}---\n\n{''.join(body)}")

    @rule(body=st.lists(st.sampled_from(BODIES), max_size=3))
    def write_page(self, body: list[str]) -> None:
        self.write("content/about.md", f"# About\n\n{''.join(body)}")

    @rule(body=st.sampled_from(BODIES))
    def write_intro(self, body: str) -> None:
        self.write("content/birds/_index.md", body)

    @rule(items=st.lists(st.sampled_from(ITEMS), max_size=4))
    def write_list(self, items: list[str]) -> None:
        self.write("content/words/all.yml", "entries:\n" + "".join(f"  - {i}\n" for i in items))

    @rule(change=st.sampled_from(DECLARED))
    def declare(self, change: tuple[str, str]) -> None:
        self.write("content/words/_collection.yml", WORDS.replace(*change))

    @rule(name=st.sampled_from(["entry", "index"]), text=st.sampled_from(TEMPLATES))
    def write_template(self, name: str, text: str) -> None:
        self.write(f"theme/pages/{name}.md.j2", text)

    @rule(
        path=st.sampled_from(
            [
                "content/birds/wren.md",
                "content/birds/robin/index.md",
                "content/birds/_index.md",
                "content/words/_collection.yml",
                "content/trials/rising/results/oven.json",
                "theme/pages/entry.md.j2",
                "theme/pages/index.md.j2",
            ]
        )
    )
    def remove(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    @rule(line=st.sampled_from(["# region shown\n", "n = 1\n", "# endregion\n"]))
    def write_program(self, line: str) -> None:
        with (self.root / "content/trials/rising/lab.py").open("a", encoding="utf-8") as file:
            file.write(line)

    @rule()
    def put_a_picture(self) -> None:
        self.write("content/birds/robin/egg.png", "drawing")

    @invariant()
    def it_is_what_a_fresh_compilation_gives(self) -> None:
        folder = self.project.templates
        self.environment = make_environment(self.root, folder, self.environment)
        result = compile_site(self.project, self.environment, self.memory)
        fresh = compile_site(self.project)
        assert result == fresh
        assert repr(result) == repr(fresh)


def test_every_edit_gives_what_a_fresh_compilation_would() -> None:
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.generate,),  # to make a failure smaller would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


class Author:
    """Somebody who edits a tiny site, and sees which pages are made again."""

    def __init__(self, root: Path) -> None:
        self.root = write_site(root, BIRDS.replace("{words}", WORDS) + RISING)
        self.project = Project(root=root, title="Tiny", drafts=True)
        self.environment = make_environment(root, self.project.templates)
        self.memory = Memory()
        self.result = self.compile()

    def compile(self) -> Result:
        return compile_site(self.project, self.environment, self.memory)

    def replace(self, path: str, old: str, new: str) -> list[str]:
        """Edit a file, and return the pages that are other objects than before."""
        text = (self.root / path).read_text("utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), "utf-8", newline="\n")
        before = {id(page) for page in self.result.pages}
        self.result = self.compile()
        return [page.path for page in self.result.pages if id(page) not in before]


@pytest.mark.parametrize(
    ("edit", "pages"),
    [
        (("birds/wren.md", "](word:egg)", "](word:nest)"), ["birds/wren.md", "words/index.md"]),
        (("birds/wren.md", "A [robin]", "The [robin]"), ["birds/wren.md"]),
        (
            ("birds/wren.md", "1.0", "1.00"),
            ["birds/index.md", "birds/robin/index.md", "birds/wren.md"],
        ),
        (("birds/_index.md", "All", "Some"), ["birds/index.md"]),
        (("words/all.yml", "title: Nest", "title: Nests"), ["about.md", "words/index.md"]),
        (("about.md", "The", "A"), ["about.md"]),
    ],
)
def test_only_pages_that_read_what_changed_are_made_again(
    edit: tuple[str, str, str], pages: list[str], tmp_path: Path
) -> None:
    path, old, new = edit
    assert Author(tmp_path).replace(f"content/{path}", old, new) == pages


def test_a_page_sees_nothing_of_a_site_but_what_is_noted(tmp_path: Path) -> None:
    site, _ = load_site(write_site(tmp_path, BIRDS.replace("{words}", WORDS)), "content", "Tiny")
    links, _ = link_site(site)
    linked = LinkedSite(site=site, links=links, faulty=frozenset({"content/birds/wren.md"}))
    seen = noted(linked, set())
    for record in (seen, seen.site, seen.links):
        for field in fields(record):
            value = getattr(record, field.name)
            is_noted = type(value).__module__ == noted.__module__
            is_record = value in (seen.site, seen.links)
            assert is_noted or is_record or not value or value in ground(linked), field.name


def test_two_hundred_edits_leave_no_more_behind_than_a_few(tmp_path: Path) -> None:
    author, counts = Author(tmp_path), list[int]()
    for number in range(100):
        author.replace("content/birds/wren.md", "title: Wren", f"title: Wren {number}")
        author.replace("content/birds/wren.md", f"title: Wren {number}", "title: Wren")
        if number in (20, 99):
            gc.collect()
            counts.append(len(gc.get_objects()))
    assert counts[1] - counts[0] < 100
