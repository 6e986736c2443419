"""Adapts replies as the tests need it, reads what a customer sees, and checks it against a channel's limits."""

from typing import Any

from shopbell.adapt import Adapted, Catalogues, adapt
from shopbell.adapt.split import fits
from shopbell.capabilities import Capabilities
from shopbell.replies import (
    Card,
    Carousel,
    ItemList,
    Option,
    Options,
    Reply,
    ReplyPart,
    TextPart,
    as_json,
)

CATALOGUES = Catalogues({}, ("en", "de"))


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
