"""An app talks for its customers over HTTP: messages and answers, the cursor, events; and everything ill-formed."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shopbell.errors import ConfigError
from shopbell.http.limits import Limits, Rate
from shopbell.http.tokens import TokenBody, sign_token
from tests.http.conftest import ENV_KEY
from tests.plugins.api_house import BROKEN, EVENTS, FULL, HELD, MESSAGES, SLOW, ApiHouse, api_house, body


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ApiHouse]:
    """The API as it stands without settings."""
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    async with api_house(tmp_path) as house:
        yield house


# ---- messages ---------------------------------------------------------------------------------------------------


async def test_a_message_is_answered_in_the_response(house: ApiHouse) -> None:
    status, told = await house.say("Are you open?")

    assert (status, told) == (
        200,
        {
            "turn": 1,
            "replies": [{"type": "text", "text": "Are you open?"}, {"type": "options", "options": [{"label": "Yes"}]}],
        },
    )


async def test_the_same_id_gets_the_same_answer_and_no_second_turn(house: ApiHouse) -> None:
    first = await house.say("Are you open?", id="7")
    again = await house.say("Something else", id="7")

    assert first == again
    assert len(house.echo.heard) == 1


async def test_the_same_id_of_another_sender_or_app_is_another_message(house: ApiHouse) -> None:
    key = await house.make_key("chat", app="phone")

    turns = [
        (await house.say(sender="ana", id="b1"))[1]["turn"],
        (await house.say(sender="anab", id="1"))[1]["turn"],
        (await house.say(sender="ana", id="b1", key=key))[1]["turn"],
    ]

    assert turns == [1, 2, 3]
    assert [message.account for message in house.echo.heard] == ["default", "default", "phone"]


async def test_an_answer_that_takes_longer_comes_later(house: ApiHouse) -> None:
    assert await house.say(SLOW, wait=0) == (202, {"turn": 1})
    assert await house.say(SLOW, wait="0.05") == (202, {"turn": 1})


async def test_nobody_answers_while_a_person_holds_the_conversation(house: ApiHouse) -> None:
    assert await house.say(HELD) == (200, {"turn": 1, "replies": []})


async def test_everything_that_can_be_said_arrives(house: ApiHouse) -> None:
    photo = {"kind": "image", "url": "https://x.example/a.jpg", "name": "a.jpg", "media_type": "image/jpeg", "size": 9}
    context = {"page": "https://shop.example/rye", "product": "rye", "stage": "cart", "locale": "de"}

    status, _ = await house.say("Das hier?", payload="yes", attachments=[photo], context=context)

    (heard,) = house.echo.heard
    assert status == 200
    assert (heard.channel, heard.sender, heard.text, heard.payload) == ("api", "ana", "Das hier?", "yes")
    assert (heard.attachments[0].name, heard.attachments[0].size) == ("a.jpg", 9)
    assert (heard.context.product, heard.context.stage, heard.context.locale) == ("rye", "cart", "de")


@pytest.mark.parametrize(
    ("text", "title"), [(FULL, "The shop is busy"), (BROKEN, "The shop cannot store anything now")]
)
async def test_a_shop_that_cannot_take_it_says_so(house: ApiHouse, text: str, title: str) -> None:
    status, told = await house.say(text)

    assert (status, told["title"]) == (503, title)


# ---- who may ----------------------------------------------------------------------------------------------------


async def test_the_doors_need_their_scopes(house: ApiHouse) -> None:
    chat, events = await house.make_key("chat"), await house.make_key("events")
    fact = json.dumps({"kind": "page.viewed", "id": "1", "sender": "ana"}).encode()
    doors = [("POST", MESSAGES, body()), ("GET", MESSAGES + "?sender=ana", None), ("POST", EVENTS, fact)]

    statuses = {
        name: [(await house.ask(method, path, key=key, data=sent)).status for method, path, sent in doors]
        for name, key in {"chat": chat, "events": events, "wrong": "sb_wrong"}.items()
    }

    assert statuses == {"chat": [200, 200, 403], "events": [403, 403, 200], "wrong": [401, 401, 401]}


async def test_an_end_user_speaks_for_nobody_else(house: ApiHouse) -> None:
    token = sign_token(ENV_KEY, TokenBody("default", "ana", house.clock.now() // 1000 + 60))

    own, others = await house.say(sender="ana", key=token), await house.say(sender="ben", key=token)
    read = [(await house.ask("GET", f"{MESSAGES}?sender={name}", key=token)).status for name in ("ana", "ben")]

    assert (own[0], others[0], read) == (200, 403, [200, 403])
    assert [message.sender for message in house.echo.heard] == ["ana"]


async def test_an_end_user_is_held_to_a_human_pace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    async with api_house(tmp_path, limits=Limits(Rate(0, 0), Rate(0.01, 3))) as house:
        exp = house.clock.now() // 1000 + 60
        ana, ben = (sign_token(ENV_KEY, TokenBody("default", name, exp)) for name in ("ana", "ben"))

        said = [(await house.say(id=str(n), key=ana))[0] for n in range(5)]

        assert said == [200, 200, 200, 429, 429]
        assert (await house.say(sender="ben", key=ben))[0] == 200
        assert [(await house.say(id=str(n)))[0] for n in range(5, 10)] == [200] * 5


# ---- the cursor -------------------------------------------------------------------------------------------------


async def read(house: ApiHouse, **query: object) -> Any:
    params = {name: str(value) for name, value in ({"sender": "ana"} | query).items()}
    answer = await house.ask("GET", MESSAGES, params=params)
    return await answer.json(content_type=None) if answer.status == 200 else answer.status


async def test_later_messages_are_fetched_by_cursor(house: ApiHouse) -> None:
    for text in ("one", "two", "three"):
        house.echo.tell("default", "ana", text)
    house.echo.tell("default", "ben", "not for ana")

    first = await read(house, limit=2)
    rest = await read(house, after=first["next"])
    end = await read(house, after=rest["next"])

    assert [one["replies"][0]["text"] for one in first["messages"] + rest["messages"]] == ["one", "two", "three"]
    assert end == {"messages": [], "next": rest["next"]}


async def somebody_waits(house: ApiHouse) -> None:
    while not house.channel.waiting:  # noqa: ASYNC110 the request itself tells nobody that it has begun to wait
        await asyncio.sleep(0.005)


async def test_who_waits_hears_at_once(house: ApiHouse) -> None:
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(read(house, wait=30))
        await somebody_waits(house)
        house.echo.tell("default", "ana", "here")
        await house.deliver("here")

    assert [one["replies"][0]["text"] for one in waiting.result()["messages"]] == ["here"]
    assert house.channel.waiting == 0


async def test_who_waits_in_vain_is_told_nothing_new(house: ApiHouse) -> None:
    assert await read(house, wait="0.05", after=3) == {"messages": [], "next": 3}


async def test_who_waits_is_sent_home_when_the_plugin_goes(house: ApiHouse) -> None:
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(read(house, wait=30))
        await somebody_waits(house)
        for undo in house.scope.undone:
            undo()

    assert waiting.result() == {"messages": [], "next": 0}


@pytest.mark.parametrize(
    "query",
    [
        {"sender": ""}, {"sender": "x" * 201}, {"sender": "a\0"}, {"sender": "a\x1fb"}, {"after": "x"}, {"after": "-1"},
        {"after": str(1 << 63)}, {"limit": 0}, {"limit": 201}, {"limit": "\u0663"}, {"wait": 31},
    ],
)  # fmt: skip
async def test_an_odd_question_is_refused(house: ApiHouse, query: dict[str, object]) -> None:
    assert await read(house, **query) == 422


async def test_invalid_text_in_the_address_is_refused(house: ApiHouse) -> None:
    for encoded in ("%ff", "%ed%a0%80", "%00"):
        async with house.client.get(
            f"{house.listening.url}{MESSAGES}?sender={encoded}", headers={"Authorization": f"Bearer {ENV_KEY}"}
        ) as answer:
            assert answer.status in (200, 422)


# ---- events -----------------------------------------------------------------------------------------------------


async def report(house: ApiHouse, events: object) -> tuple[int, Any]:
    answer = await house.ask("POST", EVENTS, json=events)
    return answer.status, await answer.json(content_type=None)


def fact(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"kind": "cart.updated", "id": str(number), "sender": "ana"} | more


async def test_events_are_taken_once_each(house: ApiHouse) -> None:
    one = await report(house, fact(1, body={"product": "rye"}, at=5))
    many = await report(house, [fact(1), fact(2), fact(2), fact(1, source="till")])

    assert (one, many) == ((200, {"accepted": 1, "new": 1}), (200, {"accepted": 4, "new": 2}))
    assert set(house.echo.facts) == {("default", "1"), ("default", "2"), ("default/till", "1")}


@pytest.mark.parametrize(
    "wrong",
    [
        fact(kind="cart"), fact(kind="Cart.Updated"), fact(kind="cart.updated\n"), fact(sender=""), fact(sender="a\0"),
        fact(id="\x1f"), fact(source=""), fact(at=-1), fact(at="now"), fact(body=[]), fact(body={"a": "\0"}),
        fact(more=1), {}, "x",
    ],
)  # fmt: skip
async def test_one_ill_formed_event_stops_all(house: ApiHouse, wrong: object) -> None:
    alone = await report(house, wrong)
    among = await report(house, [fact(1), wrong])

    assert (alone[0], among[0], house.echo.facts) == (422, 422, {})


@pytest.mark.parametrize("inner", [b"[" * 9_000, b"[" * 9_000 + b"]" * 9_000, b'"\\u0000",' + b"[" * 9_000])
async def test_an_abyss_is_not_followed(house: ApiHouse, inner: bytes) -> None:
    sent = b'{"kind": "a.b", "id": "1", "sender": "ana", "body": {"a": [' + inner + b"]}}"

    assert (await house.ask("POST", EVENTS, data=sent)).status in (400, 422)


async def test_a_thousand_events_at_once_and_no_more(house: ApiHouse) -> None:
    statuses = [(await report(house, [fact(n) for n in range(count)]))[0] for count in (0, 1_000, 1_001)]

    assert (statuses, len(house.echo.facts)) == ([200, 200, 422], 1_000)


# ---- the rest ---------------------------------------------------------------------------------------------------


async def test_the_document_tells_what_a_message_is(house: ApiHouse) -> None:
    document = await (await house.ask("GET", "/openapi.json", key=None)).json()

    assert set(document["paths"][MESSAGES]) == {"get", "post"}
    assert set(document["paths"][MESSAGES]["post"]["responses"]) == {"200", "202", "default"}
    assert set(document["components"]["schemas"]["PostedMessage"]["required"]) == {"sender", "id"}


async def test_a_channel_that_has_gone_asks_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    async with api_house(tmp_path) as house:
        await house.running.aclose()

        assert (await house.say())[0] == 503


@pytest.mark.parametrize("table", [{"apps": {"x": {"callback": "https://x.example/"}}}, {"colour": "red"}])
async def test_a_wrong_table_is_refused(tmp_path: Path, table: dict[str, Any]) -> None:
    with pytest.raises((ConfigError, ValueError)):
        async with api_house(tmp_path, table):
            pass
