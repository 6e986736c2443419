"""The ``[plugins.shopbell_owner]`` table."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings

Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$(?!\n)", description="one e-mail address")]
Wanted = bool | Email  # true: to whoever hears of waiting customers


class OwnerSettings(Settings, frozen=True, kw_only=True):
    """Of what the owner hears by e-mail, through the mail server of ``shopbell_handoff``."""

    orders: Wanted = True
    returns: Wanted = True
    bookings: Wanted = True

    def recipient(self, kind: str) -> str | None:
        """Who hears of an event of that kind: an address, "" for the usual one, None for nobody."""
        wanted = {"order.placed": self.orders, "return.announced": self.returns, "booking.taken": self.bookings}[kind]
        if isinstance(wanted, str):
            return wanted
        return "" if wanted else None
