"""What strangers add to a project: five common plugins, a hook, and an extension of its own."""

import os
import subprocess
from pathlib import Path


def write_plugins(root: Path) -> None:
    """Add plugins, a hook and an unknown extension to a project, and put it under git."""
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    config = root / "mkdocs.yml"
    head, nav = config.read_text("utf-8").split("nav:\n")
    config.write_text(head + PLUGINS, "utf-8", newline="")
    summary = root / "docs" / "SUMMARY.md"
    summary.write_text(_as_summary(nav), "utf-8", newline="")
    commit(root, "2020-01-02T03:04:05Z")


def write_more_plugins(root: Path) -> None:
    """Add those plugins that only the long run tries, and put the project under git."""
    for path, text in MORE_FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8").replace("nav:\n", f"{MORE_PLUGINS}nav:\n  - birdlib.md\n")
    config.write_text(text, "utf-8", newline="")
    (root / ".gitignore").write_text("/site/\n/.cache/\n", "utf-8", newline="")
    commit(root, "2020-01-02T03:04:05Z")


def commit(root: Path, when: str) -> None:
    """Commit all files of a project at a fixed time; the first time makes the repository."""
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    keeper = ("-c", "user.name=Ada", "-c", "user.email=ada@birds.example")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "--message", "notes")):
        subprocess.run(
            ("git", *keeper, *command), cwd=root, env=os.environ | dates | plain, check=True
        )


def _as_summary(nav: str) -> str:
    """Write the items of a navigation as the list that literate-nav reads."""
    lines = []
    for line in nav.splitlines():
        indent, item = line.split("- ", 1)
        title, colon, path = item.rpartition(": ")
        if item.endswith(":"):
            words = item.removesuffix(":")
        else:
            words = f"[{title}]({path})" if colon else f"[]({path})"
        lines.append(f"{indent.replace('  ', '    ', 1)[2:]}* {words}")
    return "\n".join(lines) + "\n"


PLUGINS = """\
not_in_nav: SUMMARY.md
hooks: [hooks/season.py]
markdown_extensions:
  callbird: {}
plugins:
  typed-content: {}
  literate-nav: {}
  macros: {module_name: macros, on_error_fail: true}
  redirects:
    redirect_maps: {old-home.md: index.md, old/call.md: calls.md#loud}
  git-revision-date-localized: {strict: false, fallback_to_build_date: true,
    exclude: [made.md], enable_parallel_processing: false}
  minify: {minify_html: true, minify_js: true, js_files: [scripts/extra.js], cache_safe: true}
extra:
  feathers: 12
"""

HOOK = '''\
"""Say which season it is."""

import os


def on_page_markdown(markdown, page, config, files):
    return markdown.replace("SEASON", os.environ.get("SEASON", "spring"))
'''

MACROS = '''\
"""What pages may say between braces."""


def define_env(env):
    @env.macro
    def flock(size):
        return f"a flock of {size * 2} birds"
'''

# An extension that nobody else knows, in a package with a version.
EXTENSION = '''\
"""Make ((tsee)) a bird's call."""

from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor


class CallExtension(Extension):
    def extendMarkdown(self, md):
        call = SimpleTagInlineProcessor(r"(\\(\\()(.+?)\\)\\)", "q")
        md.inlinePatterns.register(call, "call", 75)


def makeExtension(**options):
    return CallExtension(**options)
'''

# mkdocs-minify-plugin imports two minifiers that are published as sources alone, and the
# environment takes nothing that has to be built. These do a little of the same work.
MINIFIER = '''\
"""Stands in for {name}."""

__version__ = "1.0"


def {function}(text, **options):
    return " ".join(text.split())
'''

CALLS = """\
# Calls

It says ((tsee)) in SEASON, {{ flock(21) }}, {{ feathers }} feathers each.

## Loud

((TSEE))
"""

FILES = {
    "docs/calls.md": CALLS,
    "hooks/season.py": HOOK,
    "macros.py": MACROS,
    "packages/callbird.py": EXTENSION,
    "packages/callbird-1.0.dist-info/METADATA": (
        "Metadata-Version: 2.1\nName: callbird\nVersion: 1.0\n"
    ),
    "packages/csscompressor.py": MINIFIER.format(name="csscompressor", function="compress"),
    "packages/jsmin.py": MINIFIER.format(name="jsmin", function="jsmin"),
    ".gitignore": "/site/\n/.cache/\n",
}

MORE_PLUGINS = """\
plugins:
  autorefs: {}
  gen-files: {scripts: [gen_pages.py]}
  glightbox: {}
  # What is generated lies outside the repository, in a folder of another name each time.
  rss: {abstract_chars_count: -1, categories: [tags], length: 40, match_path: "(?!made/).*"}
  section-index: {}
  mkdocstrings:
    handlers:
      python: {paths: [library]}
"""

LIBRARY = '''\
"""What a keeper of birds needs."""


def flock(size: int) -> str:
    """Name a flock of some size, and see [birdlib.count][]."""
    return f"flock of {size}"


def count(names: list[str]) -> int:
    """Count birds by their `names`."""
    return len(names)
'''

GENERATING = """\
import mkdocs_gen_files

for number in range(3):
    with mkdocs_gen_files.open(f"made/page-{number}.md", "w") as file:
        print(f"# Made {number}\\n\\nMade of [home](../index.md).", file=file)
"""

MORE_FILES = {
    "docs/birdlib.md": "# Library\n\nUse [a flock][birdlib.flock].\n\n::: birdlib\n",
    "gen_pages.py": GENERATING,
    "library/birdlib.py": LIBRARY,
}
