"""The tests of a feature in the order in which they were written."""

import pytest


def test_1_words_are_joined_by_hyphens(slug):
    assert slug("Red green") == "red-green"


def test_2_runs_of_spaces_become_one_hyphen(slug):
    assert slug(" red   green ") == "red-green"


def test_3_a_title_without_words_is_refused(slug):
    with pytest.raises(ValueError, match="no words"):
        slug("   ")
