"""How an order gets to the customer: brought on a day that can be promised, or picked up."""

from collections.abc import Awaitable, Callable
from datetime import date

import msgspec

from shopbell import Chat, NotReadyError, PluginScope
from shopbell import Text as _
from shopbell.shop import Money, NoPromise, Promise

Promised = Callable[[str, Money, int, str], Awaitable["Answer"]]
WHY_NOT = {
    "area": _("We do not deliver there, I am sorry."),
    "past": _("That day is over."),
    "too_soon": _("That is too soon for us."),
    "closed": _("Nothing is delivered on that day."),
    "full": _("That day is full."),
    "too_far": _("That is further ahead than we plan."),
}


class Way(msgspec.Struct, frozen=True):
    """What was agreed. Without an area it is picked up."""

    area: str = ""
    day: str = ""  # ISO 8601, shop time
    fee: int = 0  # minor units of the shop's currency
    postcode: str = ""
    address: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What the rules of delivery say; ``reason`` empty: it is promised. As plain data, for a step's result."""

    area: str = ""
    day: str = ""
    fee: int = 0
    reason: str = ""
    earliest: str = ""


def asking(scope: PluginScope) -> Promised:
    """The step that asks the shop's rules."""

    async def promised(postcode: str, goods: Money, now: int, wanted: str) -> Answer:
        day = date.fromisoformat(wanted) if wanted else None
        said: Promise | NoPromise = await scope.service("delivery").promise(postcode, goods, now, day)
        if isinstance(said, NoPromise):
            return Answer(reason=said.reason, earliest=said.earliest.isoformat() if said.earliest else "")
        return Answer(area=said.area, day=said.day.isoformat(), fee=said.fee.amount)

    return promised


def delivers(scope: PluginScope) -> bool:
    """Does the shop bring things at all?"""
    try:
        scope.service("delivery")
    except NotReadyError:
        return False
    return True


async def choose_way(chat: Chat, goods: Money, brings: bool, pick_up: bool, promised: Promised) -> Way:
    """Ask until it is clear; a shop with one way only does not ask which."""
    while brings:
        options = {"bring": _("Bring it to me"), "fetch": _("I pick it up")}
        if pick_up and await chat.ask(_("How would you like to get it?"), options=options, key="way") == "fetch":
            break
        postcode = await chat.ask(_("Which postcode shall it go to?"), least=2, most=12, key="postcode")
        way = await _agree_on_day(chat, goods, postcode, promised)
        if way is not None:
            address = await chat.ask(_("Street, number and town, please?"), kind="address", key="address")
            return msgspec.structs.replace(way, address=address)
        if not pick_up:
            continue
    return Way()


async def _agree_on_day(chat: Chat, goods: Money, postcode: str, promised: Promised) -> Way | None:
    """None: not there at all."""
    wanted = ""
    while True:
        said = await chat.step(promised, postcode, goods, chat.now(), wanted, key="promise", type=Answer)
        if said.reason:
            await chat.say(WHY_NOT[said.reason])
            if not said.earliest:
                return None
            if said.reason != "area":
                earliest = date.fromisoformat(said.earliest)
                await chat.say(_("The earliest day is {day:EEEE, d MMMM}.", day=earliest))
        else:
            prompt = _("It can be there on {day:EEEE, d MMMM}, for {fee}.", day=date.fromisoformat(said.day),
                       fee=Money(said.fee, goods.currency))  # fmt: skip
            options = {"yes": _("That suits me"), "other": _("Another day")}
            if await chat.ask(prompt, options=options, key="suits") == "yes":
                return Way(said.area, said.day, said.fee, postcode)
        today = chat.shop.local(chat.now()).date()
        wanted = (await chat.ask(_("Which day would you like?"), kind="date", least=today, key="day")).isoformat()
