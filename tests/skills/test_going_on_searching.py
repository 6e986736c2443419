"""What customers say when the first answer to a search was not yet it: others, another price, another thing."""

import pytest

from shopbell.testing import Answer, TestShop
from tests.skills.wares import open_search, shown_in

WARES = {
    "en": (("dresses", "Dress"), ("skirts", "Skirt"), "show me dresses"),
    "de": (("Kleider", "Kleid"), ("Röcke", "Rock"), "zeigen Sie mir Kleider"),
    "fr": (("robes", "Robe"), ("jupes", "Jupe"), "montrez-moi des robes"),
    "es": (("vestidos", "Vestido"), ("faldas", "Falda"), "muéstrame vestidos"),
}
NAMES = ("Alma", "Bella", "Cora", "Dora", "Edda", "Flora", "Greta", "Hanna")


async def looked_for_dresses(shop: TestShop, language: str) -> tuple[object, Answer]:
    """Eight dresses of 60 to 200, in the order of their price, of which five are shown; and two skirts."""
    (dresses, dress), (skirts, skirt), asked = WARES[language]
    rows = [f"D{n};{dress} {name};{60 + 20 * n}.00;{dresses}" for n, name in enumerate(NAMES)]
    rows += [f"S{n};{skirt} {name};{50 + 10 * n}.00;{skirts}" for n, name in enumerate(NAMES[:2])]
    await open_search(shop, "\n".join(["id;title;price;category", *rows]), language)
    customer = shop.customer("ana")
    first = await customer.says(asked)
    assert len(shown_in(first)) == 5
    return customer, first


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(("en", said) for said in (
            "do you have any others?", "have you got others", "do you have more?", "what else do you have",
            "anything else?", "something else please", "show me something else", "can I see some others",
            "none of these", "I don't like these", "hmm, not really my style", "any other options?", "too short",
            "they are all a bit too colourful",
        )),
        *(("de", said) for said in (
            "haben Sie noch andere?", "was haben Sie sonst noch", "etwas anderes bitte", "gibt es noch mehr",
            "keins davon", "die gefallen mir nicht", "zu kurz",
        )),
        *(("fr", said) for said in (
            "vous en avez d'autres ?", "avez-vous autre chose ?", "aucune de celles-ci", "elles ne me plaisent pas",
            "trop courtes",
        )),
        *(("es", said) for said in (
            "¿tienen otros?", "¿qué más tienen?", "otra cosa", "ninguno de estos", "no me gustan",
            "demasiado cortos",
        )),
    ],
)  # fmt: skip
async def test_others_are_shown(shop: TestShop, language: str, said: str) -> None:
    customer, first = await looked_for_dresses(shop, language)

    others = shown_in(await customer.says(said))

    assert len(others) == 3
    assert not {*others} & {*shown_in(first)}
    assert all(one.startswith("D") for one in others)


@pytest.mark.parametrize(
    ("language", "said", "prices"),
    [
        ("en", "something around 100", (80, 120)),
        ("en", "around 100", (80, 120)),
        ("en", "about 100 or so please", (80, 120)),
        ("en", "maybe 100 to 140", (100, 140)),
        ("en", "100-140", (100, 140)),
        ("de", "so um die 100", (80, 120)),
        ("de", "etwa 100 bis 140", (100, 140)),
        ("fr", "autour de 100", (80, 120)),
        ("fr", "plutôt 100 à 140", (100, 140)),
        ("es", "alrededor de 100", (80, 120)),
        ("es", "unos 100 o así", (80, 120)),
    ],
)
async def test_a_number_near_the_prices_shown_is_a_price(
    shop: TestShop, language: str, said: str, prices: tuple[int, int]
) -> None:
    customer, _ = await looked_for_dresses(shop, language)

    found = shown_in(await customer.says(said))

    least, most = prices
    assert sorted(found) == [f"D{n}" for n in range(8) if least <= 60 + 20 * n <= most]


async def test_a_number_far_from_the_prices_shown_is_none(shop: TestShop) -> None:
    customer, _ = await looked_for_dresses(shop, "en")

    assert not shown_in(await customer.says("around 4"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no I meant skirts"),
        ("en", "I mean skirts"),
        ("en", "sorry, I meant a skirt"),
        ("en", "skirts instead"),
        ("de", "nein, ich meinte Röcke"),
        ("de", "lieber einen Rock"),
        ("fr", "non, je voulais dire des jupes"),
        ("es", "no, quería decir faldas"),
    ],
)
async def test_another_thing_is_looked_for(shop: TestShop, language: str, said: str) -> None:
    customer, _ = await looked_for_dresses(shop, language)

    assert sorted(shown_in(await customer.says(said))) == ["S0", "S1"]


@pytest.mark.parametrize(
    ("language", "first", "said"),
    [
        ("en", "show me coats", "which one is warmer?"),
        ("en", "show me coats", "something warmer"),
        ("de", "zeigen Sie mir Mäntel", "welcher ist wärmer?"),
        ("fr", "montrez-moi des manteaux", "lequel est plus chaud ?"),
        ("fr", "montrez-moi des manteaux", "un peu plus chaud"),
        ("fr", "bonjour", "un manteau d'hiver"),
        ("fr", "bonjour", "je cherche un manteau pour l'hiver"),
    ],
)
async def test_the_warmer_one_is_that_for_the_winter(shop: TestShop, language: str, first: str, said: str) -> None:
    names = {
        "en": ("coats", "winter", "summer"),
        "de": ("Mäntel", "Winter", "Sommer"),
        "fr": ("manteaux", "hiver", "été"),
    }
    coats, winter, summer = names[language]
    table = f"id;title;price;category;season\nC1;Trench;228.00;{coats};{summer}\nC2;Bancroft;298.00;{coats};{winter}\n"
    await open_search(shop, table, language)
    customer = shop.customer("ana")
    await customer.says(first)

    assert shown_in(await customer.says(said)) == ["C2"]


async def test_it_is_one_like_those_shown(shop: TestShop) -> None:
    table = "id;title;price;category;colour\nD1;Alma;90;dresses;blue\nD2;Bella;80;dresses;red\nS1;Slip;20;shorts;red\n"
    await open_search(shop, table, "en")
    customer = shop.customer("ana")
    assert len(shown_in(await customer.says("show me dresses"))) == 2

    assert shown_in(await customer.says("I'd rather have it in red")) == ["D2"]
    assert "S1" not in shown_in(await customer.says("shorter"))


async def test_what_is_too_dear_is_looked_for_cheaper(shop: TestShop) -> None:
    customer, _ = await looked_for_dresses(shop, "en")

    assert not shown_in(await customer.says("that's too expensive"))  # the cheapest were shown first
