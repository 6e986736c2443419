"""Agrees with a customer on what of which order comes back, why, and what they want instead."""

from typing import Any

from shopbell import Chat, Overloaded, PluginScope, StepFailed, StoreUnavailable
from shopbell import Text as _
from shopbell.shop import Order, order_number_in, same_number

from .ledger import OF_ORDER, announced, number_of
from .rules import Offered, ReturnsSettings, as_offered, exchanges, may_come_back, refusal

OFFERED = 5  # orders among which a customer chooses
REASONS = {
    "fit": _("It does not fit"), "other": _("It is not what I expected"), "damaged": _("It is damaged"),
    "mind": _("I have changed my mind"),
}  # fmt: skip
WANTS = {"refund": _("My money back"), "exchange": _("Another one")}


class Returning:
    """Looks into the orders, and writes down what was agreed."""

    def __init__(self, scope: PluginScope, settings: ReturnsSettings) -> None:
        self._scope, self._settings = scope, settings

    async def which(self, chat: Chat) -> Order | None:
        """The customer's own; whose it is must be shown as for its status, with the same few attempts."""
        # What was opened since this began stays open until it ends, however slowly somebody answers.
        whose = (chat.customer.id, chat.conversation_id, chat.now())
        mine: list[Order] = await chat.step(self._known, *whose, key="mine", type=list[Order])
        before = {one.number for one in mine}
        named = same_number(order_number_in(chat.opening) or "")
        meant = [one for one in mine if same_number(one.number) == named]
        if meant or order_number_in(chat.opening, lettered=True):  # "I want to return JV-20402"; not "the 500 ml mug"
            mine = meant
        if not mine:
            if not await chat.ask_skill("shopbell_order_status/order_status", key="whose"):
                return None
            # What was shown just now is on disk with the next answer.
            if not await chat.ask(_("Shall something of this order come back?"), kind="yes_no", key="this"):
                return None
            mine = await chat.step(self._known, *whose, key="shown", type=list[Order])
            mine = [one for one in mine if one.number not in before] or mine
        mine = mine[:OFFERED]
        if len(mine) < 2:
            return mine[0] if mine else None
        options = [one.number for one in mine]
        said = await chat.ask(_("Which order do you mean?"), options=options, key="which")
        return next(one for one in mine if one.number == said)

    async def agree(self, chat: Chat, order: Order) -> None:
        """Ask what comes back and announce it, or say why nothing may."""
        refused = refusal(order, self._settings, chat.now())
        lines = [] if refused else await chat.step(self._offered, order, key="lines", type=list[Offered])
        if not lines:
            await chat.say(
                refused or _("Nothing of this order can come back: it was made for you, spoils, or came back.")
            )
            return
        one = await _line(chat, lines)
        title = one.line.title
        reasons = {name: words for name, words in REASONS.items() if name != "fit" or one.sized}
        reason = await chat.ask(_("Why does {title} come back?", title=title), options=reasons, key="reason")
        photo = await _photo(chat) if reason == "damaged" else ""
        wants = await chat.ask(_("What would you like instead?"), options=WANTS, key="wants")
        summary = [_("{title}: {price}", title=title, price=one.line.sum), REASONS[reason], WANTS[wants]]
        instead = ""
        others = exchanges(one, misfits=reason == "fit")
        if wants == "exchange" and reason != "damaged" and others:
            instead = await chat.ask(_("Which one would you like instead?"), options=others, key="instead")
            summary[-1] = _("Another one: {instead}", instead=instead)
        if not await chat.confirm(_("Shall I announce this return?"), summary=summary, key="sure"):
            await chat.say(_("All right, nothing is announced."))
            return
        row = (title, wants, reason, photo, one.line.sum)
        try:
            write = announced(order.number, one.place, chat.customer.id, *row, chat.now(), instead)
            await chat.write(write, key="announce")
        except StepFailed:
            await chat.say(_("This has been announced before."))
            return
        number = number_of(order.number, one.place)
        facts = {"return": number, "order": order.number, "title": title, "wants": wants, "reason": reason}
        if instead:
            facts["instead"] = instead
        money = {"amount": one.line.sum.amount, "currency": one.line.sum.currency}
        await chat.step(self._tell, number, {**facts, **money}, chat.conversation_id, key="tell")
        await chat.say(_("Your return has the number {number}. Please write it on the parcel.", number=number))
        where = self._settings.address or chat.shop.address
        if where:
            await chat.say(_("Send it to: {address}", address=where))

    async def _known(self, customer_id: int, conversation_id: int, now: int) -> list[Order]:
        found: list[Order] = await self._scope.service("order_access").known(customer_id, conversation_id, now)
        return found

    async def _offered(self, order: Order) -> list[Offered]:
        taken = {line for (line,) in await self._scope.tables.fetch(OF_ORDER, (same_number(order.number),))}
        found = []
        for place, line in enumerate(order.lines):
            product = await self._scope.service("catalogue").product(line.product)
            if place not in taken and may_come_back(line, product, self._settings):
                found.append(as_offered(place, line, product))
        return found

    async def _tell(self, number: str, body: dict[str, Any], conversation_id: int) -> None:
        """For whoever waits for it, such as the owner; it is announced, whether they hear of it or not."""
        try:
            await self._scope.record(conversation_id, "return.announced", key=f"announced/{number}", body=body)
        except (Overloaded, StoreUnavailable):
            self._scope.log.warning("nobody hears of a return", conversation=conversation_id)


async def _line(chat: Chat, lines: list[Offered]) -> Offered:
    if len(lines) == 1:
        return lines[0]
    options = {str(each.place): each.line.title for each in lines}
    place = await chat.ask(_("What would you like to return?"), options=options, key="line")
    return next(each for each in lines if str(each.place) == place)


async def _photo(chat: Chat) -> str:
    picture = await chat.ask(_("Please send a picture of the damage."), kind="photo", key="photo")
    return str(picture.media or picture.url or "")
