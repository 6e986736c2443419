"""What customers may say is found whatever its case."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell import Wording

LOOKED_FOR = r"\b(?:looking for|suche[nt]?|où\W+est|größe)\b"


@pytest.mark.parametrize("text", ["Looking for a hat", "ICH SUCHE EINEN HUT", "Où est ma commande", "welche GRÖßE"])
def test_what_is_said_is_found_in_any_case(text: str) -> None:
    assert Wording(LOOKED_FOR).search(text)


def test_what_is_not_said_is_not_found() -> None:
    assert Wording(LOOKED_FOR).search("overlooking fort") is None


@given(st.text(alphabet=st.sampled_from("lookingfr suchentOÙEST\u00f9GRößSS.'")))
def test_it_finds_what_a_pattern_that_ignores_case_finds(text: str) -> None:
    assert bool(Wording(LOOKED_FOR).search(text)) == bool(re.search(LOOKED_FOR, text, re.IGNORECASE))


@pytest.mark.parametrize("pattern", ["Looking", r"\b(?:ou|Où)\b"])
def test_capital_letters_would_never_be_found_and_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        Wording(pattern)


def test_classes_of_signs_are_no_capital_letters() -> None:
    assert Wording(r"^\W*\S+\D$").search("Hello!")
