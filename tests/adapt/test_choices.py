"""A short answer to a menu is understood however the customer gives it, and a sentence is never taken for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.adapt.choices import stand_in, understand_choice
from shopbell.people import Choice

MENU = [
    Choice("Small", "size:s", 1),
    Choice("Medium", "size:m", 2),
    Choice("Large (for twelve)", "size:l", 3),
    Choice("Größe nach Wunsch", "size:x", 4),
]
BUTTONS = [Choice("Small", "size:s"), Choice("Medium", "size:m"), Choice("Large", "size:l")]
PIECES = [Choice("2 pieces", "n:2"), Choice("4 pieces", "n:4"), Choice("6 pieces", "n:6")]


def chosen(text: str, choices: list[Choice], payload: str | None = None) -> str | None:
    choice = understand_choice(text, payload, choices)
    return choice.payload if choice else None


@pytest.mark.parametrize(
    "said",
    ["2", "2.", " 2 ", "#2", "# 2", "２", "(2)", "2)", "02", "option 2", "Option 2.", "nr. 2", "Nr 2", "No. 2", "№ 2",
     "number 2", "Nummer 2", "n° 2", "opción 2", "٢", "२", "2️⃣", "②",
     "Medium", "medium", "MEDIUM!", "“Medium”", "»medium«", "'Medium'.", "Ｍｅｄｉｕｍ", "  medium \n"],
)  # fmt: skip
def test_a_number_or_a_label_is_understood(said: str) -> None:
    assert chosen(said, MENU) == "size:m"


@pytest.mark.parametrize(
    "said",
    ["I would like 2 loaves", "2 loaves please", "at 2", "2 3", "2.5", "22", "5", "0", "-2", "medium rare",
     "is it medium",     "option", "sm", "s", "?", "", "   ", "12345678901234567890", "2" * 500],
)  # fmt: skip
def test_a_sentence_of_its_own_is_no_choice(said: str) -> None:
    assert chosen(said, MENU) is None


def test_the_beginning_of_a_label_is_enough_when_it_is_whole_words_and_means_one() -> None:
    cakes = [Choice("Chocolate cake", "a"), Choice("Cherry cake", "b"), Choice("Cherry pie", "c")]

    assert chosen("large", MENU) == "size:l"
    assert chosen("chocolate", cakes) == "a"
    assert chosen("cherry", cakes) is None
    assert chosen("choco", cakes) is None
    assert chosen("Choco…", cakes) == "a"


def test_letters_are_compared_without_case_and_form() -> None:
    assert chosen("GRÖSSE NACH WUNSCH", MENU) == "size:x"
    assert chosen("Gro\u0308ße nach Wunsch", MENU) == "size:x"


def test_a_tapped_button_counts_alone() -> None:
    assert chosen("Small", MENU, payload="size:m") == "size:m"
    assert chosen("Small", MENU, payload="from an old menu") is None
    assert chosen("", MENU, payload=stand_in("size:l")) == "size:l"


def test_buttons_are_counted_in_their_order() -> None:
    assert chosen("2", BUTTONS) == "size:m"
    assert chosen("4", BUTTONS) is None


def test_a_number_among_numbers_is_not_guessed() -> None:
    assert chosen("2", PIECES) is None
    assert chosen("2 pieces", PIECES) == "n:2"
    assert chosen("4", [Choice("4", "four"), Choice("2", "two")]) == "four"


def test_a_shown_number_wins_over_the_order() -> None:
    mixed = [Choice("Yes", "y"), Choice("No", "n"), Choice("Rye", "rye", 1), Choice("Spelt", "spelt", 2)]

    assert chosen("1", mixed) == "rye"
    assert chosen("yes", mixed) == "y"


def test_the_same_label_twice_is_settled_by_its_number() -> None:
    carts = [Choice("Add to cart", "add:rye", 1), Choice("Add to cart", "add:spelt", 2)]

    assert chosen("add to cart", carts) is None
    assert chosen("2", carts) == "add:spelt"


def test_without_a_menu_nothing_is_chosen() -> None:
    assert chosen("2", []) is None
    assert chosen("", [], payload="size:m") is None


@settings(deadline=None)
@given(st.text(), st.lists(st.tuples(st.text(), st.text()), unique_by=lambda choice: choice[0].strip().casefold()))
def test_whatever_is_said_a_choice_is_one_of_the_menu_or_none(said: str, shown: list[tuple[str, str]]) -> None:
    menu = [Choice(label, payload, number) for number, (label, payload) in enumerate(shown, 1)]

    assert understand_choice(said, None, menu) in [None, *menu]
    for choice in menu:
        assert understand_choice("", choice.payload, menu).payload == choice.payload  # type: ignore[union-attr]


@settings(deadline=None)
@given(st.integers(1, 20), st.lists(st.sampled_from(["bread", "cake", "pie", "roll"]), min_size=1, max_size=20))
def test_every_shown_number_is_understood(number: int, labels: list[str]) -> None:
    menu = [Choice(label, str(place), place) for place, label in enumerate(labels, 1)]

    assert chosen(f"{number}.", menu) == (str(number) if number <= len(menu) else None)
