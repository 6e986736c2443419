"""Takes a message for the people of the shop; where nobody is there to answer, that is what is offered."""

from shopbell import Chat, PluginScope, Skill, dialogue
from shopbell import Text as _

from .contact import read_contact
from .presence import Presence
from .sentences import LEAVE, NO_MESSAGE, nobody_here, passed_on, without_message

LEFT = "left a message"


def message_dialogue(scope: PluginScope, presence: Presence) -> Skill:
    """The dialogue; its arguments: was a message wanted in so many words, and can the shop write to the customer?"""

    @dialogue("message", title=_("your message"), once=True)
    async def message(chat: Chat, wanted: bool, reachable: bool) -> None:
        if not wanted:
            await chat.say(nobody_here(presence, chat.now()))
            choices = {"yes": LEAVE, "no": NO_MESSAGE}
            if not await chat.ask(_("Shall I take a message?"), kind="yes_no", options=choices, key="wanted"):
                await chat.say(without_message(presence, chat.now()))
                return
        words = await chat.ask(
            _("What is it about?"),
            key="words",
            least=2,
            most=1_500,
            help=_("Write it just as you would tell a person; they will read it word for word."),
        )
        answer_to = ""
        if not reachable:
            answer_to = await chat.step(scope.proven_email, chat.customer.id, key="known e-mail")
            if not answer_to:
                answer_to = await chat.ask(
                    _("Where can we answer you? An e-mail address or a telephone number, please."),
                    validate=lambda said: read_contact(said, chat.shop.region),
                    key="answer to",
                )
        summary = [_("“{words}”", words=words)]
        if answer_to:
            summary.append(_("Answer to: {address}", address=answer_to))
        if not await chat.confirm(_("Shall I pass this on?"), summary=summary, key="sure"):
            await chat.say(_("All right, then I have noted nothing."))
            return
        chat.hand_over(LEFT, message="\n".join(filter(None, (words, answer_to))), silent=False)
        await chat.say(passed_on(presence, chat.now()))

    return message
