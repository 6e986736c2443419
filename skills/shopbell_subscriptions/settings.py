"""The skill's table of the configuration."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings


class SubscriptionSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_subscriptions]`` table."""

    newsletter: bool = True  # False: the shop has none
    most_alerts: Annotated[int, Meta(ge=1, le=100)] = 20  # of one customer at a time
