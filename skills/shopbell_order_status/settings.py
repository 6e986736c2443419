"""The ``[plugins.shopbell_order_status]`` table."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from shopbell import Settings


class OrderStatusSettings(Settings, frozen=True, kw_only=True):
    """What a customer gets whose order is late, once for each order. Without either: an apology."""

    sorry_voucher: Annotated[str, Meta(max_length=40)] = ""  # the code of an offer of yours
    sorry_amount: Annotated[str, Meta(max_length=20)] = ""  # as "5.00", of the order's currency
    sorry_percent: Annotated[int, Meta(ge=1, le=100)] = 20  # the amount is never more than this share of the order
    sorry_after: Annotated[int, Meta(ge=0, le=60)] = 1  # days after the promised one

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """Both at once."""
        if self.sorry_voucher and self.sorry_amount:
            yield "sorry_amount", "and sorry_voucher are two ways of the same; set one of them"
