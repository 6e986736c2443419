"""Who wants to send something back begins a return; who asks what may come back is told the shop's rules."""

import re

from shopbell import Turn, Wording

_WANTED = re.compile(
    r"\b(?:i|we) (?:want|need|have|wish|would like|'?d like) to (?:return|give back|exchange"
    r"|send (?:\w+ ){0,2}back)\b"
    r"|\bi'?d like to (?:return|send back|exchange)\b"
    r"|\b(?:möchte|will|würde gerne?) .*(?:zurück(?:geben|schicken|senden)|umtauschen)\b"
    r"|\bje (?:veux|voudrais|souhaite) (?:retourner|renvoyer|rendre|échanger)\b"
    r"|\b(?:quiero|quisiera|me gustaría) (?:devolver|cambiar)\b",
    re.IGNORECASE,
)
# "I bought a dress last week and it does not fit"; "can I exchange what does not fit?" asks for the rules.
_BOUGHT = Wording(
    r"\b(?:bought|ordered|purchased|received|gekauft|bestellt|bekommen|erhalten|acheté\w*|commandé\w*|reçu\w*"
    r"|compr(?:é|ado)|ped(?:í|ido)|recib(?:í|ido))\b"
)
_MISFIT = Wording(
    r"\b(?:do(?:es)?(?: not|n['’]?t) fit|(?:is|are|was|were) (?:much |a bit |far |way )?too"
    r" (?:small|big|large|tight|short|long|wide|loose)"
    r"|pass(?:t|en) (?:mir |ihr |ihm |leider )*nicht"
    r"|(?:ist|sind|war) (?:mir |leider |viel )*zu (?:klein|groß|eng|kurz|lang|weit)"
    r"|ne (?:me )?(?:va|vont) pas|(?:est|sont) (?:bien |beaucoup )?trop (?:petit|grand|court|long|serré|large)e?s?"
    r"|no (?:me )?(?:queda|quedan|sirven?)(?: bien)?"
    r"|(?:es|son|está|queda)n? (?:muy |demasiado )(?:pequeñ|grande|cort|larg|ajustad)\w*)"
)
_ASKS = Wording(r"\?\W*$|\b(?:can|could|may|kann|darf|puis-je|je peux|puedo|se puede)\b")


def wants_to_return(turn: Turn) -> bool:
    """Is it wanted, in so many words, whatever is named as what comes back?"""
    if _WANTED.search(turn.text) is not None:
        return True
    misfit = _MISFIT.search(turn.text) is not None and _BOUGHT.search(turn.text) is not None
    return misfit and _ASKS.search(turn.text) is None
