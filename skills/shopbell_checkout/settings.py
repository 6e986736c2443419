"""What the owner decides of the checkout."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings


class CheckoutSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_checkout]`` table."""

    pick_up: bool = True  # may orders be picked up
    pick_up_day: bool = False  # ask on which day: what is made fresh must be made in time
    card: bool = False  # ask for words on a card
    pay_within_hours: Annotated[int, Meta(ge=1, le=24 * 14)] = 48  # then an order that nobody paid is cancelled
