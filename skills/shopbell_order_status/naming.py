"""Who names an order wants to hear of that order, not what the shop says to everybody about orders."""

import re

from shopbell import NotReadyError, Reply, Skill, Turn, Wording, skill
from shopbell.shop import ProductSearch, after_greeting, order_number_in

from .finding import Finding, proof_beside
from .phrases import ORDER_STATUS

SURE = 0.6  # chance from which the question is somebody else's, too
_WHERE = Wording(
    r"\b(?:where|track\w*|status|state of|arriv\w+|deliver\w+|shipped|sent|on (?:the|its) way"
    r"|(?:has|have)(?:n['’]?t| not) (?:yet |even )?(?:been|come|g[oe]t|gotten|had|heard|turned|shown|left|moved|seen)"
    r"|not? (?:here|there|yet|come|received)|waiting|missing|late|overdue"
    r"|nicht (?:da|gekommen|angekommen|erhalten|bekommen)|warte|fehlt|verspätet"
    r"|pas (?:encore|reçue?|arrivée?)|attends|en retard|no (?:ha|me ha|he) (?:llegado|recibido)|esperando|retrasad[oa]"
    r"|wo|kommt|bleibt|stand|verschickt|unterwegs|où|suiv\w+|arrive|expédiée?|dónde|donde|llega|estado|enviado)\b"
)
_SOMETHING_ELSE = Wording(
    r"\b(?:return\w*|refund\w*|exchange|cancel\w*|chang\w+|zurück\w*|erstatt\w*|storn\w*|änder\w*|umtausch\w*"
    r"|retour\w*|renvo\w+|rembours\w*|annul\w*|modif\w+|devol\w+|reembols\w*|cancel\w*|cambi\w+)\b"
)
_PAYING = Wording(r"\b(?:pay|paid|paying|bezahl\w*|zahlen|payer|payée?|pagar|pagad[oa])\b")

# Also "it says delivered, but I don't have it".
_ORDERED = Wording(
    r"\b(?:ordered|bought|delivered|bestellt|gekauft|geliefert|zugestellt|commandé|acheté|livrée?|pedí|pedido|encargué"
    r"|compré|comprado|entregad[oa])\b"
)
_MISSED = Wording(
    r"\b(?:(?:still|yet) (?:not|nothing) (?:here|there|arrived|come|delivered|received)"
    r"|(?:not|isn['’]?t) (?:here|arrived) yet|(?:is|has|have) still not|(?:ha(?:s|ve|d)|did)(?:n['’]?t| not)"
    r" (?:yet |even )?(?:come|arrived?|received?|got(?:ten)? (?:it|here)|turned up|shown up)"
    r"|never (?:came|arrived|got here|turned up|got it|received it)|nothing (?:has )?(?:yet )?(?:come|came|arrived)"
    r"|nothing(?:['’]s| is)? (?:here|there)|(?:do|did)(?:n['’]?t| not) (?:have|get|see|find) it"
    r"|(?:nichts?|nie) (?:da|angekommen|gekommen|erhalten|bekommen)|habe? (?:aber )?(?:nichts|es nicht)"
    r"|(?:pas|rien) (?:encore )?(?:reçue?|arrivée?)|n['’]ai rien"
    r"|(?:todavía|aún) no (?:ha|me)|no ha llegado|no (?:lo |la )?(?:he recibido|tengo))\b"
)
_MINE = re.compile(
    r"\W*(?:and\W+|so\W+|und\W+)?"
    r"(?:where(?:['’]?s|\W+is|\W+are)|wo\W+(?:ist|sind|bleib\w+)|où\W+(?:est|sont)|d[oó]nde\W+est[aá]n?)\W+"
    r"(?:my|our|meine?|unsere?|mon|ma|mes|notre|nos|mis?|nuestr[oa]s?|(?<=bleibt )(?:denn )?(?:der|die|das))\W+"
    # That it is their order is told by its intent: no need to ask whether "order" is sold.
    r"(?!(?:order|parcel|package|delivery|bestellung|paket|lieferung|sendung|commande|colis|livraison|pedido|paquete"
    r"|envío)\b)(?P<what>[^?!.,;]+)",
    re.IGNORECASE,
)


# "Where's my package", and of nothing else than that.
_MY_ORDER = re.compile(
    r"\W*(?:(?:and|so|but|und|hey|ok)\W+)*"
    r"(?:where(?:['’]?s|\W+is|\W+the \w+ is)|wo\W+(?:ist|bleibt)|où\W+est|d[oó]nde\W+est[aá])\W+"
    r"(?:my|our|meine?|unsere?|mon|ma|notre|mi|nuestr[oa])\W+(?:damn |bloody |fucking )?"
    r"(?:order|parcel|package|packet|delivery|shipment|stuff|bestellung|paket|päckchen|lieferung|sendung"
    r"|commande|colis|livraison|pedido|paquete|envío)"
    r"(?:\W+(?:now|please|already|currently|at|gerade|jetzt|bitte|denn|maintenant|svp|ahora|por favor))*\W*",
    re.IGNORECASE,
).fullmatch

_words = re.compile(r"\w+").findall
# "My order number is JV-20402": what introduces a number and says nothing of its own.
_INTRODUCING = frozenset(
    _words(
        "my the here it order number no is s its meine die bestellung bestellnummer lautet ist"
        " ma la commande numéro est mi el pedido es"
    )
)


def begun_by_name(order_status: Skill, finding: Finding) -> list[Skill]:
    """Begin the dialogue as if it had been recognised by its words."""

    @skill(ORDER_STATUS)
    async def order_asked(turn: Turn) -> Reply | None:
        """Who is known to have ordered hears of that order, everybody else is asked which one it is.

        Or hears what the shop has written down for just this question, where it has.
        """
        if order_number_in(turn.text) is not None and _PAYING.search(turn.text):
            return None  # where it is tells nothing of how it is paid
        others = (score for name, score in turn.understood.intents if name != ORDER_STATUS.name)
        if max(others, default=0.0) >= SURE and turn.entity("order_number") is None:
            try:
                known = await finding.known(turn.customer.id, turn.conversation_id, turn.now)
            except NotReadyError:
                return None
            if not any(order.is_open for order in known):
                return None
        return await order_status.answer(turn)

    @skill(claims=lambda turn: _MY_ORDER(after_greeting(turn.text)) is not None)
    async def order_missing(turn: Turn) -> Reply | None:
        """ "Where's my package?", however it is put."""
        return await order_asked.answer(turn)

    @skill(claims=_names_an_order)
    async def order_named(turn: Turn) -> Reply | None:
        return await order_status.answer(turn)

    @skill(claims=_misses_it)
    async def order_missed(turn: Turn) -> Reply | None:
        """ "I ordered a cake last week and it's still not here"."""
        return await order_status.answer(turn)

    @skill(claims=lambda turn: _mine(turn.text) is not None)
    async def ware_missed(turn: Turn) -> Reply | None:
        """ "Where is my bouquet?": whoever waits for what the shop sells has ordered it."""
        return await order_status.answer(turn) if await _is_ware(turn) else None

    return [order_asked, order_missing, order_named, order_missed, ware_missed]


def _misses_it(turn: Turn) -> bool:
    """Something was ordered, and is not here?"""
    if not (_ORDERED.search(turn.text) and _MISSED.search(turn.text)):
        return False
    return _SOMETHING_ELSE.search(turn.text) is None


def _names_an_order(turn: Turn) -> bool:
    """An order's number, and the question where it is, or nothing else at all."""
    if is_number_alone(turn.text):
        return True
    if turn.entity("order_number") is None or _SOMETHING_ELSE.search(turn.text) or _PAYING.search(turn.text):
        return False
    return _WHERE.search(turn.text) is not None


def _mine(text: str) -> "re.Match[str] | None":
    return _MINE.match(after_greeting(text))


async def _is_ware(turn: Turn) -> bool:
    """Is what they ask for sold here?"""
    if turn.entity("product") is not None:
        return True
    asked = _mine(turn.text)
    try:
        search: ProductSearch = turn.service("search")
        criteria = await search.read(asked["what"] if asked else "", turn.language, guess=False)
    except NotReadyError:
        return False
    return not criteria.strange and bool(criteria.wanted.get("category") or criteria.words)


def is_number_alone(text: str) -> bool:
    """Is an order's number all that is said? Then there is nothing else that it could be about."""
    number = order_number_in(text, lettered=True)
    if number is None:
        return False
    before, _number, after = text.partition(number)
    introduced = _INTRODUCING.issuperset(_words(before.casefold()))
    return introduced and (not _words(after) or bool(proof_beside(text, number)))
