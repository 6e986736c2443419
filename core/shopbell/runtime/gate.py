"""The one gate for everything that is sent: may this go out, to this address, now?

Pure: a struct of facts in, a verdict out. Asked when a turn is committed, and again when a row is delivered, for
hours may lie between. A plain answer to what the customer has just written passes by ``open_way``, four comparisons.
"""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from shopbell.capabilities import PLAIN_TEXT, Capabilities
from shopbell.messages import Purpose
from shopbell.people import OUT_OF_REACH, Stopped

HOUR = 3_600_000  # milliseconds
AWAKE_MS = 15 * 60_000  # after their own message a customer is not woken by a notice
HELD_MS = HOUR  # after which an offer to somebody who talks with a person is looked at again
CAP_WAIT_MS = 7 * 24 * HOUR  # an offer that would have to wait longer is stale

VerdictKind = Literal["sent", "delayed", "refused", "rerouted"]


class Verdict(NamedTuple):
    """What the gate says. ``reason`` is for the owner; ``until`` milliseconds UTC; ``to`` an identity's id."""

    kind: VerdictKind
    reason: str = ""
    until: int = 0
    to: int = 0


PASSED = Verdict("sent")


class Cap(NamedTuple):
    """At most ``most`` offers to one customer within ``ms`` milliseconds."""

    most: int
    ms: int
    words: str  # "a day"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the gate looks at, for one address. Times are milliseconds UTC."""

    purpose: Purpose
    now: int
    identity_id: int = 0
    capabilities: Capabilities = PLAIN_TEXT
    fetched: bool = False  # the other side fetches it: nobody's telephone rings
    stopped: int = 0  # bits of people.Stopped
    suppressed: bool = False  # the address is on the list that survives erasure
    consent: bool | None = None  # to this purpose here; None: never asked
    quiet: tuple[int, int] | None = None  # from and to, minutes of the day
    zone: str = "UTC"  # the customer's, else the shop's
    offered_at: tuple[int, ...] = ()  # offers sent to this customer lately
    caps: tuple[Cap, ...] = ()
    heard_at: int = 0  # the customer's last message from this address; 0: none
    holder: str = "bot"
    held_until: int | None = None
    by_bot: bool = True
    template: bool = False  # it is in a form that the platform takes outside its window
    language: str = ""  # of the words; "": none is known
    reads: tuple[str, ...] = ()  # languages the customer reads; (): not known
    others: tuple["Facts", ...] = ()  # the customer's other addresses, the best first


def open_way(purpose: str, stopped: int, holder: str, window_hours: float) -> bool:
    """Is it an ordinary answer that nothing stands against? Then no facts need to be gathered."""
    return purpose == "conversational" and not stopped and holder != "agent" and not window_hours


def gate(facts: Facts) -> Verdict:
    """Decide about one message.

    Returns:
        sent; delayed until a time; refused because of something; or, for a notice that cannot get through here,
        rerouted to another address of the same customer. An answer to the customer's own message never waits.
    """
    if facts.purpose == "conversational":
        return _answer(facts)
    if facts.suppressed:
        return Verdict("refused", "the address is on the list of those who want nothing any more")
    if facts.purpose == "marketing":
        return _offer(facts)
    return _notice(facts)


def _answer(facts: Facts) -> Verdict:
    if facts.holder == "agent" and facts.by_bot:
        return Verdict("refused", "a person took over")
    if facts.stopped & OUT_OF_REACH:
        return Verdict("refused", _out_of_reach(facts.stopped))
    return _within_window(facts) or PASSED


def _notice(facts: Facts) -> Verdict:
    """Something the customer needs to know: it looks for another way before it gives up."""
    blocked = _notice_blocked(facts)
    if blocked is None:
        return _unless_quiet(facts)
    for other in facts.others:
        if not other.suppressed and _notice_blocked(other) is None:
            there = _unless_quiet(other)
            return Verdict("rerouted", blocked.reason, there.until, other.identity_id)
    return blocked


def _notice_blocked(facts: Facts) -> Verdict | None:
    if facts.stopped & OUT_OF_REACH:
        return Verdict("refused", _out_of_reach(facts.stopped))
    if facts.stopped & Stopped.NOTICES:
        return Verdict("refused", "the customer wants no messages here")
    if facts.consent is False:
        return Verdict("refused", "the customer does not want notices")
    return _within_window(facts)


def _offer(facts: Facts) -> Verdict:
    if facts.stopped:
        stop = "the customer said STOP" if not facts.stopped & OUT_OF_REACH else _out_of_reach(facts.stopped)
        return Verdict("refused", stop)
    if facts.consent is not True:
        said = "took back" if facts.consent is False else "never gave"
        return Verdict("refused", f"the customer {said} consent to offers on this channel")
    if facts.language and facts.reads and _tongue(facts.language) not in {_tongue(one) for one in facts.reads}:
        return Verdict("refused", f"the offer is in a language the customer does not read ({facts.language})")
    closed = _within_window(facts)
    if closed is not None:
        return closed
    until = max(_held(facts), _capped(facts))
    if until - facts.now > CAP_WAIT_MS:
        return Verdict("refused", "the customer had as many offers as the shop allows itself")
    if until > facts.now:
        why = "a person is talking with the customer" if _held(facts) >= until else "the customer had enough offers"
        return Verdict("delayed", why, until)
    return _unless_quiet(facts)


def _held(facts: Facts) -> int:
    if facts.holder == "bot":
        return 0
    return facts.held_until or facts.now + HELD_MS


def _capped(facts: Facts) -> int:
    """When the caps allow the next offer; 0: now."""
    until = 0
    for cap in facts.caps:
        recent = sorted(at for at in facts.offered_at if at > facts.now - cap.ms)
        if not cap.most:
            return facts.now + 2 * CAP_WAIT_MS  # the shop sends none
        if len(recent) >= cap.most:
            until = max(until, recent[-cap.most] + cap.ms)
    return until


def _within_window(facts: Facts) -> Verdict | None:
    """What the platform's time window says; None: nothing against it."""
    hours = facts.capabilities.window_hours
    if not hours or facts.template or facts.now <= facts.heard_at + hours * HOUR:
        return None
    possible = ", ".join(facts.capabilities.beyond_window) or "another channel"
    return Verdict("refused", f"the platform's window of {hours:g} hours is closed (still possible: {possible})")


def _unless_quiet(facts: Facts) -> Verdict:
    quiet = facts.quiet
    if quiet is None or facts.fetched:
        return PASSED
    if facts.purpose == "transactional" and facts.heard_at and facts.now - facts.heard_at <= AWAKE_MS:
        return PASSED  # who has just paid at night waits for the word that it has arrived
    starts, stops = quiet
    local = datetime.fromtimestamp(facts.now / 1000, ZoneInfo(facts.zone))
    minute = local.hour * 60 + local.minute
    if not (starts <= minute < stops if starts <= stops else minute >= starts or minute < stops):
        return PASSED
    ends = local.replace(hour=stops // 60 % 24, minute=stops % 60, second=0, microsecond=0)
    if ends <= local:
        ends += timedelta(days=1)  # wall time: the night the clocks change is an hour longer or shorter
    return Verdict("delayed", "quiet hours", int(ends.timestamp() * 1000))


def _out_of_reach(stopped: int) -> str:
    return "the customer blocked the shop" if stopped & Stopped.BLOCKED else "the address cannot be reached"


def _tongue(language: str) -> str:
    return language.partition("-")[0].lower()
