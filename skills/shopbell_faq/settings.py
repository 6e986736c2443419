"""The settings of the questions and answers."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta

from shopbell import Settings

Fact = str | int | float | dict[str, str]  # words, a number, or words per language
NAME_OF_A_FACT = re.compile(r"[a-z][a-z0-9_]*")


class FaqSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_faq]`` table."""

    facts: Mapping[str, Fact] = {}  # what several answers say, written as {facts.name}
    helpful: Literal["never", "unsure", "always"] = "unsure"  # after which answers customers are asked if they helped
    helpful_minutes: Annotated[int, Meta(ge=0, le=525_600)] = 1_440  # between two of these questions to one customer
    sure: Annotated[float, Meta(ge=0, le=1)] = 0.6  # an answer with a lower score counts as unsure
    related: Annotated[int, Meta(ge=0, le=5)] = 0  # questions offered below an answer
    topic_minutes: Annotated[int, Meta(ge=1, le=1_440)] = 10  # in which a follow-up is understood
    gaps_days: Annotated[int, Meta(ge=1, le=3_650)] = 90  # what was not answered is kept so long

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Names that no answer could write."""
        for name in self.facts:
            if not NAME_OF_A_FACT.fullmatch(name):
                yield f"facts.{name}", "a fact's name has small letters, digits and _ only, such as bike_fee"
