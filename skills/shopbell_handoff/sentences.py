"""What the customer hears: that a person takes over, or that nobody is there and when somebody is."""

from shopbell import Text as _
from shopbell.shop import ShopInfo

from .presence import ALWAYS, Presence

_SOON = _(
    "I am passing you on to a person, who will answer you right here as soon as possible."
    " You can already write what it is about."
)
LEAVE = _("Leave a message")
NO_MESSAGE = _("No, thank you")


def passing_on(shop: ShopInfo) -> _:
    """Somebody is there, or may be."""
    if shop.hours == ALWAYS or not shop.phone:
        return _SOON
    return _("{before} If it is urgent, call {phone}.", before=_SOON, phone=shop.phone)


def nobody_here(presence: Presence, now: int) -> _:
    """Nobody is, and since when somebody will be."""
    when = when_again(presence, now)
    if when is None:
        return _("Nobody is here to answer you right now.")
    return _("Nobody is here to answer you right now; somebody is {when}.", when=when)


def passed_on(presence: Presence, now: int) -> _:
    """What becomes of a message."""
    when = when_again(presence, now)
    if when is None:
        return _("Thank you, I have passed it on. Somebody will answer you as soon as possible.")
    return _("Thank you, I have passed it on. Somebody will answer you {when}.", when=when)


def without_message(presence: Presence, now: int) -> _:
    """Nothing was left; how to reach somebody all the same."""
    when = when_again(presence, now)
    if when is None:
        return _("All right. If you change your mind, just ask for a person again.")
    return _("All right. Somebody is here {when}; just ask for a person again then.", when=when)


def when_again(presence: Presence, now: int) -> _ | None:
    """When somebody is there again, as the middle of a sentence; None: nobody knows, or they are there now."""
    at = presence.next_time(now)
    if at is None:
        return None
    match (at.date() - presence.local(now).date()).days:
        case 0:
            return _("today from {at:HH:mm}", at=at)
        case 1:
            return _("tomorrow from {at:HH:mm}", at=at)
        case days if days < 7:
            return _("on {at:EEEE} from {at:HH:mm}", at=at)
        case _other:
            return _("on {at:EEEE, d MMMM} from {at:HH:mm}", at=at)
