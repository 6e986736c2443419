"""E-mail addresses and phone numbers."""

import re
from collections.abc import Iterator
from functools import lru_cache

from shopbell import Entity

from .said import Said
from .vocabulary import Setting

SHORTEST_PHONE, LONGEST_PHONE = 6, 15  # digits (ITU-T E.164)
PARTED = 3  # signs between two digits of a number, at most

# Every part is bounded: no text makes it look twice at the same sign more than a few times.
_EMAIL = re.compile(r"(?<![\w.+%@-])[\w+%'-][\w.+%'-]{0,63}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?![\w@-])")
_PHONE = re.compile(r"(?<![\w@./,-])(?:\+|\(\+?)?\d(?:[ \u00a0./()-]{0,3}\d){5,16}(?![\w@]|[.,]\d)")


def read_emails(said: Said) -> Iterator[Entity]:
    """Addresses; the domain in lower case."""
    if "@" not in said.known:
        return
    for found in _EMAIL.finditer(said.text):
        local, _, domain = found[0].rpartition("@")
        if local[-1] != "." and ".." not in local:
            yield said.take("email", f"{local}@{domain.lower()}", *said.tokens(*found.span()))


def read_phones(said: Said, setting: Setting) -> Iterator[Entity]:
    """Numbers that can be called, as ``+493012345``; those without a country code belong to the shop's."""
    if not _is_long_enough(said):
        return
    for found in _PHONE.finditer(said.text):
        first, after = said.tokens(*found.span())
        if first >= after or not said.free(first, after):
            continue
        number = phone_number(found[0], setting.region)
        if number is not None:
            marked = found[0][0] in "+(0"
            yield said.take("phone", number, first, after, 1.0 if marked else 0.6)


def _is_long_enough(said: Said) -> bool:
    """Do enough digits stand together? Asked first, for the pattern is slow: it tries every sign of a text."""
    digits, end = 0, 0
    for place in said.digits:
        if said.starts[place] - end > PARTED:
            digits = 0
        end = said.ends[place]
        digits += end - said.starts[place]
        if digits >= SHORTEST_PHONE:
            return True
    return False


@lru_cache(maxsize=512)  # parsing costs 0.1 ms
def phone_number(text: str, region: str) -> str | None:
    """The number in the form of E.164, or None when nobody can be called there."""
    import phonenumbers  # lazy: 30 ms that only a phone number is worth

    digits = sum(map(str.isdecimal, text))
    if not SHORTEST_PHONE <= digits <= LONGEST_PHONE:
        return None
    try:
        parsed = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    number: str = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number
