"""The web chat's protocol: what is promised about messages, and what happens when connections break."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from shopbell import Option, Options, StoreUnavailable, TextPart
from tests.web.counter import Counter, until
from tests.web.visitor import Browser


@pytest.fixture
async def counter() -> AsyncIterator[Counter]:
    async with Counter({}).open() as counter:
        yield counter


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def ana(counter: Counter, session: ClientSession) -> Browser:
    return counter.browser(session)


async def test_a_message_is_acknowledged_and_answered(counter: Counter, ana: Browser) -> None:
    counter.answer = lambda message: [TextPart(text=f"You said {message.text}")]
    await ana.arrive()

    await ana.send(type="message", id="m1", text="hello", context={"page": "https://shop.example/", "product": "rye"})

    await ana.hear("ack", id="m1")
    answer = await ana.hear("message", author="bot")
    assert answer["parts"] == [{"type": "text", "text": "You said hello"}]
    (heard,) = counter.ledger.heard
    assert (heard.context.product, heard.context.page) == ("rye", "https://shop.example/")
    assert [(message["author"], message.get("id")) for message in ana.messages] == [("customer", "m1"), ("bot", None)]


async def test_a_tapped_button_brings_its_payload(counter: Counter, ana: Browser) -> None:
    counter.answer = lambda message: [Options(options=(Option("Yes, please", "yes"),))]
    await ana.arrive()
    await ana.send(type="message", id="m1", text="a cake")
    await ana.hear("message", author="bot")

    await ana.send(type="message", id="m2", text="Yes, please", payload="yes")

    await ana.hear("ack", id="m2")
    assert (counter.ledger.heard[-1].text, counter.ledger.heard[-1].payload) == ("Yes, please", "yes")


async def test_sending_a_message_again_is_harmless(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    await ana.send(type="message", id="m1", text="two croissants")
    first = await ana.hear("ack")
    ana.cut()
    await ana.arrive()

    await ana.send(type="message", id="m1", text="two croissants")

    assert await ana.hear("ack") == first
    assert len(counter.ledger.heard) == 1


async def test_one_visitors_message_ids_do_not_hide_anothers(counter: Counter, session: ClientSession) -> None:
    ana, ben = counter.browser(session), counter.browser(session)
    for customer in (ana, ben):
        await customer.arrive()
        await customer.send(type="message", id="same", text="hello")
        await customer.hear("ack")

    assert len(counter.ledger.heard) == 2
    assert ana.visitor != ben.visitor


async def test_nothing_is_acknowledged_that_is_not_on_disk(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    counter.ledger.trouble = StoreUnavailable("the disk is full")

    await ana.send(type="message", id="m1", text="hello")

    refused = await ana.hear("error", id="m1")
    assert (refused["code"], refused["retry_after"] > 0) == ("busy", True)
    counter.ledger.trouble = None
    await ana.send(type="message", id="m1", text="hello")
    assert await ana.hear("ack", id="m1")


async def test_what_was_said_meanwhile_is_heard_after_a_reconnect(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    await counter.say(ana.visitor, text="one")
    await ana.hear("message")
    ana.cut()
    for text in ("two", "three"):
        await counter.say(ana.visitor, text=text)

    await ana.arrive()

    assert [message["parts"][0]["text"] for message in ana.messages] == ["one", "two", "three"]


async def test_a_long_history_is_replayed_in_order(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    ana.cut()
    for number in range(250):
        await counter.say(ana.visitor, text=str(number))

    await ana.arrive()

    assert [message["parts"][0]["text"] for message in ana.messages] == [str(number) for number in range(250)]


async def test_two_windows_show_the_same_conversation(counter: Counter, session: ClientSession, ana: Browser) -> None:
    await ana.arrive()
    other = counter.browser(session, ana.token)
    await other.arrive()
    counter.answer = lambda message: [TextPart(text="Of course.")]

    await ana.send(type="message", id="m1", text="do you have rye bread")

    await ana.hear("message", author="bot")
    await other.hear("message", author="bot")
    assert other.messages == ana.messages


async def test_a_message_that_could_not_be_read_is_shown_once_the_store_answers(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    counter.ledger.trouble = StoreUnavailable("locked")
    await counter.say(ana.visitor, text="ready for collection")

    counter.ledger.trouble = None

    assert (await ana.hear("message"))["parts"][0]["text"] == "ready for collection"


async def test_typing_is_shown_to_those_who_look(counter: Counter, ana: Browser) -> None:
    await ana.arrive()

    await counter.chat.typing("default", ana.visitor)
    await counter.chat.typing("default", "somebody else")

    assert await ana.next() == {"type": "typing", "author": "bot"}


async def test_a_changed_plugin_sends_its_visitors_to_the_new_one(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    await counter.say(ana.visitor, text="one")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(counter.change())
        assert await ana.closed() == 1012
    await counter.say(ana.visitor, text="two")
    await ana.arrive()
    assert [message["parts"][0]["text"] for message in ana.messages] == ["one", "two"]


async def test_a_heartbeat_is_answered(ana: Browser) -> None:
    await ana.arrive()

    await ana.send(type="ping")

    assert await ana.next() == {"type": "pong"}


async def test_a_long_poll_hears_what_is_said_while_it_waits(counter: Counter, session: ClientSession) -> None:
    async with session.post(f"{counter.url}/chat/token", json={}) as made:
        visitor = await made.json()
    headers = {"Authorization": f"Bearer {visitor['token']}"}
    async with session.post(
        f"{counter.url}/chat/messages", json={"id": "m1", "text": "hello"}, headers=headers
    ) as sent:
        assert (sent.status, (await sent.json())["type"]) == (202, "ack")
    async with session.get(f"{counter.url}/chat/messages?after=0", headers=headers) as page:
        after = (await page.json())["seq"]

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(_poll(session, f"{counter.url}/chat/messages?after={after}&wait=20", headers))
        await until(lambda: any(room.polls for room in counter.chat.rooms))
        await counter.say(visitor["visitor"], text="good morning")

    assert waiting.result() == [("bot", "good morning")]


async def test_a_long_poll_is_let_go_when_the_plugin_changes(counter: Counter, session: ClientSession) -> None:
    async with session.post(f"{counter.url}/chat/token", json={}) as made:
        headers = {"Authorization": f"Bearer {(await made.json())['token']}"}

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(_poll(session, f"{counter.url}/chat/messages?after=0&wait=20", headers))
        await until(lambda: any(room.polls for room in counter.chat.rooms))
        await counter.change()

    assert waiting.result() == []


async def test_empty_rooms_are_forgotten(counter: Counter, ana: Browser) -> None:
    await ana.arrive()
    await ana.socket.close()

    await until(lambda: not list(counter.chat.rooms))


async def _poll(session: ClientSession, url: str, headers: dict[str, str]) -> list[tuple[str, str]]:
    async with session.get(url, headers=headers) as page:
        messages = (await page.json())["messages"]
    return [(message["author"], message["parts"][0]["text"]) for message in messages]
