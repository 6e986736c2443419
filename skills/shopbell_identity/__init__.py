"""Customers go on in another channel, and show that an e-mail address is theirs."""

from collections.abc import Iterable

from shopbell import Chat, Option, PluginScope, Reply, Skill, Turn, dialogue, hookimpl, skill
from shopbell import Text as _

from .phrases import CONTINUE, PROVE_ADDRESS, WHO_AM_I
from .places import EMAIL, address_in, place_in


@dialogue("prove_address", PROVE_ADDRESS, title=_("your e-mail address"))
async def prove_address(chat: Chat) -> None:
    address = address_in(chat.opening)
    if address is None:
        address = await chat.ask(_("Which e-mail address is it?"), kind="email", key="address")
    if await chat.prove(address):
        await chat.say(_("I have sent a code to {address}. Type it here, please.", address=address))
    else:
        await chat.say(_("I cannot send a code there now. Please try it again in an hour, or ask for a person."))


@skill(CONTINUE)
async def continue_elsewhere(turn: Turn) -> Reply | None:
    place = place_in(turn.text)
    if place is None:
        places = [
            Option(_("In Telegram"), "continue in Telegram"),
            Option(_("By e-mail"), "continue by e-mail"),
            Option(_("On the web site"), "continue on the web site"),
        ]
        return Reply(text=_("Where shall we go on?"), options=places)
    link = turn.invite(place)
    if link is None:
        if place == EMAIL:  # no address of its own for each link: a code does it, too
            return await turn.begin(prove_address)
        return Reply(text=_("You cannot reach us there. We gladly go on here."))
    if link.startswith("mailto:"):
        written = _("Write to {address} within a day, and we go on there.", address=link.removeprefix("mailto:"))
        return Reply(text=written)
    return Reply(text=_("Follow this link within a day, and we go on there."), options=[Option(_("Go on"), url=link)])


@skill(WHO_AM_I)
async def who_am_i(turn: Turn) -> Reply | None:
    if turn.customer.name is None:
        return Reply(
            text=_("I do not know your name. If you show me that an e-mail address is yours, I know you there.")
        )
    return Reply(text=_("I know you as {name}.", name=turn.customer.name))


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    return [prove_address, continue_elsewhere, who_am_i]
