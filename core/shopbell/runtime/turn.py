"""The turn as skills and policies see it: data in, effects collected, nothing live."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from shopbell.contracts import Write
from shopbell.errors import NotReadyError
from shopbell.messages import InboundMessage, MessageContext
from shopbell.people import LEFT_LONGEST, ConversationState, Customer
from shopbell.replies import Reply
from shopbell.runtime.epochs import Epoch, is_pushed_to
from shopbell.shop import ShopInfo
from shopbell.text import Words
from shopbell.understanding import NOTHING_UNDERSTOOD, Understood

if TYPE_CHECKING:
    from shopbell.chat import Dialogue
    from shopbell.runtime.dialogue_work import DialogueWork
    from shopbell.runtime.lines import Row
    from shopbell.runtime.proving import Proving

ADDRESS_LONGEST = 320  # of an e-mail address, RFC 3696 erratum 1690
ORDERS = "shopbell.orders"  # the slot with the orders that are open here: number -> until
LISTENER = "shopbell.listener"  # the slot that says which plugin hears the next message first, and until when
WORDING_LONGEST = 2_000  # characters of what somebody agreed to
TEXT_READ = 2_000  # characters of a message that are read; all of it is stored


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


def plain(value: Any) -> Any:
    """A copy, as it will be read back: what a skill changes later, or shares between customers, changes nothing.

    Raises:
        TypeError, ValueError: it is no plain data; the skill hears of it, not the commit.
    """
    return _decode(_encode(value))


class Handover(NamedTuple):
    """That a person answers after this turn; see ``turns.Turn.hand_over``."""

    reason: str
    until: int | None = None
    message: str = ""
    silent: bool = True


class Effects(NamedTuple):
    """What was done in a turn; none of it is stored yet."""

    slots: dict[str, Any]
    writes: list[Write]
    consents: list[tuple[str, bool, str]]
    learned: dict[str, Any] | None
    post: "Row | None"


class LiveTurn:
    """One message being answered; see ``turns.Turn`` for what each name promises."""

    __slots__ = (
        "_epoch", "_state", "_text", "alone", "asked_of", "consents", "conversation_id", "customer", "dialogues",
        "fallbacks", "handover", "id", "identity_id", "intent", "language", "learned", "message", "now", "post",
        "proving", "score", "shop", "slots", "unanswered", "understood", "work_on_dialogues", "writes",
    )  # fmt: skip

    def __init__(
        self,
        turn_id: int,
        message: InboundMessage,
        conversation_id: int,
        customer: Customer,
        state: ConversationState,
        epoch: Epoch,
        shop: ShopInfo,
        now: int,
    ) -> None:
        self.id, self.message, self.conversation_id = turn_id, message, conversation_id
        self.customer, self.shop, self.now = customer, shop, now
        self._state, self._epoch = state, epoch
        self._text = message.text[:TEXT_READ] or message.payload or ""
        self.understood: Understood = NOTHING_UNDERSTOOD
        # The question without the greeting before it and the thanks behind, where there are such.
        self.alone: tuple[str, Understood] | None = None
        self.language = state.language or shop.languages[0]
        self.intent: str | None = None
        self.score = 0.0
        self.asked_of = ""  # the plugin being asked: owner of the slots
        self.slots: dict[str, Any] = {}
        self.writes: list[Write] = []
        self.handover: Handover | None = None
        self.fallbacks = state.fallbacks  # in a row before this turn
        self.unanswered = False  # the answer only says that there is none
        self.dialogues: DialogueWork | None = None  # once one is open or begins
        self.work_on_dialogues: Callable[[], DialogueWork] | None = None  # given where a turn is answered
        self.proving: Proving | None = None  # given where a turn is answered
        self.identity_id = 0
        self.learned: dict[str, Any] | None = None  # facts about the customer
        self.consents: list[tuple[str, bool, str]] = []  # purpose, given, wording
        self.post: Row | None = None  # a letter to another address than the answer's

    @property
    def text(self) -> str:
        return self._text

    def read_as(self, text: str) -> None:
        """A tapped or numbered option stands for its payload."""
        self._text = text

    @contextmanager
    def reading(self, text: str, understood: Understood) -> Iterator[None]:
        """The message is only this meanwhile."""
        before = self._text, self.understood, self.alone
        self._text, self.understood, self.alone = text, understood, None
        try:
            yield
        finally:
            self._text, self.understood, self.alone = before

    def reading_alone(self) -> AbstractContextManager[None]:
        """The message is only its question meanwhile."""
        return nullcontext() if self.alone is None else self.reading(*self.alone)

    @property
    def context(self) -> MessageContext:
        return self.message.context

    @property
    def today(self) -> date:
        return self.shop.local(self.now).date()

    def render(self, words: Words) -> str:
        rendered: str = self._epoch.prepared.translate(words, self.language)
        return rendered

    def entity(self, kind: str, default: Any = None) -> Any:
        return next((entity.value for entity in self.understood.entities if entity.kind == kind), default)

    def recall(self, name: str, default: Any = None) -> Any:
        key = f"{self.asked_of}.{name}"
        value = self.slots[key] if key in self.slots else self._state.slots.get(key, default)
        return plain(value) if isinstance(value, dict | list) else value

    def remember(self, name: str, value: Any) -> None:
        self.slots[f"{self.asked_of}.{name}"] = plain(value)

    def listen(self, until: int, *, messages: int | None = None) -> None:
        if until > self.now:
            self.slots[LISTENER] = [self.asked_of, until, messages]
        elif self.listener() == self.asked_of:
            self.slots[LISTENER] = None

    def listener(self) -> str | None:
        """The plugin that asked to hear this message first."""
        listening = self._state.slots.get(LISTENER)
        return listening[0] if listening is not None and self.now <= listening[1] else None

    def count_heard(self) -> None:
        """This was one of the messages that a plugin listens to, unless it does so anew."""
        listening = self._state.slots.get(LISTENER)
        if listening is None or LISTENER in self.slots:
            return
        plugin, until, left = (*listening, None)[:3]  # rows of before had two
        if left is not None:
            self.slots[LISTENER] = [plugin, until, left - 1] if left > 1 else None

    def write(self, write: Write) -> None:
        self.writes.append(write)

    def hand_over(self, reason: str, *, until: int | None = None, message: str = "", silent: bool = True) -> None:
        self.handover = Handover(reason, until, message[:LEFT_LONGEST], silent)

    @property
    def handed_over(self) -> str | None:
        return self.handover.reason if self.handover is not None else None

    @property
    def falls_silent(self) -> bool:
        """Does a person answer what comes next?"""
        return self.handover is not None and self.handover.silent

    @property
    def message_left(self) -> str:
        return self.handover.message if self.handover is not None else ""

    def keep_answering(self) -> None:
        if self.handover is not None:
            self.handover = self.handover._replace(silent=False)

    @property
    def spoken_of(self) -> str | None:
        product: str | None = self._state.product
        return product

    @property
    def shown(self) -> Sequence[str]:
        return self._state.shown

    @property
    def reachable(self) -> bool:
        channel = self._epoch.channels.get(self.message.channel)
        return is_pushed_to(channel, self.message.account, self.message.sender)

    def learn(self, name: str, value: Any) -> None:
        self.learned = {**(self.learned or {}), name: plain(value)}

    async def prove(self, address: str, *, consent: str = "", wording: Words = "") -> bool:
        if self.proving is None or len(address) > ADDRESS_LONGEST:
            return False
        agreed = consent, self._worded(wording) if consent else ""
        self.post = await self.proving.send_code(self, self.identity_id, self._epoch, address, agreed)
        return self.post is not None

    def consent(self, purpose: str, given: bool, wording: Words) -> None:
        self.consents.append((purpose, given, self._worded(wording)))

    def _worded(self, words: Words) -> str:
        """As the customer read it."""
        if isinstance(words, str):
            return words[:WORDING_LONGEST]
        said: str = self._epoch.prepared.translate(words.owned_by(self.asked_of), self.language)
        return said[:WORDING_LONGEST]

    def invite(self, channel: str) -> str | None:
        if self.proving is None:
            return None
        return self.proving.invite(self, self.identity_id, self._epoch, channel)

    def open_order(self, number: str) -> None:
        if self.proving is not None:
            self.proving.open_order(self, self.identity_id, number)

    @property
    def opened(self) -> dict[str, int]:
        """Orders that are open now, and until when."""
        kept = self.slots.get(ORDERS) or self._state.slots.get(ORDERS) or {}
        return {number: until for number, until in kept.items() if until > self.now}

    @property
    def orders(self) -> tuple[str, ...]:
        return tuple(self.opened)

    async def begin(self, dialogue: "Dialogue", *args: Any) -> Reply:
        return await self.open_dialogues().begin(dialogue, args)

    def open_dialogues(self) -> "DialogueWork":
        """The conversation's dialogues, for this turn."""
        if self.dialogues is None:
            if self.work_on_dialogues is None:
                raise LookupError("a dialogue begins in an answer, not here")
            self.dialogues = self.work_on_dialogues()
        return self.dialogues

    def end(self) -> None:
        """All is said and done. What works on dialogues holds the turn, which holds it: thousands would wait for the
        collector, at several KB each.
        """
        self.dialogues = self.work_on_dialogues = None

    def leave_unanswered(self) -> None:
        self.unanswered = True

    def service(self, name: str) -> Any:
        try:
            return self._epoch.services[name]
        except KeyError:
            raise NotReadyError(f"no enabled plugin provides {name!r}") from None

    def effects(self) -> Effects:
        """What the skills that were asked so far have done."""
        return Effects(dict(self.slots), list(self.writes), list(self.consents), self.learned, self.post)

    def forget_effects(self, since: Effects | None = None) -> None:
        """The skill that was asked declined or failed: nothing of what it did remains, only what was done before."""
        self.slots.clear()
        self.writes.clear()
        self.consents.clear()
        self.handover = self.learned = self.post = None
        self.unanswered = False
        if self.dialogues is not None:
            self.dialogues.forget()
        if since is not None:
            self.slots.update(since.slots)
            self.writes.extend(since.writes)
            self.consents.extend(since.consents)
            self.learned, self.post = since.learned, since.post
