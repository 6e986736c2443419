"""Who wants to send something back begins a return; who asks what may come back is told the shop's rules."""

import re

from shopbell import Turn

_WANTED = re.compile(
    r"\b(?:i|we) (?:want|need|have|wish|would like|'?d like) to (?:return|give back|exchange"
    r"|send (?:\w+ ){0,2}back)\b"
    r"|\bi'?d like to (?:return|send back|exchange)\b"
    r"|\b(?:möchte|will|würde gerne?) .*(?:zurück(?:geben|schicken|senden)|umtauschen)\b"
    r"|\bje (?:veux|voudrais|souhaite) (?:retourner|renvoyer|rendre|échanger)\b"
    r"|\b(?:quiero|quisiera|me gustaría) (?:devolver|cambiar)\b",
    re.IGNORECASE,
)


def wants_to_return(turn: Turn) -> bool:
    """Is it wanted, in so many words, whatever is named as what comes back?"""
    return _WANTED.search(turn.text) is not None
