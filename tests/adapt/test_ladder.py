"""The degrade ladder, rung by rung: what a channel cannot show becomes the next best thing."""

import pytest

from shopbell.adapt import Adapted, adapt, understand_choice
from shopbell.capabilities import EVERYTHING, PLAIN_TEXT, Capabilities
from shopbell.replies import (
    Card,
    Carousel,
    Form,
    FormField,
    Image,
    ItemList,
    Option,
    Options,
    ProductCard,
    Reply,
    ReplyPart,
    TextPart,
)
from shopbell.text import Text
from tests.adapt.channels import INSTAGRAM, MESSENGER, SMS, TELEGRAM, WHATSAPP
from tests.adapt.reading import CATALOGUES, assert_shows_within_limits, shown, texts, words
from tests.adapt.replies import PARTS, SHOP, SIZES


def test_one_text_is_handed_on_untouched() -> None:
    reply = Reply(text="We are open.")

    adapted = adapt(reply, PLAIN_TEXT, "en", CATALOGUES.render)

    assert adapted == Adapted((reply.parts,))
    assert adapted.messages[0][0] is reply.parts[0]


def test_buttons_stand_with_their_text_in_one_message() -> None:
    reply = Reply(text="Which size?", options=["S", "M"])

    adapted = adapt(reply, MESSENGER, "en", CATALOGUES.render)

    assert adapted.messages == (reply.parts,)
    assert [(choice.label, choice.number) for choice in adapted.choices] == [("S", 0), ("M", 0)]


def test_without_buttons_the_options_are_numbered_and_understood() -> None:
    adapted = adapt(Reply(text="Which size?", options=SIZES[:2]), SMS, "en", CATALOGUES.render)

    assert texts(adapted) == ["Which size?\n1. Size A\n2. Size B"]
    assert adapted.losses == ("buttons shown as a numbered list",)
    chosen = understand_choice("2", None, adapted.choices)
    assert chosen
    assert chosen.payload == "size:B"


def test_more_buttons_than_fit_become_a_list_where_there_is_one() -> None:
    adapted = shown(TextPart(text="Which size?"), Options(options=SIZES), can=WHATSAPP, language="de")

    assert adapted.messages == (
        (TextPart(text="Which size?"), ItemList(title="Bitte wählen Sie:", items=SIZES, button="Auswählen")),
    )
    assert adapted.losses == ("buttons shown as a list",)


def test_a_second_menu_gets_a_line_of_its_own() -> None:
    can = Capabilities(options_max=2, options_need_text=False, options_text_max=40)

    adapted = shown(TextPart(text="Which size?"), Options(options=SIZES), Options(options=SIZES[:2]), can=can)

    assert adapted.messages[1] == (TextPart(text="Please choose:"), Options(options=SIZES[:2]))


def test_buttons_stand_below_a_picture_where_that_can_be() -> None:
    picture = Image(url=f"{SHOP}/a.jpg")

    assert shown(picture, Options(options=SIZES[:2]), can=EVERYTHING).messages == (
        (picture, Options(options=SIZES[:2])),
    )
    assert texts(shown(picture, Options(options=SIZES[:2]), can=MESSENGER)) == ["Please choose:"]


def test_numbers_rise_through_the_whole_turn() -> None:
    cards = tuple(Card(title=name, options=(Option("Add", f"add:{name}"),)) for name in ("Rye", "Spelt"))

    adapted = shown(Carousel(cards=cards), can=SMS)

    assert texts(adapted) == ["Rye\n1. Add", "Spelt\n2. Add"]
    assert understand_choice("2", None, adapted.choices) == adapted.choices[1]
    assert understand_choice("add", None, adapted.choices) is None


def test_a_carousel_becomes_three_cards_and_the_rest_lines() -> None:
    cards = tuple(Card(title=f"Cake {n}", url=f"{SHOP}/{n}", options=(Option("Add", f"add:{n}"),)) for n in range(5))

    adapted = shown(Carousel(cards=cards), can=SMS, language="de")

    assert len(adapted.messages) == 4
    assert texts(adapted)[3] == (
        f"Außerdem gibt es:\nCake 3: {SHOP}/3\nCake 4: {SHOP}/4\n4. Cake 3: Add\n5. Cake 4: Add"
    )
    assert adapted.losses[:2] == ("carousel shown as 3 cards", "card shown as text")


def test_link_buttons_become_text_where_buttons_cannot_lead() -> None:
    options = (Option("Our shop", url=SHOP), Option("Call me", "call"))

    adapted = shown(TextPart(text="What now?"), Options(options=options), can=MESSENGER)

    assert adapted.messages == ((TextPart(text=f"What now?\nOur shop: {SHOP}"), Options(options=options[1:])),)
    assert [choice.payload for choice in adapted.choices] == ["call"]


def test_long_labels_are_shortened_but_mean_the_same() -> None:
    long = Option("Croissant with almonds and honey")

    adapted = shown(TextPart(text="Which?"), Options(options=(long, Option("Roll"))), can=MESSENGER)

    options = adapted.messages[0][1]
    assert isinstance(options, Options)
    assert options.options[0] == Option("Croissant with almo…", "Croissant with almonds and honey")
    assert adapted.losses == ("labels shortened",)
    for said in ("Croissant with almo…", "croissant with almonds and honey", "croissant"):
        assert understand_choice(said, None, adapted.choices) == adapted.choices[0]


def test_labels_that_would_look_alike_are_numbered_instead() -> None:
    options = tuple(Option(f"Birthday cake with strawberries, {size}") for size in ("small", "large"))

    adapted = shown(TextPart(text="Which?"), Options(options=options), can=MESSENGER)

    assert texts(adapted) == [f"Which?\n1. {options[0].label}\n2. {options[1].label}"]


def test_a_payload_too_long_for_the_button_is_kept_by_the_shop() -> None:
    adapted = shown(TextPart(text="Which?"), Options(options=(Option("This", "x" * 200),)), can=TELEGRAM)

    options = adapted.messages[0][1]
    assert isinstance(options, Options)
    tapped = options.options[0].payload
    chosen = understand_choice("This", tapped, adapted.choices)
    assert chosen
    assert chosen.payload == "x" * 200


def test_buttons_go_on_the_last_part_of_a_long_text() -> None:
    text = "We bake bread every morning. " * 100

    adapted = shown(TextPart(text=text), Options(options=SIZES[:2]), can=MESSENGER)

    assert [len(message) for message in adapted.messages] == [1] * (len(adapted.messages) - 1) + [2]
    assert_shows_within_limits(adapted, MESSENGER)
    assert " ".join(texts(adapted)).split() == text.split()


def test_instagram_counts_bytes() -> None:
    adapted = shown(TextPart(text="Größe " * 200), can=INSTAGRAM)

    assert all(len(text.encode()) <= 1_000 for text in texts(adapted))
    assert len(adapted.messages) == 2


def test_a_price_is_said_in_the_customers_language() -> None:
    product = ProductCard(
        product="7", title="Stollen", price=1250, was_price=1500, currency="EUR", in_stock=False, url=f"{SHOP}/7"
    )

    german = texts(shown(product, can=SMS, language="de"))[0].replace("\xa0", " ")

    assert german == f"Stollen\n12,50 € (vorher: 15,00 €) · Nicht vorrätig\n{SHOP}/7"


def test_a_payment_is_marked_whatever_it_becomes() -> None:
    payment = PARTS["payment"][0]

    for can in (SMS, EVERYTHING):
        adapted = shown(TextPart(text="Thank you."), payment, can=can)
        assert adapted.payments == (1,)
    assert texts(shown(payment, can=SMS, language="de"))[0].replace("\xa0", " ") == (
        f"Order 12: 42,00 €\nHier bezahlen: {SHOP}/pay/r1"
    )


def test_a_place_becomes_a_link_that_opens_anywhere() -> None:
    adapted = shown(PARTS["location"][0], can=SMS)

    link = "https://www.openstreetmap.org/?mlat=52.500000&mlon=13.400000#map=17/52.500000/13.400000"
    assert texts(adapted) == [f"Our bakery\nMain St 1\n{link}"]


def test_a_form_asks_its_first_question() -> None:
    fields = (FormField("size", "Which size?", "select", options=SIZES[:2]), FormField("name", "Your name?"))

    adapted = shown(Form(name="order", title="Your order", fields=fields), can=SMS)

    assert texts(adapted) == ["Your order\nWhich size?\n1. Size A\n2. Size B"]
    assert adapted.losses[0] == "form shown as the first of its 2 questions"


def test_a_turn_is_at_most_fifteen_messages_and_never_without_its_payment() -> None:
    many = [TextPart(text=f"Line {n}") for n in range(20)]

    adapted = shown(*many, PARTS["payment"][0], Options(options=SIZES[:2]), can=SMS, language="de")

    assert len(adapted.messages) == 15
    assert adapted.losses[-1] == "cut to 15 messages"
    assert texts(adapted)[13].startswith("Es gibt mehr, als hier Platz hat.")
    assert f"{SHOP}/pay/r1" in texts(adapted)[14]
    assert adapted.payments == (14,)
    assert [choice.number for choice in adapted.choices] == [1, 2]


def test_a_text_without_end_is_cut_and_says_so() -> None:
    adapted = shown(TextPart(text="word " * 100_000), can=SMS)

    assert len(adapted.messages) == 15
    assert texts(adapted)[14].startswith("There is more than fits here.")


def test_markdown_is_kept_where_it_is_shown_and_plain_elsewhere() -> None:
    part = TextPart(text="We are **open**. [Map](https://a.example)", markdown=True)

    assert shown(part, can=EVERYTHING).messages == ((part,),)
    assert texts(shown(part, can=SMS)) == ["We are open. Map (https://a.example)"]
    assert shown(part, can=SMS).losses == ("formatting left out",)


def test_long_words_of_a_card_are_said_before_it() -> None:
    card = Card(title="Rye loaf", subtitle="Dark and dense. " * 20)

    adapted = shown(card, can=MESSENGER)

    assert texts(adapted) == [f"Rye loaf\n{card.subtitle}"]
    shortened = adapted.messages[1][0]
    assert isinstance(shortened, Card)
    assert len(str(shortened.subtitle)) <= 80


def test_buttons_that_do_not_fit_on_a_card_go_below_it() -> None:
    card = Card(title="Rye", options=(*SIZES[:3], Option("More"), Option("Shop", url=SHOP)))

    adapted = shown(card, can=MESSENGER)

    assert [choice.payload for choice in adapted.choices] == ["size:A", "size:B", "size:C", "More"]
    assert f"Rye: Shop: {SHOP}" in words(adapted)
    assert_shows_within_limits(adapted, MESSENGER)


def test_nothing_to_say_is_no_message() -> None:
    assert shown(can=SMS).messages == ()
    assert shown(TextPart(text=" \n "), can=SMS).messages == ()
    assert shown(Options(options=()), can=SMS).messages == ()
    assert shown(TextPart(text="Yes"), Options(options=()), can=EVERYTHING).messages == ((TextPart(text="Yes"),),)


def test_words_deep_inside_are_translated() -> None:
    more = Text("None of these")
    part = Carousel(cards=(Card(title=Text("Rye"), options=(Option(more),)), Card(title="Spelt")))

    adapted = adapt(Reply(part), EVERYTHING, "de", lambda said, language: f"{language}:{said}")

    carousel = adapted.messages[0][0]
    assert isinstance(carousel, Carousel)
    assert carousel.cards[0] == Card(title="de:Rye", options=(Option("de:None of these"),))
    assert adapted.choices[0].payload == "de:None of these"


@pytest.mark.parametrize(
    "part",
    [
        TextPart(text=5),  # type: ignore[arg-type]
        TextPart(text=None),  # type: ignore[arg-type]
        Options(options=(5,)),  # type: ignore[arg-type]
        Options(options=(Option(5),)),  # type: ignore[arg-type]
        Options(options=5),  # type: ignore[arg-type]
        Carousel(cards=("card",)),  # type: ignore[arg-type]
        Card(title=b"Rye"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_words_is_refused(part: ReplyPart) -> None:
    for can in (SMS, EVERYTHING):
        with pytest.raises(TypeError):
            shown(part, can=can)
