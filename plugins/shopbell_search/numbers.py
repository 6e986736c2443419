"""English numbers in words, as they are said of prices and stars: "a hundred and fifty", "four and a half"."""

import re

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: number for number, word in enumerate(str.split(_SMALL), 1)}
NUMBERS.update({word: 10 * number for number, word in enumerate(str.split(_TENS), 2)})
_ANY = "|".join(sorted(NUMBERS, key=len, reverse=True))
_UNITS = "|".join(str.split(_SMALL)[:9])
_BELOW_100 = rf"(?:(?:{'|'.join(str.split(_TENS))})[\s-]+(?:{_UNITS})|{_ANY})"
_WORDED = re.compile(
    rf"\b(?:(?P<head>a|{_BELOW_100})\s+(?P<scale>hundred|thousand|grand)(?:(?:\s+and)?[\s-]+(?P<rest>{_BELOW_100}))?"
    rf"|(?P<alone>{_BELOW_100}))(?P<half>\s+and a half|\s+point five)?\b"
)
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000}


def in_digits(text: str) -> str:
    """The same text with digits; "one" alone stays: it is mostly no number."""
    return _WORDED.sub(_digits, text)


def _digits(said: re.Match[str]) -> str:
    if said["alone"] == "one" and not said["half"]:
        return said[0]
    if said["scale"]:
        number = (1 if said["head"] == "a" else _sum(said["head"])) * _SCALES[said["scale"]] + _sum(said["rest"] or "")
    else:
        number = _sum(said["alone"])
    return f"{number}.5" if said["half"] else str(number)


def _sum(words: str) -> int:
    return sum(NUMBERS[word] for word in re.findall(r"[a-z]+", words))
