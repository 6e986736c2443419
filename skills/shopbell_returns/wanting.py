"""Who wants to send something back begins a return; who asks what may come back is told the shop's rules."""

import re

from shopbell import Reply, Skill, Turn

_WANTED = re.compile(
    r"\b(?:i|we) (?:want|need|have|wish|would like|'?d like) to (?:return|give back|exchange"
    r"|send (?:\w+ ){0,2}back)\b"
    r"|\bi'?d like to (?:return|send back|exchange)\b"
    r"|\b(?:möchte|will|würde gerne?) .*(?:zurück(?:geben|schicken|senden)|umtauschen)\b"
    r"|\bje (?:veux|voudrais|souhaite) (?:retourner|renvoyer|rendre|échanger)\b"
    r"|\b(?:quiero|quisiera|me gustaría) (?:devolver|cambiar)\b",
    re.IGNORECASE,
)


class ReturnWanted:
    """Begins the dialogue whatever is named as what comes back."""

    name = "return_wanted"
    intents = ()

    def __init__(self, returns: Skill) -> None:
        self._returns = returns

    def claims(self, turn: Turn) -> bool:
        """Is it wanted, in so many words?"""
        return _WANTED.search(turn.text) is not None

    async def answer(self, turn: Turn) -> Reply | None:
        """As if it had been recognised by its words."""
        return await self._returns.answer(turn) if self.claims(turn) else None
