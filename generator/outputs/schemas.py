"""The JSON Schema of each collection with the real slugs in it, and which files it is for.

The YAML language server, which VS Code and other editors use, takes schemas for YAML files alone:
front matter in Markdown has its schema too, and no widely used editor that reads it.
"""

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.labs import CONTRACT, KIND, describe_contract
from generator.model import Field, Site
from generator.schema import (
    SLUG,
    JsonSchema,
    Names,
    describe_declarations,
    describe_entries,
)

SCHEMAS = ".schema"  # the folder, beside mkdocs.yml
_DECLARATION = "_collection"  # no collection can have this name
_CONTRACT = "_lab"  # nor this one
_SETTING = "yaml.schemas"


def schema_files(site: Site) -> Mapping[str, str]:
    """Return the text of each schema by its path from the folder of mkdocs.yml."""
    names = _names(site)
    schemes = tuple(sorted({collection.scheme for collection in site.collections.values()}))
    schemas = {
        name: describe_entries(collection, names) for name, collection in site.collections.items()
    }
    schemas[_DECLARATION] = describe_declarations(schemes)
    if any(collection.kind == KIND for collection in site.collections.values()):
        schemas[_CONTRACT] = describe_contract()
    return {_path(name): _as_text(schema) for name, schema in schemas.items()}


def with_schemas(settings: str, site: Site) -> str | None:
    """Return VS Code's settings with the schemas in them; None where they cannot be read.

    ``settings`` is the text of the file, which may have comments, and then is its owner's to edit.
    """
    try:
        given = json.loads(settings or "{}")
    except ValueError:
        return None
    if not isinstance(given, dict) or not isinstance(given.get(_SETTING, {}), dict):
        return None
    others = {
        path: files
        for path, files in given.get(_SETTING, {}).items()
        if not path.startswith(f"./{SCHEMAS}/")
    }
    return _as_text({**given, _SETTING: {**others, **_associations(site)}})


def _associations(site: Site) -> Mapping[str, list[str]]:
    """Return the files of each schema: by name, as no pattern of the server can leave one out."""
    files: dict[str, set[str]] = {}
    for entry in site.entries.values():
        if PurePosixPath(entry.source.path).suffix == ".yml":
            files.setdefault(entry.key.collection, set()).add(entry.source.path)
    for collection in site.collections.values():
        files.setdefault(_DECLARATION, set()).add(collection.source.path)
    if contracts := _contracts(site):
        files[_CONTRACT] = contracts
    return {f"./{_path(name)}": sorted(paths) for name, paths in sorted(files.items())}


def _contracts(site: Site) -> set[str]:
    """Return the contracts of the labs that have one."""
    return {
        f"{site.docs_dir}/{path}"
        for key, entry in site.entries.items()
        if site.collections[key.collection].kind == KIND
        for path in entry.files
        if path == f"{key.collection}/{key.slug}/{CONTRACT}"
    }


def _path(name: str) -> str:
    return f"{SCHEMAS}/{name}.json"


def _as_text(value: JsonSchema) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _names(site: Site) -> Names:
    """Return what tells how each entry that a field may name can be written."""

    def names(field: Field) -> tuple[str, ...] | None:
        if any(target in site.hidden for target in field.to):
            return None
        bare = field.to[0] if len(field.to) == 1 else ""
        slugs = [(t, slug) for t in field.to for slug in sorted(site.known.get(t, ()))]
        slugs = [(target, slug) for target, slug in slugs if SLUG.fullmatch(slug)]
        qualified = (f"{site.collections[target].scheme}:{slug}" for target, slug in slugs)
        return (*(slug for target, slug in slugs if target == bare), *qualified)

    return names
