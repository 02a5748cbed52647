"""Give for each type of field a value that it takes, as YAML, to be replaced by the author."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING

from generator.model import Field, Site

_WORDS = "To be written"


def value_for(site: Site, field: Field) -> str:
    """Return a value that the field takes; an empty one where the content has nothing to name."""
    return _VALUES[field.type](site, field)


def _text(site: Site, field: Field) -> str:
    del site
    return _WORDS.ljust(field.min_length or 0, ".")[: field.max_length]


def _number(site: Site, field: Field) -> str:
    del site
    if field.min is not None:
        return str(field.min.to_integral_value(ROUND_CEILING) if field.type == "int" else field.min)
    return str(min(0, field.max)) if field.max is not None else "0"


def _choice(site: Site, field: Field) -> str:
    del site
    return f'"{field.choices[0]}"'


def _list(site: Site, field: Field) -> str:
    inner = field.of or replace(field, type="text")
    return f"[{', '.join([value_for(site, inner)] * _least(field))}]"


def _object(site: Site, field: Field) -> str:
    wanted = [inner for inner in field.fields.values() if inner.required]
    wanted = wanted or list(field.fields.values())[:1]
    return f"{{{', '.join(f'{inner.name}: {value_for(site, inner)}' for inner in wanted)}}}"


def _ref(site: Site, field: Field) -> str:
    return next(iter(_names(site, field)), "")


def _refs(site: Site, field: Field) -> str:
    return f"[{', '.join(_names(site, field)[: _least(field)])}]"


def _names(site: Site, field: Field) -> list[str]:
    """Return the entries that may be named, as they are written there."""
    keys = [key for name in field.to for key in site.index.get(name, ())]
    return [site.text_of(key) if len(field.to) > 1 else key.slug for key in keys]


def _least(field: Field) -> int:
    """Return how many items there have to be; one, where any number will do."""
    return max(1, int(field.min or 0))


def _same(text: str) -> Callable[[Site, Field], str]:
    return lambda _site, _field: text


_VALUES: Mapping[str, Callable[[Site, Field], str]] = {
    "text": _text,
    "markdown": _text,
    "int": _number,
    "number": _number,
    "bool": _same("false"),
    "date": _same("2000-01-01"),
    "url": _same("https://example.org/"),
    "choice": _choice,
    "list": _list,
    "object": _object,
    "ref": _ref,
    "refs": _refs,
}
