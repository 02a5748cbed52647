"""memory: what is remembered is what would be made again."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from generator.memory import Memory, is_alike


def doubled(text: str, calls: list[str]) -> str:
    calls.append(text)
    return text * 2


def test_a_function_is_called_once_for_a_text_however_often_that_was_read() -> None:
    memory, calls = Memory(), list[str]()
    for _ in range(3):
        memory.begin()
        text = b"wren".decode()  # another object each time
        assert memory.recall(doubled, text, calls) == "wrenwren"
    assert calls == ["wren"]


def test_what_a_round_does_not_ask_for_is_forgotten_after_it() -> None:
    memory, calls = Memory(), list[str]()
    for text in ("wren", "robin", "robin", "wren"):
        memory.begin()
        memory.recall(doubled, text, calls)
    assert calls == ["wren", "robin", "wren"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (Decimal("1.0"), Decimal("1.00")),
        ([1], [1]),
        (("a", ("b", 0)), ("a", ("b", False))),
        ("a", b"a"),
    ],
)
def test_equal_arguments_that_are_not_the_same_are_told_apart(one: object, other: object) -> None:
    memory = Memory()
    memory.begin()
    assert memory.recall(lambda thing: (thing,), one)[0] is one
    assert repr(memory.recall(repr, one)) == repr(repr(one))
    assert memory.recall(repr, other) == repr(other)


@dataclass(frozen=True, slots=True)
class Bird:
    name: str
    size: Decimal | int
    colours: dict[str, str]


WREN = Bird("wren", Decimal("9.5"), {"back": "brown", "belly": "buff"})


def test_what_is_made_anew_and_alike_is_the_same_as_before() -> None:
    memory = Memory()
    again = Bird("wren", Decimal("9.5"), {"back": "brown", "belly": "buff"})
    memory.keep("bird", WREN)
    memory.begin()
    assert memory.keep("bird", again) is WREN


@pytest.mark.parametrize(
    "other",
    [
        Bird("robin", Decimal("9.5"), WREN.colours),
        Bird("wren", Decimal("9.50"), WREN.colours),
        Bird("wren", 9, WREN.colours),
        Bird("wren", Decimal("9.5"), {"belly": "buff", "back": "brown"}),
        Bird("wren", Decimal("9.5"), {"back": "brown"}),
        ("wren", Decimal("9.5"), WREN.colours),
        None,
    ],
)
def test_what_could_be_told_apart_is_not_alike(other: object) -> None:
    assert not is_alike(WREN, other)
    memory = Memory()
    memory.keep("bird", WREN)
    memory.begin()
    assert memory.keep("bird", other) is other
