"""A turn as a skill and a policy see it: one message, and what may be done about it. All of it is data."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

from shopbell.messages import InboundMessage, MessageContext
from shopbell.people import Customer
from shopbell.replies import Reply
from shopbell.shop import ShopInfo
from shopbell.text import Words
from shopbell.understanding import Understood

if TYPE_CHECKING:
    from shopbell.chat import Dialogue
    from shopbell.contracts import Write

Unanswered = Literal["fallback", "clarify"]  # nobody had an answer; the customer was asked which of two was meant


class Turn(Protocol):
    """One inbound message and all that was decided about it. Everything here is data."""

    id: int
    message: InboundMessage
    customer: Customer
    conversation_id: int
    understood: Understood
    language: str  # the customer's, one of the shop's languages
    now: int  # milliseconds UTC, the same for the whole turn
    shop: ShopInfo
    intent: str | None  # why this skill was asked; None for skills without intents
    score: float
    fallbacks: int  # messages before this one, in a row, that nobody had an answer to

    @property
    def text(self) -> str:
        """The words, at most 2,000 characters; a chosen option's payload when a button was tapped."""
        ...

    @property
    def context(self) -> MessageContext:
        """Page, product and stage this message was written on."""
        ...

    @property
    def today(self) -> date:
        """The date in the shop's zone."""
        ...

    def render(self, words: Words) -> str:
        """Words as this customer will read them, in their language: for a policy that looks at what is said."""
        ...

    def entity(self, kind: str, default: Any = None) -> Any:
        """The first entity's normal form, or ``default``."""
        ...

    def recall(self, name: str, default: Any = None) -> Any:
        """What this plugin remembered in this conversation under ``name``."""
        ...

    def remember(self, name: str, value: Any) -> None:
        """Keep plain data in this conversation, committed with the turn. None forgets it."""
        ...

    def listen(self, until: int, *, messages: int | None = None) -> None:
        """Be asked first about what they write next, with ``intent`` None, up to ``until`` (ms UTC; 0: no longer).

        Decline with None. One plugin listens at a time: the last that said so.

        Args:
            until: milliseconds UTC.
            messages: so many at most, whoever answers them; for what is only understood right behind the answer.
        """
        ...

    def leave_unanswered(self) -> None:
        """The answer only says that there is none: the question is kept for the owner as if nobody had answered."""
        ...

    def write(self, write: "Write") -> None:
        """Add a guarded write to the turn's transaction (own tables only)."""
        ...

    def hand_over(self, reason: str, *, until: int | None = None, message: str = "", silent: bool = True) -> None:
        """After this turn a person answers: the bot is silent until released, or until ``until`` (ms UTC).

        Args:
            reason: a few words for the shop; never the customer's.
            message: what the customer wants the person to know, and where to answer; stands in ``handoff list``.
            silent: False where nobody is there yet: the conversation waits in the list, and the bot goes on answering.
        """
        ...

    @property
    def handed_over(self) -> str | None:
        """Why a person answers after this turn, as far as that is decided; for a policy."""
        ...

    @property
    def falls_silent(self) -> bool:
        """Does the bot leave what comes next to a person, as far as that is decided; for a policy."""
        ...

    @property
    def message_left(self) -> str:
        """What the person who answers after this turn has been told, as far as that is decided."""
        ...

    def keep_answering(self) -> None:
        """The bot goes on after all, while the conversation waits for a person: nobody is there yet."""
        ...

    @property
    def spoken_of(self) -> str | None:
        """The product that was shown alone or named last in this conversation."""
        ...

    @property
    def shown(self) -> Sequence[str]:
        """The products that were shown last in this conversation, in their order."""
        ...

    @property
    def reachable(self) -> bool:
        """Can the shop write to this address later? Not where answers wait to be fetched, as in a chat on a page."""
        ...

    def learn(self, name: str, value: Any) -> None:
        """Keep a fact about the customer, committed with the turn; None takes it back.

        ``name``, ``language``, ``time_zone``; ``tag:vip`` (True) is a tag, ``reads:fr`` a further language they read;
        anything else an attribute. Values are plain data.
        """
        ...

    async def prove(self, address: str, *, consent: str = "", wording: Words = "") -> bool:
        """Send a code to an e-mail address or a telephone; typed here, it proves that the address is the customer's.

        Then what is known there and here is one customer. The core reads the code, no skill is asked. False: the shop
        has no channel that can write there first, or enough codes were sent within the hour.
        With ``consent`` and ``wording`` the code is also the yes to be written to there (see ``consent``).
        """
        ...

    def consent(self, purpose: str, given: bool, wording: Words) -> None:
        """Keep that the customer agrees to be sent something at this address, or no longer; committed with the turn.

        ``purpose`` (``newsletter``) is what a dialogue's ``consent`` names: its offers pass the gate only with it. A
        yes ends an earlier STOP here; a no holds everywhere. ``wording``: what they read, kept as shown; or wrote.
        """
        ...

    def invite(self, channel: str) -> str | None:
        """A link under which this customer goes on in another channel, for a day and once; None: it has no links."""
        ...

    def open_order(self, number: str) -> None:
        """The customer named this order's number and postcode: it may be talked about here for half an hour."""
        ...

    @property
    def orders(self) -> tuple[str, ...]:
        """Numbers of the orders that are open in this conversation now."""
        ...

    async def begin(self, dialogue: "Dialogue", *args: Any) -> Reply:
        """Begin a dialogue of this plugin, and return what it says first: ``return await turn.begin(order, cake)``.

        ``args`` are plain data.

        Raises:
            LookupError: the plugin does not contribute it: return it from ``shopbell_skills``, too.
        """
        ...

    def service(self, name: str) -> Any:
        """A service another plugin provides, of this turn's epoch.

        Raises:
            NotReadyError: no enabled plugin provides it.
        """
        ...
