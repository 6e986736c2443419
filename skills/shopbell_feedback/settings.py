"""The ``[plugins.shopbell_feedback]`` table."""

from typing import Annotated, Literal

from msgspec import Meta

from shopbell import Settings

Measure = Literal["csat", "nps", "ces"]


class FeedbackSettings(Settings, frozen=True, kw_only=True):
    """What is asked, and when. Events come through ``POST /api/v1/events``."""

    measure: Measure = "csat"  # satisfied (1-5), would recommend (0-10), was it easy (1-5)
    after: Annotated[float, Meta(ge=0, le=720)] = 2.0  # hours after the event
    answer_within: Annotated[float, Meta(ge=1, le=720)] = 48.0  # hours; later it is not asked any more
