"""Who wants to book something by its name begins a booking, whatever the shop's own questions say about it."""

import re

from shopbell import NotReadyError, Reply, Skill, Turn, skill

from .asking import title_words_in
from .diary import Diary

# "Book" is also what bookshops sell: it is a verb behind these, and at the beginning of an order.
_WANTED = re.compile(
    r"(?:^\W*(?:please )?|\b(?:to|can i|could i|may i|can we|could we|could you|can you|please|let['’]?s|me) )"
    r"(?:book|reserve|schedule)\b(?!s)"
    r"|\b(?:buchen?|reservieren?|réserver|réserve|reservar|reserva)\b",
    re.IGNORECASE,
)


def begun_by_name(booking: Skill, diary: Diary) -> Skill:
    """Begins the dialogue about what is named."""

    @skill(claims=_wants_to_book)
    async def booking_named(turn: Turn) -> Reply | None:
        """Only where it can be booked here."""
        try:
            things = await diary.things()
        except NotReadyError:
            return None
        named = any(title_words_in(one, turn.text, turn.language) for one in things)
        return await booking.answer(turn) if named else None

    return booking_named


def _wants_to_book(turn: Turn) -> bool:
    """Something is to be booked; what, is read later."""
    return _WANTED.search(turn.text) is not None
