"""Products, categories and brands of the catalogue, however much of the name is said."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from shopbell import Entity, Spelling

from ..vectors import word_vectors
from .catalogue import Catalogue
from .lexicons.lexicon import words
from .said import Phrases, Said, fold
from .stems import Stems, stem

NAMED = 0.6  # of a title's weight must be said; "walnut" is most of "Walnut bread"
CLEARLY = 0.15  # better than the next product
SHORTEST_NAME = 5  # letters of a word that is in no dictionary, and so names a product alone: "the Marisol"
KNOWN = 0.6  # share of the titles' words that must be in the dictionary for others to be proper names
LONGEST_NAME = 7  # words in a row that are read as one name
REMEMBERED = 2_048  # names and which product they mean
SPELT = 4_000  # words of names that are known also with a slip, the commonest; about 1 KB each
# Between the words of a name: "loaf of rye", "pain au chocolat".
_BETWEEN = words("of with the a and mit und der die das au aux de du des la le les en con y el")

_JOINING = words("and und et y")  # joins the words of a name, or two names: "baguettes and a rye loaf"

Named = tuple[str, float, frozenset[str]]  # product, share of its name that was said, words of it


class Wares:
    """Finds what the shop sells in a text. A text of fifteen words costs about 4 microseconds."""

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
        self._stems = Stems(self._weight, Spelling(dict(names.most_common(SPELT)), has))
        self._named: dict[tuple[str, ...], Named | None] = {}
        self._ids = {product.id.casefold(): product.id for product in catalogue.products}
        self._id_ends = {words[-1] for words in (Said(name).words for name in self._ids) if words}
        self._categories = _names(catalogue.values("category"))
        self._brands = _names(catalogue.values("brand"))
        self._first_words = frozenset(self._weight) | self._categories.first_words | self._brands.first_words

    def _is_of_one(self, stemmed: str) -> bool:
        return len({self._titles[place][0] for place in self._having[stemmed]}) == 1

    def read(self, said: Said) -> list[Entity]:
        """``product``: the id; ``category`` and ``brand``: as the catalogue writes them."""
        if not self._titles:
            return []
        found = [*self._by_id(said)]
        stems = [*map(self._stems.__getitem__, said.words)]
        places = [place for place, word in enumerate(stems) if word in self._first_words]
        if places:
            found += self._by_name(said, stems, places)
            for kind, names in (("category", self._categories), ("brand", self._brands)):
                for place in places:
                    if (named := names.at(stems, place)) is not None:
                        found.append(said.entity(kind, named[1], place, named[0]))
        return found

    def _by_id(self, said: Said) -> Iterator[Entity]:
        """Ids of letters and digits, such as ``B001``; bare digits could be anything."""
        for place in said.digits:
            if said.words[place] not in self._id_ends or said.taken[place]:
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

    def _by_name(self, said: Said, stems: list[str], places: list[int]) -> Iterator[Entity]:
        weight, end = self._weight, len(stems)
        behind = 0  # the last name
        for place in places:
            if place < behind or stems[place] not in weight or said.taken[place]:
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
                named = [at for at in range(place, last) if stems[at] in used]
                yield said.entity("product", product, named[0], named[-1] + 1, round(share, 2))
            behind = last

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
