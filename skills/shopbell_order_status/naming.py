"""Who names an order wants to hear of that order, not what the shop says to everybody about orders."""

import re

from shopbell import Reply, Skill, Turn

_WHERE = re.compile(
    r"\b(?:where|track\w*|status|state of|arriv\w+|deliver\w+|shipped|sent|on (?:the|its) way"
    r"|wo|kommt|bleibt|stand|verschickt|unterwegs|où|suiv\w+|arrive|expédiée?|dónde|donde|llega|estado|enviado)\b",
    re.IGNORECASE,
)
_SOMETHING_ELSE = re.compile(
    r"\b(?:return\w*|refund\w*|exchange|cancel\w*|chang\w+|zurück\w*|erstatt\w*|storn\w*|änder\w*|umtausch\w*"
    r"|retour\w*|renvo\w+|rembours\w*|annul\w*|modif\w+|devol\w+|reembols\w*|cancel\w*|cambi\w+)\b",
    re.IGNORECASE,
)


class OrderNamed:
    """Begins the dialogue about an order that is named in so many words."""

    name = "order_named"
    intents = ()

    def __init__(self, order_status: Skill) -> None:
        self._order_status = order_status

    def claims(self, turn: Turn) -> bool:
        """An order's number, and the question where it is."""
        if turn.entity("order_number") is None or _SOMETHING_ELSE.search(turn.text):
            return False
        return _WHERE.search(turn.text) is not None

    async def answer(self, turn: Turn) -> Reply | None:
        """As if it had been recognised by its words."""
        return await self._order_status.answer(turn) if self.claims(turn) else None
