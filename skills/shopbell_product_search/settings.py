"""The ``[plugins.shopbell_product_search]`` table."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings


class ProductSearchSettings(Settings, frozen=True, kw_only=True):
    """How much is shown, and how long "cheaper" means what was shown last."""

    shown: Annotated[int, Meta(ge=1, le=10)] = 5  # products of one answer
    questions: Annotated[int, Meta(ge=1, le=8)] = 4  # of a guided selection, at most
    minutes: Annotated[int, Meta(ge=1, le=1440)] = 60  # for which a search can be refined
