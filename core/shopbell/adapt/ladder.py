"""The degrade ladder: what each part becomes on a channel that cannot show it (CHANNELS section 1.1).

One function per part, its words said already. Nothing that the customer needs is dropped: what cannot be shown
becomes text with a link, and the loss is recorded.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import structs

from shopbell.adapt.buttons import as_choice
from shopbell.adapt.plain import link
from shopbell.adapt.sentences import FURTHER, NOT_IN_STOCK, pay_here, reduced
from shopbell.adapt.showing import Showing
from shopbell.adapt.split import fits, shorten
from shopbell.people import Choice
from shopbell.replies import (
    Audio,
    Card,
    Carousel,
    File,
    Form,
    Image,
    ItemList,
    Location,
    Option,
    Options,
    PaymentRequest,
    ProductCard,
    TextPart,
    Video,
)
from shopbell.shop import Money, say_money

CARDS_ONE_BY_ONE = 3


def show_text(showing: Showing, part: TextPart) -> None:
    """Text: plain where no Markdown is shown, in parts where it is too long."""
    showing.text(str(part.text), markdown=part.markdown)


def show_options(showing: Showing, part: Options) -> None:
    """Buttons, a list, numbered text."""
    showing.options(part.options)


def show_card(showing: Showing, card: Card) -> None:
    """A card; else its picture, its words with the link, and its buttons below."""
    if not showing.can.cards:
        showing.lose("card shown as text")
        if card.image and showing.can.images:
            show_image(showing, Image(url=card.image, alt=card.image_alt or card.title))
            showing.text(_lines(card.title, card.subtitle, card.url))
        else:
            picture = link(_word(card.image_alt), card.image) if card.image else None
            showing.text(_lines(card.title, card.subtitle, picture, card.url))
        showing.options(card.options)
        return
    shown, below = _on_card(showing, card)
    showing.alone(shown, _choices(card.options, below))
    showing.options([_named(card, option) for option in below])


def show_carousel(showing: Showing, part: Carousel) -> None:
    """Cards side by side; else up to three one by one. The others follow as lines with their links and buttons."""
    side_by_side = showing.can.carousel_max if showing.can.cards else 0
    most = side_by_side or CARDS_ONE_BY_ONE
    cards, others = part.cards[:most], part.cards[most:]
    if side_by_side and len(cards) > 1:
        _show_side_by_side(showing, cards)
    else:
        if len(cards) > 1:
            showing.lose(f"carousel shown as {len(cards)} cards")
        for card in cards:
            show_card(showing, card)
    if others:
        showing.lose(f"{len(others)} further cards shown as lines")
        showing.text(_lines(showing.say(FURTHER), *(_titled(_word(card.title), card.url) for card in others)))
        showing.options([_named(card, option) for card in others for option in card.options])


def show_image(showing: Showing, part: Image) -> None:
    """A picture; else a link that says what it shows."""
    _show_media(showing, part, showing.can.images, "picture", link(_word(part.alt), part.url))


def show_video(showing: Showing, part: Video) -> None:
    """A film; else a link."""
    _show_media(showing, part, showing.can.video, "film", part.url)


def show_audio(showing: Showing, part: Audio) -> None:
    """A sound; else its words and a link."""
    if showing.can.audio:
        return showing.alone(part)
    showing.lose("sound shown as a link")
    return showing.text(_lines(part.transcript, part.url))


def show_file(showing: Showing, part: File) -> None:
    """A document; else a link."""
    if showing.can.files:
        return showing.alone(part)
    showing.lose("document shown as a link")
    return showing.text(_titled(part.name, part.url))


def show_list(showing: Showing, part: ItemList) -> None:
    """A list; else its title with buttons or numbers below."""
    rows = [item for item in part.items if item.url is None]
    items = showing.fitted(rows, showing.can.list_max, showing.can.list_label_max)
    if rows and items is not None and len(rows) == len(part.items):
        title = showing.title(_word(part.title))
        part = structs.replace(part, title=title, items=items, button=showing.button(part.button))
        return showing.alone(part, [as_choice(row) for row in rows])
    showing.lose("list shown as text")
    showing.text(_word(part.title))
    return showing.options(part.items, rows=False)


def show_form(showing: Showing, part: Form) -> None:
    """A form; else its first question.

    Further questions need an answer to each: whoever sent the form asks on when the first is answered.
    """
    if showing.can.forms or not part.fields:
        return showing.alone(part) if part.fields else showing.text(_word(part.title))
    first = part.fields[0]
    by_button = showing.can.phone_button and first.kind == "tel"
    if len(part.fields) > 1 or not by_button:
        showing.lose(f"form shown as the first of its {len(part.fields)} questions")
    if by_button:
        return showing.alone(structs.replace(part, fields=(first,)))
    showing.text(_lines(part.title, first.label))
    return showing.options(first.options)


def show_location(showing: Showing, part: Location) -> None:
    """A place; else its name, address and a map link.

    The link leads to OpenStreetMap: an https link opens on any device without an account, where ``geo:`` is dead
    on desktops and in most messengers.
    """
    if showing.can.location:
        return showing.alone(part)
    showing.lose("place shown as a map link")
    at = f"{part.latitude:.6f}", f"{part.longitude:.6f}"
    url = f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"
    return showing.text(_lines(part.name, part.address, url))


def show_product(showing: Showing, part: ProductCard) -> None:
    """A product; else a card with its price in words."""
    can = showing.can
    if can.products:
        options = showing.fitted(part.options, can.card_options_max, can.option_label_max)
        if options is not None:
            return showing.alone(structs.replace(part, options=options), _choices(part.options, ()))
    showing.lose("product shown as a card")
    subtitle = _price(showing, part) + ("" if part.in_stock else f" · {showing.say(NOT_IN_STOCK)}")
    card = Card(
        title=part.title, subtitle=subtitle, image=part.image, image_alt=part.title, url=part.url, options=part.options
    )
    return show_card(showing, card)


def show_payment(showing: Showing, part: PaymentRequest) -> None:
    """A request for money; else its title, amount and link. Never left out."""
    if showing.can.payments:
        return showing.alone(part, pays=True)
    showing.lose("payment shown as a link")
    amount = say_money(Money(part.amount, part.currency), showing.language)
    words = f"{part.title}: {amount}\n{showing.say(pay_here(part.url))}"
    return showing.text(words, pays=True)


LADDER: dict[type, Callable[[Showing, Any], None]] = {
    TextPart: show_text,
    Options: show_options,
    Card: show_card,
    Carousel: show_carousel,
    Image: show_image,
    Video: show_video,
    Audio: show_audio,
    File: show_file,
    ItemList: show_list,
    Form: show_form,
    Location: show_location,
    ProductCard: show_product,
    PaymentRequest: show_payment,
}


def _show_media(showing: Showing, part: Image | Video, can: bool, what: str, url: str) -> None:
    caption = _word(part.caption)
    if not can:
        showing.lose(f"{what} shown as a link")
        return showing.text(_lines(caption, url))
    if not caption or fits(caption, showing.can.caption_max, showing.can.text_unit):
        return showing.alone(part)
    showing.alone(structs.replace(part, caption=None))
    return showing.text(caption)


def _show_side_by_side(showing: Showing, cards: Sequence[Card]) -> None:
    shown = [_on_card(showing, card) for card in cards]
    choices = [
        choice for card, (_, below) in zip(cards, shown, strict=True) for choice in _choices(card.options, below)
    ]
    showing.alone(Carousel(cards=tuple(card for card, _ in shown)), choices)
    showing.options([_named(card, option) for card, (_, below) in zip(cards, shown, strict=True) for option in below])


def _on_card(showing: Showing, card: Card) -> tuple[Card, list[Option]]:
    """The card as the channel takes it, and the buttons that must go below it."""
    can = showing.can
    allowed = [option for option in card.options if option.url is None or can.card_option_urls]
    fitted = showing.fitted(allowed[: can.card_options_max], can.card_options_max, can.option_label_max) or ()
    below = [option for option in card.options if option not in allowed] + allowed[len(fitted) :]
    if below:
        showing.lose("buttons moved below the card")
    words = {"title": _word(card.title), "subtitle": _word(card.subtitle)}
    long = {name: said for name, said in words.items() if can.card_text_max and len(said) > can.card_text_max}
    if long:
        showing.lose("long words of a card said in a text before it")
        showing.text(_lines(*words.values()))
    changes: dict[str, object] = {name: shorten(said, can.card_text_max) for name, said in long.items()}
    return structs.replace(card, options=fitted, **changes), below


def _choices(options: Sequence[Option], below: Sequence[Option]) -> list[Choice]:
    """What the buttons left on a card mean; those below it are counted there."""
    return [as_choice(option) for option in options if option.url is None and option not in below]


def _named(card: Card, option: Option) -> Option:
    """An option away from its card: ``Rye loaf: Add to cart``; what comes back stays."""
    payload = str(option.label) if option.payload is None else option.payload
    return Option(f"{card.title}: {option.label}", None if option.url else payload, option.url)


def _price(showing: Showing, part: ProductCard) -> str:
    price = say_money(Money(part.price, part.currency), showing.language)
    if part.was_price is None:
        return price
    was = say_money(Money(part.was_price, part.currency), showing.language)
    return showing.say(reduced(price, was))


def _word(words: object) -> str:
    return "" if words is None else str(words)


def _titled(title: str, url: str | None) -> str:
    return f"{title}: {url}" if title and url else title or url or ""


def _lines(*words: object) -> str:
    return "\n".join(line for line in map(_word, words) if line)
