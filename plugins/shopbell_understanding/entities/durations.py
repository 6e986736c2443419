"""How long, in days: "three days", "a week", "zwei Wochen", "for the weekend"."""

from collections.abc import Iterator

from shopbell import Entity

from .numbers import Numbers
from .said import Said
from .vocabulary import Setting

DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
WEEKEND = 2


def read_durations(said: Said, setting: Setting, numbers: Numbers) -> Iterator[Entity]:
    """``days``: an int; a month counts thirty. For answers to a question that asks how long."""
    lexicon, counted = setting.lexicon, {number.after: number for number in numbers.values()}
    for place, word in enumerate(said.words):
        if word in lexicon.weekend:
            yield said.entity("days", WEEKEND, place, place + 1)
        unit = DAYS.get(lexicon.day_units.get(word, ""))
        if unit is None:
            continue
        number = counted.get(place)
        if number is not None and number.value * unit == int(number.value * unit):
            yield said.entity("days", int(number.value * unit), number.first, place + 1)
        elif number is None and (place == 0 or said.word(place - 1) in lexicon.articles or unit > 1):
            yield said.entity("days", unit, max(place - 1, 0), place + 1)
