"""Every part of a reply reaches every channel: as it is, or one rung lower with the loss recorded."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.adapt import Adapted, Catalogues, adapt, understand_choice
from shopbell.adapt.split import fits
from shopbell.capabilities import EVERYTHING, PLAIN_TEXT, Capabilities
from shopbell.replies import (
    Audio,
    Card,
    Carousel,
    File,
    Form,
    FormField,
    Image,
    ItemList,
    Location,
    Option,
    Options,
    PaymentRequest,
    ProductCard,
    Reply,
    ReplyPart,
    TextPart,
    Video,
    as_json,
)
from shopbell.text import Text
from tests.adapt.channels import CHANNELS, INSTAGRAM, MESSENGER, SMS, TELEGRAM, WHATSAPP

CATALOGUES = Catalogues({}, ("en", "de"))
SHOP = "https://bakery.example"

RYE = Card(
    title="Rye loaf", subtitle="Dark and dense", image=f"{SHOP}/rye.jpg", image_alt="a dark loaf", url=f"{SHOP}/rye",
    options=(Option("Add rye", "add:rye"), Option("Recipe", url=f"{SHOP}/recipe")),
)  # fmt: skip
SIZES = tuple(Option(f"Size {letter}", f"size:{letter}") for letter in "ABCDE")

PARTS: dict[str, tuple[ReplyPart, tuple[str, ...]]] = {
    "text": (TextPart(text="We bake **daily**.", markdown=True), ("We bake", "daily")),
    "options": (Options(options=SIZES), ("Size A", "Size E", "size:A", "size:E")),
    "link": (Options(options=(Option("Our shop", url=SHOP),)), ("Our shop", SHOP)),
    "card": (
        RYE,
        ("Rye loaf", "Dark and dense", f"{SHOP}/rye.jpg", f"{SHOP}/rye", "add:rye", "Recipe", f"{SHOP}/recipe"),
    ),
    "carousel": (
        Carousel(
            cards=tuple(
                Card(title=f"Cake {n}", url=f"{SHOP}/{n}", options=(Option("Add", f"add:{n}"),)) for n in range(12)
            )
        ),
        tuple(f"{what}{n}" for n in range(12) for what in ("Cake ", f"{SHOP}/", "add:")),
    ),
    "image": (Image(url=f"{SHOP}/a.jpg", alt="our shop front"), (f"{SHOP}/a.jpg", "our shop front")),
    "captioned": (Image(url=f"{SHOP}/a.jpg", caption="Fresh today"), (f"{SHOP}/a.jpg", "Fresh today")),
    "video": (Video(url=f"{SHOP}/a.mp4", caption="How we knead"), (f"{SHOP}/a.mp4", "How we knead")),
    "audio": (Audio(url=f"{SHOP}/a.mp3", transcript="Good morning!"), (f"{SHOP}/a.mp3", "Good morning!")),
    "file": (File(url=f"{SHOP}/menu.pdf", name="menu.pdf"), (f"{SHOP}/menu.pdf", "menu.pdf")),
    "list": (
        ItemList(title="Which cake?", items=tuple(Option(f"Cake {n}", f"cake:{n}") for n in range(8))),
        ("Which cake?", "Cake 0", "Cake 7", "cake:0", "cake:7"),
    ),
    "form": (
        Form(name="order", title="Your order", fields=(FormField("size", "Which size?", "select", options=SIZES),)),
        ("Your order", "Which size?", "Size A", "Size E"),
    ),
    "location": (
        Location(latitude=52.5, longitude=13.4, name="Our bakery", address="Main St 1"),
        ("Our bakery", "Main St 1", "52.5", "13.4"),
    ),
    "product": (
        ProductCard(
            product="7", title="Stollen", price=1250, currency="EUR", url=f"{SHOP}/7", image=f"{SHOP}/7.jpg",
            options=(Option("Add it", "add:7"),),
        ),
        ("Stollen", f"{SHOP}/7", f"{SHOP}/7.jpg", "add:7"),
    ),
    "payment": (
        PaymentRequest(reference="r1", title="Order 12", amount=4200, currency="EUR", url=f"{SHOP}/pay/r1"),
        ("Order 12", f"{SHOP}/pay/r1"),
    ),
}  # fmt: skip


def shown(*parts: ReplyPart, can: Capabilities, language: str = "en") -> Adapted:
    return adapt(Reply(*parts), can, language, CATALOGUES.render)


def words(adapted: Adapted) -> str:
    """Everything a customer can see, follow or answer."""

    def strings(value: Any) -> list[str]:
        if isinstance(value, dict | list | tuple):
            return [text for inner in (value.values() if isinstance(value, dict) else value) for text in strings(inner)]
        return [str(value)]

    said = [as_json(message) for message in adapted.messages]
    return "\n".join(strings(said) + [f"{choice.label}\n{choice.payload}" for choice in adapted.choices])


def texts(adapted: Adapted) -> list[str]:
    return [str(part.text) for message in adapted.messages for part in message if isinstance(part, TextPart)]


def assert_shows_within_limits(adapted: Adapted, can: Capabilities) -> None:
    assert len(adapted.messages) <= 15
    for message in adapted.messages:
        assert message
        with_buttons = any(isinstance(part, Options | ItemList) for part in message)
        for part in message:
            if isinstance(part, TextPart):
                assert isinstance(part.text, str)
                assert part.text.strip()
                assert fits(part.text, can.text_max, can.text_unit)
                assert not with_buttons or fits(part.text, can.options_text_max or can.text_max, can.text_unit)
                assert can.markdown or not part.markdown
            if isinstance(part, Options):
                assert 0 < len(part.options) <= can.options_max
                assert_buttons_fit(part.options, can.option_label_max, can)
                assert can.option_urls or not any(option.url for option in part.options)
                assert not can.options_need_text or isinstance(message[0], TextPart)
            if isinstance(part, ItemList):
                assert 0 < len(part.items) <= can.list_max
                assert_buttons_fit(part.items, can.list_label_max, can)
            if isinstance(part, Card | Carousel):
                cards = part.cards if isinstance(part, Carousel) else (part,)
                assert can.cards
                assert isinstance(part, Card) or len(cards) <= can.carousel_max
                for card in cards:
                    assert len(card.options) <= can.card_options_max
                    assert_buttons_fit(card.options, can.option_label_max, can)


def assert_buttons_fit(options: tuple[Option, ...], label_max: int, can: Capabilities) -> None:
    for option in options:
        assert len(str(option.label)) <= label_max
        assert option.url or len((option.payload or str(option.label)).encode()) <= can.option_payload_max


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", PARTS)
def test_every_part_reaches_every_channel(kind: str, channel: str) -> None:
    part, needed = PARTS[kind]
    can = CHANNELS[channel]

    adapted = shown(part, can=can)

    said = words(adapted)
    assert [what for what in needed if what not in said] == []
    assert_shows_within_limits(adapted, can)
    kinds = {type(piece) for message in adapted.messages for piece in message}
    assert type(part) in kinds or adapted.losses


@pytest.mark.parametrize("kind", PARTS)
def test_a_channel_that_shows_everything_gets_the_part_itself(kind: str) -> None:
    part, _ = PARTS[kind]
    if kind == "carousel":
        part = Carousel(cards=(RYE, RYE))

    adapted = shown(part, can=EVERYTHING)

    assert len(adapted.messages) == 1
    assert [type(piece) for piece in adapted.messages[0]] == [type(part)]
    assert adapted.losses == ()


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


labels = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
urls = st.integers(0, 99).map(lambda n: f"{SHOP}/{n}")
options = st.builds(Option, labels, st.none() | st.text(min_size=1, max_size=80), st.none() | urls)
menus = st.lists(options, max_size=15).map(tuple)
cards = st.builds(
    Card,
    title=labels,
    subtitle=st.none() | st.text(max_size=120),
    image=st.none() | urls,
    url=st.none() | urls,
    options=menus,
)
anything = st.one_of(
    st.builds(TextPart, text=st.text(max_size=300), markdown=st.booleans()),
    st.builds(Options, options=menus),
    cards,
    st.builds(Carousel, cards=st.lists(cards, max_size=12).map(tuple)),
    st.builds(ItemList, title=st.text(max_size=100), items=menus),
    st.builds(Image, url=urls, alt=st.text(max_size=20), caption=st.none() | st.text(max_size=90)),
    st.sampled_from([part for part, _ in PARTS.values()]),
)
abilities = st.builds(
    Capabilities,
    text_max=st.integers(160, 500),
    text_unit=st.sampled_from(["characters", "utf16", "bytes"]),
    markdown=st.booleans(),
    options_max=st.integers(0, 13),
    options_text_max=st.sampled_from([0, 40, 100]),
    options_need_text=st.booleans(),
    option_label_max=st.integers(2, 40),
    option_payload_max=st.integers(21, 100),
    option_urls=st.booleans(),
    cards=st.booleans(),
    card_text_max=st.sampled_from([0, 20]),
    card_options_max=st.integers(0, 4),
    card_option_urls=st.booleans(),
    carousel_max=st.integers(0, 10),
    caption_max=st.sampled_from([0, 50]),
    list_max=st.integers(0, 12),
    images=st.booleans(),
    products=st.booleans(),
    payments=st.booleans(),
) | st.sampled_from(list(CHANNELS.values()))


@given(st.lists(anything, max_size=5), abilities)
def test_any_reply_keeps_the_limits_of_any_channel(parts: list[ReplyPart], can: Capabilities) -> None:
    adapted = shown(*parts, can=can)

    assert_shows_within_limits(adapted, can)
    numbers = [choice.number for choice in adapted.choices if choice.number]
    assert numbers == sorted(set(numbers))
    for choice in adapted.choices:
        if choice.number:
            chosen = understand_choice(f"#{choice.number}", None, adapted.choices)
            assert chosen is not None
    if "cut to 15 messages" not in adapted.losses:
        assert {choice.payload for choice in adapted.choices} >= set(payloads(parts))


def payloads(parts: list[ReplyPart]) -> list[str]:
    """What every button that leads nowhere must bring back."""
    found = []
    for part in parts:
        cards = part.cards if isinstance(part, Carousel) else (part,) if isinstance(part, Card) else ()
        menus = [part.options] if isinstance(part, Options) else [part.items] if isinstance(part, ItemList) else []
        for menu in [*menus, *(card.options for card in cards)]:
            found += [option.payload or str(option.label) for option in menu if option.url is None]
    return found
