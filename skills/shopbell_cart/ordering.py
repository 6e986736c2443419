"""Orders in so many words: "two baguettes and a rye loaf, please", "I'd like to order a carrot cake for Saturday"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from shopbell import Entity, Turn, Wording
from shopbell.shop import after_greeting, asks_for_one, asks_for_some, asks_for_the, goes_on_ordering

from .called import meant

MOST_ORDERED = 12  # things in one message
MOST = 999  # of one thing
MOST_WORDS = 10  # of a message that says no more than how many
LONGEST_UNSOLD = 2  # words of a thing that is not sold here; more may be anything

# Who says so orders, also a single piece ("a rye loaf").
_ORDERS = (
    r"\b(?:(?:i|we)(?:['’]?ll| will) (?:take|have|order|buy)"
    r"|(?:i|we)(?:['’]?d| would) (?:like|love) to (?:order|buy|get|take)"
    r"|(?:i|we) (?:want|wish|need) to (?:order|buy|get)|(?:can|could|may) (?:i|we) (?:please )?(?:order|buy)"
    r"|(?:place|make|put in) an order (?:for|of)"
    r"|(?:ich|wir|kann|können|könnte)\b[^.?!]*\b(?:bestellen|kaufen|mitnehmen)"
    r"|(?:ich|wir) (?:nehmen?|bestellen?|kaufen?)"
    r"|(?:je|nous) (?:prends|prenons|commande|commandons)|(?:commander|acheter)"
    r"|me llevo|nos llevamos|(?:pedir|encargar|comprar))\b"
    r"|^\W*(?:please\W+)?(?:order|add|buy|bestell\w*|ajoute[zr]?|commande[zr]|añad[ea]|pon(?:me|ga(?:me|nos)?)?)\b"
)
_orders = Wording(_ORDERS)
_verbs = re.compile(_ORDERS, re.IGNORECASE)  # to be taken out, so their places count
_may_have = re.compile(
    r"\W*(?:(?:please|and|so|bitte|und)\W+)*(?:(?:can|could|may) (?:i|we) (?:please )?(?:get|have)"
    r"|(?:kann|könnte|darf) ich (?:bitte )?(?=.*\b(?:haben|bekommen|kriegen)\W*$)"
    r"|(?:je peux|je pourrais|puis-je|pourrais-je) avoir|(?:me da|me pone|puedo tener|podría darme))\b",
    re.IGNORECASE,
)
# Who asks for a rule, or speaks of an order that was placed, orders nothing.
_asks = Wording(
    r"^\W*(?:how|when|where|why|who|what|which|is|are|do|does|did|has|have|was|were|will"
    r"|wie|wann|wo|warum|wer|was|welche\w*|ist|sind|hat|haben|gibt"
    r"|comment|quand|où|pourquoi|qui|quel\w*|est|avez|y a"
    r"|c[oó]mo|cu[aá]ndo|d[oó]nde|por qu[eé]|qui[eé]n|qu[eé]|cu[aá]l\w*|hay|es|son|tiene\w*)\b"
    r"|\bto (?:see|view|look|try|hold|touch|know|hear|return|exchange|sell)\b"
    r"|\b(?:ansehen|anschauen|anprobieren|ausprobieren|wissen|voir|regarder|essayer|savoir|ver|probar|saber)\b"
    r"|\b(?:(?:my|(?<!place )(?<!make )(?<!put in )an?|the|last|existing) order|ordered|cancel\w*"
    r"|bestellt|(?:meine[rn]?|die|der) bestellung|storn\w*"
    r"|ma commande|annul\w*|commandé\w*|mi pedido|cancel\w*|pedido)\b"
)
# A number alone may be anything; with a word of these it orders what was spoken of.
_politely = Wording(
    r"\b(?:please|pls|of (?:them|those|these|it)|pieces|bitte|davon|stück|s['’]il (?:vous|te) pla[iî]t|svp|pi[eè]ces"
    r"|por favor|unidades)\b"
)
_measured = re.compile(
    r"\s?(?:[kmµ]?w(?:h|atts?)?|m?ah|v(?:olts?)?|[kmgt]b|m?l|cl|[cmk]?m|k?g|oz|lbs?|inch(?:es)?|zoll|pouces|hz|bit)\b",
    re.IGNORECASE,
).match
# "Add it to my bag" orders no bag; and how two loaves "for pickup" get home is asked at the checkout.
_on_its_way = re.compile(
    r"\b(?:(?:to|in|into) (?:the |my )?(?:bag|cart|basket)"
    r"|(?:(?:for|to) )?(?:pick(?:ing)?[- ]?(?:(?:it|them|that) )?up|(?:be )?(?:picked up|collected|delivered))"
    r"|(?:for|to) (?:collection|collect(?: it| them)?|delivery|take[- ]?away|go(?! with))"
    r"|(?:i|we)(?:['’]?ll| will| can) (?:collect|fetch|get) (?:it|them|that)"
    r"|(?:i|we)(?:['’]?ll| will) come(?: by| over)?"
    r"|(?:zu[mr] )?(?:abholen|mitnehmen|abholung)|zur lieferung|(?:ich |wir )?holen?\b[^.?!,;]*\bab"
    r"|(?:ich |wir )?kommen?(?: vorbei)?"
    r"|(?:à|pour) emporter|à (?:venir )?(?:chercher|retirer|récupérer)|en livraison"
    r"|(?:je |nous )?(?:viens|viendrai|passe|passerai)(?: l(?:e|a|es) (?:chercher|prendre))?"
    r"|para (?:llevar|recoger)|a domicilio|(?:l[ao]s? )?(?:recojo|recogeré)|paso a (?:por|recoger)\w*)\b",
    re.IGNORECASE,
)
_parts = re.compile(r"[,;+&\n]|[.!](?=\s)|\b(?:and|plus|und|sowie|et|y|e)\b", re.IGNORECASE)
_at_an_hour = re.compile(r"\b(?:at|by|around|um|gegen|ab|à|vers|a las?)\s*$", re.IGNORECASE).search
_words = re.compile(r"\w+").findall
# What may stand beside a counted thing in an order that has no verb.
COURTEOUS = frozenset(
    _words(
        "hi hello hey good morning please pls thanks thank you ok okay yes then also just maybe i i'd we we'd ll d"
        " would like want need get have take can could may me us give some of the those these them it for to add in"
        " into my cart basket a an another one more plus ah oh pieces and at on by around about bring send place put"
        " too as well"
        " hallo guten tag morgen moin bitte danke ja dann noch auch mal nur einfach ich wir hätte hätten möchte möchten"
        " gern gerne nehme nehmen brauche brauchen will für am plus ein eine einen einer und stück"
        " geben sie mir uns von den der die das dazu davon in warenkorb um gegen ab bis bringen kann könnte können"
        " haben bekommen"
        " bonjour merci s'il s il vous te plaît plait oui alors aussi je nous voudrais voudrions veux prends donnez moi"
        " de des du les le la dans mon panier aussi encore autre une un et j aimerais pièces pour à vers avant avoir"
        " hola buenos días gracias por favor sí también quiero quisiera queremos querría deme póngame me da"
        " los las el al mi carrito cesta otro otra un una y para querría llevo unidades a sobre antes puede"
        " order buy bestellen kaufen mitnehmen commander acheter pedir comprar encargar"
    )
)
HOW_MANY = ("quantity", "number")
WHEN = ("date", "date_range", "time", "time_range")
VALUES = ("colour", "size", "material")  # tell of which kind the thing is to be
ABOUT = (*HOW_MANY, *WHEN)  # is said of the order, not of the thing


class Wanted(msgspec.Struct, frozen=True):
    """One thing of an order: the products that it may be, and how many."""

    said: str
    products: list[str]  # none: it is not sold here
    quantity: int = 1


@lru_cache(maxsize=64)  # asked for several times a turn, and it looks at every word
def asks_or_tells(text: str) -> bool:
    """Is it a question for a rule, or about an order that was placed?"""
    return _asks.search(after_greeting(text)) is not None


@lru_cache(maxsize=64)  # the same
def _tells_to(text: str) -> bool:
    """Is it said that something is to be ordered?"""
    return _orders.search(after_greeting(text)) is not None


def may_order(turn: Turn) -> bool:
    """Is it worth to be read as an order? Without I/O."""
    counted = any(_counts(one, turn.text) for one in turn.understood.entities)
    told = counted or _tells_to(turn.text) or goes_on_ordering(turn.text) or _one_please(turn)
    return told and not asks_or_tells(turn.text)


def _one_please(turn: Turn) -> bool:
    """ "A carrot cake for Saturday, please", "the carrot cake, please", "can I get it": one thing, by its name."""
    if turn.entity("product") is None:
        return False
    if not turn.understood.points and asks_for_the(turn.text):
        return True
    return asks_for_one(turn.text) or _may_have.match(after_greeting(turn.text)) is not None


def only_counts(turn: Turn) -> int | None:
    """ "I'll take two", "five of them, please": how many of what was spoken of."""
    if turn.text.count(" ") > MOST_WORDS:
        return None
    counts = [one for one in turn.understood.entities if _counts(one, turn.text)]
    if len(counts) == 1 and asks_for_some(turn.text):
        return int(counts[0].value)
    if len(counts) != 1 or not (_tells_to(turn.text) or _politely.search(turn.text)):
        return None
    about = [one for one in turn.understood.entities if one.kind in (*ABOUT, "reference")]
    rest = _verbs.sub(" ", _without(turn.text, 0, about))
    return int(counts[0].value) if not set(_words(rest.casefold())) - COURTEOUS else None


async def order_in(turn: Turn, *, going_on: bool) -> list[Wanted] | None:
    """What is ordered; None where nothing is, or something is that is not understood. ``going_on``: it is added to
    what is in the cart.

    Raises ``NotReadyError``.
    """
    told = _tells_to(turn.text)
    going_on = going_on or _one_please(turn)
    found: list[Wanted] = []
    counted = 0
    for start, end in _spans(turn.text):
        inside = [one for one in turn.understood.entities if start <= one.start and one.end <= end]
        when = [one for one in inside if one.kind in WHEN or _is_hour(turn.text, one)]
        count = next((one for one in inside if one not in when and _stands_first(turn.text, start, one, when)), None)
        # A number further on belongs to a name: "a charger for my MacBook Pro 16".
        about = [one for one in inside if one is count or one in when]
        part = turn.text[start:end]
        said = _on_its_way.sub(" ", _without(part, start, about))
        products = [str(one.value) for one in inside if one.kind == "product"]
        plainly = _without(part, start, [*about, *(one for one in inside if one.kind in VALUES)])
        if not products and not set(_words(_on_its_way.sub(" ", plainly).casefold())) - COURTEOUS:
            continue  # "and for Saturday, please", "and M"
        if count is None and not told and not going_on and not counted:
            return None  # nobody said so: then the first has a number, and nothing is looked up
        quantity = _pieces(count, turn.text)
        if quantity is None or len(set(products)) > 1:
            return None
        if not told and not _nothing_else(part, start, inside, about):
            return None
        thing = _bared(_verbs.sub(" ", _bared(said)))
        called = products[:1] or await meant(turn, thing, told=told)
        # "Two coffees and a croissant": what is counted is ordered, too, whether it is sold or not.
        if not called and (count is None or not _may_be_called(thing)):
            return None
        counted += count is not None
        found.append(Wanted(thing, called, quantity))
    if not any(one.products for one in found) or len(found) > MOST_ORDERED:
        return None
    plenty = counted > 1 or found[0].quantity > 1
    return found if told or plenty or going_on else None


def _may_be_called(thing: str) -> bool:
    return 0 < len(thing.split()) <= LONGEST_UNSOLD and thing.replace(" ", "").isalpha()


def _counts(entity: Entity, text: str) -> bool:
    counted = entity.kind in HOW_MANY and isinstance(entity.value, int) and 1 <= entity.value <= MOST
    return counted and _measured(text[entity.end :]) is None


def _is_hour(text: str, entity: Entity) -> bool:
    """ "At 7", where nothing else says that it is an hour."""
    return entity.kind in HOW_MANY and _at_an_hour(text[: entity.start]) is not None


def _stands_first(text: str, start: int, entity: Entity, when: Sequence[Entity]) -> bool:
    """Does it count what follows? Only words of courtesy, of an order, or of its day stand before it."""
    if entity.kind not in HOW_MANY:
        return False
    before = _without(text[start : entity.start], start, [one for one in when if one.end <= entity.start])
    return not set(_words(_verbs.sub(" ", before).casefold())) - COURTEOUS


def _pieces(count: Entity | None, text: str) -> int | None:
    """None where it is no number of pieces ("0.5", "the 4 TB one")."""
    if count is None:
        return 1
    return int(count.value) if _counts(count, text) else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _parts.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _without(text: str, start: int, entities: Iterable[Entity]) -> str:
    """What else is said in a text that begins at ``start`` of the message."""
    for one in sorted(_apart(entities), key=lambda one: -one.start):
        text = f"{text[: one.start - start]} {text[one.end - start :]}"
    return text


def _nothing_else(text: str, start: int, inside: Sequence[Entity], about: Sequence[Entity]) -> bool:
    """Is a product that was named all that is said in this part? What is no named product is read by the search."""
    named = [one for one in inside if one.kind in ("product", "category", *VALUES)]
    if not any(one.kind == "product" for one in named):
        return True
    rest = _on_its_way.sub(" ", _without(text, start, [*named, *about]))
    return not set(_words(rest.casefold())) - COURTEOUS


def _apart(entities: Iterable[Entity]) -> Iterator[Entity]:
    """Of those that overlap the longest."""
    taken: list[Entity] = []
    for one in sorted(entities, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
            yield one


def _bared(said: str) -> str:
    """Without courtesy before and behind it."""
    words = said.split()
    while words and COURTEOUS.issuperset(_words(words[0].casefold())):
        del words[0]
    while words and COURTEOUS.issuperset(_words(words[-1].casefold())):
        del words[-1]
    return " ".join(words)
