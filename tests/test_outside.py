"""builder: a site shows nothing to which a link leads out of the project."""

from pathlib import Path

import pytest

from generator.builder import BuildFailedError, build_site
from mkdocs_sites import EPOCH, bytes_of, edit, plain, write_mkdocs_site

BIRDS = """\
-- mkdocs.yml --
site_name: Birds
site_url: https://example.org/
theme: {name: material, font: false}
plugins: [search]
-- docs/index.md --
# Birds

See the [owl](wood/owl.md).
-- docs/wood/owl.md --
# Owl
"""

BESIDE = """\
-- web/mkdocs.yml --
site_name: Birds
docs_dir: ../docs
theme: {name: material, font: false, custom_dir: ../theme}
plugins: [search]
markdown_extensions:
  pymdownx.emoji:
    emoji_index: !!python/name:material.extensions.emoji.twemoji
    emoji_generator: !!python/name:material.extensions.emoji.to_svg
    options: {custom_icons: [ROOT/icons]}
  pymdownx.snippets: {base_path: [ROOT/web, ROOT/parts]}
-- docs/index.md --
# Birds

:birds-gull:

--8<-- "part.md"
-- docs/wood/owl.md --
# Owl
-- parts/part.md --
Some fly.
-- theme/main.html --
{% extends "base.html" %}
-- icons/birds/gull.svg --
<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return write_mkdocs_site(tmp_path / "project", BIRDS)


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project of which all but mkdocs.yml is beside its folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    root = tmp_path / "project"
    return write_mkdocs_site(root, BESIDE.replace("ROOT", str(root)))


@pytest.mark.parametrize("link", ["docs/secret.md", "docs/secret.txt", "docs/more"])
def test_a_link_that_leads_out_of_any_project_is_a_finding(
    root: Path, tmp_path: Path, link: str
) -> None:
    site = build_site(root / "mkdocs.yml").site_dir
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.md").write_text("# Secret", "utf-8")
    outside = tmp_path / "outside"
    (root / link).symlink_to(outside if link == "docs/more" else outside / "secret.md")
    with pytest.raises(BuildFailedError) as refused:
        build_site(root / "mkdocs.yml")
    assert f"{link}:1:1: error: this link leads out of the project" in str(refused.value)
    assert site is not None
    assert not list(site.rglob("secret*"))


@pytest.mark.parametrize(
    "link",
    [
        *("docs/secret.txt", "docs/wood", "docs/wood/owl.md", "docs", "parts/part.md"),
        *("theme/main.html", "icons/birds/gull.svg", "web/note.md"),
    ],
)
def test_what_a_project_names_beside_it_may_not_lead_out_either(
    beside: Path, tmp_path: Path, link: str
) -> None:
    config = beside / "web/mkdocs.yml"
    site = build_site(config).site_dir
    assert site is not None
    before = bytes_of(site)
    edit(beside, "docs/wood/owl.md", "# Owl", '# Owl\n\n--8<-- "note.md"')
    path = beside / link
    secret = path.rename(tmp_path / "secret") if path.exists() else tmp_path / "secret"
    secret.touch()
    path.symlink_to(secret)
    for _ in range(2):
        with pytest.raises(BuildFailedError) as refused:
            build_site(config)
        name = f"../{link}".replace("../web/", "")
        assert f"{name}:1:1: error: this link leads out of the project" in str(refused.value)
    assert bytes_of(site) == before


def test_a_project_in_a_folder_of_snippets_keeps_its_own_bounds(root: Path, tmp_path: Path) -> None:
    snippets = f"markdown_extensions: {{pymdownx.snippets: {{base_path: [{tmp_path}]}}}}"
    edit(root, "mkdocs.yml", "plugins:", f"{snippets}\nplugins:")
    (tmp_path / "secret.txt").touch()
    (root / "docs/secret.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(BuildFailedError, match=r"docs/secret\.txt:1:1: error: this link"):
        build_site(root / "mkdocs.yml")


def test_links_between_a_project_and_what_it_names_beside_it_are_followed(beside: Path) -> None:
    (beside / "web/NOTES.md").write_text("# Notes", "utf-8")
    (beside / "docs/notes.md").symlink_to("../web/NOTES.md")
    (beside / "docs/owl.md").symlink_to("wood/owl.md")
    (beside / "parts/owl.md").symlink_to("../docs/wood/owl.md")
    edit(beside, "docs/index.md", "part.md", "owl.md")
    site = build_site(beside / "web/mkdocs.yml").site_dir
    assert site is not None
    assert bytes_of(site) == plain(beside / "web")


def test_a_link_within_a_project_is_followed_as_ever(root: Path) -> None:
    (root / "NOTES.md").write_text("# Notes", "utf-8")
    (root / "docs/notes.md").symlink_to("../NOTES.md")
    site = build_site(root / "mkdocs.yml").site_dir
    assert site is not None
    assert bytes_of(site) == plain(root)
