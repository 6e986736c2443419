"""The figures of ``scripts/bench search`` are what they are called."""

import json
from pathlib import Path

import pytest

from scripts.benchmarks import search
from shopbell.shop import Criteria

ROW = {
    "id": "A", "category": "lamp", "color": "red", "material": "brass", "style": "classic", "brand": "Luma",
    "occasion": ["gift"], "season": None, "gender": None, "price": 20.0, "free_shipping": False, "rating": 4.2,
    "reviews": 3, "stock": 1, "sizes": [], "title": "Luma Red Brass Lamp", "description": "",
}  # fmt: skip


def test_the_best_order_is_worth_one_and_another_less() -> None:
    assert search.ndcg([2, 1, 0], [1, 2]) == 1.0
    assert search.ndcg([1, 2], [1, 2]) == pytest.approx((1 + 3 / 1.5849625) / (3 + 1 / 1.5849625))
    assert search.ndcg([], [2]) == 0.0


@pytest.mark.parametrize(
    ("slots", "breaks"),
    [({"price_max": 19}, True), ({"price_min": 21}, True), ({"free_shipping": True}, True), ({"price_max": 20}, False)],
)
def test_what_breaks_the_wallet(slots: dict[str, object], breaks: bool) -> None:
    assert search.breaks_the_wallet(ROW, slots) is breaks


def test_criteria_are_told_in_the_words_of_the_data() -> None:
    criteria = Criteria(wanted={"colour": ("red",)}, unwanted={"material": ("wool",)}, most=1999, stars=45)

    assert search.slots_of(criteria) == {"color": "red", "not_material": "wool", "price_max": 19.99, "rating_min": 4.5}


def test_a_folder_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LARGE", 40)
    rows = [ROW, {**ROW, "id": "B", "color": "blue", "title": "Luma Blue Brass Lamp"}]
    queries = [
        {"query": "a red lamp", "slots": {"category": "lamp", "color": "red"}, "relevant": {"A": 2}},
        {"query": "a lamp, cobalt", "slots": {"category": "lamp", "color": "blue"}, "relevant": {"A": 2}},
    ]
    (tmp_path / "shop_catalogue.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "shop_queries.jsonl").write_text("\n".join(map(json.dumps, queries)))

    found = {figure.name: figure.value for figure in search.measure(tmp_path)}

    assert found["slots, F1"] == found["sentences with all slots right"] == 1.0
    assert (found["nDCG@10"], found["shown products that break a wish"]) == (0.5, 50.0)
