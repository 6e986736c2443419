"""A thing that nobody here has heard of: who asks whether it is sold hears that it is not, and what is."""

import re

from msgspec.structs import replace

from shopbell import NotReadyError, Reply, Text, TextPart, Turn
from shopbell.shop import Criteria, ProductSearch, after_greeting

from .assortment import CATEGORY, offered_groups
from .chances import OWN, SURE
from .phrases import GUIDED_SELECTION
from .searching import Searching
from .sentences import not_among, unsold
from .wishes import LONGEST_QUESTION, thing_in

MOST_WORDS, LONGEST_NAME = 3, 6  # words of a thing, more are seldom one; and of a name
MAY_BE_THEIRS = 0.3  # chance from which "do you have parking" is left to whoever may know

_SELLING = (
    r"do (?:you|they) (?:sell|stock|carry)|(?:verkauf(?:t ihr|en sie)|führ(?:t ihr|en sie))"
    r"|vendez[- ]vous|(?:ustedes )?vend(?:en?|éis)"
    r"|(?:please |can you )?(?:show|find) me|(?:i am|i['’]m|we are|we['’]re) looking for|zeig(?:en sie|t)? (?:mir|uns)"
    r"|(?:can|could|would) you (?:please )?recommend(?: me)?|(?:können|könnten) sie mir(?=.* empfehlen)"
    r"|pouvez[- ]vous me (?:recommander|conseiller)|(?:me )?(?:puede[ns]?|podr[ií]an?) recomendar(?:me)?"
    r"|montrez[- ](?:moi|nous)|(?:mu[eé]stre|ens[eé][nñ]e)(?:me|nos)"
)
_HAVING = (
    r"do (?:you|u|ya|y['’]?all|you guys) (?:have|do|make|offer)|have you got|(?:have you )?got any"
    r"|(?:is|are) there(?= an?y?\b)"
    r"|(?:can|could|may) (?:i|we) (?:please )?(?:get|buy|order|have)"
    r"|(?:i|we)(?:['’]d| would) (?:like|love) to (?:buy|order)"
    r"|(?:i|we) (?:want|need) to (?:buy|order)|(?:kann|könnte|darf) ich(?=.* (?:kaufen|bestellen|bekommen|haben)\W*$)"
    r"|(?:ich|wir) (?:möchten?|würden?|wollen?|will)(?=.* (?:kaufen|bestellen)\W*$)"
    r"|(?:je (?:voudrais|peux)|puis-je|pourrais-je) (?:acheter|commander|avoir)"
    r"|(?:quiero|quisiera|puedo|podría) (?:comprar|pedir|encargar)"
    r"|haben sie|habt ihr|gibt es|gibt['’]s|avez[- ]vous|vous avez|y a[- ]t[- ]il|tiene[ns]?|tenéis|hay"
)
# "Two copies of Frankenstein, please".
_ORDERED = (
    r"(?:\d{1,3}|two|three|four|five|six|ten|a dozen|zwei|drei|vier|fünf|sechs|zehn|deux|trois|quatre|cinq|dos|tres"
    r"|cuatro|cinco)(?=.*\b(?:please|bitte|s['’]il (?:vous|te) pla[iî]t|svp|por favor)\W*$)"
)
_ASKED = re.compile(
    rf"\W*(?:(?P<selling>{_SELLING})|{_HAVING}|(?P<ordered>{_ORDERED}))\b\W*"
    r"(?:(?:also|auch|aussi|también|bei (?:ihnen|euch)|denn|vielleicht|zufällig|hier|chez vous)\W+)*"
    r"(?:(?:an?|any|some|the (?:new|latest|newest)"
    r"|eine?[nrs]?|irgendwelche|des?|du|une?|un[oa]s?|alg[uú]n(?:[oa]s?)?)\W+|de l['’]|d['’])?"
    r"(?:cop(?:y|ies) of |ausgaben? von |exemplaires? d[e’']|ejemplar(?:es)? de )?"
    r"(?:(?:(?:any|some)thing|books?|etwas|was|bücher|quelque chose|livres?|algo|libros?)"
    r" (?:on|about|über|zum thema|sur|sobre) )?"
    r"(?P<thing>[^?!.,;:]+?)"
    r"(?:\W+(?:too|as well|in stock|here|today|now|left|online|please"
    r"|empfehlen|kaufen|bestellen|bekommen|haben|auch|da|heute|noch|bitte|im (?:angebot|sortiment)"
    r"|aussi|en stock|aujourd['’]hui|svp|s['’]il (?:vous|te) pla[iî]t|también|hoy|por favor))*\W*$",
    re.IGNORECASE,
)
# "Do you have a minute": what nobody sells, but everybody asks for; what a shop has, and does not sell. And whoever
# wants "the", "my" or "your" thing knows of one.
_NO_THING = re.compile(
    r"\b(?:minutes?|moments?|seconds?|time|questions?|ideas?|help|advice|information|somebody|someone|jobs?|work"
    r"|parking|car parks?|toilets?|restrooms?|bathrooms?|wifi|wlan|internet|apps?|websites?|accounts?|password"
    r"|(?:phone |telephone )?numbers?|telephone|address(?:es)?|e-?mail|newsletter|discounts?|offers?|events?|delivery"
    r"|my|our|your|(?:some|any)things?|ones?|others?|more|it|this|th(?:e|at|em|ese|ose)"
    r"|pieces?|stücke?|davon|pi[eè]ces?|ceux|unidad(?:es)?|ell[oa]s"
    r"|minuten?|momente?|sekunden?|zeit|fragen?|ideen?|hilfe|rat|arbeit|stellen?|parkplätze?|parkplatz|toiletten?|wc"
    r"|telefon\w*|adresse|konto|passwort|rabatte?|angebote?|lieferung"
    r"|meine?[nrms]?|unsere?[nrms]?|ihre?[nrms]?|eure?[nrms]?|d(?:er|ie|as)|etwas|was|mehr|andere[nrs]?"
    r"|temps|idées?|aide|conseil|emploi|travail|parking|toilettes|téléphone|compte|réductions?|livraison"
    r"|mon|ma|mes|votre|vos|le|les|quelque|autres?"
    r"|minutos?|momentos?|tiempo|preguntas?|ayuda|consejo|trabajo|aparcamiento|baños?|teléfono|cuenta|descuentos?|envíos?"
    r"|mis?|sus?|el|l[ao]s?|algo|m[aá]s|otr[oa]s?)\b",
    re.IGNORECASE,
)
# Inside a name.
_BETWEEN = frozenset(re.findall(r"\w+", "the a an of and in on to le la les de du des et el los las y"))


class AskedInVain:
    """Asked before all that only scores: they would show something else, or ask back about it."""

    name = "asked_in_vain"
    intents = ()

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    def claims(self, turn: Turn) -> bool:
        """Is it asked whether something is sold?"""
        return _asked(turn.text) is not None

    async def answer(self, turn: Turn) -> Reply | None:
        """Say that it is not found, leave the question to the owner, and offer the shop's groups of products."""
        asked = _asked(turn.text)
        if asked is None:
            return None
        thing = " ".join(thing_in(asked["thing"]).split())
        named = _is_name(thing, turn.language)
        if _is_theirs(turn, SURE if asked["selling"] or asked["ordered"] or named else MAY_BE_THEIRS):
            return None
        if len(thing.split()) > (LONGEST_NAME if named else MOST_WORDS) or not thing.replace(" ", "").isalpha():
            return None
        if _NO_THING.search(thing) and not named:
            return None
        try:
            return await self._told(turn, thing, named=named, whole=named or not asked["selling"])
        except NotReadyError:
            return None

    async def _told(self, turn: Turn, thing: str, *, named: bool, whole: bool) -> Reply | None:
        """Others sell it, or the catalogue knows no word of it; what is called nearly so is shown.

        Where not the ``whole`` is meant, the thing's own word alone counts: a "rose bush" is a bush. It is the last one
        in English and German, else the first.
        """
        search: ProductSearch = turn.service("search")
        words = thing.split()
        said = thing if whole else words[0 if turn.language.startswith(("fr", "es")) else -1]
        criteria: Criteria = await search.read(said, turn.language, guess=False)
        if CATEGORY in criteria.unknown and not whole and not criteria.strange:
            return await _in_vain(turn, search, unsold(criteria.unknown[CATEGORY]))
        if criteria or criteria.strange < (1 if named else len(said.split())):
            return None
        nearly = await search.read(said, turn.language)
        if nearly.wanted.get(CATEGORY) and not named:
            return await self._searching.found(turn, replace(nearly, nearly=said)) if whole else None
        return await _in_vain(turn, search, not_among(thing))


def _asked(text: str) -> "re.Match[str] | None":
    return _ASKED.match(after_greeting(text)) if len(text) <= LONGEST_QUESTION else None


async def _in_vain(turn: Turn, search: ProductSearch, told: Text) -> Reply | None:
    groups = await offered_groups(search)
    if not groups:
        return None
    turn.leave_unanswered()
    return Reply(TextPart(text=told), *groups)


def _is_name(thing: str, language: str) -> bool:
    """ "Moby Dick", "The Great Gatsby": several words that are written with capitals, where not every noun is."""
    telling = [word for word in thing.split() if word.lower() not in _BETWEEN]
    return len(telling) > 1 and all(word[0].isupper() for word in telling) and not language.startswith("de")


def _is_theirs(turn: Turn, least: float) -> bool:
    """Is it likely to be somebody else's? Whoever helps to choose knows no thing either."""
    (name, chance), *_others = turn.understood.intents or (("", 0.0),)
    return chance >= least and name not in (*OWN, GUIDED_SELECTION.name)
