"""What a wish for products says besides the product: one table for the languages, read at its start or anywhere."""

import re

from shopbell import Wording
from shopbell.shop import after_greeting

LOOKING = (
    r"looking for|search\w*|find me|show me|(?:can|could|may) (?:i|we) see"
    r"|suche[nt]?|zeig\w*|(?:kann|darf|könnte|dürfte) (?:ich|man) (?:\S+ ){1,5}sehen"
    r"|cherch\w*|montre\w*|(?:je peux|puis-je|peut-on|on peut|je pourrais) voir"
    r"|busc\w*|mu[eé]stra\w*|enséñ\w*|(?:puedo|podría) ver"
)
HAVING = (
    r"(?:is|are) (?:the|your)(?=[^?.!,]{2,40}\b(?:available|in stock|sold out)\b)"
    r"|do(?:es)? (?:the|your)(?=[^?.!,]{2,40}\b(?:also )?come in\b)"
    r"|(?:ist|sind) (?:der|die|das|eure?|ihre?)(?=[^?.!,]{2,40}\b(?:noch da|verfügbar|vorrätig|auf lager|lieferbar)\b)"
    r"|(?:est-ce que )?l(?:e|a|es)(?=[^?.!,]{2,40}\b(?:disponibles?|en stock)\b)"
    r"|(?:está[n]? |sigue[n]? |hay )?(?:el|la|los|las)(?=[^?.!,]{2,40}\b(?:disponibles?|en stock)\b)"
    r"|(?:what )?do (?:you|u|ya|y['’]?all|you guys) (?:have|sell|carry|stock)"
    r"|(?:what )?have you got|got any|(?:is|are) there"
    r"|(?:can|could|may) (?:i|we) (?:please )?(?:have|get)"
    r"|(?:was )?(?:haben sie|habt ihr|verkaufen sie|verkauft ihr|gibt es|gibt['’]s)"
    r"|(?:qu['’])?avez[- ]vous|(?:que )?vendez[- ]vous|y a[- ]t[- ]il|qu['’]est-ce que vous avez"
    r"|(?:qué )?(?:tiene[ns]?|tenéis|venden?|hay)"
)
# "I need to talk to somebody" wants no product.
NEEDING = (
    r"(?:(?:i|we)(?:\W+(?:really|urgently|just))?\W+(?:need|want)|(?:i|we)(?:\W+would|['’]?d)\W+(?:like|love)"
    r"|(?:ich|wir) (?:möchte|hätte|suche)n?|brauchen?"
    r"|j['’]ai besoin|il me faut|je (?:voudrais|veux|cherche)"
    r"|necesito|quiero|quisiera)"
    # "I'd like to send flowers to my mum"; but "I want to send it back".
    r"(?: to (?:send|give)(?! (?:\w+ )?(?:back|you)\b)| (?:enviar|mandar|regalar)| (?:envoyer|offrir))?"
    r"(?!\W+(?:to|zu)\b)"
)
SOMETHING = (
    r"(?:some|any)thing|(?:(?:a|some) )?(?:gift|present)s?"
    r"|etwas|was(?= (?:für|zu[mr]?|mit|ohne|aus|von|\w+es\b))|(?:ein )?geschenk"
    r"|quelque chose|(?:un )?cadeau"
    r"|algo|(?:un )?regalo"
)
SOMETHING_BY = r"(?:some|any)thing (?:by|from)|(?:et)?was von|quelque chose de|algo de"
# "What chargers do you have": asked of a thing.
WHICH = (
    r"(?:what|which) [^?.!,]{2,40}? (?:do|have) you (?:have|sell|carry|stock|got)"
    r"|welche[rsn]? [^?.!,]{2,40}? (?:haben sie|habt ihr|verkaufen sie|verkauft ihr|gibt es)"
    r"|quel(?:le)?s? [^?.!,]{2,40}? (?:avez|vendez)[- ]vous"
    r"|qu[eé] [^?.!,]{2,40}? (?:tiene[ns]?|tenéis|venden?|hay)"
)


def _anywhere(*said: str) -> Wording:
    return Wording(rf"\b(?:{'|'.join(said)})\b")


LOOKED_FOR = _anywhere(LOOKING)
LOOKED_FOR_OR_NEEDED = _anywhere(LOOKING, HAVING, NEEDING, SOMETHING_BY)
SOMETHING_WANTED = _anywhere(SOMETHING, NEEDING)
_having_or_needing = Wording(
    rf"^\W*(?:{HAVING}|{WHICH}|(?:ich |wir )?{NEEDING}|need|want|busco|(?:ich |wir )?suchen?)\b"
)
_needing = Wording(rf"^\W*(?:ich |wir )?(?:{NEEDING}|need|want)\b")
# Also "something for my grandma's 80th": for whom tells that it is one.
_SOMEBODY = (
    r"\w*mum|mom|mam[aá]?n?|mummy|mother|\w*mutter|mama|mère|madre|dad|daddy|father|\w*vater|papa|papá|père|padre"
    r"|grand\w+|gran|granny|nan|oma|opa|mamie|papi|abuel[oa]|wife|husband|partner|frau|mann|femme|mari|mujer|marido"
    r"|espos[oa]|girlfriend|boyfriend|friend|freund(?:in)?|amie?|amig[oa]|novi[oa]|sister|brother|schwester|bruder|s(?:œ|oe)ur"
    r"|frère|herman[oa]|daughter|son|tochter|sohn|fille|fils|hij[oa]|aunt|auntie|uncle|tante|onkel|oncle|t[ií][oa]"
    r"|niece|nephew|nichte|neffe|boss|chefin?|colleague|kolleg(?:e|in)|collègue|teacher|lehrer(?:in)?|neighbou?r"
    r"|nachbar(?:in)?"
)
A_PRESENT = re.compile(
    r"\b(?:gift|present|geschenk\w*|\w+geschenk|cadeau|regalo)\b(?! (?:card|token|wrap|box|bag))"
    r"|\b(?:(?:some|any)thing|(?:et)?was|quelque chose|algo)\W+(?:\w+ ){0,2}(?:for|für|pour|para)"
    r" (?:my|our|a|his|her|their|meine[nrm]?|unsere[nrm]?|mon|ma|notre|mi|nuestr[oa])"
    rf" (?:dear |best |little |liebe[nr]? |beste[nr]? )?(?:{_SOMEBODY})\b",
    re.IGNORECASE,
)
# "My grandmother died, I need something for the funeral".
SOMETHING_NEEDED = Wording(
    r"\b(?:need|want|looking for|brauchen?|suchen?|besoin|cherch\w+|necesit\w+|busc\w+) (?:de |d['’])?"
    r"(?:(?:some|any)thing|(?:et)?was|quelque chose|algo) (?:for|für|zu[mr]?|pour|para)\b"
)
# "Which power bank is best for a trip": asked of a thing, not of trips.
WHICH_IS_BEST = Wording(
    r"^\W*(?:and |und |et |y )?(?:which|what|welche[rsn]?|quel(?:le)?s?|qu[eé]|cu[aá]l(?:es)?)\b[^?.!,]*\b(?:best"
    r"|(?:do|would|can) you (?:recommend|suggest)|should i (?:buy|get|take|choose)"
    r"|am besten|beste[nrs]?|empfehlen sie|empfiehlst du|soll(?:te)? ich (?:nehmen|kaufen)"
    r"|meilleure?s?|(?:me )?(?:recommandez|conseillez)[- ]vous|mejor(?:es)?|(?:me )?(?:recomiendan?|aconsejan?))\b"
)
# "What can I get for 20 pounds": anything that costs no more.
_for_money = re.compile(
    r"\W*(?:and |so )?(?:what (?:can|could|would|do) (?:i|we|you) (?:get|buy|have|find|recommend|suggest)"
    r"|(?:was|wie ?viel) (?:bekomme|kriege|gibt) (?:ich|es|man)|que puis-je (?:avoir|acheter)|qu['’]est-ce que j['’]ai"
    r"|qu[eé] (?:puedo (?:comprar|conseguir)|hay))\b(?: (?:me|us|here|bei ihnen|aquí|denn|so))?"
    r" (?:for|with|under|below|up to|für|unter|bis|mit|pour|avec|moins de|jusqu['’]à|por|con|hasta)\b",
    re.IGNORECASE,
).match
_something = re.compile(rf"\W*(?:{SOMETHING})\b", re.IGNORECASE).match
_wished = re.compile(rf"^\W*(?:{HAVING}|(?:ich |wir )?{NEEDING}|{LOOKING}|{SOMETHING})\b", re.IGNORECASE)
BY = re.compile(rf"(?P<any>\b(?:{SOMETHING_BY})|\bby)\s+(?P<name>[^?!.,;]+)", re.IGNORECASE)
# What says more of the thing: "a power bank | for a trip", "a dock | that drives two screens".
_MORE = re.compile(
    r"\s(?:for|that|which|who|with|without|to|in|on|against|from"
    r"|für|mit|ohne|zum|zur|gegen|pour|qui|avec|sans|contre|para|que|con|sin|contra)\s|[,;.!?]\s",
    re.IGNORECASE,
)


# Characters of a question for a thing or its price: its patterns begin where it begins and end where it ends, so they
# try a longer text at each of its spaces (0.3 s for 2,000 of them).
LONGEST_QUESTION = 120


def begins_with_having_or_needing(text: str) -> bool:
    """ "Do you have", "I need", "what chargers do you have", behind a greeting, too."""
    return _having_or_needing.search(after_greeting(text)) is not None


def begins_with_needing(text: str) -> bool:
    """ "I need", "ich brauche"."""
    return _needing.search(after_greeting(text)) is not None


def asks_for_a_present(text: str) -> bool:
    """ "Something nice for my mum", and no word that it is wanted."""
    return _something(after_greeting(text)) is not None and A_PRESENT.search(text) is not None


def asks_for_its_worth(text: str) -> bool:
    """ "What can I get for 20 pounds?", and nothing of what."""
    return len(text) <= LONGEST_QUESTION and _for_money(after_greeting(text)) is not None


def begins_as_a_wish(text: str) -> bool:
    """Also "I'm looking for", "something for my dad"."""
    return _wished.match(after_greeting(text)) is not None


def thing_in(text: str) -> str:
    """A wish up to where it says more of the thing; what is unknown before that is no word of the thing's."""
    said = after_greeting(text)
    begins = _wished.match(said)
    more = _MORE.search(said, begins.end() if begins is not None else 0)
    return said[: more.start()] if more is not None else said
