"""Tells a question from a wish for wares, for more of the same, from "I'll take it", "and a rye loaf" and "no, make it
three", in four languages.
"""

import re
from functools import lru_cache

from shopbell.wording import Wording

# "Hello there," and "hi, this is Ana," come before what is said.
_greeting = re.compile(
    r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|(?:morning|afternoon|evening)(?=[,!.])"
    r"|hallo|moin|servus|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|hola|buen[oa]s (?:d[ií]as|tardes|noches))\b"
    r"(?![-–]\w)(?: (?:there|all|zusammen|à tous))?"
    r"(?:\W+(?:this is|my name is|i['’]?m|i am|hier ist|ich bin|mein name ist|ich heiße"
    r"|c['’]est|je suis|je m['’]appelle|soy|me llamo|mi nombre es) \w+(?: \w+)?(?=\s*[,.;:!\n–-]))?[\W_]*",
    re.IGNORECASE,
).match
# "Quick question:", "sorry to bother you, but": before what is asked, too. "A question about my order" is asked itself.
_intro = re.compile(
    r"\W*(?:(?:just |only |nur |juste |solo )?(?:(?:a|one|another|eine?|une|una|noch eine) )?"
    r"(?:(?:quick|short|small|little|kurze|kleine|schnelle|petite|rápida|pequeña) )?"
    r"(?:question|frage|pregunta|duda)(?: rapide| rápida)?"
    r"|(?:i|we)(?: just)?(?: have|['’]ve got)? (?:a|one|another) (?:(?:quick|short|small|little) )?question"
    r"|(?:ich|wir) (?:habe|hätte|haben|hätten)(?: mal| nur| da| noch)* eine (?:(?:kurze|kleine) )?frage"
    r"|j['’](?:ai|aurais) une (?:petite )?question|tengo una (?:pequeña )?(?:pregunta|duda)"
    # Not "sorry" alone: "sorry, in red" is said of what is in the cart.
    r"|(?:sorry|excuse me|apologies) (?:to|for) (?:bother|disturb)\w*(?: you)?(?: again)?|excuse me"
    r"|(?:entschuldig(?:ung|en sie|e)|sorry|verzeihung)(?: bitte)? (?:für )?(?:die störung|dass ich störe)"
    r"|entschuldigen sie(?: bitte)?|(?:excusez-moi|désolée?) de vous déranger|excusez-moi"
    r"|(?:perd[oó]ne?|disculp[ae]) (?:por )?(?:la molestia|que (?:le|te) moleste)|disculpe)"
    r"\s*[,:;.!\n–-]+\s*(?:(?:but|aber|mais|pero) )?",
    re.IGNORECASE,
).match
_INTROS = 2  # "excuse me, quick question:"
_begins = re.compile(
    r"\W*(?:how|why|when|where|who|is|are|was|does|did|can|could|may|will|would|should|do i"
    r"|what (?:is|are|do|does|happens)|wie|warum|wann|wo|wer|ist|sind|kann|darf|muss|was (?:ist|sind|passiert)|gilt"
    r"|do (?:you|they)(?! (?:also |still |currently )?(?:have|got|sell|stock|carry|offer|do|make|keep|know|recommend"
    r"|suggest)\b)"
    r"|(?:please )?(?:tell|notify|alert|inform|message|text) me (?:when|once|if|as soon as)"
    r"|(?:please )?(?:let me know|write to me) (?:when|once|if|as soon as)"
    r"|(?:bitte )?(?:sag|gib|(?:sagen|melden|benachrichtigen|schreiben|geben) sie)\b[^,?]*?,? (?:wenn|sobald)"
    r"|(?:dites[- ]moi|prévenez[- ]moi|écrivez[- ]moi|avertissez[- ]moi) (?:quand|si|dès que|lorsque)"
    r"|(?:av[ií]s[ae]me|d[ií]game|dime|escr[ií]b[ae]me) (?:cuando|si|en cuanto)"
    r"|(?:(?:i|we)\W+)?(?:need|want) (?:some )?help with|(?:ich |wir )?brauchen? hilfe (?:mit|bei)"
    r"|j['’]ai besoin d['’]aide avec|necesito ayuda con"
    r"|comment|pourquoi|quand|où|qui|est-ce|puis-je|c[oó]mo|por qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n|puedo|es|son)\b",
    re.IGNORECASE,
).match

_theirs = re.compile(r"\W*(?:my|our|mein|meine|unsere?|mon|ma|mes|nos|notre|mis?|nuestr[oa]s?)\b", re.IGNORECASE).match

_takes = Wording(
    r"\b(?:(?:i|we)(?:['’]?ll| will| would like to|['’]d like to| want to) (?:take|buy|order)"
    r"|(?:i|we)(?:['’]?ll| will) have (?:it|this|that|the)|(?:das|die|den|ich) (?:\w+ )?nehm\w*"
    r"|nehm\w* (?:ich|wir)|je (?:le |la |les )?prends|me (?:lo |la |los |las )?llevo)\b"
).search

_count = (
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:half )?a dozen"
    r"|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|ein dutzend"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|une douzaine"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|una docena)\b"
)
_also = r"(?:and|plus|also|then|und|dazu|dann|noch|auch|mal|et|encore|aussi|puis|y|tambi[eé]n|luego)\W+"
_one = r"(?:an?(?:other)?|one|ein|eine[nrms]?|une?(?: autre)?|una?|otr[oa])\b"
# "And a rye loaf", "noch ein Brot dazu", "I'd also like a baguette"; but "and one in blue" is of what was spoken of.
_goes_on = re.compile(
    rf"\W*(?:(?:ok|okay|yes|ja|oui|s[ií]|please|bitte|oh|ah)\W+)*(?:(?:{_also})+(?:{_one}|{_count}|some\b|des\b|un[oa]s\b)|another\b"
    r"|one more\b|otr[oa]\b|une? autre\b|(?:i['’]d|i would|can i|could i|we['’]d) also (?:like|have|get|take)\b"
    r"|(?:ich|wir) (?:hätten?|möchten?|brauchen?|wollen|will|nehmen?) (?:gerne? )?(?:auch )?noch\b"
    r"|(?:je|j['’]) ?(?:voudrais|prends|veux|aimerais) (?:aussi|encore)\b"
    r"|tambi[eé]n (?:quiero|quisiera|querr[ií]a|me llevo)\b|(?:quiero|quisiera) tambi[eé]n\b)(?!.*\?\W*$)"
    r"(?!\W+(?:with|without|in|from|for|mit|ohne|aus|für|avec|sans|en|pour|con|sin|para)\b)",
    re.IGNORECASE,
).match
_courteously = r"\W*(?:(?:hi|hello|hey|hallo|guten tag|moin|bonjour|hola|please|bitte)\W+)*"
_pleased = r"\b(?:please|pls|bitte|s['’]il (?:vous|te) pla[iî]t|svp|por favor)\W*$"
# "A carrot cake for Saturday, please": one thing, as it is asked for over a counter.
_one_please = re.compile(
    rf"{_courteously}(?:{_also})*{_one}.*{_pleased}",
    re.IGNORECASE,
).match

_the_please = re.compile(
    rf"{_courteously}(?:the|das|die|den|le|la|les|el|los|las)\b.*{_pleased}",
    re.IGNORECASE,
).match
_please_behind = re.compile(_pleased, re.IGNORECASE).search

_of_them = r"(?:\W+(?:of (?:them|those|these|it)|pieces|davon|stück|pi[eè]ces|unidades|de (?:esos|esas|estos|estas)))"
_politely = r"(?:\W+(?:please|pls|then|bitte|dann|s['’]il (?:vous|te) pla[iî]t|svp|alors|donc|por favor|entonces))"
_please_give = (
    r"(?:(?:i|we)(?:['’]?(?:ll|d)| will| would)? (?:have|take|like|want|need|love)"
    r"|(?:can|could|may) (?:i|we) (?:have|get)|(?:give|bring) (?:me|us)|add"
    r"|(?:ich|wir) (?:nehmen?|möchten?|hätten?(?: gerne?)?|brauchen?|wollen|will)|nehmen? (?:ich|wir)"
    r"|(?:geben sie|gib) mir"
    r"|je (?:prends|voudrais|veux)|j['’]en (?:prends|voudrais|veux)|donnez[- ]m['’]en"
    r"|me llevo|quiero|quisiera|p[oó]n(?:me|game))"
)
# "Two please", "I'll have two": how many, and nothing of what. A number alone may be anything.
_some = re.compile(
    r"\W*(?:(?:ok|okay|yes|great|then|ja|gut|dann|oui|bien|alors|sí|vale|entonces)\W+)*(?:"
    rf"(?:{_please_give}|(?:i|we)['’]d like to have)\W+{_count}{_of_them}?{_politely}?"
    rf"|{_count}(?:{_of_them}{_politely}?|{_politely}))\W*",
    re.IGNORECASE,
).fullmatch
_LONGEST_MORE = 60  # characters
# "And 3 more", "another one", "noch zwei": of what was ordered last.
_more = re.compile(
    rf"\W*(?:(?:ok|okay|yes|oh|ah|great|ja|gut|oui|bien|sí|vale|and|und|et|y|please|bitte)\W+)*(?:{_please_give}\W+)?(?:"
    rf"(?:{_count}|one) more|another(?: one| {_count})?"
    rf"|noch(?: mal)? (?:{_count}|eine?[nrs]?|mal (?:das ?selbe|so viele?))(?: (?:mehr|dazu))?|{_count} mehr"
    rf"|encore (?:{_count}|une?)|(?:{_count}|une?) (?:de|en) plus|une? autre"
    rf"|otr[oa]s? {_count}|otr[oa]s?|(?:{_count}|un[oa]?) m[aá]s){_of_them}?{_politely}?\W*",
    re.IGNORECASE,
).fullmatch


_similar = Wording(
    r"\b(?:similar to|alternatives? to|comparable to"
    r"|(?:something|anything|books?|ones?|more) (?:just )?like (?!th[ai]t?s?\b)"
    r"|ähnlich\w*(?: \w+)? wie|alternativen? zu[mr]?|semblables? à|similaires? à|dans le (?:genre|style) d"
    r"|parecid[oa]s? a|similar(?:es)? a|alternativas? a)\b"
).search


# "How much is it all together?"
_sum = re.compile(
    r"\W*(?:(?:and|so|und|et|y)\W+)?(?:"
    r"(?:how much|what)\b.*\b(?:al(?:l ?)?together|in total|in all|everything|total|the lot)\b|what do i owe\b"
    r"|(?:wie ?viel|was)\b.*\b(?:zusammen|insgesamt|alles|gesamt)\b|gesamtpreis\b|total\b"
    r"|combien\b.*\b(?:en tout|au total|tout|ensemble)\b"
    r"|cu[aá]nto\b.*\b(?:en total|todo|junto)\b)",
    re.IGNORECASE,
).match


# "No, make it M", "change the baguettes to three", "doch lieber drei": said of what is in the cart.
_again = Wording(
    r"^\W*(?:(?:please|(?:can|could) you|no|nope|sorry|actually|oh|wait|well|ok|okay"
    r"|bitte|nein|ach|doch|eigentlich|moment|(?:können|könnten) sie|kannst du"
    r"|non|pardon|en fait|attendez|pouvez-vous|s['’]il vous plaît|por favor|perd[oó]n|en realidad|puede)\W+)*(?:"
    r"make (?:it|that|them|those)\b|(?:change|set|switch|increase|reduce|lower)\b.*\b(?:to|by)\b|rather\b|i meant\b"
    r"|mach\w*\b.*\b(?:daraus|draus)\b|(?:änder\w*|erhöh\w*|reduzier\w*|setz\w*)\b.*\bauf\b|ich meinte\b"
    r"|(?:(?:nimm|nehmen sie|dann) )?(?:doch )?lieber\b"
    r"|plutôt\b|je voulais dire\b|(?:changez?|mettez|mets|passez?|prenez|prends)\b.*\b(?:à|en|plutôt)\b"
    r"|mejor\b|cambi[ae]\w*\b|quería decir\b|(?:pon|ponga)(?:lo|la|me|melo|mela)s? (?:en|mejor)\b|que sean?\b)"
).search


@lru_cache(maxsize=64)  # several ask it of each message
def after_greeting(text: str) -> str:
    """What is said behind "hello there," "hi, this is Ana," "quick question:"; all of it without these, or of these."""
    greeting = _greeting(text)
    end = greeting.end() if greeting is not None else 0
    for _time in range(_INTROS):
        intro = _intro(text, end)
        if intro is None:
            break
        end = intro.end()
    return text[end:] or text


def speaks_of_theirs(text: str) -> bool:
    """ "My bouquet has withered": does it begin with what is the customer's, and so is sold already?"""
    return _theirs(after_greeting(text)) is not None


def thinks_again(text: str) -> bool:
    """ "No, make it M", "lieber drei": is something in the cart to be of another kind or number?"""
    return _again(after_greeting(text)) is not None


def asks_for_a_rule(text: str) -> bool:
    """Does it begin as a question for a rule, a time, a place, or as a wish to be told of something?

    "Do you have power banks" does not.
    """
    return _begins(after_greeting(text)) is not None


def takes_it(text: str) -> bool:
    """ "I'll take the first one": does it say that what was shown is bought?"""
    return _takes(text) is not None


def goes_on_ordering(text: str) -> bool:
    """ "And a rye loaf": does it add to what was ordered before, if anything was?"""
    return _goes_on(after_greeting(text)) is not None


def asks_for_the_sum(text: str) -> bool:
    """Is it asked what everything costs together?"""
    return _sum(after_greeting(text)) is not None


def asks_for_one(text: str) -> bool:
    """ "A carrot cake for Saturday, please": of a thing that has a name it is an order; of all else it is a wish."""
    return _one_please(text) is not None


def asks_for_the(text: str) -> bool:
    """ "The carrot cake, please": the same, where the name is all that is said."""
    return _the_please(text) is not None


def ends_with_please(text: str) -> bool:
    """Is "please" the last word?"""
    return _please_behind(text) is not None


def asks_for_some(text: str) -> bool:
    """ "Two please", "I'll have two": is it said how many, and of what was spoken of before?"""
    return _some(after_greeting(text)) is not None


def asks_for_more(text: str) -> bool:
    """ "And 3 more", "another one": is it said how many more, and nothing of what?"""
    return len(text) <= _LONGEST_MORE and _more(after_greeting(text)) is not None


def asks_for_similar(text: str) -> bool:
    """ "Something similar to Kidnapped": is something named that others are to be like?"""
    return _similar(text) is not None
