"""What the customer hears: that a person takes over, and when."""

from shopbell import Text as _
from shopbell.shop import OpeningHours, ShopInfo


def what_happens(shop: ShopInfo, now: int) -> _:
    """What happens next.

    Args:
        shop: its hours decide what can be promised.
        now: milliseconds UTC.
    """
    moment = shop.local(now)
    if shop.hours == OpeningHours():
        return _SOON
    if shop.hours.is_open(moment):
        return _("{before} If it is urgent, call {phone}.", before=_SOON, phone=shop.phone) if shop.phone else _SOON
    opens = shop.hours.next_opening(moment)
    if opens is None:
        return _SOON
    match (opens.date() - moment.date()).days:
        case 0:
            when = _("We are closed now and open today at {at:HH:mm}.", at=opens)
        case 1:
            when = _("We are closed now and open again tomorrow at {at:HH:mm}.", at=opens)
        case days if days < 7:
            when = _("We are closed now and open again on {at:EEEE} at {at:HH:mm}.", at=opens)
        case _other:
            when = _("We are closed now and open again on {at:EEEE, d MMMM} at {at:HH:mm}.", at=opens)
    return _("{when} Then a person will answer you right here. You can already write what it is about.", when=when)


_SOON = _(
    "I am passing you on to a person, who will answer you right here as soon as possible."
    " You can already write what it is about."
)
