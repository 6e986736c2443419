"""What comes behind a greeting is understood as without it: "hi, this is Ana, and a rye loaf"."""

import pytest

from shopbell.shop import after_greeting, asks_for_a_rule, asks_for_some, asks_for_the_sum, goes_on_ordering


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("hello there, do you have rye bread?", "do you have rye bread?"),
        ("Hi, this is Ana Lopez. Where is my order?", "Where is my order?"),
        ("hallo zusammen, ich bin Tom, habt ihr auf?", "habt ihr auf?"),
        ("Bonjour, c'est Marie : avez-vous du pain ?", "avez-vous du pain ?"),
        ("¡Hola! soy Ana, hay pan", "hay pan"),
        ("hi I'm looking for a cake", "I'm looking for a cake"),
        ("Hi-fi speakers", "Hi-fi speakers"),
        ("this is too small, can I return it", "this is too small, can I return it"),
        ("hello there", "hello there"),
        ("", ""),
    ],
)
def test_what_is_said_behind_a_greeting(said: str, rest: str) -> None:
    assert after_greeting(said) == rest


@pytest.mark.parametrize("greeting", ["", "Hi, ", "good morning! ", "hello this is Ana, "])
def test_a_greeting_changes_nothing_of_what_is_asked(greeting: str) -> None:
    assert asks_for_a_rule(f"{greeting}when do you deliver the carrot cake")
    assert asks_for_the_sum(f"{greeting}how much is it all together?")
    assert asks_for_some(f"{greeting}two of them please")
    assert goes_on_ordering(f"{greeting}and a rye loaf")
    assert not asks_for_a_rule(f"{greeting}do you have power banks")
