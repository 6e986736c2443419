"""A thing that nobody here has heard of: who asks whether it is sold hears that it is not, and what is."""

import re

from shopbell import NotReadyError, Reply, Text, TextPart, Turn
from shopbell.shop import Criteria, ProductSearch

from .assortment import CATEGORY, offered_groups
from .phrases import GUIDED_SELECTION
from .sentences import not_among, unsold
from .skills import OWN, SURE
from .wishes import GREETED, thing_in

MOST_WORDS = 3  # of a thing; more are seldom one
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
    r"do you have|have you got|(?:have you )?got any|(?:is|are) there any"
    r"|haben sie|habt ihr|gibt es|gibt['’]s|avez[- ]vous|vous avez|y a[- ]t[- ]il|tiene[ns]?|tenéis|hay"
)
_ASKED = re.compile(
    rf"{GREETED}¿?(?:(?P<selling>{_SELLING})|{_HAVING})\b\W*"
    r"(?:(?:also|auch|aussi|también|bei (?:ihnen|euch)|denn|vielleicht|zufällig|hier|chez vous)\W+)*"
    r"(?:(?:an?|any|some|eine?[nrs]?|irgendwelche|des?|du|une?|un[oa]s?|alg[uú]n(?:[oa]s?)?)\W+|de l['’]|d['’])?"
    r"(?P<thing>[^?!.,;:]+?)"
    r"(?:\W+(?:too|as well|in stock|here|today|now|left|online|please"
    r"|empfehlen|auch|da|heute|noch|bitte|im (?:angebot|sortiment)"
    r"|aussi|en stock|aujourd['’]hui|svp|también|hoy|por favor))*\W*$",
    re.IGNORECASE,
)
# "Do you have a minute": what nobody sells, but everybody asks for. And whoever wants "the" or "my" thing knows of one.
_NO_THING = re.compile(
    r"\b(?:minutes?|moments?|seconds?|time|questions?|ideas?|help|advice|information|somebody|someone|job|work"
    r"|my|our|(?:some|any)things?|ones?|others?|more|it|this|th(?:e|at|ese|ose)"
    r"|minuten?|momente?|sekunden?|zeit|fragen?|ideen?|hilfe|rat|arbeit"
    r"|meine?[nrms]?|d(?:er|ie|as)|etwas|was|mehr|andere[nrs]?"
    r"|temps|idées?|aide|conseil|emploi|travail|mon|ma|mes|le|les|quelque|autres?"
    r"|minutos?|momentos?|tiempo|preguntas?|ayuda|consejo|trabajo|mis?|el|l[ao]s?|algo|m[aá]s|otr[oa]s?)\b",
    re.IGNORECASE,
)


class AskedInVain:
    """Asked before all that only scores: they would show something else, or ask back about it."""

    name = "asked_in_vain"
    intents = ()

    def claims(self, turn: Turn) -> bool:
        """Is it asked whether something is sold?"""
        return _ASKED.match(turn.text) is not None

    async def answer(self, turn: Turn) -> Reply | None:
        """Say that it is not found, leave the question to the owner, and offer the shop's groups of products."""
        asked = _ASKED.match(turn.text)
        if asked is None or _is_theirs(turn, SURE if asked["selling"] else MAY_BE_THEIRS):
            return None
        thing = thing_in(asked["thing"]).strip()
        if len(thing.split()) > MOST_WORDS or _NO_THING.search(thing) or not thing.replace(" ", "").isalpha():
            return None
        try:
            search: ProductSearch = turn.service("search")
            told = await _why_not(search, thing, turn.language, whole=not asked["selling"])
            groups = await offered_groups(search) if told is not None else ()
        except NotReadyError:
            return None
        if told is None or not groups:
            return None
        turn.leave_unanswered()
        return Reply(TextPart(text=told), *groups)


def _is_theirs(turn: Turn, least: float) -> bool:
    """Is it likely to be somebody else's? Whoever helps to choose knows no thing either."""
    (name, chance), *_others = turn.understood.intents or (("", 0.0),)
    return chance >= least and name not in (*OWN, GUIDED_SELECTION.name)


async def _why_not(search: ProductSearch, thing: str, language: str, *, whole: bool) -> Text | None:
    """What is said of it where it is not sold: others sell it, or the catalogue knows no word of it, nor a near one.

    Where not the ``whole`` is meant, the thing's own word alone counts: a "rose bush" is a bush. It is the last one in
    English and German, else the first.
    """
    words = thing.split()
    said = thing if whole else words[0 if language.startswith(("fr", "es")) else -1]
    criteria: Criteria = await search.read(said, language, guess=False)
    if CATEGORY in criteria.unknown and not whole and not criteria.strange:
        return unsold(criteria.unknown[CATEGORY])
    if criteria or criteria.strange != len(said.split()):
        return None
    return not_among(thing) if not (await search.read(said, language)).wanted.get(CATEGORY) else None
