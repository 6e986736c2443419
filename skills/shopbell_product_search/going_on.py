"""What customers say when a search has not yet shown it: others, cheaper, another price, another thing."""

import re
from typing import NamedTuple

from shopbell import Wording
from shopbell.shop import minor_digits

LONGEST = 80  # characters; who says more says something else
CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|lower price|too (?:expensive|dear|pricey)|günstiger\w*|billiger\w*|zu teuer"
    r"|moins chere?s?|trop chere?s?|m[aá]s barat[oa]s?|demasiado car[oa]s?)\b|\bmoins ch[eè]r",
    re.IGNORECASE,
)
DEARER = re.compile(
    r"\b(?:more expensive|pricier|dearer|higher end|more luxurious|teurer\w*|hochwertiger\w*|plus ch[eè]re?s?"
    r"|m[aá]s car[oa]s?)\b",
    re.IGNORECASE,
)


class _Spoken(NamedTuple):
    """How a language asks for others: words before, what is asked for, and words behind."""

    before: str
    others: str
    behind: str


_OTHERS = (
    _Spoken(
        r"hm+|and|so|but|please|maybe|perhaps|do|have|you|got|are|is|there|can|could|may|i|see|show|give|me|us|a|look|at"
        r"|would|['’]d|like|want|need|prefer|what|how|about|any|some|the|just",
        r"more|else|others?|next(?: ones)?|alternatives?|(?:some|any)thing (?:else|different)"
        r"|(?:other|different|further|alternative) (?:ones?|options?|choices?|models?|kinds?)",
        r"please|then|maybe|of|these|them|those|do|you|have|got|is|there|to|offer|show|me",
    ),
    _Spoken(
        r"hm+|und|bitte|vielleicht|haben|habt|hätten|sie|ihr|gibt|gibt['’]?s|es|zeig\w*|mir|uns|kann|könnten?|ich|möchte"
        r"|hätte|gern\w*|lieber|will|was|noch|denn|auch|sonst|da",
        r"mehr|weitere|andere[sn]?|(?:et)?was anderes|sonst noch(?: (?:et)?was)?|noch (?:et)?was|alternativen",
        r"bitte|davon|da|zeigen|sehen|haben|sie|modelle?|im|angebot",
    ),
    _Spoken(
        r"hm+|et|svp|s['’]il|vous|te|plaît|peut[- ]être|en|avez|auriez|y|a|t|il|montre\w*|moi|m|je|peux|pourrais"
        r"|voudrais|veux|voir|qu['’]est|ce|que|qu['’]avez|encore|de|des",
        r"(?:d['’])?autres?(?: (?:choses?|modèles?|choix|options?|idées?))?|encore|plus|la suite|quoi d['’]autre",
        r"svp|s['’]il|vous|te|plaît|à|me|proposer|montrer",
    ),
    _Spoken(
        r"hm+|y|por|favor|quizás?|tienen?|tienes|tenéis|hay|mu[eé]stra\w*|enséñ\w*|puedo|ver|quiero|quisiera|qué|algun[oa]s?"
        r"|me|los|las",
        r"m[aá]s|otr[oa]s?(?: (?:cosas?|modelos?|opciones|opción))?|algo (?:m[aá]s|distinto|diferente)",
        r"por|favor|tienen?|tienes|tenéis|hay|opciones|modelos|de|est[oa]s|es[oa]s",
    ),
)
_SORRY = r"(?:(?:hm+|no|nope|sorry|well|oh|but|nein|leider|aber|non|désolée?|mais|lo siento|pero)\W+)*"
MORE = Wording(
    "|".join(rf"^\W*(?:(?:{one.before})\W+)*(?:{one.others})(?:\W+(?:{one.behind}))*\W*$" for one in _OTHERS)
    + rf"|^\W*{_SORRY}(?:"
    r"(?:none|neither|not any)(?: of (?:these|them|those))?"
    r"|(?:i )?(?:do not|don['’]?t) (?:really |particularly )?(?:like|love|want) (?:any(?: of (?:these|them|those))?"
    r"|these|them|those)"
    r"|(?:(?:these|they|those) (?:are|aren['’]?t) )?not (?:really |quite )?(?:my (?:style|taste|thing)|for me"
    r"|(?:what|the one) i(?:['’]m| am) looking for)"
    r"|kein(?:e[rs]?|s) (?:davon|von (?:denen|diesen))|nichts davon"
    r"|(?:(?:die|sie|davon) )?gef(?:ällt|allen) mir (?:alle )?nichts?"
    r"|mir gef(?:ällt|allen) (?:die|davon|keine[rs]?|nichts|sie)(?: (?:davon|nicht|nichts|alle))*"
    r"|(?:(?:ist|sind) )?nicht (?:ganz |so )?(?:mein (?:geschmack|stil)|das richtige)"
    r"|aucune?(?: (?:de|d['’]entre) (?:ceux|celles)(?:[- ](?:ci|là))?)?|rien de tout (?:ça|cela)"
    r"|(?:(?:ils|elles) )?ne me plaisent pas|(?:je )?n['’]aime (?:pas|aucune?)(?: (?:ceux|celles)[- ](?:ci|là))?"
    r"|pas (?:vraiment )?(?:mon (?:style|goût)|pour moi)"
    r"|ningun[oa](?: de (?:est[oa]s|es[oa]s|ell[oa]s))?|no me (?:gustan|convencen)(?: (?:est[oa]s|es[oa]s|ningun[oa]))?"
    r"|no (?:es|son) (?:mi estilo|para mí)"
    r"|(?:(?:that|it|they|these|those)(?:['’]s| is|['’]re| are) )?(?:all )?(?:a (?:bit|little) |much |way |far )?too"
    r" (?!expensive|dear|pricey|cheap|much|bad|late|early)\w+"
    r"|(?:(?:das|es|die|sie) (?:ist|sind) )?(?:mir )?(?:etwas |viel |alle )?zu (?!teuer|billig|viel|spät|früh)\w+"
    r"|(?:(?:c['’]est|(?:ils|elles) sont) )?(?:un peu |beaucoup |bien )?trop (?!ch[eè]r|tard|tôt)\w+"
    r"|(?:(?:es|son) )?demasiado (?!car[oa]|barat|tarde|pronto)\w+)\W*$"
)

_INSTEAD = re.compile(
    r"^\W*(?:(?:no|nope|sorry|oh|ah|oops|well|nein|entschuldigung|pardon|non|perdón)\W+)*"
    r"(?:i (?:actually |really )?(?:mean|meant|wanted)|ich (?:meine|meinte|wollte)|je (?:veux|voulais)(?: dire)?"
    r"|quer[ií]a(?: decir)?|quiero decir|me refer[ií]a a|rather|lieber|eher|plutôt|mejor|m[aá]s bien)\W+(?P<thing>.+)$"
    r"|^(?P<other>.+?)\W+(?:instead|stattdessen|à la place|en su lugar)\W*$",
    re.IGNORECASE,
)

# "Which one is warmer": of those that were shown.
_WHICH_IS = re.compile(
    r"^\W*(?:(?:and|und|et|y)\W+)?(?:which(?: one)?(?: of (?:these|them|those))? (?:is|are|would be)"
    r"|welche[rs]?(?: (?:davon|von (?:denen|diesen)))? (?:ist|sind|wäre)"
    r"|l(?:e|a|es)quel(?:le)?s?(?: d['’]entre (?:eux|elles))? (?:est|sont|serait)"
    r"|cuál(?:es)?(?: de (?:ellos|ellas|est[oa]s))? (?:es|son|sería))(?: (?:the|der|die|das|le|la|les|el|las|los))?\b",
    re.IGNORECASE,
)
_MORE_SO = re.compile(r"^\W*(?:(?:un (?:peu|poco)|algo|quelque chose de) )?(?:plus|m[aá]s)\b", re.IGNORECASE)

_NUMBER = r"\d{1,6}(?:[.,]\d{1,2})?"
_PRICE = re.compile(
    r"^\W*(?:(?:and|so|hm+|maybe|perhaps|rather|something|anything|ones?|for|let['’]?s|i['’]d|say|please|price|range|budget"
    r"|und|also|vielleicht|etwas|was|eher|lieber|sagen|wir|für|peut[- ]être|plutôt|quelque|chose|disons|pour"
    r"|algo|quizás?|mejor|digamos|por)\W+)*"
    r"(?P<about>(?:around|about|roughly|approx(?:imately)?|circa|ca|close to|ungefähr|etwa|rund|um(?: die)?|environ"
    r"|autour de|vers|dans les|unos|alrededor de|sobre|cerca de)\W+(?:the )?)?"
    rf"(?P<low>{_NUMBER})(?:\s*(?:-|–|to|and|bis|à|a|und|et|y)\s*(?P<high>{_NUMBER}))?"
    r"(?:\W*(?:or so|ish|please|maybe|rum|herum|oder so|bitte|environ|svp|ou quelque chose|o así|m[aá]s o menos"
    r"|por favor))*\W*$",
    re.IGNORECASE,
)
NEAR = 3  # times the highest price shown, or the lowest divided by it: further off no price is meant


def wants_others(text: str) -> bool:
    """ "Do you have any others?", "none of these"?"""
    return len(text) <= LONGEST and MORE.search(text) is not None


def thing_instead(text: str) -> str | None:
    """ "No, I meant skirts": the skirts. None when nothing of the kind is said."""
    said = _INSTEAD.search(text) if len(text) <= LONGEST else None
    return said["thing"] or said["other"] if said is not None else None


_JOINED_ON = re.compile(
    r"^\W*(?:and|und|et|y|or|oder|ou)\W+(?:(?:what|how) about\W+|(?:was ist|wie ist es) mit\W+)?(?=\w)", re.IGNORECASE
)


def joined_on(text: str) -> str:
    """ "And the rye loaf?": the rye loaf."""
    return _JOINED_ON.sub("", text)


def of_those(text: str) -> str:
    """ "Which one is warmer?": warmer. "Plus chaud": chaud. Any other text as it is."""
    return _MORE_SO.sub("", _WHICH_IS.sub("", text))


def price_in(text: str, shown: tuple[int, int] | None, currency: str) -> str | None:
    """ "Something around 100", after things of 60 to 200 euros: "around 100 EUR". None when no price is meant.

    Args:
        text: what was said, and nothing else.
        shown: the lowest and the highest price that was shown, in minor units.
        currency: the shop's.
    """
    said = _PRICE.search(text) if shown is not None and len(text) <= LONGEST else None
    if shown is None or said is None or not (said["about"] or said["high"]):
        return None
    low, high = said["low"], said["high"]
    for number in filter(None, (low, high)):
        if not shown[0] / NEAR <= float(number.replace(",", ".")) * 10 ** minor_digits(currency) <= shown[1] * NEAR:
            return None
    return f"between {low} and {high} {currency}" if high else f"around {low} {currency}"
