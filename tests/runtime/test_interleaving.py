"""Many customers at once, in any order, with skills that wait: nobody sees another's values, nothing is lost."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.messages import ChannelEvent, ShopEvent
from shopbell.testing import TestShop
from tests.dialogues.shops import use
from tests.runtime.answers import install

pytestmark = pytest.mark.storage

SLOW_FIXTURE = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# Remembers what was said, waits in between as often as told, and says all of it.
REMEMBERING = """
@skill()
async def answer(turn):
    word, waits, mood = turn.text.split()
    said = turn.recall("said", [])
    for _ in range(int(waits)):
        await asyncio.sleep(0)
    if mood == "raise":
        said.append("LOST")
        turn.remember("said", said)
        raise RuntimeError("a mistake")
    if mood == "decline":
        said.append("LOST")
        turn.remember("said", said)
        return None
    if mood == "cancel":
        raise asyncio.CancelledError
    if mood == "exit":
        raise SystemExit(1)
    said.append(word)
    turn.remember("said", said)
    await asyncio.sleep(0)
    return Reply(text=" ".join(turn.recall("said")))
"""

JOURNEY = """
@dialogue("after", on=["order.delivered"], title="your delivery")
async def after(chat, event):
    await chat.say("It is there.")
"""

said_by = st.sampled_from(["ana", "ben", "cleo", "dan"])
mood = st.sampled_from(["say", "say", "say", "decline"])
conversation = st.lists(st.tuples(said_by, st.integers(0, 3), mood), min_size=1, max_size=25)


def opened(run: "asyncio.Runner", folder: Path) -> TestShop:
    shop = TestShop(folder)
    run.run(shop.open())
    run.run(install(shop, "remembering", REMEMBERING))
    return shop


def test_interleaved_customers_never_see_each_others_values(tmp_path: Path) -> None:
    with asyncio.Runner() as run:
        shop, rounds = opened(run, tmp_path), iter(range(10_000))

        @SLOW_FIXTURE
        @given(conversation)
        def interleaved(messages: list[tuple[str, int, str]]) -> None:
            run.run(_talk(shop, next(rounds), messages))

        interleaved()
        run.run(shop.close())


async def _talk(shop: TestShop, number: int, messages: list[tuple[str, int, str]]) -> None:
    """All at once, in this order; each hears exactly what they said themselves, in their order."""
    expected: dict[str, list[str]] = {}
    asked = []
    for place, (name, waits, how) in enumerate(messages):
        customer = shop.customer(f"{name}{number}")
        word = f"{name}{place}"
        if how == "say":
            expected.setdefault(name, []).append(word)
        heard = " ".join(expected.get(name, [])) if how == "say" else "Sorry, I did not understand that."
        asked.append((customer.says(f"{word} {waits} {how}"), heard))

    replies = await asyncio.gather(*(asking for asking, _ in asked))

    assert [reply.text for reply in replies] == [heard for _, heard in asked]
    for name, words in expected.items():
        assert (await shop.state(f"{name}{number}")).slots == {"remembering.said": words}


def test_a_message_or_event_replayed_in_any_order_has_one_turn_and_one_answer(tmp_path: Path) -> None:
    with asyncio.Runner() as run:
        shop, rounds = opened(run, tmp_path), iter(range(10_000))

        @SLOW_FIXTURE
        @given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.booleans())
        def replayed(order: list[int], at_once: bool) -> None:
            run.run(_replay(shop, next(rounds), order, at_once))

        replayed()
        run.run(shop.close())


async def _replay(shop: TestShop, number: int, order: list[int], at_once: bool) -> None:
    ana = shop.customer(f"ana{number}")
    before = (await shop.fetch("SELECT count(*) FROM turn"))[0][0]

    async def send(which: int) -> tuple[int, str | bool]:
        if which == 3:
            event = ChannelEvent(
                kind="reaction", channel="testing", account="default", sender=ana.name, key=f"{number}-r"
            )
            return which, await shop.inbox.report(event)
        reply = await ana.says(f"word{which} 1 say", key=f"{number}-{which}")
        return which, reply.text

    answers = await asyncio.gather(*map(send, order)) if at_once else [await send(which) for which in order]
    heard: dict[int, Counter[str | bool]] = {}
    for which, answer in answers:
        heard.setdefault(which, Counter())[answer] += 1

    assert all(len(heard[which]) == 1 for which in heard if which != 3), "a repeat was answered otherwise"
    assert heard.get(3, Counter({True: 1}))[True] == 1, "an event was new twice"
    await shop.idle()
    assert (await shop.fetch("SELECT count(*) FROM turn"))[0][0] - before == len(set(order))


@pytest.mark.parametrize("kind", ["page.viewed", "order.delivered"], ids=["nobody waits for it", "a journey begins"])
async def test_a_shop_event_that_comes_in_many_times_at_once_is_new_once(shop: TestShop, kind: str) -> None:
    await use(shop, JOURNEY)
    event = ShopEvent(kind=kind, source="shop", id="17", sender="ana")

    new = await asyncio.gather(*(shop.inbox.record("default", [event]) for _ in range(5)))
    await shop.idle()

    assert sorted(new) == [0, 0, 0, 0, 1]
    assert await shop.fetch("SELECT kind FROM event") == [(kind,)]
    assert await shop.fetch("SELECT count(*) FROM run") == [(int(kind == "order.delivered"),)]


def test_nothing_accepted_is_lost_whatever_skills_do(tmp_path: Path) -> None:
    with asyncio.Runner() as run:
        shop, rounds = opened(run, tmp_path), iter(range(10_000))
        moods = st.sampled_from(["say", "raise", "cancel", "exit", "decline"])

        @SLOW_FIXTURE
        @given(st.lists(st.tuples(said_by, st.integers(0, 2), moods), min_size=1, max_size=20))
        def misbehaving(messages: list[tuple[str, int, str]]) -> None:
            run.run(_misbehave(shop, next(rounds), messages))

        misbehaving()
        run.run(shop.close())


async def _misbehave(shop: TestShop, number: int, messages: list[tuple[str, int, str]]) -> None:
    asking = [
        shop.customer(f"{name}{number}").says(f"{name}{place} {waits} {how}")
        for place, (name, waits, how) in enumerate(messages)
    ]
    replies = await asyncio.gather(*asking)

    assert all(reply.parts for reply in replies), "somebody got no answer"
    for name in {name for name, _, _ in messages}:
        assert "LOST" not in (await shop.state(f"{name}{number}")).slots.get("remembering.said", [])
    assert await shop.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]


def test_an_acceptance_that_is_cancelled_still_has_its_turn(tmp_path: Path) -> None:
    """The request may go away while the message is being stored; what is on disk is done, and once."""
    with asyncio.Runner() as run:
        shop, rounds = opened(run, tmp_path), iter(range(10_000))

        @SLOW_FIXTURE
        @given(st.integers(0, 6), st.booleans())
        def cancelled(steps: int, again: bool) -> None:
            run.run(_cancel(shop, next(rounds), steps, again))

        cancelled()
        run.run(shop.close())


async def _cancel(shop: TestShop, number: int, steps: int, again: bool) -> None:
    name, key = f"ana{number}", f"cancelled-{number}"
    task = asyncio.ensure_future(shop.customer(name).writes("word 0 say", key=key))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    if again:
        accepted = await shop.customer(name).writes("word 0 say", key=key)
        parts = await accepted.replies(5.0)
        assert parts, "the repeat of a message that was stored got no answer"
    async with asyncio.timeout(5.0):
        stored, done = (await shop.fetch("SELECT count(*), sum(done) FROM inbox WHERE dedupe = ?", key))[0]
        while shop.running.intake.open or stored != (done or 0):
            await asyncio.sleep(0.001)  # the commit may still be on its way: nobody is told
            stored, done = (await shop.fetch("SELECT count(*), sum(done) FROM inbox WHERE dedupe = ?", key))[0]
    assert stored <= 1
    assert await shop.fetch("SELECT count(*) FROM turn JOIN inbox USING (id) WHERE dedupe = ?", key) == [(stored,)]


def test_a_conversations_order_holds_when_quiet_ones_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More customers than are kept in memory, all at once."""
    monkeypatch.setattr("shopbell.runtime.lanes.ADDRESSES_KEPT", 8)
    with asyncio.Runner() as run:
        shop = opened(run, tmp_path)
        run.run(_crowd(shop))
        run.run(shop.close())


async def _crowd(shop: TestShop) -> None:
    names = [f"guest{number}" for number in range(40)]
    asking, expected = [], []
    for place in range(4):
        for name in names:
            asking.append(shop.customer(name).says(f"{place} {place % 3} say"))
            expected.append(" ".join(map(str, range(place + 1))))

    replies = await asyncio.gather(*asking)

    assert [reply.text for reply in replies] == expected
    assert await shop.fetch("SELECT count(*) FROM conversation") == [(len(names),)]
    assert await shop.fetch("SELECT count(DISTINCT rev) FROM conversation") == [(1,)]
