"""Customers, their addresses and their one conversation.

An identity is one address on one channel account and belongs to exactly one customer; a customer has exactly one
conversation, whose turns never overlap (its *lane*). See DESIGN, "Words that carry the design".
"""

from enum import IntFlag
from typing import Any, Literal

import msgspec

HolderKind = Literal["bot", "queue", "agent"]


class Stopped(IntFlag):
    """What must not be sent to an identity, as bits of ``identity.stopped``. Nothing: 0."""

    MARKETING = 1  # STOP: no offers
    NOTICES = 2  # STOP ALL, an unfollow: nothing the customer did not ask for
    BLOCKED = 4  # the customer blocked the shop on this platform: nothing arrives, until they write again
    UNREACHABLE = 8  # the address does not exist (any more), until something comes from it


LEFT_LONGEST = 4_000  # characters of what a customer leaves for the people of the shop
OUT_OF_REACH = int(Stopped.BLOCKED | Stopped.UNREACHABLE)  # until something comes from there


class Identity(msgspec.Struct, frozen=True, gc=False):
    """One address of a customer on one channel account."""

    id: int
    customer_id: int
    channel: str
    account: str
    address: str


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A person, as far as the shop knows them. Attributes are the shop's own (shoe size), tags, too ("vip")."""

    id: int
    name: str | None = None
    language: str | None = None  # chosen explicitly; the conversation keeps what was detected
    time_zone: str | None = None
    attributes: dict[str, Any] = {}
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # further ones they read

    @property
    def personalised(self) -> bool:
        """May what the shop knows of them decide what is suggested? Yes, until they say no (``personalisation``)."""
        return self.attributes.get("personalisation") is not False


class Holder(msgspec.Struct, frozen=True, gc=False):
    """Who answers: the bot, the queue (waiting for a person), or one agent.

    ``until`` ends a queue or an agent's lease by itself (milliseconds UTC); None waits for a person.
    """

    kind: HolderKind = "bot"
    agent: str | None = None
    since: int = 0
    until: int | None = None
    reason: str = ""


BOT = Holder()


class LeftWord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What waits for the people of the shop while the bot goes on answering: a customer's message, or a reason alone.

    It stays, whoever answers meanwhile, until somebody releases the conversation.
    """

    since: int  # milliseconds UTC
    reason: str
    message: str = ""  # the customer's own words, with where to answer them

    def with_more(self, message: str) -> "LeftWord":
        """The same with a further message; the newest are kept when it becomes too long."""
        both = "\n\n".join(filter(None, (self.message, message)))
        return msgspec.structs.replace(self, message=both[-LEFT_LONGEST:])


class Choice(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An option shown to the customer, so that its number, label or payload is understood next time."""

    label: str
    payload: str
    number: int = 0  # as shown in a numbered list; 0: shown as a button


class ConversationState(msgspec.Struct, array_like=True):
    """What a conversation remembers between turns. Fields are only ever appended: rows of old versions decode."""

    language: str | None = None  # sticky detection
    told_automatic: bool = False  # the customer was told that this is an automatic assistant
    choices: list[Choice] = []
    choices_until: int = 0  # milliseconds UTC; a menu is understood for 30 minutes
    fallbacks: int = 0  # in a row
    product: str | None = None  # last product at hand
    slots: dict[str, Any] = {}  # "<plugin>.<name>" -> plain data
    episode_id: int = 0
    last_inbound_at: int = 0
    holder: Holder = BOT
    told_waiting: bool = False  # said once that a person will answer
    flood: list[int] = []  # times of the last turns, for anonymous senders
    dialogues: list[int] = []  # runs with an open question, the last asked at the end
    shown: list[str] = []  # products of the last reply that showed some, in order
    upset: int = 0  # see ``runtime.patience``
    # What tells a machine, see ``runtime.loops``; times are milliseconds UTC.
    automatic: list[int] = []  # times of automatic messages within an hour
    hourly: list[int] = []  # times of messages within an hour, where the channel limits them
    same: tuple[int, int, int] = (0, 0, 0)  # the last answer (a checksum), how often in a row, since when
    given_back: str = ""  # whose time ran out, queue or agent, while the customer has not yet heard of it
    left: LeftWord | None = None  # until the conversation is released
    offers_one: bool = False  # the last answer ended with one choice alone, which "yes" means
