"""The gate by itself: what may be sent, to whom, when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.capabilities import Capabilities
from shopbell.people import Stopped
from shopbell.runtime.gate import HOUR, PASSED, Cap, Facts, gate, open_way
from shopbell.runtime.stop_words import stop_word

NOON = int(datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)
NIGHT = NOON + 11 * HOUR
QUIET = (21 * 60, 8 * 60)
WINDOWED = Capabilities(window_hours=24, beyond_window=("a template",))


def facts(purpose: str, **more: object) -> Facts:
    known = {"purpose": purpose, "now": NOON, "zone": "Europe/Berlin", "quiet": QUIET, "consent": True, **more}
    if purpose != "marketing" and "consent" not in more:
        known["consent"] = None
    return Facts(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "kind", "why"),
    [
        (facts("conversational"), "sent", ""),
        (facts("conversational", now=NIGHT), "sent", ""),
        (facts("conversational", stopped=Stopped.MARKETING | Stopped.NOTICES), "sent", ""),
        (facts("conversational", stopped=Stopped.BLOCKED), "refused", "blocked the shop"),
        (facts("conversational", holder="agent"), "refused", "a person took over"),
        (facts("conversational", holder="agent", by_bot=False), "sent", ""),
        (facts("conversational", capabilities=WINDOWED, heard_at=NOON - 25 * HOUR), "refused", "a template"),
        (facts("conversational", capabilities=WINDOWED, heard_at=NOON - 23 * HOUR), "sent", ""),
        (facts("transactional"), "sent", ""),
        (facts("transactional", stopped=Stopped.MARKETING), "sent", ""),
        (facts("transactional", stopped=Stopped.NOTICES), "refused", "no messages here"),
        (facts("transactional", stopped=Stopped.UNREACHABLE), "refused", "cannot be reached"),
        (facts("transactional", suppressed=True), "refused", "want nothing any more"),
        (facts("transactional", consent=False), "refused", "does not want notices"),
        (facts("transactional", now=NIGHT), "delayed", "quiet hours"),
        (facts("transactional", now=NIGHT, fetched=True), "sent", ""),
        (facts("transactional", now=NIGHT, heard_at=NIGHT - HOUR // 6), "sent", ""),
        (facts("transactional", now=NIGHT, heard_at=NIGHT - HOUR), "delayed", "quiet hours"),
        (facts("marketing", now=NIGHT, heard_at=NIGHT), "delayed", "quiet hours"),
        (facts("transactional", capabilities=WINDOWED), "refused", "a template"),
        (facts("transactional", capabilities=WINDOWED, template=True), "sent", ""),
        (facts("marketing"), "sent", ""),
        (facts("marketing", consent=None), "refused", "never gave consent"),
        (facts("marketing", consent=False), "refused", "took back consent"),
        (facts("marketing", stopped=Stopped.MARKETING), "refused", "said STOP"),
        (facts("marketing", suppressed=True), "refused", "want nothing any more"),
        (facts("marketing", language="de", reads=("en",)), "refused", "does not read"),
        (facts("marketing", language="de-AT", reads=("en", "de")), "sent", ""),
        (facts("marketing", holder="queue"), "delayed", "talking with the customer"),
        (facts("marketing", now=NIGHT), "delayed", "quiet hours"),
        (facts("marketing", offered_at=(NOON - HOUR,), caps=(Cap(1, 24 * HOUR, "a day"),)), "delayed", "enough offers"),
        (facts("marketing", caps=(Cap(0, 24 * HOUR, "a day"),)), "refused", "as many offers"),
    ],
)
def test_what_may_be_sent(asked: Facts, kind: str, why: str) -> None:
    verdict = gate(asked)

    assert verdict.kind == kind
    assert why in verdict.reason


def test_a_notice_that_cannot_get_through_takes_the_next_best_way() -> None:
    gone = facts("transactional", identity_id=2, stopped=Stopped.UNREACHABLE)
    mail = facts("transactional", identity_id=3)

    verdict = gate(facts("transactional", stopped=Stopped.BLOCKED, others=(gone, mail)))

    assert (verdict.kind, verdict.to, verdict.reason) == ("rerouted", 3, "the customer blocked the shop")


def test_a_notice_at_night_comes_when_the_customers_own_morning_begins() -> None:
    verdict = gate(facts("transactional", now=NIGHT))
    told = datetime.fromtimestamp(verdict.until / 1000, ZoneInfo("Europe/Berlin"))

    assert (told.day, told.hour, told.minute) == (2, 8, 0)


def test_an_offer_beyond_the_cap_waits_until_the_cap_has_room() -> None:
    verdict = gate(facts("marketing", offered_at=(NOON - HOUR,), caps=(Cap(1, 24 * HOUR, "a day"),)))

    assert verdict.until == NOON + 23 * HOUR


ANYTHING = st.builds(
    Facts,
    purpose=st.sampled_from(["conversational", "transactional", "marketing"]),
    now=st.integers(NOON, NOON + 400 * 24 * HOUR),
    stopped=st.integers(0, 15),
    suppressed=st.booleans(),
    consent=st.sampled_from([None, True, False]),
    quiet=st.one_of(st.none(), st.just(QUIET), st.tuples(st.integers(0, 1439), st.integers(0, 1439))),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    holder=st.sampled_from(["bot", "queue", "agent"]),
    offered_at=st.lists(st.integers(NOON - 400 * HOUR, NOON), max_size=5).map(tuple),
    caps=st.just((Cap(1, 24 * HOUR, "a day"), Cap(3, 7 * 24 * HOUR, "a week"))),
    capabilities=st.sampled_from([Capabilities(), WINDOWED]),
    heard_at=st.integers(NOON - 100 * HOUR, NOON),
)


@given(ANYTHING)
def test_nothing_unwanted_ever_passes(asked: Facts) -> None:
    verdict = gate(asked)
    passed = verdict.kind in ("sent", "delayed")

    if passed and asked.purpose == "marketing":
        assert asked.consent is True
        assert not asked.stopped
        assert not asked.suppressed
    if passed:
        assert not asked.stopped & (Stopped.BLOCKED | Stopped.UNREACHABLE)
    if asked.purpose == "conversational":
        assert verdict.kind != "delayed"
    if verdict.kind == "delayed":
        assert verdict.until > asked.now
    assert verdict.kind == "sent" or verdict.reason


@given(ANYTHING)
def test_the_short_way_says_what_the_gate_says(asked: Facts) -> None:
    if open_way(asked.purpose, asked.stopped, asked.holder, asked.capabilities.window_hours):
        assert gate(asked) == PASSED


@pytest.mark.parametrize(
    ("said", "channel", "in_dialogue", "stopped", "kind"),
    [
        ("STOP", "telegram", False, 0, "stop"),
        (" stop. ", "webchat", False, 0, "stop"),
        ("stop", "telegram", True, 0, None),
        ("Stop", "sms", True, 0, "stop_all"),
        ("Abmelden", "email", True, 0, "stop"),
        ("ARRÊT", "email", False, 0, "stop"),
        ("cancel", "telegram", False, 0, None),
        ("CANCEL", "sms", False, 0, "stop_all"),
        ("stop all", "telegram", True, 0, "stop_all"),
        ("please stop by tomorrow", "sms", False, 0, None),
        ("start", "telegram", False, 0, None),
        ("start", "telegram", False, 1, "start"),
        ("YES", "sms", False, 3, "start"),
        ("yes", "telegram", False, 3, None),
    ],
)
def test_stop_words(said: str, channel: str, in_dialogue: bool, stopped: int, kind: str | None) -> None:
    found = stop_word(said, channel, in_dialogue=in_dialogue, stopped=stopped)

    assert (found.kind if found else None) == kind
