"""Customers look for something, narrow it down, ask about it, compare, and are helped to choose."""

import pytest

from shopbell.messages import MessageContext
from shopbell.replies import ProductCard, Reply
from shopbell.testing import TestShop

COLUMNS = (
    "id,sku,title,category,price,colour,size,material,occasion,season,style,gender,free_shipping,rating,reviews,"
    "rating_source,allergens,care,description,stock\n"
)
PRODUCTS = """\
D1,D1-S,Marisol dress,dress,128.00,red,S,silk,wedding,summer,stylish,women,yes,4.8,64,us,,hand wash cold,A red one,4
D1,D1-M,Marisol dress,dress,128.00,red,M,silk,wedding,summer,stylish,women,yes,4.8,64,us,,hand wash cold,,6
D1,D1-L,Marisol dress,dress,128.00,red,L,silk,wedding,summer,stylish,women,yes,4.8,64,us,,hand wash cold,,0
D2,D2-M,Odette dress,dress,148.00,red,M,linen,wedding,summer,classic,women,yes,4.5,20,us,,machine wash,Plain and light,2
D3,D3-M,Ines dress,dress,95.00,blue,M,cotton,office,summer,classic,women,yes,4.1,9,us,,machine wash,For the desk,3
D4,D4-M,Nora dress,dress,240.00,red,M,silk,party,winter,elegant,women,no,4.9,11,us,,dry clean,For the evening,1
B1,,Walker boots,boots,89.00,black,,leather,everyday,winter,casual,women,no,4.2,33,us,,,Sturdy,5
B2,,Ranger boots,boots,119.00,brown,,leather,travel,winter,casual,men,no,4.4,12,us,,,Sturdier,5
S1,,Pearl soap,soap,9.00,white,,organic,gift,,classic,,no,4.0,5,us,almonds,,Smells of almonds,50
S2,,Rose soap,soap,12.00,pink,,organic,gift,,elegant,,no,4.6,8,us,,,Smells of roses,50
N1,,Dot necklace,necklace,45.00,gold,,brass,gift,,elegant,women,yes,4.3,7,us,,,Small,8
N2,,Line necklace,necklace,75.00,silver,,silver,gift,,minimalist,women,yes,4.7,15,us,,,Smaller,8
"""
PAGE = MessageContext(product="S1")


async def open_shop(shop: TestShop, **settings: object) -> None:
    """Not trained yet: phrases of the skill and plain wishes are understood at once."""
    await shop.configure(currency="USD")
    (shop.folder / "products.csv").write_text(COLUMNS + PRODUCTS)
    await shop.enable("shopbell_files")
    status = await shop.enable("shopbell_product_search", **settings)
    assert status.state == "enabled", status.reason


def shown(reply: Reply) -> list[str]:
    return [part.product for part in reply.parts if isinstance(part, ProductCard)]


async def test_a_sentence_full_of_wishes_is_met(shop: TestShop) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says("a stylish red dress for a summer wedding, under $150, with free shipping")

    assert shown(reply) == ["D1", "D2"]
    assert reply.text == "These 2 fit:"


async def test_a_search_is_narrowed_down_and_turned_around(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    heard = [
        shown(await ana.says(said))
        for said in ("show me dresses", "in red", "under $200", "cheaper", "in blue", "boots for men", "in black")
    ]

    assert heard[0] == ["D1", "D4", "D2", "D3"]
    assert heard[1] == ["D1", "D4", "D2"]
    assert heard[2] == ["D1", "D2"]
    assert heard[3] == ["D3"]  # none in red, which is said; the price is not given up
    assert heard[4] == ["D3"]
    assert heard[5] == ["B2"]


async def test_a_size_of_a_product_that_is_named_is_told_and_not_searched_for(shop: TestShop) -> None:
    shop.write("catalogue.csv", COLUMNS + PRODUCTS)
    for plugin in ("shopbell_files", "shopbell_understanding", "shopbell_product_search"):
        await shop.enable(plugin)
    await shop.settle()
    ana = shop.customer("ana")

    large = await ana.says("do you have the Marisol dress in L")
    medium = await ana.says("do you have the Marisol dress in M?")

    assert (large.text, shown(large)) == ("Marisol dress in L is sold out at the moment.", ["D1"])
    assert medium.text == "Yes, we have Marisol dress in M."


MAKERS = """id,title,category,author,price
K1,The Living Mountain,books,Nan Shepherd,20
K2,Treasure Island,books,Robert Louis Stevenson,30
K3,Kidnapped,books,Robert Louis Stevenson,25
K4,Smoke alarm,household,,12
K5,Rain hat,household,,9
"""


@pytest.mark.parametrize(
    ("said", "heard", "found"),
    [
        ("something by Robert Louis Stevenson", "These 2 fit:", ["K2", "K3"]),
        ("anything by stevenson", "These 2 fit:", ["K2", "K3"]),
        ("robert louis stevenson", "These 2 fit:", ["K2", "K3"]),
        ("something by Jane Austen", "We have nothing by Jane Austen at the moment.", []),
        ("books by jane austen?", "We have nothing by jane austen at the moment.", []),
        ("do you have a smoke detector", "This may be what you mean:", ["K4"]),
        ("smoke alarms please", "This one fits:", ["K4"]),
    ],
)
async def test_what_is_known_by_its_name_or_its_maker(shop: TestShop, said: str, heard: str, found: list[str]) -> None:
    shop.write("products.csv", MAKERS)
    for plugin in ("shopbell_files", "shopbell_understanding", "shopbell_product_search"):
        await shop.enable(plugin)
    await shop.settle()

    reply = await shop.customer("ana").says(said)

    assert (reply.text, sorted(shown(reply))) == (heard, found)


@pytest.mark.parametrize("said", ["books by post", "something by friday", "parking", "do you have a garden centre"])
async def test_what_is_no_name_is_not_taken_for_one(shop: TestShop, said: str) -> None:
    shop.write("products.csv", MAKERS)
    for plugin in ("shopbell_files", "shopbell_understanding", "shopbell_product_search"):
        await shop.enable(plugin)
    await shop.settle()

    reply = await shop.customer("ana").says(said)

    assert "nothing by" not in reply.text
    assert "may be what" not in reply.text


async def test_the_second_one_smaller(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("red dresses for a wedding")

    second = await ana.says("the second one")
    first = await ana.says("the first one, smaller")
    large = await ana.says("do you have the first one in size L?")

    assert (second.text, shown(second)) == ("Plain and light", ["D2"])
    assert first.text == "Marisol dress is there in these sizes: S, M."
    assert large.text == "Marisol dress in L is sold out at the moment."


async def test_which_one_is_asked_where_it_is_not_clear(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("show me boots")

    which = await ana.says("how much is it?")
    fifth = await ana.says("the fifth one")

    assert which.text == "Which one do you mean? Say for example: the first one."
    assert fifth.text == "I have not shown you so many. Which one do you mean?"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("does it contain nuts?", "Allergens: almonds.\nIf you are allergic, please ask us before you order."),
        ("what is it made of?", "Material: organic."),
        ("how much is it?", "Pearl soap costs $9.00."),
        ("is it in stock?", "Pearl soap is in stock."),
        ("how do I wash it?", "Our record of Pearl soap does not say that."),
    ],
)
async def test_a_product_is_asked_about_on_its_page(shop: TestShop, asked: str, said: str) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says(asked, context=PAGE)

    assert reply.text == said


async def test_two_are_compared(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("red dresses for a wedding")

    reply = await ana.says("what is the difference between the first and the second one?")

    assert reply.text == (
        "Marisol dress or Odette dress:\nPrice: $128.00 / $148.00\nStars: 4.8 / 4.5\n"
        "Care: hand wash cold / machine wash\nMaterial: silk / linen\nSizes: S, M, L / M"
    )
    assert shown(reply) == ["D1", "D2"]


async def test_price_is_never_given_up_by_itself(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    nothing = await ana.says("a red dress under $60")
    agreed = await ana.says(payload=nothing.options[0].payload)

    assert nothing.text == "I find nothing up to $60.00. The cheapest that fits costs $128.00."
    assert shown(nothing) == []
    assert shown(agreed) == ["D1", "D4", "D2"]


@pytest.mark.parametrize(
    ("asked", "said", "products"),
    [
        ("a red dress for autumn", "I find none with that season (autumn); the rest fits.", ["D1", "D4", "D2"]),
        (
            "an orange dress for women",
            "I find none with that colour (orange); the rest fits.",
            ["D1", "D4", "D2", "D3"],
        ),
        ("looking for a wooden chair", "We have no chair in our shop.", []),
        ("boots with free shipping", "I find nothing like that. Without the free shipping there would be some.", []),
    ],
)
async def test_what_there_is_not_is_said(shop: TestShop, asked: str, said: str, products: list[str]) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says(asked)

    assert reply.text.splitlines()[0] == said
    assert shown(reply) == products


async def test_there_are_more_than_fit_on_one_page(shop: TestShop) -> None:
    await open_shop(shop, shown=2)
    ana = shop.customer("ana")

    first = await ana.says("show me dresses")
    more = await ana.says(payload=first.options[0].payload)
    end = await ana.says("show me more")

    assert (shown(first), shown(more)) == (["D1", "D4"], ["D2", "D3"])
    assert first.text == "4 products fit. The first 2:"
    assert end.text == "These are all that I found."


@pytest.mark.parametrize("said", ["do you deliver on Sunday?", "thanks", "I want to talk to somebody about my invoice"])
async def test_after_a_search_other_questions_are_somebody_else_s(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    await shop.customer("ana").says("show me dresses")

    reply = await shop.customer("ana").says(said)

    assert shown(reply) == []
    assert "find" not in reply.text


async def test_who_cannot_decide_is_asked_what_narrows_most(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > help me choose a gift
        What may it cost?
        [Up to $12.00] [$12.00 to $45.00] [From $45.00] [No matter]
        > no matter
        Which style do you like?
        [elegant] [classic] [minimalist] [No matter]
        > elegant
        What shall it be?
        [necklace] [soap] [No matter]
        > soap
        I would take one of these:
        (ProductCard)
        (ProductCard)
    """)


async def test_a_selection_can_be_left_and_gone_on_with(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    question = await ana.says("I do not know what to buy")

    other = await ana.says("show me boots")
    await shop.restart()
    goes_on = await ana.says("where were we")

    assert shown(other) == ["B2", "B1"]
    assert question.text.splitlines()[-1] in goes_on.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("ich suche ein rotes Kleid unter 60 Euro", "Bis 60,00\xa0$ finde ich nichts."),
        ("je cherche une robe rouge à moins de 60 euros", "Je ne trouve rien jusqu'à 60,00\xa0$US."),
        ("busco un vestido rojo por menos de 60 euros", "No encuentro nada hasta 60,00\xa0US$."),
    ],
)
async def test_it_is_said_in_the_customers_language(shop: TestShop, asked: str, said: str) -> None:
    await shop.configure(languages=["en", "de", "fr", "es"])
    await open_shop(shop)

    reply = await shop.customer("ana").says(asked)

    assert reply.text.startswith(said)


async def test_without_a_catalogue_nobody_is_misled(shop: TestShop) -> None:
    await shop.enable("shopbell_product_search")

    reply = await shop.customer("ana").says("I am looking for a red dress")

    assert reply.text == "I cannot look into our products at the moment. Please try again in a little while."


FAQ = """
## May I wear boots at a wedding? {#wear}

> are boots allowed at the wedding
> can i wear boots with a dress

If the bride does.

## How do I look after silk? {#silk}

> how is silk washed
> silk dresses in the washing machine
> how many sizes do silk dresses run small

By hand.
"""


async def open_with_questions(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write("faq/shop.md", FAQ)
    await shop.enable("shopbell_faq", helpful="never")
    await shop.settle()


@pytest.mark.parametrize(
    ("said", "products"),
    [
        ("boots under $100", ["B1"]),
        ("show me boots", ["B2", "B1"]),
        ("do you have boots", ["B2", "B1"]),
        ("black boots", ["B1"]),
        ("silk dresses under $150", ["D1"]),
    ],
)
async def test_who_wants_wares_hears_no_rule_about_them(shop: TestShop, said: str, products: list[str]) -> None:
    await open_with_questions(shop)

    assert shown(await shop.customer("ana").says(said)) == products


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("are boots allowed at your wedding", "If the bride does."),
        ("can i wear boots with that dress", "If the bride does."),
        ("how is silk washed", "By hand."),
    ],
)
async def test_a_question_stays_a_question(shop: TestShop, said: str, heard: str) -> None:
    await open_with_questions(shop)

    assert (await shop.customer("ana").says(said)).text == heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("how is it washed", "Care: hand wash cold."),
        ("which sizes does it run", "Sizes: S, M, L."),
        ("is it hand wash cold", "Care: hand wash cold."),
        ("how much is it", "Marisol dress costs $128.00."),
        ("are boots allowed at the wedding", "If the bride does."),
    ],
)
async def test_beside_a_product_its_record_goes_before_the_rules(shop: TestShop, said: str, heard: str) -> None:
    await open_with_questions(shop)

    reply = await shop.customer("ana").says(said, context=MessageContext(product="D1"))

    assert reply.text == heard


async def test_after_a_search_other_words_that_are_known_are_left_to_others(shop: TestShop) -> None:
    await open_with_questions(shop)
    ana = shop.customer("ana")
    await ana.says("show me soap")

    assert shown(await ana.says("without almonds")) == ["S2"]
    assert (await ana.says("how is silk washed")).text == "By hand."


async def test_who_only_points_hears_what_it_is(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("show me soap")

    for said in ("the second one", "that one please"):
        reply = await ana.says(said)
        assert reply.text == "Smells of almonds"
