"""Small readers for answers: numbers, money, addresses of all kinds, yes and no, one of several options."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from shopbell.adapt.choices import understand_choice
from shopbell.people import Choice as Shown

_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "zero un due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
}
_ALSO = {
    "en": {"dozen": 12, "couple": 2},
    "de": {"eins": 1, "eine": 1, "einen": 1, "zwo": 2, "dutzend": 12},
    "fr": {"une": 1, "douzaine": 12}, "es": {"uno": 1, "una": 1, "docena": 12},
    "it": {"uno": 1, "una": 1, "dozzina": 12}, "nl": {"één": 1, "eentje": 1, "dozijn": 12},
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w.,])[-+−]?\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\w])|(?<![\w])[-+−]?\d+(?:[.,]\d+)?(?![\d])"
)
_YES = {
    "en": "yes y yep yeah yup sure ok okay of course correct right please do absolutely yes please that is right do it",
    "de": "ja j jo jawohl klar gerne gern sicher ok okay natürlich richtig genau stimmt passt ja bitte ja gerne",
    "fr": "oui o ouais bien sûr d'accord ok okay correct exact volontiers oui merci",
    "es": "sí si s claro vale ok okay correcto por supuesto de acuerdo exacto sí por favor",
    "it": "sì si s certo ok okay va bene d'accordo corretto esatto",
    "nl": "ja j jazeker zeker goed ok okay klopt graag ja graag prima",
}
_NO = {
    "en": "no n nope nah not now no thanks no thank you do not don't wrong incorrect",
    "de": "nein n ne nee nicht nö lieber nicht nein danke falsch",
    "fr": "non n pas maintenant non merci faux incorrect",
    "es": "no n no gracias ahora no incorrecto",
    "it": "no n no grazie non ora sbagliato",
    "nl": "nee n neen nee bedankt niet nu fout",
}
_MANY = {
    "of",
    "course",
    "please",
    "do",
    "that",
    "is",
    "it",
    "bien",
    "por",
    "va",
    "not",
    "now",
    "thank",
    "you",
    "thanks",
}
_WHY_NOT = re.compile(r"\b(?:why not|warum nicht|pourquoi pas|por qué no|perché no|waarom niet)\b")
_EMAIL = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,190}\.[^\W\d_]{2,24}(?![\w@])")
_ORDER = re.compile(r"(?<![\w-])#?([A-Za-z]{0,6}[-–]?\d[\w–-]{2,19})(?![\w])")
_MARKS = " \t\r\n.,;:!?…\"'„“”«»()"


def read_number(text: str, languages: Sequence[str]) -> Decimal | None:
    """The one number in an answer, in digits or as a word up to twelve; None when there are two or none."""
    found = {_decimal(match) for match in _NUMBER.findall(text)}
    if not found:
        words = set(re.findall(r"[^\W\d_]+", text.casefold()))
        known = _number_words(tuple(language.partition("-")[0] for language in languages))
        found = {Decimal(known[word]) for word in words if word in known}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=16)
def _number_words(languages: tuple[str, ...]) -> dict[str, int]:
    known: dict[str, int] = {}
    for language in languages:
        known |= {word: number for number, word in enumerate(_WORDS.get(language, "").split())}
        known |= _ALSO.get(language, {})
    return known


def _decimal(said: str) -> Decimal:
    """1.234,50 and 1,234.50 alike: the last mark with other than three digits behind it is the decimal one."""
    said = re.sub(r"['’ \u00a0\u202f]", "", said).replace("−", "-")
    last = max(said.rfind("."), said.rfind(","))
    if last >= 0:
        whole, fraction = said[:last], said[last + 1 :]
        groups = re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:[.,]\d{3})*", whole) and len(fraction) == 3
        mixed = {"." in whole, "," in whole} == {True, False} and said[last] not in whole
        said = re.sub(r"[.,]", "", whole) + (fraction if groups and not mixed else f".{fraction}")
    try:
        return Decimal(said)
    except InvalidOperation:
        return Decimal(0)


def read_yes_no(text: str, languages: Sequence[str]) -> bool | None:
    """Yes or no, alone or before other words ("yes, that is fine"); None when it is neither or both."""
    said = re.sub(r"[^\w' ]+", " ", text.casefold().replace("’", "'"))
    said = _WHY_NOT.sub("yes", " ".join(said.split()))
    if text.strip() in ("👍", "✅", "👌", "🆗", "+1"):
        return True
    if text.strip() in ("👎", "❌", "-1"):
        return False
    yes, no = _phrases(tuple(language.partition("-")[0] for language in languages))
    if said in yes or said in no:
        return said in yes
    words = said.split()
    if not words or len(words) > 6:
        return None
    if {*words} & yes - _MANY and {*words} & no - _MANY:
        return None  # "yes or no?"
    first = words[0]
    also_no = bool({*words} & {"not", "nicht", "pas", "non", "niet", "don't"})
    if first in yes - _MANY and not also_no:
        return True
    return False if first in no - _MANY else None


@lru_cache(maxsize=16)
def _phrases(languages: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    yes: set[str] = set()
    no: set[str] = set()
    for language in {*languages, "en"}:
        for table, found in ((_YES, yes), (_NO, no)):
            said = table.get(language, "")
            found |= {*said.split()} - _MANY
            found |= {" ".join(said.split()[i : i + n]) for n in (2, 3, 4) for i in range(len(said.split()))}
    return frozenset(yes - no), frozenset(no - yes)


def read_choice(text: str, labels: Sequence[str]) -> int | None:
    """The place of the option that was meant: its number, its label, or the only label that stands in the answer."""
    shown = [Shown(label, str(place), place + 1) for place, label in enumerate(labels)]
    chosen = understand_choice(text, None, shown)
    if chosen is not None:
        return int(chosen.payload)
    if len(text) > 200:
        return None
    said = f" {_bare(text)} "
    named = [
        place for place, label in enumerate(labels)
        if (words := _bare(label)) and f" {words} " in said
    ]  # fmt: skip
    return named[0] if len(named) == 1 else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def read_email(text: str) -> str | None:
    """The only e-mail address in an answer, its domain in lower case."""
    found = {match.rstrip(".") for match in _EMAIL.findall(text[:500])}
    if len(found) != 1:
        return None
    name, _, domain = found.pop().rpartition("@")
    if ".." in domain or domain.startswith((".", "-")) or name.startswith(".") or ".." in name:
        return None
    return f"{name}@{domain.lower()}"


def read_phone(text: str, region: str | None) -> str | None:
    """The telephone number in an answer, as E.164; one without a country is of the shop's region."""
    import phonenumbers  # lazy: 30 ms and 2.6 MB

    if sum(char.isdigit() for char in text) < 5 or len(text) > 200:
        return None
    text = re.sub(r"^(\D*)00(?=[1-9])", r"\1+", text.strip())
    found = {
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(text, region)
    }
    return found.pop() if len(found) == 1 else None


def read_order_number(text: str) -> str | None:
    """The only thing in an answer that looks like an order number, in capitals."""
    found = {match.upper().replace("–", "-") for match in _ORDER.findall(text[:200])}
    return found.pop() if len(found) == 1 else None


def read_address(text: str) -> str | None:
    """A postal address: words and a house number, on one line."""
    said = ", ".join(part.strip() for part in text.splitlines() if part.strip())[:300]
    has_words = len(re.findall(r"[^\W\d_]{2,}", said)) >= 2
    looks_odd = re.search(r"[<>{}@;]|https?:", said)
    return said.strip(_MARKS) if has_words and re.search(r"\d", said) and not looks_odd else None
