"""When an entry was last changed follows from its commits, and from nothing else."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from generator.builder import build_site
from generator.history import last_changes
from sites import built, compiled, page, write_site

BREADS = """\
-- content/breads/_collection.yml --
title: Breads
singular: bread
template: bread.md.j2
-- content/breads/rye.md --
---
title: Rye
---
Dark.
-- content/breads/wheat.md --
---
title: Wheat
---
Light.
-- theme/pages/bread.md.j2 --
Changed: {{ entry.last_change or "unknown" }}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_site(tmp_path / "site", BREADS)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "2026-01-02")
    return root


def git(root: Path, *arguments: str, day: str = "2026-01-01") -> None:
    moment = f"{day}T23:30:00-0900"
    dates = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": moment}
    person = ("-c", "user.name=Baker", "-c", "user.email=baker@example.org")
    command = ["git", *person, *arguments]
    subprocess.run(command, cwd=root, env={**os.environ, **dates}, check=True, capture_output=True)


def commit(root: Path, day: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Bake", day=day)


def change(root: Path, slug: str) -> None:
    with (root / f"content/breads/{slug}.md").open("a") as file:
        file.write("More.\n")


def test_an_entry_has_changed_when_the_last_commit_of_its_file_was_made(root: Path) -> None:
    change(root, "rye")
    commit(root, "2026-03-04")
    found = last_changes(root, "content")
    assert found["content/breads/rye.md"] == date(2026, 3, 4)
    assert found["content/breads/wheat.md"] == date(2026, 1, 2)


def test_the_newest_of_two_branches_counts(root: Path) -> None:
    git(root, "switch", "--quiet", "--create=other")
    change(root, "rye")
    commit(root, "2026-05-06")
    git(root, "switch", "--quiet", "main")
    change(root, "wheat")
    commit(root, "2026-07-08")
    git(root, "merge", "--quiet", "--no-edit", "other", day="2026-09-10")
    found = last_changes(root, "content")
    assert found["content/breads/rye.md"] == date(2026, 5, 6)
    assert found["content/breads/wheat.md"] == date(2026, 7, 8)


def test_a_template_shows_it_and_the_theme_gets_it(root: Path) -> None:
    text = page(root, "breads/rye.md")
    assert "Changed: 2026&#45;01&#45;02" in text
    assert '"revision_date": "2026-01-02"' in text
    html = BeautifulSoup((built(root) / "breads/rye/index.html").read_text("utf-8"), "html.parser")
    assert "2026-01-02" in html.select_one(".md-source-file").get_text()  # type: ignore[union-attr]


def test_what_the_author_says_of_the_page_wins(root: Path) -> None:
    (root / "content/breads/rye.md").write_text(
        "---\ntitle: Rye\nmeta: {revision_date: last spring}\n---\n"
    )
    assert '"revision_date": "last spring"' in page(root, "breads/rye.md")


def test_a_project_may_stand_deep_in_a_repository_or_in_a_further_working_tree(
    tmp_path: Path,
) -> None:
    top = tmp_path / "top"
    write_site(top / "docs", BREADS)
    git(top, "init", "--quiet", "--initial-branch=main")
    commit(top, "2026-01-02")
    git(top, "worktree", "add", "--quiet", "../further")
    for root in (top / "docs", tmp_path / "further" / "docs"):
        assert last_changes(root, "content")["content/breads/rye.md"] == date(2026, 1, 2)


def test_a_packed_history_tells_the_same(root: Path) -> None:
    git(root, "gc", "--quiet")
    assert last_changes(root, "content")["content/breads/rye.md"] == date(2026, 1, 2)


def test_a_shallow_clone_knows_no_dates(root: Path, tmp_path: Path) -> None:
    change(root, "rye")
    commit(root, "2026-03-04")
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "clone")
    assert last_changes(tmp_path / "clone", "content") == {}
    git(tmp_path / "clone", "fetch", "--quiet", "--unshallow")
    assert last_changes(tmp_path / "clone", "content")["content/breads/wheat.md"] == date(
        2026, 1, 2
    )


def test_without_history_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_site(tmp_path, BREADS)
    assert "Changed: unknown" in page(root, "breads/rye.md")
    git(root, "init", "--quiet")
    assert last_changes(root, "content") == {}  # no commit yet
    commit(root, "2026-01-02")
    monkeypatch.setenv("PATH", "")
    assert last_changes(root, "content") == {}  # no git here


def test_a_hook_of_another_repository_changes_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert last_changes(root, "content")["content/breads/rye.md"] == date(2026, 1, 2)


def test_a_damaged_repository_is_no_error(root: Path) -> None:
    (root / ".git/HEAD").write_bytes(b"ref: \0\xff\n")
    assert last_changes(root, "content") == {}
    assert compiled(root).ok


def test_a_build_is_unchanged_until_there_is_a_new_commit(root: Path) -> None:
    def build() -> tuple[bool, str]:
        found = build_site(root / "mkdocs.yml", root / "site")
        assert found.site_dir
        return found.unchanged, (found.site_dir / "breads/rye/index.html").read_text("utf-8")

    build()
    build()  # the first one has made folders that it lists
    assert build()[0]
    change(root, "rye")
    assert "2026-01-02" in build()[1]
    commit(root, "2026-03-04")
    unchanged, html = build()
    assert not unchanged
    assert "2026-03-04" in html
