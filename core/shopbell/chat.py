"""What the author of a dialogue writes with: ``@dialogue`` and ``Chat``.

A dialogue is one straight-line coroutine over several turns. Each answer and each step's result is kept in a journal;
with the next message the code runs again from its first line, and what the journal knows is not done again. So neither
a restart nor a reload interrupts it, and its code must do the same each time it is given the same answers.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Protocol

from shopbell.contracts import Write
from shopbell.people import Customer
from shopbell.replies import Option, Reply, ReplyPart
from shopbell.shop import ShopInfo
from shopbell.text import Words
from shopbell.turns import Turn
from shopbell.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Iterator

P = ParamSpec("P")

AnswerKind = Literal[
    "text", "choice", "number", "days", "money", "date", "time", "moment", "email", "phone", "address", "order_number",
    "product", "photo", "file", "yes_no",
]  # fmt: skip
Unasked = Literal["transactional", "marketing"]
Choices = Sequence[Words | Option] | Mapping[str, Words]
DAY_SECONDS = 86_400.0


class Chat(Protocol):
    """A dialogue's way to the customer and to the world. See docs/dialogues.md.

    All that waits has a ``key``: it names the answer in the journal, so that wording and options may change freely.
    In a loop the same key numbers itself. Keys must not depend on chance or time.
    """

    shop: ShopInfo
    customer: Customer
    conversation_id: int
    language: str  # the customer's, one of the shop's languages
    opening: str  # what the customer said when the dialogue began

    async def ask(
        self,
        prompt: Words,
        *,
        key: str,
        kind: AnswerKind = "text",
        options: Choices = (),
        least: Any = None,
        most: Any = None,
        validate: Callable[[Any], Any] | None = None,
        help: Words | None = None,
        timeout: float | None = DAY_SECONDS,
        retries: int = 3,
        interruptible: bool = False,
        secret: bool = False,
        from_opening: bool = False,
        also: Mapping[str, str] | None = None,
        or_day: bool = False,
    ) -> Any:
        """Ask and wait for the answer.

        Args:
            kind: what fits, and what comes back: text, address, email, phone (E.164), order_number: str; product: the
                catalogue's id; choice: the option's payload; number: int or float; days: int, of "a week", too; money:
                minor units of the shop's currency; date; time; moment: datetime in the shop's zone; photo, file:
                Attachment; yes_no: bool. Options make it a choice.
            least: smallest number, money, date, time or moment; for text the least length.
            most: the largest.
            validate: pure; returns the value to keep, or raises ``ValueError(Text)``, which the customer hears.
            help: said when the customer asks for help, and after a wrong answer.
            timeout: seconds until ``AskTimeout``, not counting a person's time with the customer; None: for ever.
            retries: wrong answers until ``TooManyAttempts``.
            interruptible: a text question that lets other skills have what they understand well.
            secret: a password or a PIN: encrypted with ``DATA/secret.key``, and not kept in the conversation.
            from_opening: not asked where what the dialogue began with holds the answer ("a table on Friday"); asked
                for the second time under the same key, it is asked.
            also: other words for options, by their value: a pattern of ``re`` that is looked for, whatever its case
                (``{"bring": "ship|deliver"}``). Read only where no label fits, and only where one option is meant.
                Where no options are given and the answer is text, it is what may be said instead of an answer, such as
                "I don't know": the value comes back as it is.
            or_day: a day may be said in place of an option ("Saturday would be better"); it comes back as ISO 8601.

        Raises:
            AskTimeout, Cancelled, TooManyAttempts: instead of an answer.
        """
        ...

    async def confirm(
        self,
        prompt: Words,
        *,
        key: str,
        summary: Sequence[Words] = (),
        timeout: float | None = DAY_SECONDS,
    ) -> bool:
        """Show what was agreed, one line each, and ask yes or no before anything binding. Raises as ``ask``."""
        ...

    async def say(self, *said: Words | ReplyPart) -> None:
        """Tell something and go on; sent with the turn, once."""
        ...

    async def step(
        self,
        work: Callable[..., Any],
        *args: Any,
        key: str | None = None,
        irreversible: bool = False,
        type: Any = None,
        timeout: float = 8.0,
    ) -> Any:
        """Do something outside, once; its result is kept.

        If the process dies before the turn is committed it is done again, unless ``irreversible``: then its start is
        on disk before it runs, and if no result was kept it is repeated only when ``idempotency`` was asked for its
        key before; else a person gets the facts.

        Args:
            work: sync or async; returns plain data.
            key: the function's name when left out.
            type: what the kept data is converted to.
            timeout: seconds for an async one.

        Raises:
            StepFailed: it raised or ran out of time.
        """
        ...

    async def write(self, write: Write, *, key: str = "write") -> None:
        """Add a guarded write of the plugin's own tables to the turn's transaction.

        Raises:
            StepFailed: its ``rows`` promise was broken (kind ``Conflict``): somebody was first.
        """
        ...

    async def call(self, child: "Dialogue", *args: Any, key: str | None = None) -> Any:
        """Run another dialogue inside this one, in the same journal; returns what it returns."""
        ...

    async def ask_skill(self, name: str, *, key: str) -> bool:
        """Let another skill answer what the customer said last, and go on; False when it has no answer.

        A dialogue is gone through to its end, inside this one.

        Args:
            name: of one of the skill's intents, else plugin/skill.
        """
        ...

    async def wait_event(
        self, kind: str, *, key: str, match: Mapping[str, Any] | None = None, timeout: float | None = None
    ) -> dict[str, Any]:
        """Wait for a shop event about this customer whose body has these values; returns its body.

        The customer may talk about other things meanwhile. Raises ``AskTimeout``.
        """
        ...

    async def sleep(self, seconds: float, *, key: str, max_late: float | None = None) -> None:
        """Go on later; the customer may talk about other things meanwhile.

        Args:
            max_late: seconds after which it is too late, because the shop was closed down or a person had the
                conversation: ``AskTimeout`` instead (no birthday wishes two days later).
        """
        ...

    async def background(
        self,
        work: Callable[..., Any],
        *args: Any,
        key: str,
        timeout: float = 300.0,
        type: Any = None,
    ) -> Any:
        """A long step, outside the customer's turns. Done again if the process dies before its result is kept.

        Raises:
            StepFailed: it raised or ran out of time.
        """
        ...

    def continue_as(self, *args: Any) -> None:
        """Begin again with these arguments and an empty journal (for dialogues that go on for ever). Never returns."""
        ...

    def now(self) -> int:
        """Milliseconds UTC, the same at every replay."""
        ...

    def uuid(self) -> str:
        """32 hexadecimal digits, the same at every replay."""
        ...

    def random(self) -> float:
        """A number in [0, 1), the same at every replay."""
        ...

    def heard(self, kind: str = "text") -> Any:
        """What the customer has written in this turn, the same at every replay: more than the answer may be said in it.

        Args:
            kind: ``text`` for the words (empty where a time or an event brought the dialogue here), or the kind of an
                entity for its first value as plain data: ``date`` as ISO 8601.

        Returns:
            None when no such value is said, or when the answer was a secret: its words are kept nowhere.
        """
        ...

    def patched(self, change: str) -> bool:
        """True where a run gets here for the first time, False where its journal is older than this change."""
        ...

    def idempotency(self, key: str) -> str:
        """A name for the step of that key, unique in the world and the same at every repetition."""
        ...

    async def prove(self, address: str, *, key: str = "prove", consent: str = "", wording: Words = "") -> bool:
        """Send a code to an address; typed here, it proves that it is the customer's. See ``Turn.prove``."""
        ...

    def consent(self, purpose: str, given: bool, wording: Words) -> None:
        """Keep that the customer agrees to be sent something at this address, or no longer. See ``Turn.consent``."""
        ...

    def invite(self, channel: str, *, key: str = "invite") -> str | None:
        """A link under which this customer goes on in another channel. See ``Turn.invite``."""
        ...

    def learn(self, name: str, value: Any) -> None:
        """Keep a fact about the customer. See ``Turn.learn``."""
        ...

    def hand_over(self, reason: str, *, message: str = "", silent: bool = True) -> None:
        """After this turn a person answers; the dialogue sleeps until they hand back. See ``Turn.hand_over``."""
        ...

    def service(self, name: str) -> Any:
        """Another plugin's service; use it inside a step. Raises ``NotReadyError``."""
        ...


class Dialogue:
    """A conversation of several turns, written as one coroutine; a skill by itself."""

    def __init__(
        self,
        name: str,
        play: Callable[..., Awaitable[Any]],
        intents: Sequence[Intent],
        title: Words | Mapping[str, str] | None,
        steps: int,
        on: Sequence[str],
        purpose: Unasked = "transactional",
        consent: str = "",
        once: bool = False,
    ) -> None:
        self.name, self.play, self.intents = name, play, tuple(intents)
        self.title = title  # for "Back to ..."
        self.steps = steps  # how many questions it has; 0: not said
        self.on = tuple(on)  # kinds of shop events that begin it
        self.purpose = purpose  # of what it says without being asked
        self.consent = consent  # what the customer must have agreed to, when that is marketing
        self.once = once  # begun again while its question is open, it begins anew instead of a second time
        self.code = code_hash(play)

    def title_in(self, language: str) -> Words | None:
        """What it is about, in a language where there are several."""
        if not isinstance(self.title, Mapping):
            return self.title
        return self.title.get(language) or next(iter(self.title.values()), None)

    async def answer(self, turn: Turn) -> Reply | None:
        """Begin it."""
        return await turn.begin(self)


def dialogue(
    name: str,
    *intents: Intent,
    title: Words | Mapping[str, str] | None = None,
    steps: int = 0,
    on: Sequence[str] = (),
    purpose: Unasked = "transactional",
    consent: str = "",
    once: bool = False,
) -> Callable[[Callable[Concatenate[Any, P], Awaitable[Any]]], Dialogue]:
    """Make a dialogue of ``async def name(chat, ...)``.

    Args:
        name: unique among the plugin's skills.
        intents: what begins it, by example; none: it is begun by ``turn.begin`` or called by another dialogue.
        title: what it is about, for "Back to ..." ("your order"); by language, where no catalogue translates it.
        steps: how many questions it has; from three on each shows its number.
        on: kinds of shop events that begin it by themselves, with the event's body (and the event's id in it, as
            ``event_id``) as its only argument: a journey.
        purpose: of what it says unasked (begun by an event, or long after the customer wrote): a notice the customer
            needs, or an offer, for which consent, quiet hours and caps count.
        consent: what the customer must have agreed to for such an offer (see ``Chat.consent``): ``price_alert``; empty:
            to offers as such.
        once: begun again with other arguments while its question is open, it begins anew; else both are open.
    """

    def decorate(play: Callable[Concatenate[Any, P], Awaitable[Any]]) -> Dialogue:
        return Dialogue(name, play, intents, title, steps, on, purpose, consent, once)

    return decorate


def code_hash(play: Callable[..., Any]) -> str:
    """16 hexadecimal digits over the bytecode, names and constants of a function and those inside it."""
    found: CodeType | None = getattr(play, "__code__", None)
    digest = hashlib.blake2b(digest_size=8)
    for code in _codes(found) if found is not None else ():
        digest.update(code.co_code)
        digest.update(repr((code.co_names, [_stable(one) for one in code.co_consts])).encode())
    return digest.hexdigest()


def _codes(code: CodeType) -> "Iterator[CodeType]":
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _stable(constant: object) -> object:
    """Told apart by value alone: a set's order differs from process to process, and code has a hash of its own."""
    if isinstance(constant, CodeType):
        return ""
    return sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant
