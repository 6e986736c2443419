"""What more than one of the dialogues says."""

from shopbell import Text as _
from shopbell.shop import Bookable, Booking

AWAY = _("I cannot look into our diary at the moment. A person will do it and answer you here.")
NONE_OF_YOURS = _(
    "I find no booking of yours here. If you booked elsewhere, write to us from there, or ask for a person."
)
QUICKER = _("Somebody was quicker: this time has just been taken.")
TOO_LATE = _("That can no longer be changed here. A person will look into it and answer you here.")
AS_IT_IS = _("All right, it stays as it is.")


def titled(thing: Bookable, language: str) -> _:
    """Its title, and what it costs."""
    title = thing.title_in(language)
    return _("{title}", title=title) if thing.price is None else _("{title}, {price}", title=title, price=thing.price)


def booked_line(one: Booking, title: str) -> _:
    """One booking in a line."""
    if one.people > 1:
        return _("{title} for {people} on {at:EEEE, d MMMM} at {at:HH:mm}", title=title, people=one.people, at=one.at)
    return _("{title} on {at:EEEE, d MMMM} at {at:HH:mm}", title=title, at=one.at)
