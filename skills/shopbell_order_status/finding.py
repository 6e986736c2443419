"""Which order is meant, and may this customer see it?"""

import re

from shopbell import Chat, NotReadyError, PluginScope, StepFailed
from shopbell import Text as _
from shopbell.shop import Order, order_number_in, same_number

from .attempts import OPEN_AND_PROVEN, attempts, fits, opened

OFFERED = 5  # open orders among which a customer chooses

# "I don't know", "keine Ahnung", for a number or a proof.
UNKNOWN = "unknown"
NOT_KNOWN = {
    UNKNOWN: r"^\W*(?:(?:sorry|hm+|oh|well|but|i|i['’]ve|have|just|leider|ähm?|ich|désolée?|je|lo siento)\W+)*(?:"
    r"(?:do not|don['’]?t|can(?:no|['’]?)t) (?:know|have|remember|find)\b|no (?:idea|clue|(?:order )?number)\b"
    r"|not sure\b|(?:lost|forgot(?:ten)?|deleted) (?:it|that|the|my)\b|dunno\b|idk\b"
    r"|(?:weiß|kenne?|habe?|finde?)\b[^.?!]*\b(?:nicht|keine|verloren|vergessen|gelöscht)\b"
    r"|keine (?:ahnung|nummer|bestellnummer)\b|weiss nicht\b"
    r"|(?:ne )?(?:(?:le |la |l['’])?(?:sais|connais|trouve|retrouve)|l['’]?ai|n['’]ai) (?:pas|plus)\b|aucune idée\b"
    r"|l['’]ai (?:perdu|oublié|supprimé)|pas de numéro\b"
    r"|no (?:lo |la )?(?:sé|se|tengo|recuerdo|encuentro)\b|ni idea\b|(?:lo |la )?he (?:perdido|olvidado|borrado)\b)",
}

_ADDRESS = re.compile(r"[^\s<>,;:]+@[^\s<>,;:]*[^\s<>,;:.!?)]")
_WORDS = re.compile(r"[^\W_]+")
_BRITISH = re.compile(r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}", re.IGNORECASE)  # the only ones with less than three digits
LEAST_DIGITS = 3
MOST_PARTS = 3  # of a postcode: "SW1A 1AA"
TOWN = 3  # letters of a word that belongs to no postcode
LONGEST_BESIDE = 80  # characters of what introduces number and proof
MOST_TOWN = 2  # such words: "31401 Savannah"
# "My zip code is 31401".
_INTRODUCING = frozenset(
    _WORDS.findall(
        "my our the it its that s is was zip code post postcode postal and for order here mail email address number"
        " meine die der das ist lautet plz postleitzahl und bestellung ja le la mon ma est c commande et el mi es"
        " código codigo pedido y"
    )
)


class Finding:
    """Asks until it is clear."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    async def order(self, chat: Chat) -> Order | None:
        """One that this customer may see; None: they have heard why there is none.

        Raises:
            StepFailed: the orders cannot be looked up.
        """
        mine: list[Order] = await chat.step(
            self.known, chat.customer.id, chat.conversation_id, chat.now(), key="known", type=list[Order]
        )
        named = order_number_in(chat.opening)
        meant = [one for one in mine if named and same_number(one.number) == same_number(named)]
        if meant or (mine and not named):
            return await self._choose(chat, meant or mine)
        return await self._by_number(chat, named)

    async def known(self, customer_id: int, conversation_id: int, now: int) -> list[Order]:
        """Those of the customer's proven addresses, those ordered in the chat, and those opened a moment ago.

        For other plugins the service ``order_access``: who may see an order is decided here alone.
        """
        book = self._scope.service("orders")
        rows = await self._scope.tables.fetch(OPEN_AND_PROVEN, (conversation_id, customer_id, now, customer_id))
        seen = [await book.order(number) for number, _address, _until in rows if number is not None]
        addresses = [address for _number, address, _until in rows if address is not None]
        own = await book.orders_of(addresses) if addresses else []
        try:
            placed = await self._scope.service("ordering").placed_by(customer_id)
        except NotReadyError:  # orders are taken elsewhere
            placed = []
        found = {order.number: order for order in (*own, *placed, *seen) if order is not None}
        return list(found.values())

    async def _proven(self, number: str, proof: str) -> Order | None:
        order: Order | None = await self._scope.service("orders").order(number)
        return order if fits(order, proof) else None

    async def _by_number(self, chat: Chat, named: str | None) -> Order | None:
        """Ask until number and proof fit; None when there were attempts enough."""
        number, proof = (named, proof_beside(chat.opening, named)) if named else await self._number(chat)
        while number:
            proof = proof or await chat.ask(
                _("And the postcode or the e-mail address of that order?"),
                least=3,
                most=200,
                key="proof",
                validate=proof_in,
                also=NOT_KNOWN,
            )
            if proof == UNKNOWN:
                break
            turned = order_number_in(proof, lettered=True)
            if turned and not order_number_in(number, lettered=True):
                number, proof = turned, number  # told the other way round
            try:
                for place, write in enumerate(attempts(chat.customer.id, number, chat.now())):
                    await chat.write(write, key=f"attempt {place}")
            except StepFailed:
                await chat.say(_("That was tried too often today. A person will look into it with you here."))
                chat.hand_over("could not show whose order it is")
                return None
            order: Order | None = await chat.step(self._proven, number, proof, key="look", type=Order | None)
            if order is not None:
                await chat.write(opened(chat.conversation_id, chat.customer.id, order.number, chat.now()), key="open")
                return order
            await chat.say(_("I find no order with this number and this postcode or e-mail address."))
            number, proof = await self._number(chat)
        await self._leave_to_a_person(chat)
        return None

    async def _number(self, chat: Chat) -> tuple[str, str]:
        """The number, and the proof where it was said beside it; no number: they do not know it."""
        said = await chat.ask(_("What is the order number?"), kind="order_number", key="number", also=NOT_KNOWN)
        return ("", "") if said == UNKNOWN else (str(said), proof_beside(chat.heard() or "", str(said)))

    async def _leave_to_a_person(self, chat: Chat) -> None:
        """Without number and proof nothing may be shown; somebody who can ask back finds it."""
        prompt = _("You find both in the confirmation of your order. Or shall a person look for it?")
        if not await chat.ask(prompt, kind="yes_no", key="person"):
            await chat.say(_("All right. Write the number here when you have found it."))
            return
        about = await chat.ask(_("Under which name was it ordered, when, and what?"), least=2, most=500, key="about")
        chat.hand_over("looks for an order without its number", message=about)
        await chat.say(_("A person looks for it and answers you here."))

    async def _choose(self, chat: Chat, orders: list[Order]) -> Order:
        orders = [order for order in orders if order.is_open][:OFFERED] or orders[:1]
        if len(orders) == 1:
            return orders[0]
        said = await chat.ask(_("Which order do you mean?"), options=[order.number for order in orders], key="which")
        return next(order for order in orders if order.number == said)


def proof_beside(said: str, number: str) -> str:
    """ "The number is BB-3101 and my zip is 78702": 78702. Empty where anything else is said, too."""
    rest = re.sub(re.escape(number), " ", said, count=1, flags=re.IGNORECASE)
    words = [word for word in _WORDS.findall(_ADDRESS.sub(" ", rest)) if word.casefold() not in _INTRODUCING]
    if len(rest) > LONGEST_BESIDE or any(word.isalpha() and len(word) >= TOWN for word in words):
        return ""
    try:
        return proof_in(rest)
    except ValueError:
        return ""


def proof_in(said: str) -> str:
    """The postcode or e-mail address in an answer; all else is about something else, and costs no attempt.

    An order's number stays as it was said: some tell both the other way round.
    """
    address = _ADDRESS.search(said)
    if address is not None:
        return address[0]
    if order_number_in(said, lettered=True):
        return said
    told = [word for word in _WORDS.findall(said) if word.casefold() not in _INTRODUCING]
    code = [word for word in told if not (word.isalpha() and len(word) >= TOWN)]
    digits = sum(sign.isdecimal() for word in code for sign in word)
    looks_so = digits >= LEAST_DIGITS or _BRITISH.fullmatch(" ".join(code)) is not None
    if not looks_so or len(code) > MOST_PARTS or len(told) - len(code) > MOST_TOWN:
        raise ValueError(_("Please give the postcode of the order, or the e-mail address it was placed with."))
    return " ".join(code)
