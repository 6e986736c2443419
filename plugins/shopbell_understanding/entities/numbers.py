"""Numbers, in digits and in words."""

from collections.abc import Iterator
from typing import NamedTuple

from shopbell import Entity

from .said import Said
from .vocabulary import Setting

LONGEST = 15  # digits; a longer one is a code, not an amount
GLUED = frozenset(("x", "h", "eur", "usd", "chf", "gbp"))  # "x2", "15h30"; "b7" is a seat
SEPARATORS = frozenset(".,'’")


class Number(NamedTuple):
    """A number and the tokens it takes up."""

    value: int | float
    first: int
    after: int


Numbers = dict[int, Number]  # all of a text, by their first tokens


def find_numbers(said: Said, setting: Setting) -> Numbers:
    """All numbers that nobody has taken, from the left; decimal signs as the language has them."""
    words = setting.vocabulary.number_words
    places = said.digits if words.isdisjoint(said.known) else said.places()
    numbers: Numbers = {}
    behind = 0  # the last number
    for place in places:
        if place < behind or said.taken[place]:
            continue
        word = said.words[place]
        found: Number | None = None
        if word.isdecimal():
            found = _digits(said, place, setting.lexicon.comma)
        elif word in words:
            found = _words(said, place, setting)
        if found is None:
            continue
        behind = found.after
        if found.value >= 0:
            numbers[place] = found
    return numbers


def read_numbers(said: Said, numbers: Numbers) -> Iterator[Entity]:
    """Those of the numbers that are nothing else: no price, no day, no house."""
    for value, first, after in numbers.values():
        if said.free(first, after):
            yield said.entity("number", value, first, after)


def _digits(said: Said, place: int, comma: str) -> Number:
    """Groups of digits with separators; a value below 0 is none ("10.30.99")."""
    words, after = said.words, place + 1
    while (
        said.word(after) in SEPARATORS
        and said.joined(after)
        and said.joined(after + 1)
        and words[after + 1].isdecimal()
    ):
        after += 2
    glued = said.joined(place) and words[place - 1].isalpha() and words[place - 1] not in GLUED
    if glued or after - place > 9:
        return Number(-1, place, after)
    text = "".join(words[place:after])
    value = decimal(text, comma)
    return Number(-1 if value is None else value, place, after)


def decimal(text: str, comma: str) -> int | float | None:
    """The value of digits with ``.``, ``,`` or apostrophes between them; None when it is no number.

    Where both signs occur the last one is the decimal sign. One alone, before exactly three digits, groups thousands
    unless it is the language's decimal sign.
    """
    if text.isdecimal():
        return int(text) if len(text) <= LONGEST else None
    text = text.replace("'", "").replace("’", "")
    if sum(map(str.isdecimal, text)) > LONGEST:
        return None
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return int(text)
    sign, other = text[last], ".,"[text[last] == "."]
    whole, rest = text[:last], text[last + 1 :]
    grouped = whole.count(sign) > 0 or (len(rest) == 3 and sign != comma and other not in whole and whole[0] != "0")
    if grouped:
        groups = text.split(sign)
        if other in text or any(len(group) != 3 for group in groups[1:]) or len(groups[0]) > 3:
            return None
        return int("".join(groups))
    if other in whole:
        groups = whole.split(other)
        if any(len(group) != 3 for group in groups[1:]):
            return None
        whole = "".join(groups)
    value = float(f"{int(whole)}.{''.join(str(int(digit)) for digit in rest)}")
    return int(value) if value.is_integer() else value


def _words(said: Said, place: int, setting: Setting) -> Number | None:
    vocabulary, lexicon, words = setting.vocabulary, setting.lexicon, said.words
    start, end = place, len(words)
    total, current, seen = 0.0, 0.0, False
    while place < end:
        word = words[place]
        found = vocabulary.numbers.at(words, place)
        if found is not None and (not seen or (current % 100 == 0 and found[1] < 100 and (current or total))):
            place, value = found
            current, seen = current + value, True
        elif word in lexicon.hundred and current < 100:
            current, seen, place = (current or 1) * 100, True, place + 1
        elif word in lexicon.thousand and not total:
            total, current, seen, place = (current or 1) * 1000, 0.0, True, place + 1
        elif word in lexicon.million and seen and not total:
            total, current, place = current * 1e6, 0.0, place + 1
        elif seen and word in lexicon.and_words and place + 1 < end and (current or total) and current % 100 == 0:
            following = vocabulary.numbers.at(words, place + 1)
            if following is None or following[1] >= 100 or not (current >= 100 or total):
                break
            place += 1
        else:
            break
    if not seen:
        return None
    refused = vocabulary.no_numbers.at(words, start) or (start > 0 and vocabulary.no_numbers.at(words, start - 1))
    if refused and refused[0] >= place:
        return None
    value = total + current
    return Number(int(value) if value.is_integer() else value, start, place)
