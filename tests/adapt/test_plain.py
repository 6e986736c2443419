"""Answers written in Markdown read well where no Markdown is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.adapt.plain import plain


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("We are **open** on *Sunday*.", "We are open on Sunday."),
        ("See [our cakes](https://bakery.example/cakes).", "See our cakes (https://bakery.example/cakes)."),
        ("<https://bakery.example>", "https://bakery.example"),
        ("[hello@bakery.example](mailto:hello@bakery.example)", "hello@bakery.example"),
        ("[Call us](tel:+49301234)", "Call us (+49301234)"),
        ("![a rye loaf](https://bakery.example/rye.jpg)", "a rye loaf (https://bakery.example/rye.jpg)"),
        ("# Cakes\n\nWe bake them.", "Cakes\n\nWe bake them."),
        ("We sell:\n\n- bread\n- **cakes**\n\nCome in!", "We sell:\n\n- bread\n- cakes\n\nCome in!"),
        ("1. Order\n2. Pay", "1. Order\n2. Pay"),
        ("3. Third\n4. Fourth", "3. Third\n4. Fourth"),
        ("- bread\n  - rye\n  - spelt\n- cakes", "- bread\n  - rye\n  - spelt\n- cakes"),
        ("- one\n  more\n\n  and more", "- one\n  more\n  and more"),
        ("First line\\\nsecond line\nthird", "First line\nsecond line\nthird"),
        ("> Said Ana", "Said Ana"),
        ("Use `code`.\n\n```\nas it is\n```", "Use code.\n\nas it is"),
        ("5 < 6 & <b>so</b>", "5 < 6 & <b>so</b>"),
        ("**[Menu](https://bakery.example/m)** today", "Menu (https://bakery.example/m) today"),
        ("snake_case and 2 * 3 * 4 stay", "snake_case and 2 * 3 * 4 stay"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(markdown: str, words: str) -> None:
    assert plain(markdown) == words


@settings(deadline=None)
@given(st.text(alphabet="ab *_[]()#>-!\n1.\\<&"))
def test_no_text_is_too_odd_to_be_shown(markdown: str) -> None:
    letters = [char for char in markdown if char in "ab"]

    assert [char for char in plain(markdown) if char in "ab"][: len(letters)] == letters or "[" in markdown
