"""Guess what an author meant by a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100  # characters of a name that is worth a guess: comparing takes their square


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the name closest to ``name``, or "" when none is close."""
    if len(name) > _LONGEST:
        return ""
    by_folded = {known.casefold(): known for known in sorted(names, reverse=True)}
    close = get_close_matches(name.casefold(), sorted(by_folded), n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


def suggestion(name: str, names: Iterable[str], otherwise: str) -> str:
    """Return "did you mean ...?" for a near name, and ``otherwise`` when none is near."""
    close = nearest(name, names)
    return f'did you mean "{close}"?' if close else otherwise


def with_article(noun: str) -> str:
    """Return a noun as one speaks of it: a recipe, an ingredient."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def listing(names: Iterable[str]) -> str:
    """Return names as words: "a", "b" or "c"."""
    quoted = [f'"{name}"' for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
