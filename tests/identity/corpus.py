"""Write whole MkDocs projects of any size; the same arguments give the same files."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from identity.pages import PER_FOLDER, bird, folder, page_paths, page_text
from identity.plugins import write_more_plugins, write_plugins
from identity.typed import write_collections

EPOCH = "1700000000"

IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>\n'


@dataclass(slots=True)
class Project:
    """A project on the disk, and the environment values that its builds see."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> Path:
        """The folder that our builds write."""
        return self.root / "site"

    @property
    def cache(self) -> Path:
        """The folder where our builds keep what they may use again."""
        return self.root / ".cache"

    def file(self, path: str) -> Path:
        """Return a file of the project."""
        return self.root / path

    def read(self, path: str) -> str:
        """Return a file's text."""
        return self.file(path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        """Write a file, with the folders above it."""
        file = self.file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands in a file, everywhere in it."""
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new))


def write_project(root: Path, flavour: str = "plain", *, pages: int = 60) -> Project:
    """Write a project: ``plain`` MkDocs, or with what its flavour adds."""
    packages = root / "packages"
    project = Project(root, {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(packages)})
    paths = page_paths(pages)
    for number, path in enumerate(paths):
        text = page_text(number, paths)
        # The home page stands above the folders, the others in them.
        project.write(f"docs/{path}", text if number else text.replace("../images", "images"))
    for path, text in FILES.items():
        project.write(path, text)
    project.write(
        "mkdocs.yml", f"INHERIT: base.yml\n{CONFIG}nav:\n  - tags.md\n{''.join(_nav(paths))}"
    )
    FLAVOURS[flavour](project.root)
    return project


FLAVOURS: Mapping[str, Callable[[Path], None]] = {
    "plain": lambda _root: None,
    "typed": write_collections,  # collections of typed entries
    "plugins": write_plugins,  # five common plugins, a hook, an extension
    "more-plugins": write_more_plugins,
}


def _nav(paths: list[str]) -> Iterator[str]:
    yield f"  - Home: {paths[0]}\n"
    for group in range((len(paths) + PER_FOLDER - 2) // PER_FOLDER):
        first = 1 + group * PER_FOLDER
        yield f"  - {folder(group).capitalize()}:\n"
        for number in range(first, min(first + PER_FOLDER, len(paths))):
            titled = f"{bird(number)} at home: " if number % 6 == 2 else ""
            yield f"      - {titled}{paths[number]}\n"


CONFIG = """\
site_name: !ENV [BIRD_SITE, Field notes]
strict: true
copyright: Nobody
extra_css: [styles/extra.css]
extra_javascript:
  - scripts/extra.js
  - {path: scripts/late.js, defer: true}
"""

# What a project's configuration inherits.
BASE = """\
site_url: https://birds.example/notes/
repo_url: https://code.example/birds
edit_uri: edit/main/docs/
theme:
  name: material
  custom_dir: overrides
  icon: {edit: material/pencil}
  palette: {primary: teal}
  features: [navigation.indexes, navigation.footer, content.action.edit, search.suggest]
plugins:
  search: {}
  tags: {}
markdown_extensions:
  abbr: {}
  admonition: {}
  attr_list: {}
  def_list: {}
  footnotes: {}
  md_in_html: {}
  tables: {}
  toc: {permalink: true}
  pymdownx.details: {}
  pymdownx.emoji:
    emoji_index: !!python/name:material.extensions.emoji.twemoji
    emoji_generator: !!python/name:material.extensions.emoji.to_svg
  pymdownx.highlight: {}
  pymdownx.snippets: {base_path: [own, snippets], check_paths: true}
  pymdownx.superfences: {}
  pymdownx.tabbed: {alternate_style: true}
  pymdownx.tasklist: {custom_checkbox: true}
extra:
  keeper: Ada
validation:
  anchors: warn
"""

FILES: Mapping[str, str] = {
    "base.yml": BASE,
    "snippets/season.md": 'In season: spring.\n\n--8<-- "month.md"\n',
    "snippets/month.md": "Best month: May.\n",
    "overrides/main.html": '{% extends "base.html" %}\n{% block announce %}Quiet!{% endblock %}\n',
    "overrides/wide.html": '{% extends "main.html" %}\n{% block footer %}Wide{% endblock %}\n',
    "overrides/partials/copyright.html": "{{ config.copyright }}, by {{ config.extra.keeper }}\n",
    "overrides/assets/mark.txt": "of the theme\n",
    "docs/images/bird.svg": IMAGE,
    "docs/styles/extra.css": "q { color: teal }\n",
    "docs/scripts/extra.js": "// a comment\nconsole.log( 'tsee' );\n",
    "docs/scripts/late.js": "console.log( 'late' );\n",
    "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n",
    "docs/robots.txt": "User-agent: *\n",
}
