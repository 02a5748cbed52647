"""The pages of the generated projects: field notes about birds that use what pages can use."""

from collections.abc import Iterator

PLACES = ("Coast", "Forest", "Lakes", "Meadow", "Mountain", "Town")
COLOURS = ("Azure", "Brown", "Crested", "Dusky", "Golden", "Grey", "Little", "Marsh", "Northern")
KINDS = ("bunting", "finch", "heron", "kite", "lark", "owl", "plover", "swift", "tern", "warbler")
ICONS = ("material/bird", "material/feather", "material/egg", "octicons/eye-16")

PER_FOLDER = 10


def page_paths(count: int) -> list[str]:
    """Give the paths of so many pages, relative to docs_dir: a home page, then places of birds."""
    return ["index.md", *(_path(number) for number in range(1, count))]


def folder(number: int) -> str:
    """Give the name of a folder of pages."""
    place = PLACES[number % len(PLACES)].lower()
    return place if number < len(PLACES) else f"{place}-{number // len(PLACES)}"


def bird(number: int) -> str:
    """Give the name of a page's bird: no two have one name."""
    colour, kind = COLOURS[number % len(COLOURS)], KINDS[number % len(KINDS)]
    return f"{colour} {kind} {number}"


def page_text(number: int, paths: list[str]) -> str:
    """Give a page's Markdown, in which each feature returns after a few pages."""
    return "\n".join(_parts(number, paths)) + "\n"


def _path(number: int) -> str:
    group, place = divmod(number - 1, PER_FOLDER)
    name = "index" if place == 0 else bird(number).lower().replace(" ", "-")
    return f"{folder(group)}/{name}.md"


def _parts(number: int, paths: list[str]) -> Iterator[str]:
    yield from _front_matter(number)
    yield f"# {bird(number)}\n"
    yield f"Seen {number % 7 + 2} times a year, *mostly* at dawn; the colour is `{number:04x}`.\n"
    yield from _links(number, paths)
    features = (_code, _admonition, _table, _tabs, _image, _snippet, _notes)
    yield from features[number % len(features)](number)
    yield from features[(number + 3) % len(features)](number)
    yield "## Song\n"
    yield f"Call {number} of {len(KINDS)}: tsee-tsee. {'It sings and sings. ' * (number % 5)}\n"
    yield "### At night\n"
    yield f"Silent, as a rule[^{number}].\n\n[^{number}]: Heard once, in {1950 + number % 70}."


def _front_matter(number: int) -> Iterator[str]:
    lines = [line for every, line in _META if number % every == 0]
    if lines:
        text = "\n".join(["---", *lines, "---", ""])
        kind, icon = KINDS[number % len(KINDS)], ICONS[number % len(ICONS)]
        yield text.format(bird=bird(number), kind=kind, icon=icon)


# A line of front matter, and how many pages there are until the next has it.
_META = (
    (3, "tags: [{kind}, seen]"),
    (4, "icon: {icon}"),
    (5, "title: About {bird}"),
    (7, "hide: [toc]"),
    (11, "template: wide.html"),
    (13, "description: Field note on {bird} & its kind"),
    (17, "search:\n  exclude: true"),
)


def _links(number: int, paths: list[str]) -> Iterator[str]:
    here = paths[number]
    up = "../" * here.count("/")
    near, far = paths[(number + 1) % len(paths)], paths[number * 7 % len(paths)]
    yield f"Often near [its neighbour]({up}{near}) and [a rival]({up}{far}#song).\n"


def _code(number: int) -> Iterator[str]:
    yield f'## Counting\n\n```python title="count.py" hl_lines="2"\ndef count_{number}(birds):'
    yield f'    return sum(1 for b in birds if b != "<{number}>")\n```\n'


def _admonition(number: int) -> Iterator[str]:
    yield f'!!! warning "Rare & shy {number}"\n\n    Keep **{number + 10} m** away.\n'
    yield "??? note\n\n    Nests in reeds :material-feather:\n"


def _table(number: int) -> Iterator[str]:
    yield f"| Month | Seen |\n| --- | ---: |\n| May | {number} |\n| June | {number * 3 % 11} |\n"


def _tabs(number: int) -> Iterator[str]:
    yield f'=== "Male"\n\n    Bright, {number} g.\n\n=== "Female"\n\n    Plain, {number - 1} g.\n'


def _image(number: int) -> Iterator[str]:
    # The image is beside the folders of pages.
    yield f"![Bird {number}](../images/bird.svg){{ width={100 + number} }}\n"


def _snippet(number: int) -> Iterator[str]:
    yield f'--8<-- "season.md"\n\nNote {number} ends here.\n'


def _notes(number: int) -> Iterator[str]:
    yield f"Moult\n:   Once in {number % 3 + 1} years\n\n- [x] ringed\n- [ ] photographed\n"
