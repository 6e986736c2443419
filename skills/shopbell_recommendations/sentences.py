"""What is said above suggestions, and why each of them was shown."""

from collections.abc import Sequence

from shopbell import Text
from shopbell import Text as _
from shopbell.shop import Reason

NOTHING = _("I have nothing to suggest there at the moment.")
WHICH = _("Which product do you mean? Tell me its name, please.")
NOT_NOW = _("I cannot look into the catalogue at the moment. Please try it again in a few minutes.")
NOTHING_SHOWN = _("I have not suggested anything to you here yet.")
BEST = _("Our customers like these best:")
SWITCHED_OFF = _("Personal suggestions are switched off for you. Our customers like these best:")


def heading(intent: str, title: str) -> Text:
    """What stands above suggestions about a product."""
    return {
        "recommend.similar": _("These are like {title}:", title=title),
        "recommend.goes_with": _("This goes well with {title}:", title=title),
        "recommend.together": _("Customers who bought {title} also took:", title=title),
        "recommend.better": _("These are like {title}, and a step up:", title=title),
    }[intent]


def because_of(titles: Sequence[str]) -> Text:
    """What stands above suggestions for a customer."""
    if not titles:
        return BEST
    if len(titles) == 1:
        return _("Because you bought {title}:", title=titles[0])
    return _("Because you bought {title} and {other}:", title=titles[0], other=titles[1])


def reason(title: str, why: Reason, because: str) -> Text:
    """Why one product was shown."""
    if why == "similar":
        return _("{title}: it is like {because}.", title=title, because=because)
    if why == "together":
        return _("{title}: customers who bought {because} took it, too.", title=title, because=because)
    if why == "better":
        return _("{title}: it is of the kind of {because}, and a step up.", title=title, because=because)
    if why == "bought":
        return _("{title}: because you bought {because}.", title=title, because=because)
    return _("{title}: it is among what our customers like best.", title=title)
