"""The nodes of a flow that reach beyond it: other skills, web addresses, time and events, other flows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.messages import ShopEvent
from shopbell.testing import TestShop
from tests.skills.test_flows import open_shop

pytestmark = pytest.mark.storage

ASKING = """
title = "your visit"
start = "how"
[begins]
en = ["plan my visit"]
[nodes.how]
kind = "question"
text = "What would you like to know?"
next = "known"
[nodes.known]
kind = "skill"
skill = "{skill}"
next = "more"
failed = "unknown"
[nodes.unknown]
kind = "message"
text = "Nobody knows."
next = "more"
[nodes.more]
kind = "question"
text = "Shall we expect you?"
answer = "yes_no"
next = "bye"
[nodes.bye]
kind = "end"
text = "Noted: {{more}}."
"""


async def test_another_skill_answers_in_a_flow(shop: TestShop) -> None:
    await shop.configure(hours={"mon-sun": "9:00-17:00"})
    await shop.enable("shopbell_opening_hours")
    await open_shop(shop, visit=ASKING.format(skill="opening_hours"))
    ana = shop.customer("ana")
    await ana.says("plan my visit")

    reply = await ana.says("on 24 December 2030")

    assert "9" in reply.text
    assert reply.text.endswith("Shall we expect you?")
    await shop.restart()
    assert (await ana.says("yes")).text == "Noted: True."


@pytest.mark.parametrize("skill", ["no_such_intent", "shopbell_opening_hours/nothing"])
async def test_a_skill_that_is_not_there_goes_the_other_way(shop: TestShop, skill: str) -> None:
    await open_shop(shop, visit=ASKING.format(skill=skill))
    ana = shop.customer("ana")
    await ana.says("plan my visit")

    assert (await ana.says("parking")).text == "Nobody knows.\nShall we expect you?"


async def test_a_skill_that_fails_goes_the_other_way_and_its_doings_are_none(shop: TestShop) -> None:
    failing = """
from shopbell import Intent, Write, hookimpl, skill


@skill(Intent("failing", {"en": ["fail"]}))
async def failing(turn):
    turn.remember("said", 1)
    turn.hand_over("no")
    raise RuntimeError


@hookimpl
def shopbell_skills(scope):
    return [failing]
"""
    shop.write_plugin("failing", failing)
    await open_shop(shop, visit=ASKING.format(skill="failing"))
    ana = shop.customer("ana")
    await ana.says("plan my visit")

    assert (await ana.says("anything")).text == "Nobody knows.\nShall we expect you?"
    assert (await shop.state("ana")).slots == {}
    assert not await shop.held("ana")


async def test_a_skill_of_several_turns_is_gone_through_inside_the_flow(shop: TestShop) -> None:
    await shop.configure(languages=["de", "en"])
    await shop.enable("shopbell_callback")
    flow = ASKING.format(skill="shopbell_callback/callback").replace("en = [", 'de = ["plane"]\nen = [', 1)
    await open_shop(shop, visit=flow)
    ana = shop.customer("ana")
    await ana.says("plane")

    assert (await ana.says("Torten")).text == "Worum geht es?"  # in the words of its own plugin's catalogue
    for said in ("meine Bestellung", "morgen um 10", "+44 20 7946 0958", "Ben"):
        await ana.says(said)
    assert (await ana.says("nein")).text.endswith("Shall we expect you?")
    assert await shop.fetch("SELECT count(*) FROM run") == [(1,)]


WEBHOOK = """
title = "your order"
start = "number"
[begins]
en = ["where is my parcel"]
[nodes.number]
kind = "question"
text = "Which number?"
answer = "number"
next = "look"
[nodes.look]
kind = "webhook"
url = "{url}"
save = "found"
next = "told"
failed = "sorry"
[nodes.told]
kind = "question"
text = "It is {{found}}. Is that all?"
answer = "yes_no"
next = "bye"
[nodes.sorry]
kind = "end"
text = "I cannot look now."
[nodes.bye]
kind = "end"
text = "Bye."
"""


@asynccontextmanager
async def post_office(answers: list[web.Response]) -> AsyncIterator[tuple[str, list[tuple[str, Any]]]]:
    """A server that keeps what it was asked (key and body) and gives these answers; its address."""
    asked: list[tuple[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.headers["Idempotency-Key"], await request.json()))
        return answers.pop(0)

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), asked


async def test_a_webhook_posts_the_values_once_and_keeps_the_answer(shop: TestShop) -> None:
    async with post_office([web.json_response("on its way")]) as (url, asked):
        await open_shop(shop, parcel=WEBHOOK.format(url=url))
        ana = shop.customer("ana")
        await ana.says("where is my parcel")

        assert (await ana.says("17")).text == "It is on its way. Is that all?"
        await shop.restart()
        assert (await ana.says("yes")).text == "Bye."

    [(key, body)] = asked
    assert len(key) > 20
    assert body == {"number": 17}


async def test_a_webhook_that_fails_goes_the_other_way(shop: TestShop) -> None:
    async with post_office([web.Response(status=500), web.Response(text="no JSON")]) as (url, asked):
        await open_shop(shop, parcel=WEBHOOK.format(url=url))
        for name in ("ana", "ben"):
            await shop.customer(name).says("where is my parcel")
            assert (await shop.customer(name).says("17")).text == "I cannot look now."

    assert asked[0][0] != asked[1][0]


WAITING = """
title = "your bread"
start = "told"
[begins]
en = ["reserve a bread"]
[nodes.told]
kind = "message"
text = "I will tell you."
next = "pause"
[nodes.pause]
kind = "wait"
seconds = 3600
next = "baked"
[nodes.baked]
kind = "wait"
event = "bread.baked"
seconds = 7200
save = "bread"
next = "here"
failed = "sorry"
[nodes.here]
kind = "end"
text = "It is ready."
[nodes.sorry]
kind = "end"
text = "No bread today."
"""


async def test_a_flow_waits_for_a_time_and_then_for_an_event(shop: TestShop) -> None:
    await open_shop(shop, bread=WAITING)
    await shop.customer("ana").says("reserve a bread")
    await shop.restart()
    await shop.passes(hours=1)

    event = ShopEvent(kind="bread.baked", source="test", id="1", sender="ana", body={"loaf": 1})
    await shop.inbox.record("default", [event])
    await shop.idle()

    await shop.delivered(3)
    assert shop.channel.delivered.texts[-2:] == ["I will tell you.", "It is ready."]


async def test_an_event_that_does_not_come_goes_the_other_way(shop: TestShop) -> None:
    await open_shop(shop, bread=WAITING)
    await shop.customer("ana").says("reserve a bread")

    await shop.passes(hours=1)
    await shop.passes(hours=2)

    await shop.delivered(3)
    assert shop.channel.delivered.texts[-1] == "No bread today."


OUTER = """
title = "your parcel"
start = "who"
[begins]
en = ["send a parcel"]
[nodes.who]
kind = "question"
text = "For whom?"
next = "where"
[nodes.where]
kind = "flow"
flow = "address"
next = "bye"
[nodes.bye]
kind = "end"
text = "To {who}, {street}."
"""
INNER = """
title = "the address"
start = "street"
[nodes.street]
kind = "question"
text = "Which street does {who} live in?"
next = "sure"
[nodes.sure]
kind = "question"
text = "Is that right?"
answer = "yes_no"
next = "check"
[nodes.check]
kind = "condition"
ways = [{ when = "sure", next = "noted" }]
otherwise = "street"
[nodes.noted]
kind = "end"
text = "Noted."
"""


async def test_a_flow_goes_through_another_with_the_same_values(shop: TestShop) -> None:
    await open_shop(shop, parcel=OUTER, address=INNER)

    await shop.customer("ana").plays("""
        > send a parcel
        For whom?
        > Ben
        Which street does Ben live in?
        > Mill Lane
        Is that right?
        [Yes] [No]
        > no
        Which street does Ben live in?
        > Main Street
        Is that right?
        [Yes] [No]
        > yes
        Noted.
        To Ben, Main Street.
    """)


def test_flows_that_go_through_each_other_for_ever_are_found(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "shopbell.toml").write_text('[shop]\nname = "Corner shop"\n')
    (tmp_path / "flows" / "parcel.toml").write_text(OUTER)
    round_about = INNER.replace('kind = "end"', 'kind = "flow"\nflow = "parcel"\nnext = "street"', 1)
    (tmp_path / "flows" / "address.toml").write_text(round_about)

    told = CliRunner().invoke(main, ["check", "--config", str(tmp_path)])

    assert told.exit_code == 1
    assert "parcel.toml:10: where: the flow 'address' comes back into this one, and never ends" in told.output
