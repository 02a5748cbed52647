"""Collections of typed entries for the generated projects: habitats, species and sayings."""

from collections.abc import Iterator
from pathlib import Path

HABITATS = ("bog", "cliff", "heath", "hedge", "reed", "river")
SPECIES = 18


def write_collections(root: Path) -> None:
    """Add three collections to a project that has ordinary pages already."""
    for path, text in {**DECLARATIONS, **dict(_entries())}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    config = root / "mkdocs.yml"
    listed = "".join(f"  - {name}/index.md\n" for name in ("habitats", "species", "sayings"))
    text = config.read_text("utf-8").replace("nav:\n", "plugins: {typed-content: {}}\nnav:\n")
    config.write_text(text + listed, "utf-8", newline="")


def _entries() -> Iterator[tuple[str, str]]:
    for number, name in enumerate(HABITATS):
        text = f"---\ntitle: {name.capitalize()}\nwet: {str(number % 2 == 0).lower()}\n---\n\n"
        yield f"docs/habitats/{name}.md", f"{text}Where birds of the {name} live.\n"
    for number in range(SPECIES):
        yield f"docs/species/species-{number}.md", _species(number)
    sayings = (_saying(number) for number in range(6))
    yield "docs/sayings/all.yml", "entries:\n" + "".join(sayings)


def _species(number: int) -> str:
    home = HABITATS[number % len(HABITATS)]
    rival = f"rivals: [species-{number - 1}]\n" if number % 4 == 1 else ""
    return (
        f"---\ntitle: Species {number}\nsummary: The bird with number {number} | and a bar.\n"
        f"status: {'common' if number % 3 else 'rare'}\nlives_in: [{home}]\n{rival}---\n\n"
        f"It likes [](habitat:{home}) and [the home page](../index.md).\n\n"
        f"## Nest {number}\n\nMade of `twigs`.\n"
    )


def _saying(number: int) -> str:
    return (
        f"  - slug: saying-{number}\n    title: Saying {number}\n"
        f"    about: species-{number}\n    words: Early bird {number} < late *worm*\n"
    )


DECLARATIONS = {
    "docs/habitats/_collection.yml": """\
title: Habitats
singular: habitat
index: {sort: title}
fields:
  wet: {type: bool, label: Wet}
""",
    "docs/habitats/_index.md": "Words above the list of habitats.\n",
    "docs/species/_collection.yml": """\
title: Species
singular: species
icon: material/bird
index: {sort: title, group_by: status, columns: [summary, lives_in]}
fields:
  summary: {type: text, required: true, max_length: 80}
  status: {type: choice, choices: [common, rare], required: true, label: Status}
  lives_in: {type: refs, to: habitat, label: Lives in, inverse: {name: birds, label: Birds}}
  rivals: {type: refs, to: species, label: Rivals, inverse: {name: rival_of, label: Rival of}}
""",
    "docs/sayings/_collection.yml": """\
title: Sayings
singular: saying
pages: index
index: {sort: title}
fields:
  about: {type: ref, to: species, label: About, inverse: {name: sayings, label: Sayings}}
  words: {type: text, required: true, label: Words}
""",
}
