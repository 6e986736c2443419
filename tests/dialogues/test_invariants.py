"""Whatever customers, owners and time do: no run is stuck, no step is done twice, no prompt is lost."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.dialogues.journal import decode_run
from shopbell.messages import ShopEvent
from shopbell.people import BOT
from shopbell.replies import decode_reply
from shopbell.runtime.items import Control
from shopbell.testing import TestShop
from shopbell.testing.dialogues import question_of
from tests.dialogues.flow_stories import FLOWS
from tests.dialogues.shops import PARKING, calls, use
from tests.dialogues.stories import STORIES
from tests.dialogues.story import exchanges

pytestmark = [pytest.mark.storage, pytest.mark.timeout(300)]

TALK = """
import itertools


def noted(what, token):
    CALLS.append((what, token))
    return len(CALLS)


@dialogue("talk", Intent("talk", {"en": ["talk to me"]}), title="our talk")
async def talk(chat):
    first = await chat.ask("First?", options=["A", "B", "C"], key="first")
    await chat.step(noted, "step", chat.idempotency("step"), key="step")
    number = await chat.ask("Second?", kind="number", least=1, most=9, key="second", timeout=7_200)
    await chat.say(f"{first} {number}")
    if await chat.confirm("Third?", key="third"):
        await chat.step(noted, "binding", chat.uuid(), key="binding", irreversible=True)
        await chat.say("Done.")
    note = await chat.ask("Fourth?", key="fourth")
    if "sleep" in note:
        await chat.sleep(3_600, key="sleep")
        await chat.ask("Fifth?", kind="yes_no", key="fifth", timeout=3_600)
    await chat.say("The end.")


@dialogue("aside", Intent("aside", {"en": ["something else"]}), title="the other thing")
async def aside(chat):
    when = await chat.ask("When?", kind="date", key="when")
    await chat.say(f"On {when}.")
"""
REWORDED = ("Second?", "The second one?")
CHANGED = {
    "reworded": TALK.replace('"Second?"', '"The second one?"'),
    "inserted": TALK.replace(
        '    await chat.say(f"{first}', '    await chat.ask("New?", key="new")\n    await chat.say(f"{first}'
    ),
    "removed": TALK.replace('    await chat.say(f"{first} {number}")\n', ""),
    "same": TALK,
}
SAID = ("talk to me", "something else", "is there parking", "A", "2", "b", "5", "yes", "no", "a sleep", "tomorrow",
        "30 February", "99", "🎂", "x" * 3_000, "'; DROP TABLE run;--", "<b>hi</b>", "cancel", "back", "start over",
        "where were we", "help", "...")  # fmt: skip
ACTIONS = st.lists(
    st.sampled_from(SAID).map(lambda text: ("says", text))
    | st.sampled_from(list(CHANGED)).map(lambda name: ("changes", name))
    | st.sampled_from([5, 90, 3_000]).map(lambda minutes: ("passes", minutes))
    | st.just(("restarts", ""))
    | st.sampled_from(["take", "release"]).map(lambda action: ("holds", action)),
    min_size=4,
    max_size=14,
)


@given(actions=ACTIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_happens_nobody_is_stuck_and_nothing_is_done_twice(actions: list[tuple[str, Any]]) -> None:
    asyncio.run(story([("says", "talk to me"), *actions]))


async def story(actions: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = TestShop(Path(folder))
        await shop.open()
        try:
            await use(shop, TALK, PARKING)
            done: list[Any] = []
            for action, what in actions:
                if action in ("restarts", "changes"):
                    done += calls(shop)
                await act(shop, action, what)
                if action == "changes":
                    done = [one for one in done if one[0] == "binding"]
                await check(shop)
            done += calls(shop)
            await end(shop, "talk to me")
            rewound = any(what in ("back", "start over") or action == "changes" for action, what in actions)
            counted = Counter(done if not rewound else [one for one in done if one[0] == "binding"])
            assert not counted or max(counted.values()) == 1, counted
        finally:
            await shop.close()


async def act(shop: TestShop, action: str, what: Any) -> None:
    customer = shop.customer("ana")
    match action:
        case "says":
            held = await shop.held("ana")
            reply = await customer.says(what)
            assert held or reply.parts, "a message was met with silence"
        case "changes":
            await use(shop, CHANGED[what], PARKING)
        case "passes":
            await shop.passes(minutes=what)
        case "restarts":
            await shop.restart()
            await shop.settle()
        case "holds":
            conversation = (await shop.seat("ana")).lane.conversation_id
            await shop.running.intake.control(conversation, Control(what, agent="bo"))
    await shop.passes()  # what became due by it has its turn, too, before anybody looks


async def check(shop: TestShop) -> None:
    """Every open question is on the stack, in memory as on disk, and was shown; nothing is left undone."""
    seat = await shop.seat("ana")
    await last_question_was_shown(shop)
    open_questions = {
        run_id
        for run_id, body in await shop.fetch("SELECT id, body FROM run WHERE status = 'waiting'")
        if (pending := decode_run(body).pending) is not None and pending.kind == "ask"
    }
    assert set(seat.lane.state.dialogues) == open_questions
    assert len(open_questions) == len(seat.lane.state.dialogues) <= 5
    assert await shop.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]
    late = "SELECT count(*) FROM run WHERE status = 'waiting' AND id NOT IN (SELECT run_id FROM timer)"
    assert await shop.fetch(late) == [(0,)], "a run that nothing would ever wake"


async def last_question_was_shown(shop: TestShop) -> None:
    """The prompt of the question that the next message answers stands in what the shop has said."""
    lane = (await shop.seat("ana")).lane
    if not lane.state.dialogues or lane.state.holder != BOT:
        return
    question = await question_of(shop, await shop.seat("ana"), lane.state.dialogues[-1])
    if question is None:  # the code changed; it is told with the next message
        return
    rows = await shop.fetch("SELECT body FROM message WHERE author <> 'customer' ORDER BY id DESC LIMIT 12")
    said = "\n".join(decode_reply(body).text for (body,) in rows)
    prompts = REWORDED if str(question.prompt) in REWORDED else (str(question.prompt),)
    assert any(one in said for one in prompts), f"nobody was asked: {question.prompt}"


async def end(shop: TestShop, again: str = "") -> None:
    """Time ends everything, whoever holds the conversation."""
    conversation = (await shop.seat("ana")).lane.conversation_id
    await shop.running.intake.control(conversation, Control("release"))
    for _ in range(4):
        await shop.passes(days=2)
    assert await shop.fetch("SELECT count(*) FROM run WHERE status = 'waiting'") == [(0,)]
    assert await shop.fetch("SELECT count(*) FROM timer") == [(0,)]
    assert (await shop.state("ana")).dialogues == []
    if not await shop.held("ana") and again:
        assert (await shop.customer("ana").says(again)).text == "First?"


EVERY = sorted(STORIES)
BEGINS = {name: line for name in EVERY for line, _ in exchanges(STORIES[name].talk)[:1]}
WELL_SAID = sorted(
    {line[1:].strip() for story in STORIES.values() for line, _ in exchanges(story.talk) if line[0] == ">"}
)


@given(
    names=st.lists(st.sampled_from(EVERY), min_size=1, max_size=3, unique=True),
    actions=st.lists(
        st.sampled_from([*WELL_SAID, *SAID[9:]]).map(lambda text: ("says", text))
        | st.sampled_from(EVERY).map(lambda name: ("begins", name))
        | st.sampled_from([5, 90, 3_000]).map(lambda minutes: ("passes", minutes))
        | st.just(("restarts", ""))
        | st.sampled_from(["take", "release"]).map(lambda action: ("holds", action)),
        min_size=4,
        max_size=14,
    ),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_dialogue_that_comes_with_the_shop_gets_stuck(names: list[str], actions: list[tuple[str, Any]]) -> None:
    asyncio.run(every_story([*(("begins", name) for name in names), *actions]))


async def every_story(actions: list[tuple[str, Any]]) -> None:
    """Everything that ships, in one shop, in any order."""
    with tempfile.TemporaryDirectory() as folder:
        shop = TestShop(Path(folder))
        await shop.open()
        try:
            for name in EVERY:
                if STORIES[name].plugin == "flows":
                    shop.write(f"flows/{name}.toml", FLOWS[name].read_text())
            for plugin in ("shopbell_flows", "shopbell_callback", "shopbell_feedback", "shopbell_identity"):
                assert (await shop.enable(plugin)).state == "enabled"
            for action, what in actions:
                if action == "begins":
                    await begin(shop, BEGINS[what])
                else:
                    await act(shop, action, what)
                await check(shop)
            await end(shop)
            asked = await shop.fetch("SELECT count(*), count(DISTINCT subject) FROM p_shopbell_feedback_answer")
            assert asked[0][0] == asked[0][1], "asked twice for one thing"
            assert await shop.fetch("SELECT count(*) FROM run WHERE status = 'failed'") == [(0,)]
        finally:
            await shop.close()


async def begin(shop: TestShop, line: str) -> None:
    """What begins a story: a message, or an event."""
    if line.startswith(">"):
        await act(shop, "says", line[1:].strip())
        return
    event = ShopEvent(kind=line[1:].strip(), source="test", id=line, sender="ana", body={"subject": "17"})
    await shop.inbox.record("default", [event])
    await shop.idle()
