"""English texts to learn word vectors from: WordNet's glosses, examples and words, and sentences made from patterns.

Nothing of any set that understanding is measured on is among them.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from wordfreq import top_n_list, zipf_frequency

SEED = 1
MADE = 130_000  # sentences from patterns
COMMON_WORDS = 40_000

# What customers and other people ask and tell, with places for a verb, a noun, an adjective and a participle.
PATTERNS = tuple(
    pattern.strip()
    for pattern in (Path(__file__).parent / "patterns.txt").read_text(encoding="utf-8").splitlines()
    if pattern.strip()
)
OPENINGS = ("hi, ", "hello ", "please help, ", "hey ", "so ", "ok ")
ENDINGS = (" please", " today", " now", " thanks", " online", " again")


class WordNet:
    """The text in WordNet's data files (Debian: ``wordnet-base``)."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.texts: list[str] = []
        self.kinds: dict[str, set[str]] = defaultdict(set)  # word or phrase -> parts of speech
        for kind in ("noun", "verb", "adj", "adv"):
            for line in (folder / f"data.{kind}").read_text(encoding="utf-8").splitlines():
                if not line.startswith("  "):
                    self._read(line, kind, rng)

    def _read(self, line: str, kind: str, rng: random.Random) -> None:
        head, _, gloss = line.partition(" | ")
        fields = head.split()
        words = [re.sub(r"\(.*\)", "", f).replace("_", " ").lower() for f in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]
        for word in words:
            self.kinds[word].add(kind)
        meaning, *examples = re.split(r';\s*(?=")', gloss.strip())
        meaning = meaning.strip().strip(";")
        self.texts.append(meaning)
        if rng.random() < 0.35:
            self.texts.append(f"{words[0]}: {meaning}")
        self.texts += [example.strip().strip('"').strip() for example in examples if len(example) > 12]

    def words(self, kind: str, commonness: float) -> list[str]:
        """Single words of that kind, at least so common (Zipf scale)."""
        found = [word for word, kinds in self.kinds.items() if kind in kinds and word.isalpha() and len(word) > 2]
        return [word for word in found if zipf_frequency(word, "en") > commonness]

    def pairs(self, commonness: float) -> list[str]:
        """Nouns of two words."""
        found = [word for word, kinds in self.kinds.items() if "noun" in kinds and word.count(" ") == 1]
        return [word for word in found if zipf_frequency(word, "en") > commonness]


def texts_of(folder: Path) -> list[str]:
    """All texts, in a fixed random order."""
    rng = random.Random(SEED)
    wordnet = WordNet(folder, rng)
    made = list(_made(wordnet, rng))
    phrases = [word for word in wordnet.kinds if zipf_frequency(word, "en") > 1.0 and len(word) < 40]
    common = [word for word in top_n_list("en", COMMON_WORDS) if word.isalpha()]
    found = sorted({*wordnet.texts, *made, *phrases, *common})
    rng.shuffle(found)
    return found


def _made(wordnet: WordNet, rng: random.Random) -> Iterator[str]:
    nouns, verbs, adjectives = wordnet.words("noun", 3.2), wordnet.words("verb", 3.3), wordnet.words("adj", 3.5)
    pairs = wordnet.pairs(2.2)

    def one_of(words: Sequence[str], weights: Sequence[float]) -> str:
        return rng.choices(words, cum_weights=weights)[0]

    by_use = {id(words): _summed(words) for words in (nouns, verbs, adjectives)}
    for _ in range(MADE):
        noun = rng.choice(pairs) if rng.random() < 0.2 else one_of(nouns, by_use[id(nouns)])
        text = rng.choice(PATTERNS).format(
            n=noun,
            n2=one_of(nouns, by_use[id(nouns)]),
            n3="work",
            v=one_of(verbs, by_use[id(verbs)]),
            p=_participle(one_of(verbs, by_use[id(verbs)])),
            a=one_of(adjectives, by_use[id(adjectives)]),
            a2=one_of(adjectives, by_use[id(adjectives)]),
        )
        chance = rng.random()
        if chance < 0.15:
            text = rng.choice(OPENINGS) + text
        elif chance < 0.25:
            text += rng.choice(ENDINGS)
        yield text + ("?" if rng.random() < 0.3 else "")


def _summed(words: Sequence[str]) -> list[float]:
    """Common words more often, but the commonest not always."""
    total, sums = 0.0, []
    for word in words:
        total += 2.0 ** min(zipf_frequency(word, "en") - 3, 3.0)
        sums.append(total)
    return sums


def _participle(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "ed"


@click.command()
@click.argument("wordnet", type=click.Path(path_type=Path, exists=True))
@click.argument("out", type=click.Path(path_type=Path))
def corpus(wordnet: Path, out: Path) -> None:
    """Write one text per line."""
    out.write_text("\n".join(texts_of(wordnet)), encoding="utf-8")
