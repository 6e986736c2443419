"""Greets, thanks and says goodbye, and tells who is answering."""

from collections.abc import Iterable

from shopbell import PluginScope, Reply, Settings, Skill, Turn, hookimpl, offer_person
from shopbell import Text as _
from shopbell.shop import ShopInfo

from .asides import MISUNDERSTOOD, THERE
from .phrases import COMPLIMENT, GOODBYE, GREETING, INTENTS, THANKS, WHO_ARE_YOU
from .sayings import ABOUT_ME, BY_PHONE, SAYINGS

COURTESY_WORDS = 3  # up to so many words are taken as they are
A_QUESTION = 0.4  # score from which another meaning goes before a courtesy
WRAPPING = (GREETING.name, THANKS.name, GOODBYE.name, COMPLIMENT.name)  # said before or behind what is meant
IN_VAIN = (THERE.name, MISUNDERSTOOD.name)  # said by who got no answer, or a wrong one
TO_A_PERSON = offer_person(_("Talk to a person"))


class SmalltalkSkill:
    """One of several fitting answers. Which one depends on the turn alone: a repeated turn says the same."""

    name = "smalltalk"
    intents = INTENTS

    def __init__(self, shop: ShopInfo) -> None:
        self._shop = shop
        self._said = {
            name: [Reply(text=_(way, shop=shop.name), options=[TO_A_PERSON] if name in IN_VAIN else ()) for way in ways]
            for name, ways in SAYINGS.items()
        }

    async def answer(self, turn: Turn) -> Reply | None:
        if turn.intent == WHO_ARE_YOU.name:
            return self._about_me(turn)
        variants = self._said.get(turn.intent or "")
        if variants is None or (turn.score < 1.0 and _asks_more(turn)):
            return None
        return variants[turn.id % len(variants)]

    def _about_me(self, turn: Turn) -> Reply:
        phone = self._shop.phone
        said = _(ABOUT_ME[turn.id % len(ABOUT_ME)], shop=self._shop.name)
        if phone is not None:
            said = _(BY_PHONE, before=said, phone=phone)
        return Reply(text=said, options=[TO_A_PERSON])


def _asks_more(turn: Turn) -> bool:
    """Is this courtesy only the wrapping of a question, as in "thanks, and do you deliver?" """
    if len(turn.text.split()) <= COURTESY_WORDS:
        return False
    # "Did anybody find my scarf? Thank you so much!", or the last sentence of a letter, asks for no "with pleasure".
    asks = turn.intent in WRAPPING and ("?" in turn.text or 2 * len(turn.text) < len(turn.message.text))
    return asks or any(
        score >= A_QUESTION and not name.startswith("smalltalk.") for name, score in turn.understood.intents
    )


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    scope.settings(Settings)
    return [SmalltalkSkill(scope.shop)]
