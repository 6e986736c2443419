"""The shop's own voice: its words, its emoji, a word of regret to who is annoyed and no jokes."""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, field

from shopbell import PluginScope, Policy, Settings, hookimpl

from .voice import Voice

Words = Annotated[str, Meta(min_length=1, max_length=300)]


class ToneSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_tone]`` table."""

    manner: Literal["friendly", "formal"] = "friendly"  # formal: no exclamation marks either
    emoji: Literal["keep", "calm", "never"] = "calm"  # calm: none to who is annoyed
    regret: bool = True  # a sentence of it to who is annoyed, once
    regrets: dict[str, Words] = field(default_factory=dict)  # your own sentence, by language
    words: dict[Words, Words] = field(default_factory=dict)  # your own words for others: cookie = "biscuit"


@hookimpl
def shopbell_policies(scope: PluginScope) -> Iterable[Policy]:
    settings = scope.settings(ToneSettings)
    return [Voice(settings.manner, settings.emoji, settings.regret, settings.regrets, settings.words)]
