"""What a channel can show, as data: *adapt* degrades replies from this alone.

Numbers are the platforms' own limits (CHANNELS section 1.1 has them with sources). A channel never has to know
another channel's shapes.
"""

from typing import Literal

import msgspec

TextUnit = Literal["characters", "utf16", "bytes"]


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """Limits and abilities of one channel; the defaults are those of plain text (SMS-like)."""

    text_max: int = 1_600  # in text_unit, for one message
    text_unit: TextUnit = "characters"
    markdown: bool = False
    options_max: int = 0  # quick replies below one message; 0: a numbered list
    options_text_max: int = 0  # text of a message with buttons or a list, in text_unit; 0: text_max
    options_need_text: bool = True  # buttons stand below a text only; False: also below cards and pictures
    option_label_max: int = 20  # characters
    option_payload_max: int = 1_000  # bytes
    option_urls: bool = False  # may an option be a link
    cards: bool = False
    card_text_max: int = 0  # title and subtitle each, characters; 0: as long as they are
    card_options_max: int = 0
    card_option_urls: bool = True  # may a button on a card be a link
    carousel_max: int = 0  # cards side by side, where there are cards; 0: one by one
    list_max: int = 0  # rows; 0: options or numbers
    list_label_max: int = 24
    caption_max: int = 0  # below pictures and films, in text_unit; 0: a caption is a text of its own
    images: bool = False
    video: bool = False
    audio: bool = False
    files: bool = False
    forms: bool = False
    phone_button: bool = False  # can it ask for the customer's own number: a form whose first field is ``tel``
    location: bool = False
    products: bool = False
    payments: bool = False
    typing: bool = False

    # What the platform allows at the other end; a channel whose numbers are settings of the owner fills them in.
    per_second: float = 0.0  # messages of one account; 0: no limit is known
    per_minute_to_one: float = 0.0  # messages to one address, after a burst of as many; 0: no limit is known
    per_hour_from_one: int = 0  # messages of one address that are answered; then a person is asked. 0: any number
    idempotent: bool = False  # drops a second copy with the same outbox id: an unknown fate may be tried again
    window_hours: float = 0.0  # after the customer's last message; then it refuses. 0: never
    beyond_window: tuple[str, ...] = ()  # what it still takes then, in words for the owner: "a template"

    def __post_init__(self) -> None:
        """Refuse limits that no text could keep.

        Raises:
            ValueError: ``text_max`` cannot hold one character in every unit.
        """
        if self.text_max < 4 or 0 < self.options_text_max < 4:
            raise ValueError("text_max and options_text_max must be at least 4, the bytes of one character")


PLAIN_TEXT = Capabilities()
EVERYTHING = Capabilities(
    text_max=8_000, markdown=True, options_max=13, options_need_text=False, option_label_max=40, option_urls=True,
    cards=True, card_options_max=6, carousel_max=10, list_max=50, list_label_max=80, caption_max=8_000, images=True,
    video=True, audio=True, files=True, forms=True, location=True, products=True, payments=True, typing=True,
)  # fmt: skip
