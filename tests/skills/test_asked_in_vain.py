"""Who asks whether a thing is sold that nobody here has heard of hears that it is not, and the owner hears of it."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

WARES = """id;title;price;category
R1;Red rose;3.00;roses
R2;White rose;3.00;roses
V1;Glass vase;19.00;vases
"""
FAQ = """# Shop

## Where can I park?

> is there parking
> a place for my car

Behind the church.

## May I bring my dog?

> are dogs allowed

Yes.
"""


async def open_shop(shop: TestShop, language: str = "en") -> None:
    shop.write("faq/shop.md", FAQ)
    await open_search(shop, WARES, language, "shopbell_faq")


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "do you have cacti?", "I find no “cacti” among what we sell."),
        ("en", "Hi, do you sell any pampas grass", "I find no “pampas grass” among what we sell."),
        ("en", "have you got any bonsai trees here?", "I find no “bonsai trees” among what we sell."),
        ("en", "show me cacti", "I find no “cacti” among what we sell."),
        ("en", "I'm looking for a bonsai", "I find no “bonsai” among what we sell."),
        ("en", "do you sell rose bushes", "I find no “rose bushes” among what we sell."),
        ("en", "can I get a bonsai", "I find no “bonsai” among what we sell."),
        ("en", "I'd like to order pampas grass please", "I find no “pampas grass” among what we sell."),
        ("de", "Kann ich Kakteen bestellen", "In unserem Angebot finde ich das nicht: Kakteen."),
        ("de", "Ich möchte Pampasgras kaufen", "In unserem Angebot finde ich das nicht: Pampasgras."),
        ("es", "quisiera comprar cactus", "No encuentro esto entre nuestros productos: cactus."),
        ("de", "zeigen Sie mir Kakteen", "In unserem Angebot finde ich das nicht: Kakteen."),
        (
            "fr",
            "vendez-vous des engrais pour roses ?",
            "Je ne trouve pas cela parmi nos articles : engrais.",
        ),
        ("de", "Verkauft ihr auch Kakteen?", "In unserem Angebot finde ich das nicht: Kakteen."),
        ("de", "Guten Tag, habt ihr Pampasgras?", "In unserem Angebot finde ich das nicht: Pampasgras."),
        ("fr", "Bonjour, avez-vous des cactus ?", "Je ne trouve pas cela parmi nos articles : cactus."),
        ("es", "Hola, ¿tienen algún cactus?", "No encuentro esto entre nuestros productos: cactus."),
    ],
)
async def test_a_thing_nobody_has_heard_of_is_not_sold(shop: TestShop, language: str, said: str, told: str) -> None:
    await open_shop(shop, language)

    reply = await shop.customer("ana").says(said)

    assert reply.text.startswith(told)
    assert [option.label for option in reply.options] == ["roses", "vases"]


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "can you recommend a laptop for video editing?", "We have no laptop in our shop."),
        ("de", "Können Sie mir einen Laptop für die Schule empfehlen?", "Das haben wir nicht im Geschäft: laptop."),
    ],
)
async def test_a_thing_that_others_sell_is_not_sold_here(shop: TestShop, language: str, said: str, told: str) -> None:
    await open_shop(shop, language)

    assert (await shop.customer("ana").says(said)).text.startswith(told)


BOOKS = """id;title;author;price;category
K1;The Living Mountain;Nan Shepherd;20.00;travel
K2;Kidnapped;Robert Louis Stevenson;25.00;cookery
"""


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("have you got Moby Dick?", "Moby Dick"),
        ("do you stock The Great Gatsby", "The Great Gatsby"),
        ("is there a copy of Dracula", "Dracula"),
        ("can I get a copy of Dracula", "Dracula"),
        ("do you have anything on gardening", "gardening"),
        ("have you got any books about knitting?", "knitting"),
    ],
)
async def test_a_book_that_is_not_there(shop: TestShop, said: str, thing: str) -> None:
    await open_search(shop, BOOKS, "en", "shopbell_faq")

    assert (await shop.customer("ana").says(said)).text.startswith(f"I find no “{thing}” among what we sell.")


async def test_a_thing_that_is_called_otherwise_here_is_shown_as_what_may_be_meant(shop: TestShop) -> None:
    await open_search(shop, BOOKS, "en", "shopbell_faq")

    reply = await shop.customer("ana").says("do you have cookbooks")

    assert reply.text == "This may be what you mean:"
    assert shown_in(reply) == ["K2"]


@pytest.mark.parametrize(
    "said",
    [
        "do you have a car park",
        "have you got parking",
        "is there parking for my car",
        "have you got wifi",
        "any toilets?",
        "can I get help",
        "can I have a minute of your time",
        "can we get parking",
    ],
)
async def test_what_the_shop_may_know_is_left_to_it(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says(said)

    assert "I find no" not in reply.text


@pytest.mark.parametrize(
    "said",
    [
        f"do you have cacti{' ' * 1_900}here",
        "I'm looking for help",
        "show me my order",
        "do you sell roses today",
        "do you have a minute",
        "do you have time to explain it all to me again",
        "do you have roses",
        "xqzt",
    ],
)
async def test_what_is_no_thing_is_not_said_to_be_sold_out(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    assert "I find no" not in (await shop.customer("ana").says(said)).text


async def test_the_owner_sees_what_was_asked_in_vain(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_order_status")
    await shop.settle()

    await shop.customer("ana").says("do you have cacti?")
    await shop.customer("ben").says("do you have roses?")
    dan = shop.customer("dan")
    assert (await dan.says("where is my order")).text == "What is the order number?"
    assert "I find no “bonsai”" in (await dan.says("do you have bonsai?")).text
    assert (await shop.customer("cem").says("do you sell umbrellas?")).text == "We have no umbrellas in our shop."

    kept = await shop.fetch("SELECT kind, words FROM p_shopbell_faq_gap ORDER BY id")
    asked = ("do you have cacti?", "do you have bonsai?", "do you sell umbrellas?")
    assert kept == [("unanswered", said) for said in asked]


@pytest.mark.parametrize("said", ["Do you have cacti? Is there parking?", "is there parking and do you have cacti"])
async def test_beside_a_question_that_is_known_both_are_answered(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    told = (await ana.says(said)).text

    assert "I find no “cacti” among what we sell." in told
    assert "Behind the church." in told
    assert len(await shop.fetch("SELECT 1 FROM p_shopbell_faq_gap")) == 1
