"""The customer says what they want to be sent: by a word, or through the platform. It is kept as consent is."""

from collections.abc import Iterable

from shopbell.adapt.sentences import STARTED, STOPPED, STOPPED_ALL
from shopbell.contracts import Write
from shopbell.messages import ChannelEvent, InboundMessage
from shopbell.people import Stopped
from shopbell.runtime.items import Item
from shopbell.runtime.lanes import Seat
from shopbell.runtime.stop_words import StopWord, stop_word
from shopbell.stores.store import Store

CONFIRMED = {"stop": STOPPED, "stop_all": STOPPED_ALL, "start": STARTED}
CONSENT = "INSERT INTO consent (id, identity_id, purpose, given, at, wording, source) VALUES (?, ?, ?, ?, ?, ?, ?)"
AGREED_AT = """
    SELECT identity.channel, identity.account, identity.address
    FROM identity JOIN consent ON consent.identity_id = identity.id
    WHERE identity.customer_id = ? AND consent.purpose = ? AND consent.given = 1 ORDER BY consent.id DESC LIMIT 1"""
SCOPES = {"marketing": Stopped.MARKETING, "blocked": Stopped.BLOCKED}
ALL = Stopped.MARKETING | Stopped.NOTICES


def word_in(item: Item, message: InboundMessage) -> StopWord | None:
    """Is the message STOP, START, or another such word?"""
    seat = item.seat
    return stop_word(message.text, message.channel, in_dialogue=bool(seat.lane.state.dialogues), stopped=seat.stopped)


def opt_by_word(store: Store, seat: Seat, word: StopWord, said: str, now: int) -> list[Write]:
    """The word holds from this turn on."""
    given = word.kind == "start"
    stopped = seat.stopped & ~word.bits if given else seat.stopped | word.bits
    row = (store.ids.next("consent"), seat.identity.id, "marketing", int(given), now, said, "customer")
    return [*seat.stop(stopped), Write(CONSENT, row, 1)]


def agree(store: Store, seat: Seat, consents: Iterable[tuple[str, bool, str]], now: int) -> list[Write]:
    """What the customer agreed to in a dialogue, or no longer: purpose, yes or no, wording."""
    writes: list[Write] = []
    for purpose, given, wording in consents:
        row = (store.ids.next("consent"), seat.identity.id, purpose, int(given), now, wording, "customer")
        writes += [*(seat.stop(seat.stopped & ~ALL) if given else ()), Write(CONSENT, row, 1)]
    return writes


def opt_by_event(store: Store, seat: Seat, event: ChannelEvent, now: int) -> list[Write]:
    """The platform tells that the customer wants nothing more, or again."""
    scope = str(event.details.get("scope", "all"))
    bits = SCOPES.get(scope, ALL)
    given = event.kind == "opt_in"
    stopped = seat.stopped & ~(bits | Stopped.BLOCKED) if given else seat.stopped | bits
    if scope == "blocked":
        return seat.stop(stopped)  # a shut door is no word about offers, and an open one no consent
    words = event.text[:500] or f"{event.kind} ({scope})"
    row = (store.ids.next("consent"), seat.identity.id, "marketing", int(given), now, words, "platform")
    return [*seat.stop(stopped), Write(CONSENT, row, 1)]
