"""The ``[plugins.shopbell_booking]`` table."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings


class BookingSettings(Settings, frozen=True, kw_only=True):
    """How customers are reminded."""

    remind: Annotated[float, Meta(ge=0, le=336)] = 24.0  # hours before it begins; 0: not at all
