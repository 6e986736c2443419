"""Reads an answer to a question that knows what it expects.

Values are read by the plugins' readers (``shopbell_entities``), one kind at a time; here stands what only the question
knows: that "10" is a time of day, an amount needs no currency, and 30 February was meant as a day.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from shopbell.adapt.local import say_value
from shopbell.chat import AnswerKind
from shopbell.dialogues import readers, sentences
from shopbell.dialogues.question import PAYLOAD, Question
from shopbell.dialogues.readers import plain_values
from shopbell.messages import Attachment
from shopbell.shop import Money, ShopInfo, order_number_in, say_money
from shopbell.text import Text, Words
from shopbell.understanding import Entity

TEXT_MOST = 2_000  # characters that are read of a message


class Heard(NamedTuple):
    """A message as an answer."""

    text: str
    language: str
    shop: ShopInfo
    now: int  # milliseconds UTC
    say: Callable[[Words], str]  # words in the customer's language: labels of options
    entities: Sequence[Entity] = ()
    read_as: Callable[[str, str], Sequence[Entity]] | None = None  # a kind's values in a text; None: nobody reads
    attachments: Sequence[Attachment] = ()
    length: int = 0  # of the whole message

    def found(self, kind: str, text: str | None = None) -> Sequence[Entity]:
        """The values of a kind in the message, or in another text."""
        said = self.text if text is None else text
        return plain_values(kind, said) if self.read_as is None else self.read_as(kind, said)

    @property
    def moment(self) -> datetime:
        """Now, in the shop's zone."""
        return self.shop.local(self.now)


class Unfit(NamedTuple):
    """Not an answer; ``words`` ask for a better one. ``near``: it was meant as an answer, though."""

    words: Words
    near: bool = False


def read(question: Question, heard: Heard) -> Any:
    """The value as the author gets it, or ``Unfit``. Never raises for whatever a customer writes."""
    if question.kind != "choice" and (instead := _also(question, heard)) is not None:
        return instead
    value = _READ[question.kind](question, heard)
    if isinstance(value, Unfit):
        return value
    outside = _outside(question, value, heard)
    if outside is not None:
        return outside
    if question.validate is None:
        return value
    try:
        return question.validate(value)
    except ValueError as exc:  # any other error is a bug of the author, and is told as one
        said = exc.args[0] if exc.args else None
        return Unfit(said if isinstance(said, Text) else expected(question, heard), near=True)


def expected(question: Question, heard: Heard) -> Words:
    """What would fit, in one sentence."""
    if question.help is not None:
        return question.help
    sentence = _EXPECTED[question.kind]
    if question.kind == "money":
        return sentences.saying(sentence, example=say_money(Money(1250, heard.shop.currency), heard.language))
    if "{example}" in sentence.id:
        return sentences.saying(sentence, example=_example(question.kind, heard))
    return sentence


def restored(kind: AnswerKind, value: Any, shop: ShopInfo) -> Any:
    """A journal's plain value as the author gets it, the same as when it was read."""
    if kind not in _RESTORED or value is None:
        return value
    match kind:
        case "date":
            return date.fromisoformat(value) if isinstance(value, str) else value
        case "time":
            return time.fromisoformat(value) if isinstance(value, str) else value
        case "moment":
            return datetime.fromisoformat(value).astimezone(shop.zone) if isinstance(value, str) else value
        case "photo" | "file":
            return msgspec.convert(value, Attachment) if isinstance(value, dict) else value
    return value


def still_fits(question: Question, value: Any, heard: Heard) -> bool:
    """May an answer from before the code changed be kept? ``value`` as the journal has it."""
    if question.binding or not isinstance(value, _PLAIN[question.kind]):
        return False
    if question.kind == "choice" and value not in {choice.value for choice in question.choices}:
        return question.or_day and _is_day(str(value))
    try:
        told = restored(question.kind, value, heard.shop)
        if question.validate is not None:
            question.validate(told)
        return _outside(question, told, heard) is None
    except (ValueError, TypeError, msgspec.ValidationError):
        return False


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True


# ---- by kind ----------------------------------------------------------------------------------------------------


def _text(question: Question, heard: Heard) -> Any:
    said = heard.text.strip()
    least = question.least if isinstance(question.least, int) else 1
    most = question.most if isinstance(question.most, int) else TEXT_MOST
    if not any(char.isalnum() for char in said) and not (said and least <= 1 and not said.isspace()):
        return Unfit(expected(question, heard))
    if len(said) < least:
        return Unfit(sentences.saying(sentences.AT_LEAST_LONG, least=least), near=True)
    if max(heard.length, len(said)) > most:
        return Unfit(sentences.saying(sentences.TOO_LONG, most=most), near=True)
    return said


def _choice(question: Question, heard: Heard) -> Any:
    if not heard.text:
        return Unfit(expected(question, heard))
    for value, _ in question.choices:
        if heard.text == value:
            return value
    place = readers.read_choice(heard.text, [heard.say(label) for _, label in question.choices])
    if place is not None:
        return question.choices[place].value
    places = {one.value for one in heard.entities if one.kind == "reference" and one.value}
    if len(places) == 1 and isinstance(nth := places.pop(), int) and -1 <= nth <= len(question.choices):
        return question.choices[nth - 1 if nth > 0 else -1].value  # "the second one", "the last"
    day = _only(heard, "date", date) if question.or_day else None
    if day is not None:
        return day.isoformat()
    return _also(question, heard) or Unfit(expected(question, heard))


def _also(question: Question, heard: Heard) -> str | None:
    """The only value that is meant by other words."""
    meant = [value for value, words in question.also.items() if re.search(words, heard.text, re.IGNORECASE)]
    return meant[0] if len(meant) == 1 else None


def _yes_no(question: Question, heard: Heard) -> Any:
    if heard.text in ("yes", "no"):
        return heard.text == "yes"
    said = _only(heard, "yes_no", bool)
    if said is None and len(question.choices) == 2:
        place = readers.read_choice(heard.text, [heard.say(label) for _, label in question.choices])
        said = None if place is None else place == 0
    return Unfit(expected(question, heard)) if said is None else said


def _number(question: Question, heard: Heard) -> Any:
    said = _number_in(heard)
    if said is None or abs(said) > 10**12:
        return Unfit(expected(question, heard))
    return int(said) if said == said.to_integral_value() else float(said)


def _days(question: Question, heard: Heard) -> Any:
    """ "A week" is seven; a bare number counts days."""
    spans = {one.value for one in heard.found("days")}
    if len(spans) == 1:
        return int(spans.pop())
    value = _number_in(heard)
    return int(value) if value is not None and value == int(value) and not spans else Unfit(expected(question, heard))


def _money(question: Question, heard: Heard) -> Any:
    from babel.numbers import get_currency_precision  # lazy: Babel is 35 ms and 5 MB

    said = {one.value for one in heard.found("money")}
    if said:
        money = said.pop()
        fits = not said and isinstance(money, Money) and money.currency == heard.shop.currency
        return money.amount if fits else Unfit(expected(question, heard))
    number = _number_in(heard)
    if number is None or number < 0 or number > 10**9:
        return Unfit(expected(question, heard))
    return int(number.scaleb(get_currency_precision(heard.shop.currency)).to_integral_value())


def _date(question: Question, heard: Heard) -> Any:
    day = _only(heard, "date", date)
    if day is None and _is_impossible(heard, "date", date):
        return Unfit(sentences.saying(sentences.NO_SUCH_DAY, example=_example("date", heard)), near=True)
    return Unfit(expected(question, heard)) if day is None else day


def _time(question: Question, heard: Heard) -> Any:
    at = _time_in(heard)
    return Unfit(expected(question, heard), near=_is_impossible(heard, "time", time)) if at is None else at


def _moment(question: Question, heard: Heard) -> Any:
    day, at = _only(heard, "date", date), _time_in(heard)
    if (day is None and _is_impossible(heard, "date", date)) or (at is None and _is_impossible(heard, "time", time)):
        return Unfit(expected(question, heard), near=True)
    if at is None:
        if day is None:
            return Unfit(expected(question, heard))
        return Unfit(sentences.saying(sentences.AND_THE_TIME, example=_example("moment", heard)), near=True)
    now = heard.moment
    read = datetime.combine(day or now.date(), at, tzinfo=now.tzinfo)
    return read + timedelta(days=1) if day is None and read <= now else read  # a time alone is its next one


def _email(question: Question, heard: Heard) -> Any:
    return _only(heard, "email", str) or Unfit(expected(question, heard))


def _phone(question: Question, heard: Heard) -> Any:
    return _only(heard, "phone", str) or Unfit(expected(question, heard))


def _address(question: Question, heard: Heard) -> Any:
    return readers.read_address(heard.text) or Unfit(expected(question, heard))


def _order_number(question: Question, heard: Heard) -> Any:
    said = _only(heard, "order_number", str) or readers.read_order_number(heard.text)
    # "CR-1001, and the postcode is 10115": letters say by themselves what is the number.
    said = said or order_number_in(heard.text, lettered=True)
    return said or Unfit(expected(question, heard))


def _product(question: Question, heard: Heard) -> Any:
    return _only(heard, "product", str) or Unfit(expected(question, heard))


def _photo(question: Question, heard: Heard) -> Any:
    kinds = ("image", "photo", "picture")
    return next((one for one in heard.attachments if one.kind in kinds), None) or Unfit(expected(question, heard))


def _file(question: Question, heard: Heard) -> Any:
    kinds = ("image", "video", "audio", "file")
    return next((one for one in heard.attachments if one.kind in kinds), None) or Unfit(expected(question, heard))


_READ: dict[str, Callable[[Question, Heard], Any]] = {
    "text": _text, "choice": _choice, "yes_no": _yes_no, "number": _number, "days": _days, "money": _money,
    "date": _date, "time": _time, "moment": _moment, "email": _email, "phone": _phone, "address": _address,
    "order_number": _order_number, "product": _product, "photo": _photo, "file": _file,
}  # fmt: skip
_RESTORED = ("date", "time", "moment", "photo", "file")
_PLAIN: dict[str, tuple[type, ...]] = {
    "text": (str,), "choice": (str,), "yes_no": (bool,), "number": (int, float), "days": (int,), "money": (int,),
    "date": (str,), "time": (str,), "moment": (str,), "email": (str,), "phone": (str,), "address": (str,),
    "order_number": (str,), "product": (str,), "photo": (dict,), "file": (dict,),
}  # fmt: skip
_EXPECTED = {
    "text": sentences.WRITE_SOMETHING, "choice": sentences.CHOOSE_ONE, "yes_no": sentences.YES_OR_NO,
    "number": sentences.GIVE_NUMBER, "days": sentences.GIVE_DAYS, "money": sentences.GIVE_MONEY,
    "date": sentences.GIVE_DATE, "time": sentences.GIVE_TIME, "moment": sentences.GIVE_MOMENT,
    "email": sentences.GIVE_EMAIL, "phone": sentences.GIVE_PHONE, "address": sentences.GIVE_ADDRESS,
    "order_number": sentences.GIVE_ORDER_NUMBER, "product": sentences.NAME_PRODUCT,
    "photo": sentences.SEND_PHOTO, "file": sentences.SEND_FILE,
}  # fmt: skip


# ---- around it --------------------------------------------------------------------------------------------------


def is_other_tap(text: str, run_id: int, seq: int) -> bool:
    """Does a tapped button belong to another question than the open one?"""
    return text.startswith(PAYLOAD) and not text.startswith(f"{PAYLOAD}{run_id}.{seq}:")


def tapped(text: str) -> str:
    """The value behind a button of the open question; the text itself when it is none."""
    return text.partition(":")[2].partition(":")[2] if text.startswith(PAYLOAD) else text


def _only(heard: Heard, kind: str, wanted: type, text: str | None = None) -> Any:
    """The only value of that kind, in the wanted form; None when there are several, or the form is another."""
    found = heard.found(kind, text) or ([one for one in heard.entities if one.kind == kind] if text is None else ())
    values = {one.value for one in found}
    if len(values) != 1:
        return None
    try:
        return msgspec.convert(values.pop(), wanted, strict=False)
    except (msgspec.ValidationError, ValueError):
        return None


def _number_in(heard: Heard) -> Decimal | None:
    """The only number, with its sign."""
    found = heard.found("number") or [one for one in heard.entities if one.kind in ("number", "quantity")]
    values = set()
    for one in found:
        if not isinstance(one.value, int | float):
            return None
        below = re.search(r"(?:^|\s)[-−]\s?$", heard.text[: one.start]) is not None
        values.add(-Decimal(str(one.value)) if below else Decimal(str(one.value)))
    return values.pop() if len(values) == 1 else None


def _time_in(heard: Heard) -> time | None:
    """The only time of day; a bare "10" is one where one is asked for."""
    at: time | None = _only(heard, "time", time)
    if at is None and re.fullmatch(r"\W*\d{1,2}\W*", heard.text) and not heard.found("date"):
        hour = int(re.sub(r"\W", "", heard.text))
        return time(hour % 24) if hour <= 24 else None
    return at


def _is_impossible(heard: Heard, kind: str, wanted: type) -> bool:
    """Would it be a day or a time, were its numbers smaller: 30 February, 25:00?"""
    smaller = re.sub(r"(?<!\d)\d\d(?!\d)", lambda found: "01" if int(found[0]) > 12 else found[0], heard.text)
    return smaller != heard.text and _only(heard, kind, wanted, smaller) is not None


def _outside(question: Question, value: Any, heard: Heard) -> Unfit | None:
    """Too small, too large, too early, too late."""
    if question.kind in ("text", "choice", "yes_no"):
        return None
    least, most = question.least, question.most
    early = isinstance(value, date | time)
    below = least is not None and value < least
    if below or (most is not None and value > most):
        bound = least if below else most
        told = say_money(Money(bound, heard.shop.currency), heard.language) if question.kind == "money" else bound
        if below:
            words = sentences.saying(sentences.NOT_BEFORE if early else sentences.NOT_BELOW, least=told)
        else:
            words = sentences.saying(sentences.NOT_AFTER if early else sentences.NOT_ABOVE, most=told)
        return Unfit(words, near=True)
    return None


def _example(kind: str, heard: Heard) -> str:
    day = heard.moment.date() + timedelta(days=3)
    at = say_value(time(10, 30), heard.language)
    said = say_value(day, heard.language, "d MMMM")
    return {"time": at, "moment": f"{said} {at}"}.get(kind, said)
