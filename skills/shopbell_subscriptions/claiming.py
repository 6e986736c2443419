"""Alerts that name their product: most of the words are its title's, and no phrase that was learned holds these."""

import re
from typing import Literal

from shopbell import Turn

_WRITE = (
    r"tell|let me know|notify|alert|inform|write|message|ping|text me"
    r"|sag\w*|bescheid|benachrichtig\w*|informier\w*|meld\w*|schreib\w*"
    r"|dites|dis-moi|préviens|prévenez|avertis\w*|écri\w*|informez"
    r"|av[ií]s\w*|d[ií]ga\w*|dime|escr[ií]b\w*|inform\w*"
)
_WHEN = r"when|once|if|as soon as|wenn|sobald|falls|quand|dès que|si|lorsque|cuando|en cuanto|tan pronto"
_ALERT = re.compile(rf"\b(?:{_WRITE})\b.*?\b(?:{_WHEN})\b(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_CHEAPER = re.compile(
    r"\b(?:cheaper|less|under|below|on sale|drops?|falls?|reduced|comes? down"
    r"|günstiger|billiger|weniger|unter|fällt|sinkt|reduziert|moins|baisse|promo\w*|soldes?"
    r"|barat[oa]|menos|baj[ae]\w*|rebaj\w*|oferta)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:back|again|available|in stock|restocked|wieder|verfügbar|lieferbar|vorrätig|auf lager"
    r"|de nouveau|retour|disponibles?|en stock|otra vez|de nuevo|vuelv\w*)\b",
    re.IGNORECASE,
)


def alert_wanted(turn: Turn) -> Literal["price", "stock", ""]:
    """Which alert is asked for in so many words, of a product that is named; "" for anything else."""
    if not turn.entity("product"):
        return ""
    found = _ALERT.search(turn.text)
    if found is None:
        return ""
    if _CHEAPER.search(found["rest"]):
        return "price"
    return "stock" if _BACK.search(found["rest"]) else ""
