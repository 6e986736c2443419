"""Customers show who they are: a code, a link that carries on elsewhere; and orders that open for half an hour."""

import re

import pytest

from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install
from tests.runtime.test_linking import ASKING, history

pytestmark = pytest.mark.storage

PROVING = """
@skill(Intent("prove", {"en": ["prove my mail"]}))
async def prove(turn):
    sent = await turn.prove("Ana@mail.example")
    return Reply(text="sent" if sent else "not sent")

@skill(Intent("nowhere", {"en": ["prove my pigeon"]}))
async def nowhere(turn):
    return Reply(text="sent" if await turn.prove("pigeon") else "not sent")

@skill(Intent("invite", {"en": ["go on elsewhere"]}))
async def invite(turn):
    return Reply(text=turn.invite("testing") or "no")

@skill(Intent("open", {"en": ["open my order"]}))
async def open(turn):
    turn.open_order("1001")
    return Reply(text="open")

@skill(Intent("orders", {"en": ["which orders are open"]}))
async def orders(turn):
    return Reply(text=",".join(turn.orders) or "none")

@skill(Intent("learn", {"en": ["my name is ana"]}))
async def learn(turn):
    turn.learn("name", "Ana")
    turn.learn("tag:vip", True)
    return Reply(text=f"before: {turn.customer.name}")
"""


@pytest.fixture
async def door(shop: TestShop) -> TestShop:
    """A shop that lets customers show who they are."""
    await install(shop, "echo", ECHO)
    await install(shop, "cakes", ASKING, ["cake", "table"])
    await install(shop, "proving", PROVING, ["prove", "nowhere", "invite", "open", "orders", "learn"])
    return shop


async def code_sent(shop: TestShop, nth: int = 1) -> str:
    """The code in the nth letter to the address."""
    while len(letters := shop.channel.delivered.to("Ana@mail.example")) < nth:
        await shop.delivered(len(shop.channel.delivered) + 1)
    found = re.match(r"(\d{3} \d{3}) is your code for Corner shop", letters[nth - 1].reply.text)
    assert found, letters
    return found[1]


async def test_a_code_proves_an_address_and_what_was_written_from_there_is_theirs(door: TestShop) -> None:
    await door.customer("Ana@mail.example").says("bread please")
    await door.delivered(2)
    ana = door.customer("ana")
    assert (await ana.says("prove my mail")).text == "sent"
    code = await code_sent(door, 3)

    done = await ana.says(f" {code} ")
    await door.idle()
    await door.running.linking.undo(0, "nobody")  # behind the link, for one is made after the other

    assert done.text == "Thank you, that is confirmed. From now on you can write to us from there, too."
    assert (await history(door, "ana"))[0] == "bread please"
    assert (await door.seat("ana")).lane is (await door.seat("Ana@mail.example")).lane
    assert code.replace(" ", "") not in str(await door.fetch("SELECT * FROM challenge"))


async def test_a_proven_address_that_nobody_had_is_the_customers(door: TestShop) -> None:
    ana = door.customer("ana")
    await ana.says("prove my mail")
    await ana.says(await code_sent(door))

    await door.customer("Ana@mail.example").says("now by mail")

    assert (await door.seat("Ana@mail.example")).lane is (await door.seat("ana")).lane
    assert (await history(door, "ana"))[-1] == "now by mail"


async def test_a_code_is_good_once_for_ten_minutes_and_five_guesses(door: TestShop) -> None:
    ana = door.customer("ana")
    await ana.says("prove my mail")
    code = await code_sent(door)
    wrong = "000000" if code != "000 000" else "000001"
    for _ in range(4):
        assert (await ana.says(wrong)).text == "That is not the code. Please look at it once more."
    await door.passes(minutes=11)
    assert "no longer valid" in (await ana.says(code)).text

    await ana.says("prove my mail")
    again = await code_sent(door, 2)
    for _ in range(5):
        await ana.says(wrong)
    assert "no longer valid" in (await ana.says(again)).text
    assert (await ana.says(again)).text == f"You said: {again}"


async def test_codes_cannot_be_used_to_pester_an_address(door: TestShop) -> None:
    ana = door.customer("ana")
    said = [(await ana.says("prove my mail")).text for _ in range(6)]

    assert said == ["sent"] * 5 + ["not sent"]
    assert (await door.customer("ben").says("prove my mail")).text == "not sent"
    assert (await door.customer("ben").says("prove my pigeon")).text == "not sent"


async def test_a_link_carries_conversation_and_open_question_elsewhere_once(door: TestShop) -> None:
    ana = door.customer("ana")
    link = (await ana.says("go on elsewhere")).text
    token = link.rpartition("/")[2]
    await ana.says("I want a cake")
    assert re.fullmatch(r"[\w-]{32}", token)

    phone = door.customer("ana-phone")
    assert (await phone.says("/start", invitation=token)).text == "Hello again. We go on here."
    await door.delivered(7)
    assert [one.reply.text for one in door.channel.delivered.to("ana-phone")][-1] == "Which size?"
    assert (await phone.says("large")).text == "A large cake it is."

    stranger = await door.customer("eve").says("/start", invitation=token)
    assert "no longer valid" in stranger.text
    assert (await door.seat("eve")).lane is not (await door.seat("ana")).lane
    assert token not in str(await door.fetch("SELECT hash FROM challenge"))


async def test_an_order_is_open_for_half_an_hour_in_this_conversation(door: TestShop) -> None:
    ana = door.customer("ana")
    await ana.says("open my order")

    assert (await ana.says("which orders are open")).text == "1001"
    assert (await door.customer("ben").says("which orders are open")).text == "none"
    await door.passes(minutes=31)
    assert (await ana.says("which orders are open")).text == "none"


async def test_what_a_skill_learns_is_known_from_the_next_message_on_and_after_a_restart(door: TestShop) -> None:
    ana = door.customer("ana")
    assert (await ana.says("my name is ana")).text == "before: None"
    assert (await ana.says("my name is ana")).text == "before: Ana"

    await door.restart()

    assert (await door.seat("ana")).lane.customer.tags == ("vip",)
