"""Slips of the finger: what may have been meant, and which known word is."""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell import Spelling, one_slip_away

WORDS = st.text(ascii_lowercase, min_size=1, max_size=12)
LETTERS = st.sampled_from(ascii_lowercase)
PLACES = st.integers(0, 11)


@given(WORDS, LETTERS, PLACES, st.booleans())
def test_a_letter_too_many_missing_or_swapped_is_undone(meant: str, letter: str, place: int, any_letter: bool) -> None:
    at = place % len(meant)
    slips = {meant[:at] + letter + meant[at:], meant + letter}
    slips |= {meant[:at] + meant[at + 1 :], meant[:at] + meant[at : at + 2][::-1] + meant[at + 2 :]} - {"", meant}

    assert all(meant in one_slip_away(slip, any_letter=any_letter) for slip in slips)


@given(WORDS, LETTERS, PLACES)
def test_any_wrong_letter_is_undone_where_it_may_be_any(meant: str, letter: str, place: int) -> None:
    at = place % len(meant)

    assert meant in one_slip_away(meant[:at] + letter + meant[at + 1 :], any_letter=True)


def test_else_a_wrong_letter_lies_beside_the_right_one() -> None:
    assert "bread" in one_slip_away("bresd")
    assert "bread" not in one_slip_away("brepd")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("brad", "bread"),
        ("breead", "bread"),
        ("raed", "read"),
        ("vread", "bread"),
        ("read", None),  # a word as it is
        ("xy", None),
        ("choclatte", "chocolate"),  # two slips in a long word
        ("chokolatee", "chocolate"),
        ("chtclaoee", None),  # three
        ("brotchen", None),  # nor is this a brioche
        ("br3ad", None),
    ],
)
def test_a_known_word_is_put_in_the_place_of_a_slip(said: str, meant: str | None) -> None:
    spelling = Spelling({"bread": 9, "read": 5, "chocolate": 2, "brioche": 1}, {"read"}.__contains__)

    assert spelling.put_right(said) == meant


def test_of_two_words_the_commoner_one_is_meant() -> None:
    assert Spelling({"roll": 1, "role": 7}, lambda word: False).put_right("rolw") == "role"


def test_without_a_list_of_words_only_long_ones_are_put_right() -> None:
    spelling = Spelling({"bread": 9, "roll": 5}, lambda word: False)

    assert (spelling.put_long_right("breda"), spelling.put_long_right("rlol")) == ("bread", None)
