"""What is said beside a question, and what tells that it is one."""

import re
from functools import lru_cache

from shopbell.shop.asking import after_greeting, ends_with_please

FEWEST_WORDS = 3  # of a question that stands before thanks
TAIL = 48  # characters in which the thanks stand

_and = re.compile(r"^\W*(?:(?:and|und|et|y|also|auch|aussi|también)\W+)+", re.IGNORECASE)
_asks = re.compile(
    r"\W*(?:how|why|when|where|who|what|which|is|are|was|were|do|does|did"
    r"|can|could|may|will|would|should|have|has"
    r"|wie|warum|wann|wo|wer|was|welche\w*|ist|sind|kann|können|darf|dürfen|haben|habt|gibt|muss|\w+n sie|\w+t ihr"
    r"|comment|pourquoi|quand|où|vous|qui|que|quel\w*|combien|est-ce|puis-je|peut-on|\w+[- ]vous|y a-t-il"
    r"|¿?(?:c[oó]mo|por qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n|qu[eé]|cu[aá]l\w*|cu[aá]nto\w*|puedo|se puede|hay|tiene\w*"
    r"|es|son))\b",
    re.IGNORECASE,
).match
_wishes = re.compile(
    r"\W*(?:(?:so|now|and|also|please|bitte|also|nun|und)\W+)*"
    r"(?:(?:i|we)(?:['’]?d| would)(?: really)? (?:like|love|need|want)"
    r"|(?:i|we)(?:['’]?m| am|['’]?re| are) (?:looking|searching)"
    r"|(?:i|we) (?:need|want|wish|wonder|was wondering|were wondering)|please|add|show|send|tell|book"
    r"|let (?:me|us) know|what about|how about"
    r"|(?:ich|wir) (?:möchten?|brauchen?|suchen?|hätten?|würden?|wollen?|will|wollte)|bitte|zeig\w*|sagen sie"
    r"|(?:je|nous) (?:voudrais|voudrions|cherche|cherchons|souhaite|souhaitons|veux|voulons)|j['’]aimerais|il me faut"
    r"|(?:quiero|queremos|quisiera|quisiéramos|necesito|necesitamos|busco|buscamos|me gustaría|nos gustaría))\b",
    re.IGNORECASE,
).match
# "Thanks a lot!", "vielen Dank im Voraus"; "thanks for nothing" is none.
_thanks = re.compile(
    r"[\s,.!?;–-]+(?:(?:and|ok|okay|und|et|y) )?(?:(?:many|lots of|big|huge) )?"
    r"(?:(?:thanks|thank (?:you|u)|thx|ty|tysm|cheers)(?: (?:a lot|so much|very much|again|in advance|all))*"
    r"|(?:vielen |herzlichen |besten |lieben |tausend )?dank(?:e(?:schön| schön| sehr)?)?(?: (?:im voraus|euch|ihnen))?"
    r"|merci(?: (?:beaucoup|bien|d['’]avance|à vous))*"
    r"|(?:muchas |mil )?gracias(?: (?:de antemano|por adelantado))?)[\W_]*$",
    re.IGNORECASE,
).search


@lru_cache(maxsize=64)  # questions repeat
def question_alone(text: str) -> str:
    """A message without the greeting before what it asks, and the thanks behind."""
    bare = after_greeting(text)
    return before_thanks(bare) or bare


def before_thanks(text: str) -> str | None:
    """ "Where is my order? Thanks!": where is my order. None where nobody thanks, or nothing is asked before."""
    thanks = _thanks(text, max(0, len(text) - TAIL))
    if thanks is None:
        return None
    asked = text[: thanks.start() + 1].strip()
    return asked if len(asked.split()) >= FEWEST_WORDS and asks_or_wishes(after_greeting(asked)) else None


def asks_or_wishes(sentence: str) -> bool:
    """Is it a question, or a wish in so many words?"""
    asks = sentence.endswith("?") or begins_as_a_question(sentence)
    return asks or _wishes(sentence) is not None or ends_with_please(sentence)


def begins_as_a_question(text: str) -> bool:
    """Is it one by its first words, whatever its mark?"""
    return _asks(without_and(text)) is not None


def without_and(text: str) -> str:
    """ "And do you deliver": do you deliver."""
    return _and.sub("", text)
