"""What the documents show as it comes out of the generator: findings, and what templates reach.

Everything is made from the small handbook in docs_words.py.
"""

import inspect
import tempfile
from functools import cache
from pathlib import Path

from jinja2.filters import FILTERS as JINJA_FILTERS

import docs_words as words
from generator.check import RULES
from generator.diagnostics import Diagnostic
from generator.labs import read_labs
from generator.links import link_site
from generator.load import load_site
from generator.model import LinkedSite
from generator.render import make_environment, render_site
from generator.report import as_text
from generator.source import read_line
from lab_sites import record_result
from sites import all_findings, write_site

# The findings.


def findings() -> str:
    """Return every rule with its promise and a finding, by subject."""
    parts: list[str] = []
    for heading, examples in words.FINDINGS.items():
        parts.append(f"## {heading}\n")
        parts += (_rule(name, example) for name, example in examples.items())
    return "\n".join(parts)


def one_finding() -> str:
    """Return the finding that the documents explain findings with."""
    return fenced(sample(words.FINDINGS["References and links"]["unknown-reference"]))


def _rule(name: str, example: words.Example) -> str:
    promise = example.promise or promises()[name]
    return f"### {name}\n\n{promise}\n\n{fenced(sample(example))}"


def fenced(text: str, language: str = "text") -> str:
    """Return a text as a block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def promises() -> dict[str, str]:
    """Return what each rule about the site says of itself."""
    return {rule.__name__.replace("_", "-"): inspect.getdoc(rule) or "" for rule in RULES}


def sample(example: words.Example) -> str:
    """Return the finding of an example, as `check` prints it."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_example(Path(folder), example)
        return as_text(all_findings(root), lambda where: read_line(root, where))


@cache
def sample_findings(example: words.Example) -> tuple[Diagnostic, ...]:
    """Return all that is found in an example."""
    with tempfile.TemporaryDirectory() as folder:
        return all_findings(write_example(Path(folder), example))


def write_example(root: Path, example: words.Example) -> Path:
    """Write the small handbook with the changes of an example."""
    write_site(root, words.SMALL_HANDBOOK)
    write_site(root, example.files)
    for path, octets in example.octets:
        (root / path).write_bytes(octets)
    for path, target in example.links:
        (root / path).symlink_to(target)
    if example.reads is not None:
        cases = {"plain": {"reads": 100}, "cached": {"reads": example.reads}}
        record_result(root, "sqlite", cases)
    return write_site(root, example.after) if example.after else root


# What templates see.


def variables() -> str:
    """Return the variables of templates with what each is."""
    parts = []
    for name, members in template_names().items():
        rows = [f"| `{name}.{member}` | {words.VARIABLES[name][member]} |" for member in members]
        parts.append("\n".join([f"| of `{name}` | is |", "| --- | --- |", *rows]) + "\n")
    return "\n".join(parts)


def template_names() -> dict[str, list[str]]:
    """Return what templates can reach, in the order in which it is described."""
    return {name: _in_order(name, value) for name, value in template_objects().items()}


def _in_order(name: str, value: object) -> list[str]:
    described = list(words.VARIABLES[name])
    public = [member for member in dir(value) if not member.startswith("_")]
    return sorted(public, key=lambda m: described.index(m) if m in described else len(described))


def template_objects() -> dict[str, object]:
    """Return one of each object that templates can reach, as a template is given it."""
    reached: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = write_site(Path(folder), words.SMALL_HANDBOOK)
        write_site(root, words.SMALL_LAB)
        record_result(root, "sqlite", {"plain": {"reads": 100}, "cached": {"reads": 1}})
        write_site(root, words.REACHING)
        environment = make_environment(root, "theme/pages")
        environment.filters["keep"] = reached.setdefault
        site, _ = load_site(root, "content", "Handbook")
        links, _ = link_site(site)
        labs, _ = read_labs(root, site)
        render_site(LinkedSite(site=site, links=links, labs=labs), environment)
    return {name: reached[name] for name in words.VARIABLES}


def filters() -> str:
    """Return our filters, each with an example and what it gives."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        environment = make_environment(Path(folder), "theme/pages")
        entry = template_objects()["entry"]
        for name, (example, about) in words.FILTERS.items():
            gives = environment.from_string(example).render(entry=entry)
            rows.append(f"- **{name}**: {about}. `{example}` gives `{gives}`")
    return "\n".join(rows) + "\n"


def filter_names() -> set[str]:
    """Return the filters that Jinja does not bring along, or that are not its own."""
    known = make_environment(Path(), "theme/pages").filters
    return {name for name, value in known.items() if JINJA_FILTERS.get(name) is not value}
