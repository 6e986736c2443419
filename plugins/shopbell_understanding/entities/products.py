"""Products, categories and brands of the catalogue, however much of the name is said."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from shopbell import Entity, Spelling

from ..vectors import word_vectors
from .catalogue import Catalogue
from .lexicons.lexicon import words
from .said import Phrases, Said, fold

NAMED = 0.6  # of a title's weight must be said; "walnut" is most of "Walnut bread"
CLEARLY = 0.15  # better than the next product
SHORTEST_STEM = 3  # letters
SHORTEST_NAME = 5  # letters of a word that is in no dictionary, and so names a product alone: "the Marisol"
KNOWN = 0.6  # share of the titles' words that must be in the dictionary for others to be proper names
LONGEST_NAME = 7  # words in a row that are read as one name
REMEMBERED = 2_048  # words and what they are stems of; names and which product they mean
SPELT = 4_000  # words of names that are known also with a slip, the commonest; about 1 KB each
_ENDINGS = ("es", "en", "er", "s", "n", "e", "x")
# Between the words of a name: "loaf of rye", "pain au chocolat".
_BETWEEN = words("of with the a and mit und der die das au aux de du des la le les en con y el")

_JOINING = words("and und et y")  # joins the words of a name, or two names: "baguettes and a rye loaf"

Named = tuple[str, float, frozenset[str]]  # product, share of its name that was said, words of it


@lru_cache(maxsize=2_048)
def stem(word: str) -> str:
    """A word without the ending of its plural: "rolls", "Brötchen" and "roll", "Brötche" fall together."""
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


class Wares:
    """Finds what the shop sells in a text. A text of ten words costs about 5 microseconds."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue; 1,000 products take about 30 ms and 2 MB."""
        titles = [(product.id, _stems(title)) for product in catalogue.products for title in product.titles]
        spread = Counter(word for _, stems in titles for word in set(stems))
        self._weight = {word: math.log(1 + len(titles) / count) for word, count in spread.items()}
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, (_, stems) in enumerate(titles):
            for word in set(stems):
                self._having[word].append(place)
        self._titles = [
            (product, frozenset(stems), sum(self._weight[word] for word in set(stems))) for product, stems in titles
        ]
        names = Counter(word for product in catalogue.products for title in product.titles for word in _words(title))
        has = word_vectors().has
        self._proper = {stem(word) for word in _proper_names(catalogue, has) if self._is_of_one(stem(word))}
        looks = [value for column in ("material", "colour") for value in catalogue.values(column)]
        self._looks = {word for value in looks for word in _stems(value)}
        self._spelling = Spelling(dict(names.most_common(SPELT)), has)
        self._stemmed: dict[str, str] = {}
        self._named: dict[tuple[str, ...], Named | None] = {}
        self._ids = {product.id.casefold(): product.id for product in catalogue.products}
        self._categories = _names(catalogue.values("category"))
        self._brands = _names(catalogue.values("brand"))

    def _is_of_one(self, stemmed: str) -> bool:
        return len({self._titles[place][0] for place in self._having[stemmed]}) == 1

    def read(self, said: Said) -> list[Entity]:
        """``product``: the id; ``category`` and ``brand``: as the catalogue writes them."""
        if not self._titles:
            return []
        stems = [self._stem(word) for word in said.words]
        found = [*self._by_id(said)] if said.has_digit else []
        found += self._by_name(said, stems)
        for kind, names in (("category", self._categories), ("brand", self._brands)):
            for place, word in enumerate(stems):
                if word in names.first_words and (named := names.at(stems, place)) is not None:
                    found.append(said.entity(kind, named[1], place, named[0]))
        return found

    def _stem(self, word: str) -> str:
        """A word of a name with a slip in it counts as that word; a word of the language stays what it is."""
        known = self._stemmed.get(word)
        if known is None:
            known = stem(word)
            if known not in self._weight:
                known = stem(self._spelling.put_long_right(word) or word)
            if len(self._stemmed) >= REMEMBERED:
                self._stemmed.clear()
            self._stemmed[word] = known
        return known

    def _by_id(self, said: Said) -> Iterator[Entity]:
        """Ids of letters and digits, such as ``B001``; bare digits could be anything."""
        for place, word in enumerate(said.words):
            if not word[0].isdecimal() or said.taken[place]:
                continue
            first = place
            while first > 0 and said.joined(first) and place - first < 4:
                first -= 1
                name = said.text[said.starts[first] : said.ends[place]].casefold()
                if name in self._ids and not (
                    place + 1 < len(said.words) and said.joined(place + 1) and said.words[place + 1].isalnum()
                ):
                    yield said.take("product", self._ids[name], first, place + 1)
                    break

    def _by_name(self, said: Said, stems: list[str]) -> Iterator[Entity]:
        weight, place, end = self._weight, 0, len(stems)
        while place < end:
            if stems[place] not in weight or said.taken[place]:
                place += 1
                continue
            after, last = place + 1, place + 1
            while (
                after < end
                and after - place < LONGEST_NAME
                and (stems[after] in weight or said.words[after] in _BETWEEN or said.words[after] == "-")
            ):
                after += 1
                if stems[after - 1] in weight:
                    last = after
            found = self._named_by(tuple(stems[place:last]))
            joined = next((at for at in range(place + 1, last - 1) if said.words[at] in _JOINING), None)
            if joined is not None and not _on_both_sides(found, stems[place:joined], stems[joined + 1 : last]):
                last = joined
                found = self._named_by(tuple(stems[place:last]))
            if found is not None:
                product, share, used = found
                places = [at for at in range(place, last) if stems[at] in used]
                yield said.entity("product", product, places[0], places[-1] + 1, round(share, 2))
            place = last

    def _named_by(self, stems: tuple[str, ...]) -> Named | None:
        """Remembered: customers speak of the same few products all day long."""
        if stems not in self._named:
            if len(self._named) >= REMEMBERED:
                self._named.clear()
            self._named[stems] = self._best(stems)
        return self._named[stems]

    def _best(self, stems: Sequence[str]) -> Named | None:
        """The product that is named, how much of its name was said, and with which words; None when unclear."""
        said = frozenset(word for word in stems if word in self._weight)
        rarest = min(said, key=lambda word: (len(self._having[word]), word))
        if said <= self._looks and not any(self._titles[place][1] <= said for place in self._having[rarest]):
            return None  # "is it silk" is asked of whatever is spoken of
        scored: list[tuple[float, int]] = []
        total = sum(self._weight[word] for word in said)
        for place in self._having[rarest][:200]:
            _, title, whole = self._titles[place]
            common = sum(self._weight[word] for word in title & said)
            scored.append((2 * common / (whole + total) if whole > common else 1.0 - 0.3 * (1 - common / total), place))
        scored.sort(key=lambda one: (-one[0], one[1]))
        best = scored[0]
        if rarest in self._proper:
            best = max(NAMED, best[0]), best[1]
        product, title, _ = self._titles[best[1]]
        rival = next((score for score, place in scored[1:] if self._titles[place][0] != product), 0.0)
        if best[0] < NAMED or (best[0] < 1.0 and best[0] - rival < CLEARLY) or best[0] == rival:
            return None
        return product, best[0], title & said


def _on_both_sides(found: Named | None, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Does the name need words of both sides?"""
    return found is not None and not found[2].isdisjoint(before) and not found[2].isdisjoint(behind)


def _proper_names(catalogue: Catalogue, has: Callable[[str], bool]) -> set[str]:
    """Words of titles that are in no dictionary and the same in each of their languages; none where the dictionary is
    of another language than the titles.
    """
    first = {word for product in catalogue.products for word in _words(product.titles[0])}
    if sum(map(has, first)) < KNOWN * len(first):
        return set()
    common = (set[str].intersection(*map(set, map(_words, product.titles))) for product in catalogue.products)
    return {
        word for words in common for word in words if len(word) >= SHORTEST_NAME and word.isalpha() and not has(word)
    }


def _stems(title: str) -> list[str]:
    return [stem(word) for word in _words(title)]


def _words(title: str) -> list[str]:
    words = [fold(word.strip("-.,()\"'&/+:;!?")) for word in title.replace("-", " ").replace("/", " ").split()]
    return [word for word in words if word and word not in _BETWEEN]


def _names(values: Iterable[str]) -> Phrases:
    return Phrases({" ".join(_stems(value)): value for value in reversed([*values]) if _stems(value)})
