"""Random sequences of edits, each followed by a build that must be what plain MkDocs makes."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from identity.builds import assert_same
from identity.corpus import EPOCH, write_project
from identity.pages import ICONS, KINDS, page_paths

PAGES = 14
EXTRA = ("coast/extra-one.md", "forest/extra-two.md", "extra-three.md")

numbers = st.integers(0, PAGES - 1)
words = st.sampled_from(("quiet", "loud & clear", "<i>wild</i>", "`code`", "", "été 🐦", "a | b"))
features = st.sets(
    st.sampled_from(("navigation.tabs", "navigation.prune", "navigation.path", "toc.integrate"))
)


class Edits(RuleBasedStateMachine):
    """A project whose author makes up her mind again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sequence-"))
        self.project = write_project(self.folder / "project", pages=PAGES)
        self.paths = page_paths(PAGES)
        self.original = {path: self.project.read(f"docs/{path}") for path in self.paths}
        self.config, self.base = self.project.read("mkdocs.yml"), self.project.read("base.yml")

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    @initialize()
    def build_at_first(self) -> None:
        """Start with a built site."""

    @invariant()
    def site_is_what_plain_mkdocs_makes(self) -> None:
        """Build after each step, whatever the step was."""
        assert_same(self.project, self.folder / "plain")

    @rule()
    def nothing(self) -> None:
        """Build again."""

    @rule(number=numbers, text=words)
    def body(self, number: int, text: str) -> None:
        """Write other words, or the first ones again."""
        path = self.paths[number]
        old = self.project.read(f"docs/{path}")
        head, _, tail = old.partition("times a year, ")
        mood, _, rest = tail.partition(" at dawn")
        del mood
        self.project.write(
            f"docs/{path}", f"{head}times a year, {text or '*mostly*'} at dawn{rest}"
        )

    @rule(number=numbers)
    def as_it_was(self, number: int) -> None:
        """Undo all that was done to a page."""
        path = self.paths[number]
        self.project.write(f"docs/{path}", self.original[path])

    @rule(
        number=numbers,
        line=st.one_of(
            words.map(lambda text: f"title: {text!r}"),
            st.sampled_from(ICONS).map(lambda icon: f"icon: {icon}"),
            st.sampled_from(KINDS).map(lambda kind: f"tags: [{kind}]"),
            st.sampled_from(("hide: [toc]", "template: wide.html", "status: new", "a: b")),
        ),
    )
    def front_matter(self, number: int, line: str) -> None:
        """Say something else about a page."""
        text = self.original[self.paths[number]]
        body = text.split("---\n", 2)[2] if text.startswith("---\n") else f"\n{text}"
        self.project.write(f"docs/{self.paths[number]}", f"---\n{line}\n---\n{body}")

    @rule(number=numbers, text=words)
    def heading(self, number: int, text: str) -> None:
        """Call a section something else; nothing links to it."""
        path = f"docs/{self.paths[number]}"
        head, _, tail = self.project.read(path).rpartition("### ")
        self.project.write(path, f"{head}### {text or 'At night'}\n{tail.partition(chr(10))[2]}")

    @rule(number=numbers)
    def link_broken(self, number: int) -> None:
        """Link to what is not there: no build succeeds until the page is as it was."""
        path = f"docs/{self.paths[number]}"
        self.project.write(path, f"{self.project.read(path)}\n[gone](no-such-page.md)\n")

    @rule(path=st.sampled_from(EXTRA), text=words)
    def page_more(self, path: str, text: str) -> None:
        """Add a page."""
        self.project.write(f"docs/{path}", f"---\ntags: [more]\n---\n\n# {text} more\n\n{text}\n")

    @rule(path=st.sampled_from(EXTRA))
    def page_less(self, path: str) -> None:
        """Remove a page that was added."""
        self.project.file(f"docs/{path}").unlink(missing_ok=True)

    @rule(order=st.permutations(range(3)), title=words)
    def navigation(self, order: list[int], title: str) -> None:
        """Put the parts of the navigation in another order, and call one something else."""
        head, _, nav = self.config.partition("nav:\n")
        parts = [f"  -{part}" for part in nav.split("\n  -")]
        parts[0] = parts[0].removeprefix("  -")
        ordered = [parts[index] for index in order] + parts[3:]
        text = "\n".join(part.rstrip("\n") for part in ordered) + "\n"
        quoted = f'"{title or "Home"}"'
        self.project.write("mkdocs.yml", f"{head}nav:\n{text.replace('Home:', f'{quoted}:')}")

    @rule(chosen=features, folders=st.booleans())
    def theme(self, chosen: set[str], folders: bool) -> None:  # noqa: FBT001 - a drawn value
        """Choose features of the theme, and the form of addresses."""
        listed = "".join(f"{feature}, " for feature in sorted(chosen))
        text = self.base.replace("features: [", f"features: [{listed}")
        self.project.write("base.yml", f"{text}use_directory_urls: {str(folders).lower()}\n")

    @rule(keeper=words)
    def value_that_each_page_shows(self, keeper: str) -> None:
        """Change what the footer says, in a file that the theme includes."""
        self.project.write("overrides/partials/copyright.html", f"{keeper} {{{{ page.title }}}}\n")

    @rule(month=words)
    def snippet(self, month: str) -> None:
        """Change a text that several pages include."""
        self.project.write("snippets/month.md", f"Best month: {month}.\n")

    @rule(colour=st.sampled_from(("teal", "navy")))
    def stylesheet(self, colour: str) -> None:
        """Change a static file."""
        self.project.write("docs/styles/extra.css", f"q {{ color: {colour} }}\n")

    @rule(epoch=st.sampled_from((EPOCH, "1800000000")))
    def date(self, epoch: str) -> None:
        """Let time go by, or back."""
        self.project.environment["SOURCE_DATE_EPOCH"] = epoch

    @rule(number=st.integers(0, 40))
    def output_lost(self, number: int) -> None:
        """Lose a file of the site."""
        files = sorted(path for path in self.project.site.rglob("*.html") if path.is_file())
        if files:
            files[number % len(files)].unlink()

    @rule(number=st.integers(0, 1000), at=st.floats(0, 1))
    def cache_damaged(self, number: int, at: float) -> None:
        """Cut off a file of the cache."""
        files = sorted(path for path in self.project.cache.rglob("*") if path.is_file())
        if files:
            file = files[number % len(files)]
            file.write_bytes(file.read_bytes()[: int(at * file.stat().st_size)])
