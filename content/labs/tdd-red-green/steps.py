"""One function at each step of its making, and how many tests there were by then."""

from collections.abc import Callable


def nothing_yet(title: str) -> str:
    """Do nothing: the first test comes before the code."""
    raise NotImplementedError


def joined(title: str) -> str:
    """Do what the first test asks, and no more."""
    return title.lower().replace(" ", "-")


def split_first(title: str) -> str:
    """Do what two tests ask."""
    words = title.lower().split(" ")
    return "-".join([word for word in words if word])


def refusing(title: str) -> str:
    """Do what all three tests ask."""
    words = title.lower().split(" ")
    words = [word for word in words if word]
    if words == []:
        raise ValueError("a title with no words")
    return "-".join(words)


def refactored(title: str) -> str:
    """Do the same in fewer words."""
    if words := title.lower().split():
        return "-".join(words)
    raise ValueError("a title with no words")


def refactored_too_far(title: str) -> str:
    """Lose a promise on the way."""
    return "-".join(title.lower().split())


STEPS: tuple[tuple[str, int, Callable[[str], str]], ...] = (
    ("red_1", 1, nothing_yet),
    ("green_1", 1, joined),
    ("red_2", 2, joined),
    ("green_2", 2, split_first),
    ("red_3", 3, split_first),
    ("green_3", 3, refusing),
    ("refactor", 3, refactored),
    ("refactor_too_far", 3, refactored_too_far),
)
