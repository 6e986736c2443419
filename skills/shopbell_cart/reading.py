"""What a message says of the cart: into it, out of it, what, and how many."""

import re
from datetime import date

from shopbell import PluginScope, Turn, Wording
from shopbell.shop import CartLine, Product, after_greeting, asks_for_more, named_in, takes_it, thinks_again

from .ordering import MOST, only_counts

_words = re.compile(r"\w+").findall
# Who says no more than this means the product last spoken of: "yes, add to cart".
PLAINLY = frozenset(
    _words(
        "yes ok okay great please add put to in into my the cart basket bag it this that one i want would like buy"
        " order take ll then them these those have so d"
        " ja gerne bitte leg lege das den die in warenkorb damit ich möchte kaufen bestellen nehme es wir nehmen dann"
        " gut super auch"
        " oui d accord ajouter ajoutez mettez au dans mon panier s il vous plaît le la je les prends bon alors parfait"
        " sí vale por favor añadir añade al carrito cesta mi lo la me los las llevo entonces bien"
    )
)
PUTTING = Wording(
    r"^\W*(?:(?:yes|ok|okay|please|ja|bitte|oui|sí)\W+)*(?:add|put|leg\w*|pack\w*|in den|ajout\w*|mett\w*"
    r"|añad\w*|pon\w*)\b"
    r"(?=.*\b(?:cart|basket|(?:to|in|into) (?:the |my )?bag|warenkorb|panier|carrito|cesta)\b)"
)
TAKES_OUT = (
    r"^\W*(?:(?:please|can you|could you|bitte|können sie)\W+)*(?:(?:remove|delete)\b|take\b.*\b(?:out|off)\b"
    r"|(?:nimm|nehmen sie)\b.*\b(?:raus|heraus|aus)\b|(?:lösch\w*|entfern\w*)\b|(?:retire|enlève|supprime)[rz]?\b"
    r"|(?:quita|elimina|saca)\w*\b)"
)
TAKING_OUT = Wording(TAKES_OUT)
CORRECTION = 6  # words at most of "no, in M", which says nothing of what is to be done
_NO = Wording(r"^\W*(?:no|nope|sorry|oh|nein|ach|non|pardon|perd[oó]n)\b\W+\w")


def changes_it(turn: Turn) -> bool:
    """ "Take one out", "make it three", "no, in M", "another one": may something in the cart be meant otherwise?

    What it is about is in the cart, which is not read before.
    """
    text = turn.text
    if TAKING_OUT.search(text) or thinks_again(text) or _corrects(text) or asks_for_more(text):
        return True
    return only_counts(turn) is not None


def is_of_it(turn: Turn, line: CartLine) -> bool:
    """ "Three of them, please", right after it was put in: so many in all; "another one": so many more."""
    if asks_for_more(turn.text):
        return turn.spoken_of in (None, line.product)
    return turn.spoken_of == line.product and only_counts(turn) is not None


def _corrects(text: str) -> bool:
    return _NO.search(after_greeting(text)) is not None and len(text.split()) <= CORRECTION


def takes_what_was_shown(turn: Turn) -> bool:
    """ "I'll take the first one" of several; "I'll take it" of what was shown alone."""
    if not takes_it(turn.text):
        return False
    if turn.understood.points and turn.entity("product") is not None:
        return True
    return turn.spoken_of is not None and PLAINLY.issuperset(_words(turn.text.casefold()))


def product_in(turn: Turn) -> str | None:
    """The product that is named or looked at; for who says no more than "yes, that one" the one last spoken of."""
    named: str | None = turn.entity("product") or turn.context.product
    return named or (turn.spoken_of if PLAINLY.issuperset(_words(turn.text.casefold())) else None)


async def product_meant(scope: PluginScope, product_id: str | None, text: str) -> Product | None:
    """That product, else the one whose title is said. Raises ``NotReadyError``."""
    catalogue = scope.service("catalogue")
    known: Product | None = await catalogue.product(product_id) if product_id else None
    return known or await named_in(catalogue, text)


def day_in(turn: Turn) -> str:
    """The day it is wanted on, ISO 8601; empty where none is named, or one that is over."""
    day = turn.entity("date")
    return day.isoformat() if isinstance(day, date) and day >= turn.today else ""


def count_in(turn: Turn) -> int | None:
    """How many pieces are named."""
    said = turn.entity("quantity") or turn.entity("number")
    return int(said) if isinstance(said, int | float) and 1 <= said <= MOST and said == int(said) else None
