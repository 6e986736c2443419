"""Who wants to book something by its name begins a booking, whatever the shop's own questions say about it."""

import re

from shopbell import NotReadyError, Reply, Skill, Turn, Wording, skill
from shopbell.shop import ProductSearch, asks_for_a_rule

from .asking import title_words_in
from .diary import Diary

# "Book" is also what bookshops sell: it is a verb behind these, and at the beginning of an order.
_WANTED = re.compile(
    r"(?:^\W*(?:please )?|\b(?:to|can i|could i|may i|can we|could we|could you|can you|please|let['’]?s|me) )"
    r"(?:book|reserve|schedule)\b(?!s)"
    r"|\b(?:buchen?|reservieren?|réserver|réserve|reservar|reserva)\b",
    re.IGNORECASE,
)
# Whoever says so wants a time of the shop, whatever for: "book a repair". "Book about whales" does not.
_WANTED_AT_ALL = Wording(
    r"\b(?:book|schedule) (?:me|us|an?|the|my|some|in|for)\b|\b(?:buchen?|einen termin|réserve[zr]?|rendez-vous"
    r"|reservar|resérv[ae]me|una cita)\b"
)


def begun_by_name(booking: Skill, diary: Diary) -> Skill:
    """Begins the dialogue about what is named."""

    @skill(claims=_wants_to_book)
    async def booking_named(turn: Turn) -> Reply | None:
        """Only where it can be booked here, or where there are several things to choose from."""
        try:
            things = await diary.things()
        except NotReadyError:
            return None
        named = any(title_words_in(one, turn.text, turn.language) for one in things)
        asks = asks_for_a_rule(turn.text) or _WANTED_AT_ALL.search(turn.text) is None
        if not named and (len(things) < 2 or asks or await _is_ware(turn)):
            return None
        return await booking.answer(turn)

    return booking_named


async def _is_ware(turn: Turn) -> bool:
    """Is a thing that is sold to be put aside? Then no time is booked."""
    if turn.entity("product") is not None:
        return True
    try:
        search: ProductSearch = turn.service("search")
        criteria = await search.read(turn.text, turn.language, guess=False)
    except NotReadyError:
        return False
    return bool(criteria.wanted.get("category") or criteria.words)


def _wants_to_book(turn: Turn) -> bool:
    """Something is to be booked; what, is read later."""
    return _WANTED.search(turn.text) is not None
