"""What is remembered of words is the same whoever asks, and however many other words were said before."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from shopbell_understanding.rows import Matrix, Rows


def row_of(word: str) -> Matrix:
    return np.array([len(word), ord(word[0])], np.float32)


def total_of(words: list[str]) -> list[float]:
    return [sum(map(len, words)), sum(ord(word[0]) for word in words)]


def test_the_rows_of_several_words_are_added_up() -> None:
    rows = Rows(2, row_of, most=4)

    assert rows.total(["rye", "bread"]).tolist() == total_of(["rye", "bread"])


def test_a_total_is_the_askers_own() -> None:
    rows = Rows(2, row_of, most=4)

    total = rows.total(["rye"])
    total *= 7

    assert rows.total(["rye"]).tolist() == total_of(["rye"])


def test_more_words_than_are_remembered_are_known_still() -> None:
    rows = Rows(2, row_of, most=4)

    for word in ("a", "bb", "ccc", "dddd", "eeeee", "ffffff"):
        assert rows.total(["rye", word, "gg"]).tolist() == total_of(["rye", word, "gg"])


def test_several_threads_may_ask() -> None:
    rows = Rows(2, row_of, most=8)
    texts = [[f"{at % 7}a", f"{at % 11}b", f"{at % 13}c"] for at in range(2_000)]

    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(rows.total, texts)]

    assert [one.tolist() for one in found] == [*map(total_of, texts)]
