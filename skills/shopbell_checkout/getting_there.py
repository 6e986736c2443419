"""How an order gets to the customer: brought on a day that can be promised, or picked up."""

from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta

import msgspec

from shopbell import Chat, NotReadyError, PluginScope
from shopbell import Text as _
from shopbell.shop import DAYS_LOOKED, Cart, Money, NoPromise, Promise

from .postcodes import LONGEST, address_around, postcode_in

Promised = Callable[[str, Cart, int, str], Awaitable["Answer"]]
WHY_NOT = {
    "area": _("We do not deliver there, I am sorry."),
    "goods": _("Not everything in your cart travels that far, I am sorry."),
    "past": _("That day is over."),
    "too_soon": _("That is too soon for us."),
    "closed": _("Nothing is delivered on that day."),
    "full": _("That day is full."),
    "too_far": _("That is further ahead than we plan."),
}


class Way(msgspec.Struct, frozen=True):
    """What was agreed. Without an area it is picked up, on the day if there is one."""

    area: str = ""
    day: str = ""  # ISO 8601, shop time
    fee: int = 0  # minor units of the shop's currency
    postcode: str = ""
    address: str = ""


# The whole answer, or a question about delivery would choose it.
_SAID = (
    r"^\W*(?:(?:please|bitte|can you|could you|i['’]?ll|i will)\W+)*(?:{})"
    r"(?:\W+(?:please|bitte|s['’]il vous plaît|por favor))*\W*$"
)
IN_SHORT = {
    "bring": _SAID.format(
        r"(?:(?:by|per|por|par) )?(?:post|mail|courier|delivery|shipping|versand|lieferung|livraison|correo|env[ií]o)"
        r"|(?:post|ship|send|mail|deliver)(?: it)?(?: to me| home)?|liefern|schicken|livrez|envoyez|env[ií]alo"
    ),
    "fetch": _SAID.format(
        r"(?:pick|picked) ?up|collect(?:ion)?(?: it)?(?: in (?:the )?(?:shop|store|studio))?|in store|abholung|abholen"
        r"|selbst abholen|retrait|sur place|recoger(?:lo)?|recogida"
    )
    # With the day, perhaps: "can I collect it on Friday?"
    + r"|^\W*(?:(?:can|could|may) (?:i|we)|i(?:['’]ll| will|['’]d like to))"
    r" (?:collect|fetch|pick|come (?:and )?(?:get|collect|pick))\b"
    r"|^\W*(?:(?:kann|darf|könnte) ich|ich)\b.*\b(?:hole?\b.*\bab|abholen)\b"
    r"|^\W*(?:je|nous|puis-je|est-ce que je peux)\b.*\b(?:récup[èe]r\w*|pass\w* (?:le |la |les )?(?:prendre|chercher)"
    r"|(?:viens|venir) (?:le |la |les )?chercher)\b"
    r"|^\W*(?:(?:lo|la|los|las) )?(?:recojo|recogeré|(?:paso|puedo pasar) a (?:recoger|buscar)\w*|puedo recoger\w*)\b",
}
SUITS = {
    "yes": _SAID.format(
        r"(?:(?:yes|yeah|yep|ok|okay|fine|good|great|perfect|sure|(?:that )?works?|ja|jo|(?:das )?passt|gut|prima"
        r"|super|in ordnung|einverstanden|oui|d['’]accord|parfait|[çc]a (?:me )?(?:va|marche|convient)|bien"
        r"|tr[èe]s bien|s[íi]|vale|perfecto|est[áa] bien|me va bien)\W*)+"
    )
}


class Answer(msgspec.Struct, frozen=True):
    """What the rules of delivery say; ``reason`` empty: it is promised. As plain data, for a step's result.

    ``staying``: ids of products that do not travel so far.
    """

    area: str = ""
    day: str = ""
    fee: int = 0
    reason: str = ""
    earliest: str = ""
    staying: tuple[str, ...] = ()


def asking(scope: PluginScope) -> Promised:
    """The step that asks the shop's rules."""

    async def promised(postcode: str, cart: Cart, now: int, wanted: str) -> Answer:
        day = date.fromisoformat(wanted) if wanted else None
        products = await scope.service("catalogue").products([*dict.fromkeys(line.product for line in cart.lines)])
        said: Promise | NoPromise = await scope.service("delivery").promise(postcode, cart.goods, now, day, products)
        if isinstance(said, NoPromise):
            earliest = said.earliest.isoformat() if said.earliest else ""
            return Answer(reason=said.reason, earliest=earliest, staying=said.products)
        # One thing that does not ship free is delivered for what the rules say.
        known = {product.id for product in products if product.free_shipping}
        fee = 0 if all(line.product in known for line in cart.lines) else said.fee.amount
        return Answer(area=said.area, day=said.day.isoformat(), fee=fee)

    return promised


def delivers(scope: PluginScope) -> bool:
    """Does the shop bring things at all?"""
    try:
        scope.service("delivery")
    except NotReadyError:
        return False
    return True


async def choose_way(
    chat: Chat,
    cart: Cart,
    brings: bool,
    pick_up: bool,
    promised: Promised,
    *,
    pick_up_day: bool = False,
) -> Way:
    """Ask until it is clear; a shop with one way only does not ask which."""
    while brings:
        options = {"bring": _("Bring it to me"), "fetch": _("I pick it up")}
        if pick_up and await chat.ask(
            _("How would you like to get it?"), options=options, key="way", also=IN_SHORT
        ) == ("fetch"):
            break
        prompt = _("Which postcode shall it go to?")
        postcode = await chat.ask(prompt, least=2, most=LONGEST, validate=postcode_in, key="postcode")
        around = address_around(chat.heard() or "", postcode) if chat.heard("street") else ""
        way = await _agree_on_day(chat, cart, postcode, promised)
        if way is not None:
            asked = _("Street, number and town, please?")
            address = around or await chat.ask(asked, kind="address", key="address")
            return msgspec.structs.replace(way, address=address)
        if not pick_up:
            continue
    # "Can I pick it up on Friday?"
    said = _to_come(chat.heard("date") or "", chat.shop.local(chat.now()).date())
    return Way(day=await _day_of_pick_up(chat, cart, said)) if pick_up_day or said else Way()


def _to_come(day: str, today: date) -> str:
    """A day that was named, ISO 8601, unless it is over."""
    return day if day >= today.isoformat() else ""


async def _day_of_pick_up(chat: Chat, cart: Cart, said: str) -> str:
    moment, hours = chat.shop.local(chat.now()), chat.shop.hours
    today = moment.date()
    wanted, told = said or _to_come(cart.wanted_on, today), any(hours.week) or bool(hours.exceptions)

    def open_then(day: date) -> date:
        spans = hours.spans(day)
        if told and not spans:
            raise ValueError(_("On {day:EEEE, d MMMM} we are closed.", day=day))
        if told and day == today and all(time(0) < span.ends <= moment.time() for span in spans):
            raise ValueError(_("Today we have closed already."))
        return day

    if wanted:
        try:
            return open_then(date.fromisoformat(wanted)).isoformat()
        except ValueError as closed:
            await chat.say(closed.args[0])
    prompt = _("On which day will you pick it up?")
    most = today + timedelta(days=DAYS_LOOKED)
    day: date = await chat.ask(prompt, kind="date", least=today, most=most, validate=open_then, key="pick up on")
    return day.isoformat()


async def _agree_on_day(chat: Chat, cart: Cart, postcode: str, promised: Promised) -> Way | None:
    """None: not there at all."""
    wanted = _to_come(cart.wanted_on, chat.shop.local(chat.now()).date())
    while True:
        said = await chat.step(promised, postcode, cart, chat.now(), wanted, key="promise", type=Answer)
        if said.reason:
            await chat.say(WHY_NOT[said.reason])
            staying = [line.called for line in cart.lines if line.product in said.staying]
            if staying:
                await chat.say(_("Only to be picked up, or brought nearby: {titles}.", titles=staying))
            if not said.earliest:
                return None
            if said.reason != "area":
                earliest = date.fromisoformat(said.earliest)
                await chat.say(_("The earliest day is {day:EEEE, d MMMM}.", day=earliest))
        else:
            prompt = _("It can be there on {day:EEEE, d MMMM}, for {fee}.", day=date.fromisoformat(said.day),
                       fee=Money(said.fee, cart.currency))  # fmt: skip
            options = {"yes": _("That suits me"), "other": _("Another day")}
            answer = await chat.ask(prompt, options=options, key="suits", also=SUITS, or_day=True)
            if answer in ("yes", said.day):
                return Way(said.area, said.day, said.fee, postcode)
            if answer != "other":
                wanted = answer
                continue
        today = chat.shop.local(chat.now()).date()
        wanted = (await chat.ask(_("Which day would you like?"), kind="date", least=today, key="day")).isoformat()
