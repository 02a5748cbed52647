"""Programs are told what the content is: editors by JSON Schemas."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from generator.cli import main
from generator.model import Collection, Site
from generator.outputs import schema_files, with_schemas
from generator.schema import FIELD_TYPES, check_fields, describe_entries, read_collection
from generator.source import MappingNode, Text, parse_yaml, split_front_matter
from handbook import PROJECT
from lab_sites import RISING
from sites import compiled, write_site

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
fields:
  summary: {type: text, required: true, max_length: 40, help: one sentence}
  notes: {type: markdown}
  eggs: {type: int, min: 1, max: 20}
  weight: {type: number, min: 0.5}
  flies: {type: bool}
  seen: {type: date}
  page: {type: url}
  rank: {type: choice, choices: [common, "1", rare]}
  names: {type: list, min: 1}
  nest: {type: object, fields: {height: {type: number, required: true}, of: {type: text}}}
  kin: {type: refs, to: bird, max: 2}
  eats: {type: ref, to: [bird, seed]}
-- content/birds/wren.yml --
title: Wren
summary: Small.
kin: [robin]
eats: seed:oat
-- content/birds/more.yml --
entries:
  - {slug: robin, title: Robin, summary: Red., draft: false, meta: {icon: material/star}}
-- content/seeds/_collection.yml --
title: Seeds
singular: seed
-- content/seeds/oat.yml --
title: Oat
"""

Schemas = Mapping[str, Any]


class Yaml12(yaml.SafeLoader):
    """Reads plain values as editors do."""


Yaml12.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", "~nN\0"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"^(?:{_form})$"),
        ["" if first == "\0" else first for first in _first],
    )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    result = compiled(write_site(tmp_path, BIRDS))
    assert result.ok
    return result.site


@pytest.fixture
def schemas(site: Site) -> Schemas:
    return {path: json.loads(text) for path, text in schema_files(site).items()}


def complaints(schema: Schemas, text: str) -> list[str]:
    """Return what an editor would underline."""
    data = yaml.load(text, Loader=Yaml12)  # noqa: S506 - a safe loader with other words
    found = jsonschema.Draft7Validator(schema).iter_errors(data)
    return [error.message for error in found]


def test_every_collection_has_a_schema_and_so_have_declarations(schemas: Schemas) -> None:
    assert list(schemas) == [
        ".schema/birds.json",
        ".schema/seeds.json",
        ".schema/_collection.json",
    ]
    for schema in schemas.values():
        jsonschema.Draft7Validator.check_schema(schema)


def test_what_is_right_is_not_underlined(schemas: Schemas, tmp_path: Path) -> None:
    for name in ("wren", "more"):
        text = (tmp_path / f"content/birds/{name}.yml").read_text()
        assert complaints(schemas[".schema/birds.json"], text) == []


WHOLE = "title: Wren\nsummary: Small.\n"


@pytest.mark.parametrize(
    "text",
    [
        "title: Wren",
        WHOLE + "sumary: Small.",
        WHOLE + "eggs: many",
        WHOLE + "eggs: 21",
        WHOLE + "eggs:  1.5",
        WHOLE + "weight: 0.1",
        WHOLE + "flies: 'true'",
        WHOLE + "seen: 9.3.2026",
        WHOLE + "page: birds.example",
        WHOLE + "rank: commn",
        WHOLE + "names: Jenny",
        WHOLE + "names: []",
        WHOLE + "nest: {of: moss}",
        WHOLE + "nest: {height: 2, off: moss}",
        WHOLE + "kin: [wren, robin, wren]",
        WHOLE + "kin: [robyn]",
        WHOLE + "eats: oat",
        WHOLE + "eats: seed:robin",
        WHOLE + "slug: wren",
        "title: Wren\nsummary:",
        "entries: [{title: Robin, summary: Red.}]",
        "entries: []\ntitle: Birds",
    ],
)
def test_a_mistake_is_underlined_while_it_is_typed(schemas: Schemas, text: str) -> None:
    assert complaints(schemas[".schema/birds.json"], text)


@pytest.mark.parametrize(
    "line",
    [
        "notes:",
        "eggs: 3",
        "weight: 12",
        "seen: 2026-03-09",
        "page: HTTPS://birds.example/wren",
        "rank: 1",
        "names: [no, 1.10, 012, true]",
        "nest: {height: 2}",
        "kin: [robin, bird:wren]",
        "eats: bird:robin",
        "meta:",
        "draft: true",
    ],
)
def test_what_check_accepts_is_not_underlined(schemas: Schemas, line: str) -> None:
    assert complaints(schemas[".schema/birds.json"], WHOLE + line) == []


VALUES = """\
x ~ no yes true 'true' 1 '1' 7 -3 +4 012 0.5 1.10 1e3 2026-03-09 '2026-03-09' 2026-02-30 common rare
https://a.example mailto:a@b.example wren bird:wren seed:oat {} {height: 1} {height: '1'} [] [robin]
[a, b] [[a]] |2\\n\\n\\n\\s\\stext >-\\n\\s\\sfolded\\n\\s\\stext "\\s"
"""


def _values() -> list[str]:
    parts = re.findall(r"\{[^}]*\}|\[\[a\]\]|\[[^]]*\]|\S+", VALUES)
    return ["", *(part.replace(r"\n", "\n").replace(r"\s", " ") for part in parts)]


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_no_value_that_check_accepts_is_underlined(kind: str) -> None:
    needed = {
        "choice": "choices: [common, '1', 'no']",
        "object": "fields: {height: {type: number}}",
        "ref": "to: bird",
        "refs": "to: bird",
    }
    option = needed.get(kind, "label: X")
    declaration = f"title: B\nsingular: bird\nfields: {{x: {{type: {kind}, {option}}}}}"
    node, _ = parse_yaml(Text("x.yml", declaration))
    collection, findings = read_collection("birds", "x.yml", node)
    assert collection is not None
    assert not findings
    schema = json.loads(json.dumps(describe_entries(collection, lambda _: None)))
    accepted = [value for value in _values() if _accepts(collection, f"title: T\nx: {value}\n")]
    assert len(accepted) > 1
    assert [v for v in accepted if complaints(schema, f"title: T\nx: {v}\n")] == []


def _accepts(collection: Collection, text: str) -> bool:
    node, _ = parse_yaml(Text("y.yml", text))
    assert isinstance(node, MappingNode)
    return not check_fields(collection.fields, node, "a bird", node.location)[1]


def test_an_editor_is_told_what_a_field_is_for(schemas: Schemas) -> None:
    fields = schemas[".schema/birds.json"]["else"]["properties"]
    assert fields["summary"]["description"] == "Summary: one sentence. At most 40 characters."


def test_where_slugs_could_not_be_read_any_is_accepted(tmp_path: Path) -> None:
    root = write_site(tmp_path, BIRDS)
    (root / "content/seeds/more.yml").write_text("entries: [")
    schema = json.loads(schema_files(compiled(root).site)[".schema/birds.json"])
    assert complaints(schema, WHOLE + "eats: seed:rye") == []
    assert complaints(schema, WHOLE + "kin: [robyn]")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("title: Birds\nsingular: bird", False),
        ("title: Birds\nsingular: bird\nfields:", False),
        ("title: B\nsingular: b\nfields: {x: {type: list, of: text}}", False),
        ("title: B\nsingular: b\nindex: {sort: [title, -eggs]}", False),
        ("title: B\nsingular: b\nrules:\n- {require: {x: {min: 1}}, message: m}", False),
        ("title: B\nsingular: b\nfields: {x: {type: ref, to: seed, inverse: y}}", False),
        ("singular: bird", True),
        ("title: B\nsingular: b\nfeilds: {}", True),
        ("title: B\nsingular: b\nfields: {x: {type: txt}}", True),
        ("title: B\nsingular: b\nfields: {x: {type: refs, to: sead}}", True),
        ("title: B\nsingular: b\nfields: {x: {type: list, of: {typ: text}}}", True),
        ("title: B\nsingular: b\nrules:\n- {require: {x: {least: 1}}, message: m}", True),
    ],
)
def test_a_declaration_is_read_as_well(schemas: Schemas, text: str, *, wrong: bool) -> None:
    assert bool(complaints(schemas[".schema/_collection.json"], text)) is wrong


def test_the_handbook_has_nothing_underlined() -> None:
    site = compiled(PROJECT).site
    schemas = {path: json.loads(text) for path, text in schema_files(site).items()}
    paths = {entry.source.path: entry.key.collection for entry in site.entries.values()}
    declarations = {c.source.path: "_collection" for c in site.collections.values()}
    contracts = {f"content/{path}": "_lab" for path in site.files if path.endswith("/lab.yml")}
    for path, name in {**paths, **declarations, **contracts}.items():
        text = (PROJECT / path).read_text("utf-8")
        if path.endswith(".md"):
            document, _ = split_front_matter(Text(path, text))
            text = document.front_matter
        assert complaints(schemas[f".schema/{name}.json"], text) == [], path


def test_the_contract_of_a_lab_is_read_as_well(tmp_path: Path) -> None:
    site = compiled(write_site(tmp_path, RISING)).site
    schema = json.loads(schema_files(site)[".schema/_lab.json"])
    jsonschema.Draft7Validator.check_schema(schema)
    contract = (tmp_path / "content/trials/rising/lab.yml").read_text()
    assert complaints(schema, contract) == []
    for old, new in {
        "seed: 7": "sede: 7",
        "kind: count": "kind: cuont",
        "at_most: 3": "at_mots: 3",
        "of: warm.hours,": "",
        "at_most: 3,": "at_most: 3, at_least: 1,",
        "[cold.hours]": "[cold]",
        "id: oven,": "",
    }.items():
        assert complaints(schema, f"{contract}seed: 7\n".replace(old, new)), old
    settings = with_schemas("", site)
    assert settings is not None
    files = json.loads(settings)["yaml.schemas"]
    assert files["./.schema/_lab.json"] == ["content/trials/rising/lab.yml"]


def test_the_editors_own_settings_stay(site: Site) -> None:
    old = {
        "editor.rulers": [100],
        "yaml.schemas": {"./mine.json": ["mine.yml"], "./.schema/gone.json": ["gone.yml"]},
    }
    text = with_schemas(json.dumps(old), site)
    assert text is not None
    assert json.loads(text) == {
        "editor.rulers": [100],
        "yaml.schemas": {
            "./mine.json": ["mine.yml"],
            "./.schema/_collection.json": [
                "content/birds/_collection.yml",
                "content/seeds/_collection.yml",
            ],
            "./.schema/birds.json": ["content/birds/more.yml", "content/birds/wren.yml"],
            "./.schema/seeds.json": ["content/seeds/oat.yml"],
        },
    }


@pytest.mark.parametrize("text", ["{ // mine\n}", "[]", '{"yaml.schemas": []}'])
def test_settings_that_cannot_be_read_are_their_owners(site: Site, text: str) -> None:
    assert with_schemas(text, site) is None


def test_the_command_writes_schemas_and_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_site(tmp_path, BIRDS)
    assert main(["schema", "-f", str(root / "mkdocs.yml")]) == 0
    assert json.loads((root / ".schema/birds.json").read_text())["title"] == "Birds"
    assert (root / ".vscode/settings.json").exists()
    assert capsys.readouterr().out == (
        ".schema/ has 3 schemas; run this again when collections or slugs changed\n"
        ".vscode/settings.json names them\n"
    )


def test_the_command_leaves_settings_with_comments_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_site(tmp_path, BIRDS + "-- .vscode/settings.json --\n// mine\n{}\n")
    assert main(["schema", "-f", str(root / "mkdocs.yml")]) == 0
    assert (root / ".vscode/settings.json").read_text() == "// mine\n{}\n"
    assert "stays as it is" in capsys.readouterr().out


def test_the_command_says_that_content_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_site(tmp_path, BIRDS + "-- content/birds/owl.yml --\ntitle: [\n")
    assert main(["schema", "-f", str(root / "mkdocs.yml")]) == 0
    assert "see what check says" in capsys.readouterr().err


def test_the_command_writes_nothing_outside_of_the_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_site(tmp_path / "site", BIRDS)
    (tmp_path / "elsewhere").mkdir()
    (root / ".schema").symlink_to(tmp_path / "elsewhere")
    assert main(["schema", "-f", str(root / "mkdocs.yml")]) == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert "leads elsewhere" in capsys.readouterr().err
