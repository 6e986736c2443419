"""What shoppers write is read as they meant it: other words, other frames, slips of the finger."""

import re
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.benchmarks.search import slots_of
from shopbell.shop import Product
from shopbell_search.amounts import take_amounts
from shopbell_search.index import Index
from shopbell_search.shelf import Shelf
from shopbell_search.synonyms import read_table, shipped
from shopbell_search.vocabulary import Sense, Vocabulary
from shopbell_search.words import plain
from shopbell_understanding.service import TextEncoder
from tests.plugins.search.catalogue import indexed, products

INDEX, ENCODER = indexed(products()), TextEncoder("words")
INDEX.compare_with(ENCODER)
# Floors a little under what was measured: 0.98 as they were written, 0.96 with a slip in each sentence.
FLOOR, MISTYPED_FLOOR = 0.95, 0.93


class Shopper(NamedTuple):
    """A sentence, and what it means."""

    said: str
    slots: set[tuple[str, str]]


def shoppers() -> list[Shopper]:
    lines = (Path(__file__).parent / "shoppers.tsv").read_text(encoding="utf-8").splitlines()
    parted = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Shopper(said, set(re.findall(r"(\w+)=(.*?)(?= \w+=|$)", slots))) for said, slots in parted]


def read(said: str) -> set[tuple[str, str]]:
    found = slots_of(INDEX.read(said, ENCODER)).items()
    return {
        (name, f"{value:g}" if isinstance(value, float) else str(value).replace("True", "true"))
        for name, value in found
    }


def f1(said: list[str]) -> float:
    meant = [{(name, re.sub(r"\.0$", "", value)) for name, value in one.slots} for one in shoppers()]
    both = sum(len(read(text) & gold) for text, gold in zip(said, meant, strict=True))
    return 2 * both / sum(len(read(text)) + len(gold) for text, gold in zip(said, meant, strict=True))


def mistyped(said: str, chance: Random) -> str:
    """One slip in one word of five letters or more."""
    words = said.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    place = chance.choice(places)
    word, at = words[place], chance.randint(1, len(words[place]) - 2)
    words[place] = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
        )
    )
    return " ".join(words)


def test_shoppers_in_their_own_words_are_understood() -> None:
    found = f1([one.said for one in shoppers()])

    print(f"\n{len(shoppers())} sentences: F1 {found:.3f}")
    assert found >= FLOOR


def test_a_slip_in_every_sentence_costs_little() -> None:
    chance = Random(3)

    found = f1([mistyped(one.said, chance) for one in shoppers()])

    print(f"\nwith a slip each: F1 {found:.3f}")
    assert found >= MISTYPED_FLOOR


@pytest.mark.parametrize(
    ("said", "least", "most", "stars", "free"),
    [
        ("a lamp under $50", None, 5000, None, False),
        ("no more than 49.90 please", None, 4990, None, False),
        ("not over 1,200 dollars", None, 120000, None, False),
        ("at least 20 euros", 2000, None, None, False),
        ("no less than $15", 1500, None, None, False),
        ("between 1 and 2k usd", 100000, 200000, None, False),
        ("$30-$60", 3000, 6000, None, False),
        ("from 20 to 40 bucks", 2000, 4000, None, False),
        ("from $20, up to 40 dollars", 2000, 4000, None, False),
        ("fifty dollars or less", None, 5000, None, False),
        ("a hundred and twenty dollars max", None, 12000, None, False),
        ("$50 and up", 5000, None, None, False),
        ("around $100", 8000, 12000, None, False),
        ("my budget is 75", None, 7500, None, False),
        ("it must not cost me more than 80", None, 8000, None, False),
        ("4.5 and up", None, None, 45, False),
        ("rated 4 stars or more, at least $20", 2000, None, 40, False),
        ("at least four and a half stars", None, None, 45, False),
        ("4 out of 5 or better", None, None, 40, False),
        ("with no delivery fee", None, None, None, True),
        ("delivered free of charge", None, None, None, True),
        ("I don't want to pay for shipping", None, None, None, True),
        ("unter 50 Euro, versandkostenfrei", None, 5000, None, True),
        ("moins de 60 €, livraison gratuite", None, 6000, None, True),
        ("entre 20 y 40 euros, envío gratis", 2000, 4000, None, True),
        ("an overcoat 4 stars minimum", None, None, 40, False),
        ("$45 or more, 4.5 star and up", 4500, None, 45, False),
        ("rated above 4 minimum $80", 8000, None, 40, False),
        ("without spendng over $80", None, 8000, None, False),
        ("a 15 inch screen and 2 pillows", None, None, None, False),
    ],
)
def test_amounts_stars_and_shipping(
    said: str, least: int | None, most: int | None, stars: int | None, free: bool
) -> None:
    found, _ = take_amounts(plain(said), "USD")

    assert (found.least, found.most, found.stars, found.free_shipping) == (least, most, stars, free)


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("a desk lamp", {"category": ("lamp",)}, {}),
        ("headphones for my laptop", {"category": ("headphones",)}, {}),
        ("a light blue dress", {"category": ("dress",), "colour": ("blue",)}, {}),
        ("red or blue sneakers", {"category": ("sneakers",), "colour": ("red", "blue")}, {}),
        ("boots, no leather or suede", {"category": ("boots",)}, {"material": ("leather", "suede")}),
        ("a leather-free handbag", {"category": ("handbag",)}, {"material": ("leather",)}),
        ("a coat in any colour but black", {"category": ("coat",)}, {"colour": ("black",)}),
        ("silver necklace", {"category": ("necklace",), "material": ("silver",)}, {}),
        ("silver laptop", {"category": ("laptop",), "colour": ("silver",)}, {}),
        ("shoes for men", {"category": ("sneakers", "boots", "sandals", "heels"), "gender": ("men",)}, {}),
        ("something by Alba and Co", {"brand": ("Alba & Co",)}, {}),
        ("a dress for a birthday bash", {"category": ("dress",), "occasion": ("party",)}, {}),
        ("a watch for my wife", {"category": ("watch",)}, {}),
        ("an overcoat 4 stars minimum", {"category": ("coat",)}, {}),
        ("hepl me find a lamp", {"category": ("lamp",)}, {}),
        ("a dress that need not be fancy", {"category": ("dress",)}, {}),
    ],
)
def test_phrases_mean_what_they_mean_together(
    said: str, wanted: dict[str, tuple[str, ...]], unwanted: dict[str, tuple[str, ...]]
) -> None:
    criteria = INDEX.read(said, ENCODER)

    assert (criteria.wanted, criteria.unwanted) == (wanted, unwanted)


def test_what_the_shop_does_not_have_is_said_to_be_unknown() -> None:
    assert INDEX.read("an orange dress").unknown == {"colour": "orange"}
    assert INDEX.read("a wooden chair").unknown == {"category": "chair"}


_SCRAPS = """red dress under $ 50 -40 between from to no not without free shipping or , ; 4.5 stars k a hundred size xl
not_in but any colour 1,200 € & 's leather- light 99999999999999999999 ½ \u0301 ß"""


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(_SCRAPS.split()), max_size=20).map(" ".join)))
def test_whatever_comes_is_read_into_values_of_the_catalogue(said: str) -> None:
    criteria = INDEX.read(said, ENCODER)

    values = INDEX.shelf.values()
    for facet, several in (*criteria.wanted.items(), *criteria.unwanted.items()):
        assert set(several) <= set(values[facet])
    assert criteria.least is None or criteria.most is None or criteria.least >= 0
    assert criteria.stars is None or 0 <= criteria.stars <= 50


@pytest.mark.parametrize(
    "text", ["1 " * 250, "no " * 160, "free " * 100, "a hundred and " * 40, "5-" * 250, "or more " * 60]
)
def test_nonsense_takes_no_longer(text: str) -> None:
    INDEX.read(text, ENCODER)  # the test's own deadline is what catches a pattern that runs away


@pytest.mark.parametrize(
    ("language", "said", "wanted", "most"),
    [
        ("de", "ein rotes Kleid aus Baumwolle für eine Hochzeit unter 80 Euro", "dress red cotton wedding", 8000),
        ("de", "schwarze Stiefel für Damen, höchstens 90 €", "boots black women", 9000),
        ("fr", "une robe rouge en coton pour un mariage, moins de 80 euros", "dress red cotton wedding", 8000),
        ("fr", "des bottes noires pour femme", "boots black women", None),
        ("es", "un vestido rojo de algodón para una boda, menos de 80 euros", "dress red cotton wedding", 8000),
        ("es", "botas negras de mujer hasta 90 €", "boots black women", 9000),
    ],
)
def test_other_languages_find_a_catalogue_in_english(language: str, said: str, wanted: str, most: int | None) -> None:
    criteria = indexed(products(), language).read(said)

    assert [value for values in criteria.wanted.values() for value in values] == wanted.split()
    assert criteria.most == most


def test_the_shop_s_own_words_go_first() -> None:
    own = read_table('[colour]\nred = "tomatenrot"\nbrown = "crimson"\n')
    shelf = Shelf()
    shelf.take(products())

    read_by = Index(shelf, [*own, *shipped("en")], "USD").read

    assert read_by("tomatenrot vase").wanted["colour"] == ("red",)
    assert read_by("crimson vase").wanted["colour"] == ("brown",)


@pytest.mark.parametrize(
    ("table", "said"),
    [("red = 1", "stands in no table"), ("[colour]\nred = 1", "is no text"), ("[colour]\nred", "write it as in")],
)
def test_a_mistake_in_the_table_is_told(table: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_table(table)


def test_the_shop_s_own_words_go_before_a_part_of_a_name() -> None:
    own = [one._replace(own=True) for one in read_table('[category]\nbouquets = "flowers"')]
    vocabulary = Vocabulary({"category": ["bouquets", "single flowers"]}, [*own, *shipped("en")])

    assert vocabulary.senses(("flowers",)) == (Sense("category", ("bouquets",), own=True),)
    assert vocabulary.senses(("single", "flowers")) == (Sense("category", ("single flowers",), own=True),)


def test_the_shop_s_own_category_goes_before_what_tables_call_it() -> None:
    own = Vocabulary({"category": ["power banks", "chargers"], "in the box": ["power bank"]}, shipped("en"))

    assert own.senses(("power", "bank"))[0] == Sense("category", ("power banks",), own=True)
    assert [one.values for one in own.senses(("power", "bank")) if one.facet == "category"] == [("power banks",)]


def test_small_words_of_a_value_do_not_stand_for_it() -> None:
    known = Vocabulary({"occasion": ["thank you"], "category": ["mugs"]}, shipped("en"))

    assert known.senses(("you",)) == ()
    assert known.senses(("thank", "you"))[0].values == ("thank you",)
    assert known.senses(("can",)) == (), "can I return it"


def test_other_forms_of_the_shop_s_own_words_are_known() -> None:
    known = Vocabulary({"tag": ["vegan"], "category": ["Zimmerpflanzen"]}, shipped("de"))

    assert known.senses(("veganen",))[0].values == ("vegan",)
    assert known.senses(("zimmerpflanze",))[0].values == ("Zimmerpflanzen",)
    assert known.senses(("veganismus",)) == ()


def test_a_column_of_yes_and_no_is_looked_for_by_its_name() -> None:
    known = Vocabulary({"signed": ["yes", "no"], "fragile": ["no"]}, ())

    assert known.senses(("signed",)) == (Sense("signed", ("yes",), own=True),)
    assert known.senses(("fragile",)) == ()


HOUSE = """Smoke alarm, linked|white|smart home|alarm
Thermostat for radiators|white|smart home|thermostat
Door sensor|white|smart home|two cells
Doorbell with camera|grey|smart home|doorbell
Gift card|blue|bundles|card
Memory card|black|storage|card
Case with magnet ring|smoke|phone|case
Tripod for phones|black|phone|tripod"""


def house() -> Index:
    shelf = Shelf()
    for number, line in enumerate(HOUSE.splitlines()):
        title, colour, category, box = line.split("|")
        attributes = {"colour": (colour,), "in the box": (box,)}
        shelf.take([Product(id=f"H{number}", title=title, categories=(category,), attributes=attributes)])
    index = Index(shelf, shipped("en"), "USD")
    index.compare_with(ENCODER)
    return index


@pytest.mark.parametrize(
    ("said", "nearly", "found"),
    [
        ("do you have a smoke detector", "smoke detector", ["H0"]),
        ("smoke detectors", "smoke detectors", ["H0"]),
        ("gift voucher", "gift voucher", ["H4"]),
        ("memory stick", "memory stick", ["H5"]),
    ],
)
def test_a_product_is_found_by_a_name_that_means_the_same(said: str, nearly: str, found: list[str]) -> None:
    index = house()

    criteria = index.read(said, ENCODER)

    assert criteria.nearly == nearly
    assert [*index.shelf.find(criteria, 5).products] == found


@pytest.mark.parametrize(
    "said",
    ["phone number", "phone repair", "door opening hours", "card refused again", "case return policy", "detector"],
)
def test_a_word_in_common_is_not_enough(said: str) -> None:
    assert house().read(said, ENCODER).nearly == ""


@pytest.mark.parametrize(
    ("said", "named", "bare"),
    [
        ("thermostats", True, True),
        ("a smart thermostat, please", True, True),
        ("do you have thermostats", True, False),
        ("how do I reset my thermostat", False, False),
        ("white", False, True),
        ("memory sensor", False, True),  # there is no one thing that is called both
        ("parking", False, True),
    ],
)
def test_what_one_product_is_called_is_told_from_words_of_several(said: str, named: bool, bare: bool) -> None:
    criteria = house().read(said, ENCODER)

    assert (criteria.named, criteria.bare) == (named, bare)


def germans() -> Index:
    shelf = Shelf()
    for number, (title, colour, occasion) in enumerate(
        [("Strauß Sonne", "gelb", "Geburtstag"), ("Kranz Stille", "weiß", "Trauer"), ("Strauß Rot", "rot", "Geschenk")]
    ):
        attributes = {"colour": (colour,), "occasion": (occasion,)}
        shelf.take([Product(id=f"S{number}", title=title, categories=("Sträuße",), attributes=attributes)])
    return Index(shelf, [*shipped("de"), *shipped("en")], "EUR")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Ich hätte gerne gelbe Sträuße", {"colour": ("gelb",)}),
        ("Sträuße zum Geburtstag meiner Mutter", {"occasion": ("Geburtstag",)}),
        ("etwas für die Beerdigung", {"occasion": ("Trauer",)}),
        ("something for a funeral", {"occasion": ("Trauer",)}),
        ("yellow, for my mum's birthday", {"colour": ("gelb",), "occasion": ("Geburtstag",)}),
        ("zum Valentinstag", {"occasion": ("Geschenk",)}),  # there is nothing of its own: a gift
    ],
)
def test_who_would_like_something_is_not_taken_to_hate_it(said: str, wanted: dict[str, tuple[str, ...]]) -> None:
    criteria = germans().read(said, ENCODER)

    assert {name: values for name, values in criteria.wanted.items() if name != "category"} == wanted
    assert criteria.unwanted == {}
    assert not criteria.strange


def test_a_sentence_that_is_mostly_about_something_else_is_no_wish() -> None:
    wishes = ["I need a dress for my sister's wedding, not red, max 180", "black sneakers for my nephew"]
    others = ["my dress is broken", "the zip of the dress came off yesterday morning"]

    assert [INDEX.read(said, ENCODER).is_wish for said in wishes] == [True, True]
    assert not any(INDEX.read(said, ENCODER).is_wish for said in others)
