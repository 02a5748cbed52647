"""The preview shows what a build would write, follows its sources, and outlives every mistake."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog.events import FileClosedEvent, FileModifiedEvent, FileMovedEvent

from generator.builder import BuildFailedError, UnusableConfigError
from generator.builder.serving import as_address, follow, open_server
from generator.builder.serving.inputs import Inputs, Ledger
from generator.builder.serving.loading import Loading
from generator.builder.serving.server import answer, with_script
from generator.builder.serving.waking import Waker
from identity.previews import Previewed, different, previewed
from lab_sites import RISING, record_result
from sites import MKDOCS, write_site

TERMS = """\
-- content/terms/_collection.yml --
title: Terms
singular: term
fields:
  summary: {type: text, required: true}
  near: {type: refs, to: term}
-- content/terms/cache.md --
---
title: Cache
summary: Kept for later.
---

The cache.
-- content/terms/queue.md --
---
title: Queue
summary: One after the other.
near: [cache]
---

The queue.
-- content/about.md --
# About

See [the cache](terms/cache.md).
-- content/extra.css --
q { color: teal }
-- content/stray.txt --
one
"""

PLAIN = """\
-- mkdocs.yml --
site_name: Plain
theme: {name: material, custom_dir: overrides}
plugins: [search]
markdown_extensions:
  pymdownx.snippets: {base_path: [%s], check_paths: true}
-- docs/index.md --
# Home

Words.
-- docs/other.md --
# Other

--8<-- "part.md"
-- parts/part.md --
A part.
-- overrides/main.html --
{%% extends "base.html" %%}
-- content/index.md --
"""


@pytest.fixture(autouse=True)
def _on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no midnight come between a preview and the build that it is compared with."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    return write_site(tmp_path / "project", TERMS)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    return write_site(root, PLAIN % (root / "parts"))


@contextmanager
def shown(root: Path) -> Iterator[Previewed]:
    with previewed(root / "mkdocs.yml") as preview:
        preview.assert_same()
        yield preview


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def page(preview: Previewed, path: str) -> str:
    found = preview.preview.read(path)
    assert found is not None
    return found.decode()


def test_an_edited_body_is_shown_without_reading_the_rest_again(plain: Path) -> None:
    with shown(plain) as preview:
        site = preview.preview.site
        replace(plain / "docs/index.md", "Words.", "Other words.")
        preview.assert_same()
        assert "Other words." in page(preview, "index.html")
        assert preview.preview.site is site


def test_an_edited_title_shows_in_the_navigation_of_other_pages(plain: Path) -> None:
    with shown(plain) as preview:
        assert "Harbour" not in page(preview, "other/index.html")
        site = preview.preview.site
        replace(plain / "docs/index.md", "# Home", "# Harbour")
        preview.assert_same()
        assert "Harbour" in page(preview, "other/index.html")
        assert preview.preview.site is site


def test_the_theme_and_the_search_of_mkdocs_are_served_as_they_are_built(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        "-- mkdocs.yml --\nsite_name: Old\ntheme: mkdocs\nplugins: [search]\n"
        "use_directory_urls: false\nextra_templates: [feed.xml]\nexclude_docs: no.md\n"
        "-- docs/index.md --\n# Home\n\n## Part\n\nWords.\n"
        "-- docs/empty.md --\n-- docs/no.md --\n# No\n"
        "-- docs/feed.xml --\n<feed>{{ config.site_name }}, {{ pages | length }}</feed>\n"
        "-- content/index.md --\n",
    )
    with shown(root) as preview:
        assert b"Words." in (preview.preview.read("search/search_index.json") or b"")
        for path, old, new in (
            ("docs/index.md", "Words.", "Other words."),
            ("docs/index.md", "# Home", "# House"),
            ("docs/feed.xml", "<feed>", "<feed>All of "),
            ("mkdocs.yml", "exclude_docs: no.md", ""),
        ):
            replace(root / path, old, new)
            preview.assert_same()
        assert b"Other words." in (preview.preview.read("search/search_index.json") or b"")
        assert (preview.preview.read("feed.xml") or b"").startswith(b"<feed>All of Old")


def test_lists_of_tags_follow_the_pages_that_have_them(plain: Path) -> None:
    replace(plain / "mkdocs.yml", "plugins: [search]", "plugins: [search, tags]")
    replace(plain / "docs/other.md", "# Other", "---\ntags: [loud]\n---\n\n# Other")
    (plain / "docs/tags.md").write_text("# Tags\n\n<!-- material/tags -->\n", "utf-8")
    with shown(plain) as preview:
        for path, old, new, shown_in_list in (
            ("other.md", "# Other", "# Another", "Another"),
            ("other.md", "tags: [loud]", "tags: [quiet]", "quiet"),
            ("tags.md", "# Tags", "# Tags\n\nAll of them.", "All of them."),
            # Of two lists with the same tag, Material links now to one and now to the other.
            ("index.md", "Words.", "<!-- material/tags { include: [loud] } -->", "Another"),
        ):
            replace(plain / "docs" / path, old, new)
            preview.assert_same()
            assert shown_in_list in page(preview, "tags/index.html")
        site = preview.preview.site
        for words in ("Other words.", "Last words."):
            replace(plain / "docs/other.md", "# Another", f"# Another\n\n{words}")
            preview.assert_same()
            assert preview.preview.site is site


def test_an_edited_entry_changes_the_pages_that_show_it(typed: Path) -> None:
    with shown(typed) as preview:
        site = preview.preview.site
        for title in ("Cache memory", "Cache of old"):
            replace(typed / "content/terms/cache.md", "title: Cache", f"title: {title}")
            preview.assert_same()
            assert title in page(preview, "terms/queue/index.html")
            assert preview.preview.site is site


def test_added_and_removed_entries_are_followed(typed: Path) -> None:
    with shown(typed) as preview:
        new = typed / "content/terms/topic.md"
        new.write_text("---\ntitle: Topic\nsummary: Many listen.\nnear: [queue]\n---\n", "utf-8")
        preview.assert_same()
        assert "Topic" in page(preview, "terms/queue/index.html")
        new.unlink()
        preview.assert_same()
        assert preview.preview.read("terms/topic/index.html") is None


def test_a_new_collection_in_a_new_folder_is_followed(typed: Path) -> None:
    with shown(typed) as preview:
        write_site(
            typed,
            "-- content/birds/_collection.yml --\ntitle: Birds\nsingular: bird\n"
            "-- content/birds/owl.md --\n---\ntitle: Owl\n---\n",
        )
        preview.assert_same()
        assert "Owl" in page(preview, "birds/owl/index.html")


def test_stylesheets_snippets_and_overrides_are_followed(plain: Path) -> None:
    with shown(plain) as preview:
        (plain / "docs/extra.css").write_text("q { color: navy }", "utf-8")
        preview.assert_same()
        (plain / "docs/extra.css").write_text("q { color: teal }", "utf-8")
        preview.assert_same()
        assert preview.preview.board.shown.files == 3  # the first site, the second, the file
        (plain / "parts/part.md").write_text("Another part.", "utf-8")
        preview.assert_same()
        assert "Another part." in page(preview, "other/index.html")
        (plain / "overrides/main.html").write_text(
            '{% extends "base.html" %}{% block announce %}Quiet!{% endblock %}', "utf-8"
        )
        preview.assert_same()
        assert "Quiet!" in page(preview, "index.html")


def test_a_text_that_a_page_has_come_to_show_is_followed(plain: Path, tmp_path: Path) -> None:
    places = f"[{plain}/parts, {plain}/docs, {tmp_path}/elsewhere]"
    replace(plain / "mkdocs.yml", f"[{plain}/parts]", places)
    far = tmp_path / "elsewhere/far.md"
    far.parent.mkdir()
    far.write_text("From afar.", "utf-8")
    with shown(plain) as preview:
        site = preview.preview.site
        replace(plain / "docs/index.md", "Words.", '--8<-- "other.md"\n\n--8<-- "far.md"')
        preview.assert_same()
        assert preview.preview.site is site
        replace(plain / "docs/other.md", "# Other", "# Another")
        preview.assert_same()
        assert page(preview, "index.html").count("Another") > 1
        replace(far, "afar", "further")
        preview.assert_same()
        assert "From further." in page(preview, "index.html")


def test_a_template_of_the_theme_is_followed_beside_typed_content(typed: Path) -> None:
    main = typed / "theme/over/main.html"
    main.parent.mkdir(parents=True)
    main.write_text('{% extends "base.html" %}', "utf-8")
    replace(typed / "mkdocs.yml", "{name: material}", "{name: material, custom_dir: theme/over}")
    with shown(typed) as preview:
        main.write_text('{% extends "base.html" %}{% block footer %}Ours.{% endblock %}', "utf-8")
        preview.assert_same()
        assert "Ours." in page(preview, "terms/cache/index.html")


def test_a_page_template_is_followed(typed: Path) -> None:
    with shown(typed) as preview:
        template = typed / "theme/pages/entry.md.j2"
        template.parent.mkdir(parents=True)
        template.write_text("Made by us.\n", "utf-8")
        preview.assert_same()
        assert "Made by us." in page(preview, "terms/cache/index.html")
        template.write_text("Made by others.\n", "utf-8")
        preview.assert_same()
        assert "Made by others." in page(preview, "terms/cache/index.html")


@pytest.mark.parametrize("folder", ["icons", "overrides/.icons", "docs/icons"])
def test_icons_of_a_project_are_followed(plain: Path, folder: str) -> None:
    icons = plain / folder
    emoji = (
        "  pymdownx.emoji:\n"
        "    emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "    emoji_generator: !!python/name:material.extensions.emoji.to_svg\n"
        f"    options: {{custom_icons: [{icons}]}}\n"
    )
    config = (plain / "mkdocs.yml").read_text("utf-8")
    (plain / "mkdocs.yml").write_text(f"{config}{emoji}", "utf-8")
    (plain / "docs/index.md").write_text("# Home\n\n:birds-gull: :birds-tern:\n", "utf-8")
    gull, tern = write_icon(icons / "birds/gull.svg", "M0 0h1"), icons / "birds/tern.svg"
    with shown(plain) as preview:
        assert "M0 0h1" in page(preview, "index.html")
        for shape in ("M0 0h2", "M0 0h3"):
            write_icon(gull, shape)
            preview.assert_same()
            assert shape in page(preview, "index.html")
        write_icon(tern, "M0 0h4")
        preview.assert_same()
        assert "M0 0h4" in page(preview, "index.html")
        tern.unlink()
        preview.assert_same()
        assert ":birds-tern:" in page(preview, "index.html")


def write_icon(file: Path, shape: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{shape}"/></svg>', "utf-8")
    return file


def test_a_hook_and_what_it_imports_are_followed(plain: Path) -> None:
    (plain / "words_of_hook.py").write_text("WORDS = 'said the hook'\n", "utf-8")
    (plain / "hook.py").write_text(
        "import words_of_hook\n\n\ndef on_page_markdown(markdown, **_):\n"
        "    return markdown + words_of_hook.WORDS\n",
        "utf-8",
    )
    config = (plain / "mkdocs.yml").read_text("utf-8")
    (plain / "mkdocs.yml").write_text(f"{config}hooks: [hook.py]\n", "utf-8")
    with shown(plain) as preview:
        assert "said the hook" in page(preview, "index.html")
        replace(plain / "hook.py", "words_of_hook.WORDS", "words_of_hook.WORDS.upper()")
        preview.assert_same()
        assert "SAID THE HOOK" in page(preview, "index.html")
        replace(plain / "words_of_hook.py", "the hook", "the helper")
        preview.assert_same()
        assert "SAID THE HELPER" in page(preview, "index.html")


def test_a_commit_changes_when_entries_were_last_changed(typed: Path) -> None:
    git(typed, "init", "-q")
    with shown(typed) as preview:
        assert "2001" not in page(preview, "terms/cache/index.html")
        git(typed, "add", ".")
        git(typed, "commit", "-q", "-m", "all")
        preview.assert_same()
        assert "2001" in page(preview, "terms/cache/index.html")


def git(root: Path, *words: str) -> None:
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    date = {"GIT_COMMITTER_DATE": "2001-02-03T04:05:06Z"}
    subprocess.run(["git", "-C", str(root), *own, *words], check=True, env=os.environ | date)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (
            "content/terms/cache.md",
            "---\ntitle: Cache\nsumary: x\n---\n",
            "content/terms/cache.md:3:1",
        ),
        ("content/terms/cache.md", "---\ntitle: [\n---\n", "content/terms/cache.md:"),
        ("content/terms/_collection.yml", "title: Terms\nfields: 5\n", "_collection.yml:2:"),
        ("theme/pages/entry.md.j2", "{% if %}", "theme/pages/entry.md.j2:1"),
        ("mkdocs.yml", "site_name: [", "mkdocs.yml"),
        ("mkdocs.yml", f"{MKDOCS}theme: {{name: nobody}}\n", "nobody"),
        ("content/about.md", "# About\n\n[gone](gone.md)\n", "gone.md"),
    ],
)
def test_a_mistake_is_told_and_the_last_good_site_stays(
    typed: Path, path: str, text: str, said: str
) -> None:
    with shown(typed) as preview:
        file = typed / path
        before = file.read_text("utf-8") if file.exists() else None
        good = preview.served()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        preview.preview.update()
        assert said in preview.complaint
        assert said in preview.told[-1]
        assert preview.told[-1].endswith("The last good site is still shown.")
        assert different(preview.served(), good) == []
        if before is None:
            file.unlink()
        else:
            file.write_text(before, "utf-8")
        preview.assert_same()


@pytest.mark.parametrize("path", ["mkdocs.yml", "content/terms/_collection.yml"])
def test_a_mistake_does_not_keep_the_preview_from_starting(typed: Path, path: str) -> None:
    before = (typed / path).read_text("utf-8")
    (typed / path).write_text("title: [", "utf-8")
    with previewed(typed / "mkdocs.yml") as preview:
        assert path in preview.complaint
        assert preview.told[-1].endswith("There is no site yet.")
        assert path in answer(preview.preview, "/").body.decode()
        (typed / path).write_text(before, "utf-8")
        preview.assert_same()
        assert "Tiny" in answer(preview.preview, "/").body.decode()


def test_a_template_that_fails_on_one_page_fails_there_alone(plain: Path) -> None:
    (plain / "overrides/wide.html").write_text("{{ page.no.such }}", "utf-8")
    with previewed(plain / "mkdocs.yml") as preview:
        replace(plain / "docs/other.md", "# Other", "---\ntemplate: wide.html\n---\n\n# Other")
        preview.preview.update()
        assert f"{plain}/overrides/wide.html:1: UndefinedError: " in preview.complaint
        assert "no attribute 'no'" in preview.complaint
        assert "A part." in page(preview, "other/index.html")
    with previewed(plain / "mkdocs.yml") as preview:  # where nobody has looked at it yet
        assert preview.complaint == ""
        with pytest.raises(BuildFailedError, match="no attribute 'no'"):
            preview.preview.read("other/index.html")
        found = answer(preview.preview, "/other/")
        assert found.status == 500
        assert b"no attribute &#x27;no&#x27;" in found.body
        assert answer(preview.preview, "/").status == 200


def test_a_file_that_is_only_touched_changes_nothing(plain: Path) -> None:
    with shown(plain) as preview:
        replace(plain / "docs/index.md", "Words.", "Other words.")
        preview.preview.update()
        version = preview.preview.board.shown.version
        (plain / "docs/index.md").touch()
        preview.preview.update([str(plain / "docs/index.md")])
        assert preview.preview.board.shown.version == version


def test_warnings_are_told_once(typed: Path) -> None:
    (typed / "content/terms/island.md").write_text("---\ntitle: Island\nsummary: s\n---\n", "utf-8")
    with previewed(typed / "mkdocs.yml") as preview:
        [first] = preview.told
        assert "1 warning" in first
        replace(typed / "content/about.md", "# About", "# About us")
        preview.preview.update()
        [first, second] = preview.told
        assert second.startswith("content/about.md changed: shown after")


def test_drafts_are_shown_and_known(typed: Path) -> None:
    write_site(
        typed,
        "-- content/terms/topic.md --\n---\ntitle: Topic\nsummary: s\ndraft: true\n---\n"
        "-- content/words/_collection.yml --\ntitle: Words\nsingular: word\npages: index\n"
        "-- content/words/all.yml --\nentries:\n  - {slug: noun, title: Noun, draft: true}\n"
        "  - {slug: verb, title: Verb}\n",
    )
    with previewed(typed / "mkdocs.yml") as preview:
        assert "Topic" in page(preview, "terms/index.html")
        assert preview.preview.drafts("terms/topic/index.html") == [""]
        assert preview.preview.drafts("words/index.html") == ["noun"]
        assert preview.preview.drafts("terms/cache/index.html") == []


def edit_often(preview: Previewed, file: Path, count: int) -> None:
    for number in range(count):
        file.write_text(f"# Home {number}\n\nWords {number}.\n", "utf-8")
        preview.preview.update([str(file)])
        assert f"Home {number}" in page(preview, "other/index.html")


def test_edits_leave_nothing_behind(plain: Path) -> None:
    with shown(plain) as preview:
        home = plain / "docs/index.md"
        edit_often(preview, home, 150)  # more than any of the caches of Python's library holds
        before = preview.kept()
        edit_often(preview, home, 80)
        assert max((preview.kept() - before).values(), default=0) < 60  # not one an edit


# A save is followed before it is known whether others come with it.


def test_an_edit_that_has_begun_is_shown_and_told_once(plain: Path) -> None:
    home = plain / "docs/index.md"
    with shown(plain) as preview:
        version = preview.preview.board.shown.version
        replace(home, "Words.", "Other words.")
        preview.preview.begin(str(home))
        assert "Other words." in page(preview, "index.html")
        assert preview.preview.board.shown.version == version
        assert preview.preview.update([str(home)])  # there may be more
        assert preview.preview.board.shown.version == version + 1
        assert preview.told[-1].startswith("docs/index.md changed: shown after")
        assert not preview.preview.update()
        assert preview.preview.board.shown.version == version + 1
        preview.assert_same()


def test_what_comes_with_an_edit_that_has_begun_is_told_with_it(plain: Path) -> None:
    home, other, style = (plain / "docs" / name for name in ("index.md", "other.md", "new.css"))
    with shown(plain) as preview:
        version = preview.preview.board.shown.version
        replace(home, "Words.", "Other words.")
        preview.preview.begin(str(home))
        replace(home, "Other words.", "Last words.")
        replace(other, "# Other", "# Another")
        style.write_text("q { color: navy }", "utf-8")
        assert not preview.preview.update([str(home), str(other), str(style)])
        assert preview.preview.board.shown.version == version + 1
        assert preview.told[-1].startswith("docs/index.md, docs/new.css, docs/other.md changed")
        preview.assert_same()


def test_a_second_save_of_an_edit_that_has_begun_is_not_missed(plain: Path) -> None:
    home = plain / "docs/index.md"
    with shown(plain) as preview:
        replace(home, "Words.", "Wordy.")
        preview.preview.begin(str(home))
        replace(home, "Wordy.", "Wards.")
        assert not preview.preview.update([str(home)])
        assert "Wards." in page(preview, "index.html")
        preview.assert_same()


def test_what_is_no_edit_of_a_page_does_not_begin(plain: Path) -> None:
    config, main = plain / "mkdocs.yml", plain / "overrides/main.html"
    with shown(plain) as preview:
        site = preview.preview.site
        replace(config, "site_name: Plain", "site_name: Fancy")
        main.write_text('{% extends "base.html" %}{% block footer %}Ours.{% endblock %}', "utf-8")
        (plain / "docs/new.md").write_text("# New\n", "utf-8")
        for path in (config, main, plain / "docs/new.md", plain / "docs/no.md", plain / "docs"):
            preview.preview.begin(str(path))
        assert preview.preview.site is site
        assert "Ours." not in page(preview, "index.html")
        preview.assert_same()
        assert "Ours." in page(preview, "index.html")


def test_a_mistake_does_not_begin_and_stays_told_when_another_edit_would(typed: Path) -> None:
    cache, queue = typed / "content/terms/cache.md", typed / "content/terms/queue.md"
    with shown(typed) as preview:
        replace(cache, "summary:", "sumary:")
        preview.preview.begin(str(cache))
        assert preview.complaint == ""
        assert not preview.preview.update([str(cache)])
        assert "content/terms/cache.md:3:1" in preview.complaint
        replace(queue, "The queue.", "A queue.")
        preview.preview.begin(str(queue))
        assert "A queue." not in page(preview, "terms/queue/index.html")
        assert not preview.preview.update([str(queue)])
        assert "content/terms/cache.md:3:1" in preview.complaint
        replace(cache, "sumary:", "summary:")
        preview.assert_same()
        assert "A queue." in page(preview, "terms/queue/index.html")


def test_a_mistake_beside_an_edit_that_has_begun_is_told(typed: Path) -> None:
    cache, queue = typed / "content/terms/cache.md", typed / "content/terms/queue.md"
    with shown(typed) as preview:
        replace(queue, "The queue.", "A queue.")
        preview.preview.begin(str(queue))
        replace(cache, "summary:", "sumary:")
        assert not preview.preview.update([str(queue), str(cache)])
        assert "content/terms/cache.md:3:1" in preview.complaint
        assert "A queue." in page(preview, "terms/queue/index.html")
        replace(cache, "sumary:", "summary:")
        preview.assert_same()


def test_a_link_is_told_whose_anchor_is_not_there_or_has_gone(plain: Path) -> None:
    config = (plain / "mkdocs.yml").read_text("utf-8")
    strict = f"{config}validation: {{links: {{anchors: warn}}}}\n"
    (plain / "mkdocs.yml").write_text(strict, "utf-8")
    home, other = plain / "docs/index.md", plain / "docs/other.md"
    replace(home, "Words.", "## Part\n\nWords.")
    replace(other, "# Other", "# Other\n\n[part](index.md#part)")
    with shown(plain) as preview:
        for file, old, new in (
            (home, "## Part", "## Piece"),
            (other, "#part", "#nothing"),
        ):
            replace(file, old, new)
            preview.preview.begin(str(file))
            preview.preview.update([str(file)])
            assert "does not contain an anchor" in preview.complaint
            replace(file, new, old)
            preview.assert_same()


def test_the_search_index_waits_for_a_page_that_is_loaded(plain: Path) -> None:
    order = []
    with shown(plain) as preview:
        replace(plain / "docs/index.md", "Words.", "Other words.")
        preview.preview.update()
        preview.preview.loading = Loading(3600)
        preview.preview.loading.start()

        def search() -> None:
            assert b"Other words." in (preview.preview.read("search/search_index.json") or b"")
            order.append("search")

        thread = threading.Thread(target=search)
        thread.start()
        assert "Other words." in page(preview, "index.html")
        order.append("page")
        preview.preview.loading.end()
        thread.join()
    assert order == ["page", "search"]


# The server.


def test_pages_are_served_with_a_script_and_files_as_they_are(typed: Path) -> None:
    with shown(typed) as preview:
        found = answer(preview.preview, "/terms/cache/")
        assert found.body == preview.last["terms/cache/index.html"]
        sent = with_script(found).body.decode()
        assert sent.count('<script src="/_typed-content_serve_/client.js"') == 1
        assert sent.endswith("</body>\n</html>") == found.body.decode().endswith("</body>\n</html>")
        style = answer(preview.preview, "/extra.css")
        assert with_script(style).body == (typed / "content/extra.css").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/../mkdocs.yml",
        "/%2e%2e/mkdocs.yml",
        "/terms/../../mkdocs.yml",
        "/..%2fmkdocs.yml",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/..%5cmkdocs.yml",
        "/terms/_collection.yml",
        "/%00",
    ],
)
def test_nothing_outside_the_site_is_served(typed: Path, path: str) -> None:
    with shown(typed) as preview:
        found = answer(preview.preview, path)
        assert found.status == 404
        assert found.body == preview.last["404.html"]


def test_a_folder_of_snippets_that_comes_before_another_is_followed(tmp_path: Path) -> None:
    root = tmp_path / "project"
    write_site(root, PLAIN % f"{root / 'own'}, {root / 'parts'}")
    with shown(root) as preview:
        (root / "own").mkdir()
        (root / "own/part.md").write_text("A part of its own.\n", "utf-8")
        preview.assert_same()
        assert "A part of its own." in page(preview, "other/index.html")
        version = preview.preview.board.shown.version
        for _ in range(2):
            preview.preview.update()
        assert preview.preview.board.shown.version == version


def test_a_snippet_that_comes_to_be_there_is_followed(plain: Path, tmp_path: Path) -> None:
    replace(plain / "mkdocs.yml", "check_paths: true", "check_paths: false")
    replace(plain / "mkdocs.yml", f"[{plain}/parts]", f"[{plain}, {tmp_path}/elsewhere]")
    replace(plain / "docs/other.md", "part.md", "late.md")
    with shown(plain) as preview:
        replace(plain / "docs/index.md", "Words.", '--8<-- "later.md"')
        preview.assert_same()
        for name in ("late.md", "later.md"):
            (plain / name).write_text("Late words.\n", "utf-8")
            preview.assert_same()
        assert all("Late words." in page(preview, f"{name}index.html") for name in ("", "other/"))


def test_a_file_that_is_gone_is_not_found_while_the_site_that_had_it_is_shown(plain: Path) -> None:
    (plain / "docs/bird.svg").write_text("<svg/>", "utf-8")
    replace(plain / "docs/index.md", "Words.", "![Bird](bird.svg)")
    with shown(plain) as preview:
        (plain / "docs/bird.svg").unlink()
        preview.assert_same()
        assert "bird.svg" in preview.complaint
        assert answer(preview.preview, "/bird.svg").status == 404
        assert answer(preview.preview, "/").status == 200
        (plain / "docs/extra.css").write_text("q { color: navy }", "utf-8")
        preview.assert_same()


def test_a_site_below_a_folder_is_served_there(typed: Path) -> None:
    config = (typed / "mkdocs.yml").read_text("utf-8")
    (typed / "mkdocs.yml").write_text(f"{config}site_url: https://x.example/notes/\n", "utf-8")
    with shown(typed) as preview:
        assert answer(preview.preview, "/").headers["Location"] == "/notes/"
        assert answer(preview.preview, "/notes/about").headers["Location"] == "/notes/about/"
        assert answer(preview.preview, "//evil.example/x").headers["Location"] == (
            "/notes/evil.example/x"
        )
        assert answer(preview.preview, "/notes/about/").status == 200


def test_a_port_in_use_is_named_with_the_next_free_one(plain: Path) -> None:
    with shown(plain) as preview, open_server(("127.0.0.1", 0), preview.preview) as server:
        port = server.server_address[1]
        with pytest.raises(
            UnusableConfigError, match=rf"127\.0\.0\.1:{port} is in use; .* serve -a 127\.0\.0\.1:"
        ):
            open_server(("127.0.0.1", int(port)), preview.preview)


@pytest.mark.parametrize("text", ["0.0.0.0:8000", "192.168.1.5:8000", "example.org:80", "[::]:80"])
def test_other_machines_are_not_listened_to(text: str) -> None:
    with pytest.raises(UnusableConfigError, match="for this machine alone"):
        as_address(text)


@pytest.mark.parametrize("text", ["8000", "localhost", "localhost:x", ":8000", "127.0.0.1:70000"])
def test_an_address_has_a_host_and_a_port(text: str) -> None:
    with pytest.raises(UnusableConfigError, match="is no address"):
        as_address(text)


def test_loopback_has_several_names() -> None:
    assert as_address("localhost:1") == ("localhost", 1)
    assert as_address("[::1]:8000") == ("::1", 8000)
    assert as_address("127.0.0.2:8000") == ("127.0.0.2", 8000)


# What is watched.


def test_a_ledger_tells_what_is_new_gone_and_different(tmp_path: Path) -> None:
    for name in ("same", "gone", "other"):
        (tmp_path / name).write_text(name, "utf-8")
    inputs, ledger = Inputs(frozenset({str(tmp_path)})), Ledger()
    ledger.look(inputs)
    ledger.use()
    assert not ledger.look(inputs)
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("new", "utf-8")
    (tmp_path / "other").write_text("different", "utf-8")
    changes = ledger.look(inputs)
    assert changes.modified == {str(tmp_path / "other")}
    assert changes.added == {str(tmp_path / "new")}
    assert changes.removed == {str(tmp_path / "gone")}


def test_a_change_that_times_do_not_tell_is_seen_when_it_is_hinted_at(tmp_path: Path) -> None:
    file = tmp_path / "file"
    inputs, ledger = Inputs(frozenset({str(tmp_path)})), Ledger()
    for text in ("1", "2"):
        file.write_text(text, "utf-8")
        ledger.look(inputs, [str(file)])
        ledger.use()
    assert not ledger.look(inputs, [str(file)])
    file.write_text("3", "utf-8")
    assert ledger.look(inputs, [str(file)]).modified == {str(file)}


def test_all_that_a_lab_rests_on_is_watched_and_shows_at_once(tmp_path: Path) -> None:
    packed = RISING.replace("metrics:", "packages: [bread]\nmetrics:", 1)
    root = write_site(tmp_path, packed + "-- requirements/labs.lock --\nbread==1\n")
    for profile in ("oven", "bowl"):
        record_result(root, profile)
    with previewed(root / "mkdocs.yml") as preview:
        kit = [name for name in preview.workshop.inputs.files if "/runner/labkit/" in name]
        assert any(name.endswith("records.py") for name in kit)
        assert "older than" not in page(preview, "trials/rising/index.html")
        for path, old, new in (
            ("requirements/labs.lock", "bread==1", "bread==2"),
            ("requirements/labs.lock", "bread==2", "bread==1"),
            ("content/trials/rising/lab.py", "hours=2", "hours=3"),
        ):
            replace(root / path, old, new)
            preview.preview.update()
            is_old = "older than" in page(preview, "trials/rising/index.html")
            assert is_old == (new != "bread==1")


def test_links_are_followed_and_circles_are_not(tmp_path: Path) -> None:
    docs, elsewhere = tmp_path / "docs", tmp_path / "elsewhere"
    (docs / "inner").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "page.md").write_text("1", "utf-8")
    (docs / "linked").symlink_to(elsewhere)
    (docs / "inner/circle").symlink_to(docs)
    (docs / "nowhere").symlink_to(tmp_path / "nothing")
    inputs, ledger = Inputs(frozenset({str(docs)})), Ledger()
    ledger.look(inputs)
    ledger.use()
    assert str(elsewhere) in ledger.linked
    (elsewhere / "page.md").write_text("22", "utf-8")
    assert ledger.look(inputs).modified == {str(docs / "linked/page.md")}


@contextmanager
def waker(root: Path, inputs: Inputs, linked: frozenset[str] = frozenset()) -> Iterator[Waker]:
    made = Waker(root)
    try:
        assert made.follow(inputs, linked)
        assert not made.follow(inputs, linked)
        yield made
    finally:
        made.stop()


def test_five_hundred_writes_are_one_burst(tmp_path: Path) -> None:
    with waker(tmp_path, Inputs(frozenset({str(tmp_path)}))) as made:
        for number in range(500):
            made.wake(str(tmp_path / str(number)))
        assert len(next(made.bursts())) == 500


def test_the_first_file_that_is_whole_is_given_before_a_burst_is_over(tmp_path: Path) -> None:
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    begun: list[str] = []

    def begin(path: str) -> None:
        begun.append(path)
        made.on_any_event(FileModifiedEvent(other))
        made.on_any_event(FileClosedEvent(other))

    with waker(tmp_path, Inputs(frozenset({str(tmp_path)}))) as made:
        made.on_any_event(FileModifiedEvent(one))
        made.on_any_event(FileClosedEvent(one))
        bursts = made.bursts(begin)
        assert next(bursts) == {one, other}
        assert begun == [one]
        made.on_any_event(FileMovedEvent(other, one))  # as editors do that save aside
        assert next(bursts) == {one, other}
        assert begun == [one]


def test_writes_in_new_folders_and_behind_links_wake_and_reads_do_not(tmp_path: Path) -> None:
    docs, elsewhere = tmp_path / "docs", tmp_path / "elsewhere"
    docs.mkdir()
    elsewhere.mkdir()
    (docs / "page.md").write_text("1", "utf-8")
    with waker(tmp_path, Inputs(frozenset({str(docs)})), frozenset({str(elsewhere)})) as made:
        bursts = made.bursts()
        (docs / "page.md").read_text("utf-8")
        list(docs.iterdir())
        (docs / "deep").mkdir()
        assert str(docs / "page.md") not in next(bursts)
        (docs / "deep/new.md").write_text("1", "utf-8")
        assert str(docs / "deep/new.md") in next(bursts)
        (docs / "deep/saved").write_text("2", "utf-8")
        (docs / "deep/saved").replace(docs / "deep/new.md")
        assert str(docs / "deep/new.md") in next(bursts)
        (elsewhere / "page.md").write_text("1", "utf-8")
        assert str(elsewhere / "page.md") in next(bursts)


def test_a_folder_that_is_reached_by_a_link_wakes(tmp_path: Path) -> None:
    (tmp_path / "real/docs").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with waker(tmp_path / "link", Inputs(frozenset({str(tmp_path / "link/docs")}))) as made:
        (tmp_path / "link/docs/page.md").write_text("1", "utf-8")
        assert str(tmp_path / "real/docs/page.md") in next(made.bursts())


def test_files_beside_what_is_read_do_not_wake(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("1", "utf-8")
    with waker(tmp_path, Inputs(files=frozenset({str(tmp_path / "mkdocs.yml")}))) as made:
        (tmp_path / "notes.txt").write_text("1", "utf-8")
        (tmp_path / "mkdocs.yml").write_text("2", "utf-8")
        assert next(made.bursts()) == {str(tmp_path / "mkdocs.yml")}


def test_the_sources_are_followed_until_it_is_stopped(typed: Path) -> None:
    with shown(typed) as preview:
        made = Waker(typed)
        thread = threading.Thread(target=follow, args=(made, preview.workshop, preview.preview))
        thread.start()
        version = preview.preview.board.shown.version
        replace(typed / "content/about.md", "# About", "# About us")
        assert preview.preview.board.wait(version, 60).version == version + 1
        made.stop()
        thread.join()
        assert "About us" in page(preview, "about/index.html")


def test_a_link_that_leads_out_of_the_project_is_told(plain: Path, tmp_path: Path) -> None:
    with shown(plain) as preview:
        (plain / "docs/linked.md").symlink_to(tmp_path / "secret.md")
        (tmp_path / "secret.md").write_text("# Secret\n", "utf-8")
        preview.assert_same()
        assert "docs/linked.md" in preview.complaint


def test_a_page_that_becomes_a_link_out_of_the_project_is_told(plain: Path, tmp_path: Path) -> None:
    with shown(plain) as preview:
        (tmp_path / "secret.md").write_text("# Home\n\nSecret words.\n", "utf-8")
        (plain / "docs/index.md").unlink()
        (plain / "docs/index.md").symlink_to(tmp_path / "secret.md")
        preview.assert_same()
        assert "docs/index.md:1:1: error: this link leads out" in preview.complaint
        assert "Secret" not in page(preview, "index.html")


def test_a_snippet_behind_a_link_out_of_the_project_is_told_until_it_is_mended(
    plain: Path, tmp_path: Path
) -> None:
    with shown(plain) as preview:
        (tmp_path / "secret.md").write_text("Secret words.\n", "utf-8")
        (plain / "parts/linked.md").symlink_to(tmp_path / "secret.md")
        replace(plain / "docs/index.md", "Words.", '--8<-- "linked.md"')
        preview.assert_same()
        assert "parts/linked.md:1:1: error: this link leads out" in preview.complaint
        assert "Secret" not in page(preview, "index.html")
        (plain / "parts/linked.md").unlink()
        (plain / "parts/linked.md").write_text("Words of its own.\n", "utf-8")
        preview.assert_same()
        assert "Words of its own." in page(preview, "index.html")


def test_nothing_from_outside_the_project_is_served_when_it_is_asked_for(
    plain: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.html").write_text("Secret words.", "utf-8")
    (plain / "docs/bird.svg").write_text("<svg/>", "utf-8")
    (plain / "overrides/linked.html").symlink_to(tmp_path / "secret.html")
    replace(plain / "docs/other.md", "# Other", "---\ntemplate: linked.html\n---\n# Other")
    with previewed(plain / "mkdocs.yml") as preview:
        (plain / "docs/bird.svg").unlink()
        (plain / "docs/bird.svg").symlink_to(tmp_path / "secret.html")
        for path in ("other/index.html", "bird.svg"):
            for _ in range(2):
                with pytest.raises(BuildFailedError, match="this link leads out of the project"):
                    preview.preview.read(path)


def test_a_link_to_nothing_is_followed_to_where_something_may_come(plain: Path) -> None:
    replace(plain / "mkdocs.yml", "check_paths: true", "check_paths: false")
    replace(plain / "mkdocs.yml", f"[{plain}/parts]", f"[{plain}]")
    replace(plain / "docs/other.md", "part.md", "late.md")
    (plain / "drafts").mkdir()
    (plain / "late.md").symlink_to("drafts/late.md")
    with shown(plain) as preview:
        assert str(plain / "drafts") in preview.preview.linked
        (plain / "drafts/late.md").write_text("Late words.", "utf-8")
        preview.assert_same()
        assert "Late words." in page(preview, "other/index.html")


def test_a_hook_that_cannot_be_read_is_told_and_the_last_good_site_stays(plain: Path) -> None:
    (plain / "hook.py").write_text("", "utf-8")
    replace(plain / "mkdocs.yml", "plugins:", "hooks: [hook.py]\nplugins:")
    with shown(plain) as preview:
        (plain / "hook.py").write_text("def on_config(:\n", "utf-8")
        preview.preview.update()
        assert "SyntaxError" in preview.complaint
        assert "Words." in page(preview, "index.html")
        (plain / "hook.py").write_text("", "utf-8")
        preview.assert_same()


def test_what_links_lead_to_is_followed(plain: Path) -> None:
    elsewhere = plain / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "far.md").write_text("# Far\n", "utf-8")
    (plain / "docs/linked").symlink_to(elsewhere)
    with shown(plain) as preview:
        made = Waker(plain)
        thread = threading.Thread(target=follow, args=(made, preview.workshop, preview.preview))
        thread.start()
        version = preview.preview.board.shown.version
        (elsewhere / "far.md").write_text("# Further\n", "utf-8")
        assert preview.preview.board.wait(version, 60).version == version + 1
        made.stop()
        thread.join()
        assert "Further" in page(preview, "linked/far/index.html")


def test_a_save_during_the_start_is_not_lost(plain: Path) -> None:
    with previewed(plain / "mkdocs.yml") as preview:
        future = (plain / "docs/index.md").stat().st_mtime + 3600
        os.utime(plain / "docs/index.md", (future, future))
        preview.assert_same()
