"""When a person is needed though nobody asked for one: a word of the owner's list, not understood again and again."""

import re
from collections.abc import Mapping

from shopbell import ChannelEvent, Option, Policy, Reply, ShopEvent, Turn
from shopbell.shop import ShopInfo

from .phrases import HANDOFF, MESSAGE, MESSAGE_PAYLOAD
from .presence import Presence
from .sentences import LEAVE, nobody_here, passing_on
from .settings import HandoffSettings

OWN = (HANDOFF.name, MESSAGE.name)  # they say nothing about what it is about
UPSET = "upset"  # the core's own reason, for who is angry again and again
MOST_CARTS = 10_000  # whose value is known; beyond, the oldest are forgotten


class Carts:
    """What lies in the carts now, as their events tell it. After a restart a cart counts again when it changes."""

    def __init__(self) -> None:
        self._totals: dict[int, int] = {}

    async def note(self, event: ChannelEvent | ShopEvent, conversation_id: int) -> None:
        """``cart.updated {"amount": 4200}``: minor units."""
        total = event.body.get("amount") if isinstance(event, ShopEvent) else None
        self._totals.pop(conversation_id, None)
        if isinstance(total, int) and total > 0:
            self._totals[conversation_id] = total
        if len(self._totals) > MOST_CARTS:
            self._totals.pop(next(iter(self._totals)))

    def total(self, conversation_id: int) -> int:
        """Minor units; 0 where nothing is known."""
        return self._totals.get(conversation_id, 0)


class Triggers(Policy):
    """A policy, for it sees every message, whoever answered it: where a person is needed, that is what is said."""

    name = "triggers"

    def __init__(self, settings: HandoffSettings, shop: ShopInfo, presence: Presence, carts: Carts) -> None:
        self._settings, self._shop, self._presence, self._carts = settings, shop, presence, carts
        words = "|".join(re.escape(word.strip()) for word in settings.keywords)
        self._words = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None
        self._lost: set[int] = set()  # turns of this moment that are for a person

    def lost(self, turn: Turn) -> bool:
        """Nobody had an answer: was it once too often?"""
        most, total = self._settings.fallbacks, self._carts.total(turn.conversation_id)
        if self._settings.valuable and total >= self._settings.valuable:
            most = 1
        if not most or turn.fallbacks + 1 < most:
            return False
        self._lost.add(turn.id)
        return True

    def adapt(self, turn: Turn, reply: Reply) -> Reply:
        """What happens now, in place of an answer that is none."""
        if turn.id in self._lost:
            self._lost.discard(turn.id)
            return self._passed_on(turn, "not understood")
        if self._words is not None and turn.message.key and self._words.search(turn.message.text):
            return self._passed_on(turn, "a word of the list")
        if turn.handed_over == UPSET and not self._presence.is_somebody_here(turn.now):
            return self._passed_on(turn, UPSET)
        if turn.falls_silent and not self._presence.is_somebody_here(turn.now):
            return self._called(turn, reply)
        return reply

    def _called(self, turn: Turn, reply: Reply) -> Reply:
        """Somebody else called a person, and spoke of them: it is said when there is one, and the bot goes on.

        Whoever was asked already what the person needs to know is not offered to leave a message on top.
        """
        turn.keep_answering()
        if turn.message_left:
            return reply
        nobody = Reply(text=nobody_here(self._presence, turn.now), options=[Option(LEAVE, payload=MESSAGE_PAYLOAD)])
        return Reply(*reply.parts, *nobody.parts)

    def _passed_on(self, turn: Turn, reason: str) -> Reply:
        """Silence until a person answers, if one is there; else the shop hears of it, and the bot goes on."""
        if self._presence.is_somebody_here(turn.now):
            turn.hand_over(reason)
            return Reply(text=passing_on(self._shop))
        turn.hand_over(reason, silent=False)
        return Reply(text=nobody_here(self._presence, turn.now), options=[Option(LEAVE, payload=MESSAGE_PAYLOAD)])


def facts_of(turn: Turn) -> Mapping[str, str]:
    """What helps the person who answers, without the customer's words: the product and orders at hand, the mood."""
    understood = turn.understood
    asked = next((name for name, _ in understood.intents if name not in OWN), "")
    found = {
        "about": turn.intent if turn.intent and turn.intent not in OWN else asked,
        "product": turn.context.product or str(turn.entity("product") or ""),
        "orders": ", ".join(turn.orders),
        "page": turn.context.page or "",
        "mood": understood.emotion or ("upset" if understood.annoyed else ""),
    }
    return {name: " ".join(value.split())[:200] for name, value in found.items() if value}
