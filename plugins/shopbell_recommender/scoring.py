"""A fitted model, asked: sums a few rows of arrows and takes the best. Numpy alone, a fraction of a millisecond."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .model_file import map_parts, read_header

Scores = NDArray[np.float32]
Table = Literal["taste", "basket", "words"]
HALF_LIFE = 90  # days after which something bought says half as much; measured nDCG@10 .154 against .150 without
SEASON = 0.1  # of the best score, for what sells best these thirty days: .156; from .5 on it is worse than nothing
TWINS = 0.8  # cosine of the words
MOST = 150  # products of one customer that are looked at, the last ones


class Model:
    """One fitted model."""

    def __init__(self, folder: Path) -> None:
        """Map it. Raises ``ValueError``, ``OSError``: it is none of this version."""
        self.header = read_header(folder)
        # Plain views: each slice of numpy's own mapped arrays costs 5 us.
        self._parts: dict[str, Any] = {name: np.asarray(part) for name, part in map_parts(folder).items()}
        self.place = {one: at for at, one in enumerate(self.header.ids)}
        if self._parts.keys() < {"price", "sold", "recent", "taste.starts", "basket.starts", "words.starts"}:
            raise ValueError(f"{folder.name} is not whole")
        categories = {one: at for at, one in enumerate(dict.fromkeys(self.header.categories))}
        self._category = np.array([categories[one] for one in self.header.categories], np.int32)
        self._categories = categories
        currencies = {one: at for at, one in enumerate(dict.fromkeys(self.header.currencies))}
        self._currency = np.array([currencies[one] for one in self.header.currencies], np.int16)
        recent, ever = self._parts["recent"].astype(np.float32), self._parts["sold"].astype(np.float32)
        self._season = recent / max(1.0, float(recent.max(initial=0)))
        # What sold lately comes first; what did not is told apart by all that was ever sold.
        self._popular = recent + ever / (float(ever.max(initial=0)) + 1)

    def __len__(self) -> int:
        """How many products it knows."""
        return len(self.header.ids)

    def related(self, table: Table, places: Sequence[int], weights: Sequence[float] = ()) -> Scores:
        """[n]: how much these products speak for each; 0 for themselves."""
        starts, targets = self._parts[f"{table}.starts"], self._parts[f"{table}.targets"]
        strengths = self._parts[f"{table}.weights"]
        rows = [slice(starts[at], starts[at + 1]) for at in places]
        if not rows:
            return np.zeros(len(self), np.float32)
        found = np.concatenate([targets[row] for row in rows])
        said = np.concatenate([strengths[row] for row in rows]).astype(np.float32)
        if weights:
            said *= np.repeat(np.asarray(weights, np.float32), [row.stop - row.start for row in rows])
        scores: Scores = np.bincount(found, said, len(self)).astype(np.float32)
        scores[list(places)] = 0
        return scores

    def for_customer(self, bought: Mapping[int, int], today: int) -> Scores:
        """[n]: what somebody may like who bought these (places, and the day), new to them; a little for the season."""
        last = sorted(bought.items(), key=lambda one: one[1], reverse=True)[:MOST]
        scores = self.related(
            "taste", [at for at, _ in last], [0.5 ** (max(0, today - day) / HALF_LIFE) for _, day in last]
        )
        scores += np.float32(SEASON * float(scores.max(initial=0))) * self._season
        scores[list(bought)] = 0
        return scores

    def popular(self) -> Scores:
        """[n]: what sells best."""
        scores: Scores = self._popular.copy()
        return scores

    @property
    def sold_anything(self) -> bool:
        """Did the shop sell anything that is in its catalogue?"""
        return bool(self._parts["sold"].any())

    def keep_category(self, scores: Scores, category: str) -> None:
        """Zero what is of another category."""
        scores[self._category != self._categories.get(category, -1)] = 0

    def drop_kin(self, scores: Scores, places: Sequence[int]) -> None:
        """Zero what is of the category of one of these products."""
        scores[np.isin(self._category, self._category[list(places)])] = 0

    def kin(self, place: int) -> Scores:
        """[n]: 1 for those of the product's category, a little more for what sells; 0 for others and itself."""
        scores: Scores = (self._category == self._category[place]) * (1 + np.float32(0.01) * self._season)
        scores[place] = 0
        return scores

    def keep_dearer(self, scores: Scores, place: int, least: int, most: int) -> None:
        """Zero what is not of this product's category, or costs less or more than so many per cent of it."""
        price, own = self._parts["price"], int(self._parts["price"][place])
        fits = (self._category == self._category[place]) & (self._currency == self._currency[place])
        fits &= (price * 100 >= own * least) & (price * 100 <= own * most) & (price > 0)
        scores[~fits] = 0

    def twins(self, one: str, other: str) -> bool:
        """Are they called so much alike that nobody wants to see both?"""
        if one not in self.place or other not in self.place:
            return False
        at, wanted = self.place[one], self.place[other]
        row = slice(*self._parts["words.starts"][at : at + 2])
        return bool((self._parts["words.weights"][row][self._parts["words.targets"][row] == wanted] >= TWINS).any())

    def best(self, scores: Scores, count: int) -> list[int]:
        """See ``best_of``."""
        return best_of(scores, count)

    def spoke_most(self, table: Table, places: Sequence[int], target: int) -> int | None:
        """Which of these products speaks most for the target."""
        starts, targets = self._parts[f"{table}.starts"], self._parts[f"{table}.targets"]
        best, found = 0.0, None
        for at in places:
            row = slice(starts[at], starts[at + 1])
            said = float(self._parts[f"{table}.weights"][row][targets[row] == target].sum(dtype=np.float32))
            if said > best:
                best, found = said, at
        return found


def best_of(scores: Scores, count: int) -> list[int]:
    """Places of the ``count`` best, the best first; none that scores nothing."""
    count = min(count, len(scores))
    if not count:
        return []
    places = np.argpartition(-scores, count - 1)[:count]
    places = places[np.argsort(-scores[places], kind="stable")]
    return [int(at) for at in places if scores[at] > 0]
