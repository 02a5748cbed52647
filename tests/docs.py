"""Write the parts of the documents that the program knows: `python tests/docs.py [--check]`.

A part stands between a line `<!-- generated: NAME -->` and a line `<!-- end -->`. The words and the
examples are in docs_words.py; this file puts them beside what the generator says of itself.
"""

import argparse
import contextlib
import inspect
import io
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import docs_examples as examples
import docs_words as words
import everything
from generator.cli import main as run_command
from generator.schema import FIELD_TYPES
from sites import compiled, page, write_site

PROJECT = Path(__file__).resolve().parent.parent
GUIDE = PROJECT / "content" / "guide"
PAGES = (*(PROJECT / name for name in everything.PAGES), *sorted(GUIDE.glob("*.md")))

_PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
_BLOCK = re.compile(r'^(`{3,})\w+ title="([^"]+)"\n(.*?)^\1$', re.DOTALL | re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def main(arguments: Sequence[str]) -> int:
    """Write every page anew, or say which pages are out of date."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documents.")
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    check = parser.parse_args(arguments).check
    found = stale_pages()
    for path, text in found.items():
        sys.stdout.write(f"{'stale' if check else 'written'}: {path.relative_to(PROJECT)}\n")
        if not check:
            path.write_text(text, "utf-8", newline="\n")
    return 1 if check and found else 0


def stale_pages() -> dict[Path, str]:
    """Return the pages whose generated parts are out of date, with the text they should have."""
    texts = {path: path.read_text("utf-8") for path in PAGES}
    fresh = {path: with_parts(text) for path, text in texts.items()}
    return {path: text for path, text in fresh.items() if text != texts[path]}


def with_parts(text: str) -> str:
    """Return a page with its generated parts made anew."""
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n{found[3]}", text)


def shown_files(text: str) -> dict[str, str]:
    """Return the files that a page shows whole: fenced blocks whose title is a path."""
    return {found[2]: found[3] for found in _BLOCK.finditer(text)}


# The commands, from their help.


def commands() -> str:
    """Return every command with what it does and its options."""
    return "".join(_command(name) for name in (*command_names(), "test"))


def command_names(group: str = "") -> Iterator[str]:
    """Yield the commands; one that has commands of its own stands for these: `labs run`."""
    for word in re.findall(r"(?m)^    ([a-z]+) ", _help(run_command, group.split())):
        name = f"{group} {word}".strip()
        yield from tuple(command_names(name)) or (name,)


def _command(name: str) -> str:
    about, options = read_help(name)
    rows = [f"| `{option}` | {_cell(does)} |" for option, does in options]
    table = "\n".join(["| option | does |", "| --- | --- |", *rows])
    return f"### `{name}`\n\n{about}\n\n{table}\n\n"


def read_help(name: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what `--help` of a command says: its sentence, and its options with their words.

    The form of the text differs between versions of Python; what it says does not.
    """
    ours = (everything.read_arguments, []) if name == "test" else (run_command, name.split())
    text = _help(*ours)
    paragraphs = text.split("\n\n")
    lists = "\n".join(paragraph for paragraph in paragraphs if ":\n" in paragraph)
    options = [_option(entry) for entry in re.split(r"(?m)^  (?=\S)", lists)[1:]]
    return " ".join(paragraphs[1].split()), [o for o in options if "--help" not in o[0]]


def _help(command: Callable[[list[str]], object], arguments: list[str]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        command([*arguments, "--help"])
    return _COLOUR.sub("", printed.getvalue())


def _option(entry: str) -> tuple[str, str]:
    invocation, _, does = re.sub(r"\n[^ ].*", "", entry, flags=re.DOTALL).partition("  ")
    if "\n" in invocation:
        invocation, does = entry.split("\n", 1)
    # Before Python 3.13: -d FOLDER, --site-dir FOLDER
    invocation = re.sub(r"^(-\w) \S+, ", r"\1, ", " ".join(invocation.split()))
    return invocation, " ".join(does.split())


# The model.


def types() -> str:
    """Return the field types, each with an example."""
    rows = ["| type | holds | declared, and written |", "| --- | --- | --- |"]
    for name in FIELD_TYPES:
        holds, declared, written = words.TYPES[name]
        rows.append(f"| `{name}` | {holds} | `{declared}`<br>`{written}` |")
    return "\n".join(rows) + "\n"


def options() -> str:
    """Return what a field's declaration may say, and for which types."""
    rows = ["| option | says | of |", "| --- | --- | --- |"]
    for name in option_names():
        kinds = [f"`{kind}`" for kind, known in FIELD_TYPES.items() if name in known.options]
        rows.append(f"| `{name}` | {words.OPTIONS[name]} | {', '.join(kinds) or 'every type'} |")
    return "\n".join(rows) + "\n"


def option_names() -> list[str]:
    """Return the options of a field's declaration that the generator knows."""
    return _known("fields:\n  summary: {type: text, zzzz: 1}")


def key_names(part: str) -> list[str]:
    """Return the keys that the generator knows in one part of `_collection.yml`."""
    declared = {
        "": "zzzz: 1",
        "rules": "rules: [{zzzz: 1, require: {title: {present: true}}, message: no}]",
    }
    return _known(declared.get(part, f"{part}: {{zzzz: 1}}"))


def _known(declaration: str) -> list[str]:
    """Return the names in the finding about a key that is not known."""
    text = f"-- content/tools/_collection.yml --\ntitle: Tools\nsingular: tool\n{declaration}\n"
    with tempfile.TemporaryDirectory() as folder:
        [finding] = compiled(write_site(Path(folder), text)).findings
    return finding.fix.partition("the fields are: ")[2].split(", ")


def keys() -> str:
    """Return the keys of `_collection.yml`, part by part."""
    return "\n".join(_keys(part) for part in words.COLLECTION_KEYS)


def _keys(part: str) -> str:
    head = f"| in `{part}` | says |" if part else "| key | says |"
    rows = [f"| `{name}` | {words.COLLECTION_KEYS[part][name]} |" for name in key_names(part)]
    return "\n".join([head, "| --- | --- |", *rows]) + "\n"


# An example.


def example_page() -> str:
    """Return the page that the example of the page on templates makes."""
    text = (GUIDE / "templates.md").read_text("utf-8")
    files = "".join(f"-- {path} --\n{file}" for path, file in shown_files(text).items())
    with tempfile.TemporaryDirectory() as folder:
        made = page(write_site(Path(folder), files), "tools/redis.md")
    return examples.fenced(made, "markdown")


# The generator's own picture.


def rooms() -> str:
    """Return the rooms by floor, each with the sentence that its module opens with."""
    rows = ["| floor | room | job |", "| --- | --- | --- |"]
    for floor, names in floors():
        rows += (f"| {floor} | `{name}` | {_job(name)} |" for name in names)
    return "\n".join(rows) + "\n"


def floors() -> Iterable[tuple[int, list[str]]]:
    """Return the rooms that there are, from the top floor down."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = [re.findall(r"\w+", layer) for layer in layers if "__main__" not in layer]
    for floor, names in zip(reversed(range(len(named))), named, strict=True):
        yield floor, [name for name in names if _is_room(name)]


def _is_room(name: str) -> bool:
    folder = PROJECT / "generator"
    return (folder / name).is_dir() or (folder / f"{name}.py").is_file()


def _job(name: str) -> str:
    lines = (inspect.getdoc(import_module(f"generator.{name}")) or "").split("\n\n")
    return " ".join(lines[0].split())


def steps() -> str:
    """Return what each step of the pipeline gives."""
    rows = ["| step | function | gives |", "| --- | --- | --- |"]
    for step, module, function in words.STEPS:
        made = inspect.signature(getattr(import_module(f"generator.{module}"), function))
        given = re.sub(r"(?:\w+\.)+(?=\w)", "", inspect.formatannotation(made.return_annotation))
        given = given.strip("'")  # of what is imported for types alone
        for long, short in words.SHORT.items():
            given = given.replace(long, short)
        rows.append(f"| {step} | `{module}.{function}` | `{given}` |")
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "example-page": example_page,
    "filters": examples.filters,
    "findings": examples.findings,
    "keys": keys,
    "one-finding": examples.one_finding,
    "options": options,
    "rooms": rooms,
    "steps": steps,
    "types": types,
    "variables": examples.variables,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
