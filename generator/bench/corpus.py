"""Write the project that is measured: the same arguments give the same files.

A handbook of many pages in sections of 25, each page in the navigation of each other one, with what
pages of a handbook have: sections, links, code, tables, notes. It is plain MkDocs with Material; no
page says anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from generator.bench.peers import write_peers

_PER_SECTION = 25

# Long enough that no text repeats itself soon, and all of them words.
_WORDS = (  # noqa: SIM905 - as quoted words they would fill a page
    "account address answer archive balance batch bridge budget buffer cache carrier change "
    "channel check circle client cluster column commit copy counter cursor delay demand detail "
    "device driver edge engine entry error event factor field filter flow format frame gate "
    "graph group guard handle harbour index input journal key label lane layer ledger level "
    "limit line list lock loop margin mark measure member merge message method mirror model "
    "month name network node note number object offer order output owner packet page parcel "
    "part path pattern peer pipe place plan point pool port price process profile proof query "
    "queue quota range rate reader record region reply report request result retry return river "
    "role root route rule sample scale schema scope segment server session shard shelf signal "
    "slot socket source stage state station stock stream supply switch table target task thread "
    "ticket token topic trace track train transfer tree unit update user value vector version "
    "view voice volume window worker writer year zone"
).split()
_VERBS = (  # noqa: SIM905 - as quoted words they would fill a page
    "accepts answers balances checks collects compares copies counts delays divides feeds "
    "follows guards holds joins keeps leaves limits lists marks measures merges moves names "
    "opens orders passes plans reads records repeats replaces returns sends shares sorts splits "
    "starts stores tests tracks turns updates waits writes"
).split()

_CONFIG = """\
site_name: A benchmark
site_url: http://127.0.0.1/
theme:
  name: material
  font: false
plugins: [search]
markdown_extensions:
  - admonition
  - attr_list
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - tables
  - toc: {permalink: true}
nav:
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A project on the disk, of so many pages."""

    root: Path
    paths: tuple[str, ...]  # of its pages, relative to its docs_dir

    @property
    def config_file(self) -> Path:
        """Return its mkdocs.yml."""
        return self.root / "mkdocs.yml"

    def page(self, number: int) -> Path:
        """Return the file of a page; any number names one."""
        return self.root / "docs" / self.paths[number % len(self.paths)]

    def address(self, number: int) -> str:
        """Return the path of a page in a site."""
        path = self.paths[number % len(self.paths)].removesuffix(".md")
        return f"/{path}/" if path != "index" else "/"


def write_corpus(root: Path, pages: int) -> Corpus:
    """Write a project of so many pages into a folder that is empty or not there."""
    paths = tuple(_path(number) for number in range(pages))
    corpus = Corpus(root, paths)
    for number in range(pages):
        file = corpus.page(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(_page(number, paths)), "utf-8")
    config = _CONFIG + "\n".join(_navigation(paths)) + "\n"
    corpus.config_file.write_text(config, "utf-8")
    write_peers(root, config)
    return corpus


def edit_body(corpus: Corpus, number: int) -> str:
    """Change a page's text as an author would, and return words that only the new text has."""
    words = f"Edit {number} of the text."
    file = corpus.page(number)
    file.write_text(f"{file.read_text('utf-8')}\n{words}\n", "utf-8")
    return words


def edit_title(corpus: Corpus, number: int) -> str:
    """Change a page's title, which every page's navigation shows, and return the new one."""
    title = f"Edit {number} of the title"
    file = corpus.page(number)
    _, _, body = file.read_text("utf-8").split("---\n", 2)
    file.write_text(_front_matter(title) + body, "utf-8")
    return title


def _path(number: int) -> str:
    section, place = divmod(number - 1, _PER_SECTION)
    return f"section-{section}/page-{place}.md" if number else "index.md"


def _navigation(paths: tuple[str, ...]) -> Iterator[str]:
    yield f"  - {paths[0]}"
    for number, path in enumerate(paths[1:]):
        if number % _PER_SECTION == 0:
            yield f"  - Section {number // _PER_SECTION}:"
        yield f"      - {path}"


def _page(number: int, paths: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a page: 5 to 8 KB."""
    draw = Random(number)  # noqa: S311 - a text, not a secret
    yield f"{_front_matter(f'{_title(draw)} {number}')}{_paragraph(draw, 5)}"
    for section in range(draw.randint(5, 6)):
        yield f"\n## {_title(draw)} {section}\n\n{_paragraph(draw, draw.randint(7, 10))}"
        yield f"\nSee [{_title(draw).lower()}]({_link(number, draw.choice(paths))}).\n"
        yield from _FEATURES[(number + section) % len(_FEATURES)](draw)


def _front_matter(title: str) -> str:
    return f"---\ntitle: {title}\n---\n\n"


def _title(draw: Random) -> str:
    return f"{draw.choice(_WORDS).capitalize()} and {draw.choice(_WORDS)}"


def _paragraph(draw: Random, sentences: int) -> str:
    return "\n".join(_sentence(draw) for _ in range(sentences))


def _sentence(draw: Random) -> str:
    one, two, three, four = draw.choices(_WORDS, k=4)
    verb, other = draw.choices(_VERBS, k=2)
    return f"The {one} of each *{two}* {verb} the {three}, and `{other}_{four}` {other} it again."


def _link(number: int, path: str) -> str:
    return f"../{path}" if number else path


def _code(draw: Random) -> Iterator[str]:
    name, thing, part = draw.choices(_WORDS, k=3)
    yield f'```python title="{name}.py"'
    yield f"def {name}_of({thing}s: list[str], *, limit: int = {draw.randint(2, 99)}) -> dict:"
    yield f'    """Return the {part} of each {thing}."""'
    yield f"    found = {{{thing}: len({thing}) for {thing} in {thing}s[:limit]}}"
    yield f'    return found or {{"{part}": {draw.randint(100, 999)}}}  # never empty'
    yield "```"


def _table(draw: Random) -> Iterator[str]:
    yield f"| {draw.choice(_WORDS)} | {draw.choice(_WORDS)} | {draw.choice(_WORDS)} |"
    yield "| --- | :---: | ---: |"
    for _ in range(draw.randint(4, 8)):
        yield f"| {draw.choice(_WORDS)} | `{draw.choice(_WORDS)}` | {draw.randint(1, 9999)} |"


def _note(draw: Random) -> Iterator[str]:
    yield f'!!! note "{_title(draw)}"\n\n    {_sentence(draw)}\n    {_sentence(draw)}'


def _details(draw: Random) -> Iterator[str]:
    yield f'??? tip "{_title(draw)}"\n\n    {_sentence(draw)}\n\n    {_sentence(draw)}'


def _steps(draw: Random) -> Iterator[str]:
    for step in range(1, draw.randint(4, 7)):
        yield f"{step}. {_sentence(draw)}\n    - {_sentence(draw)}"


_FEATURES = (_code, _table, _note, _steps, _details)
