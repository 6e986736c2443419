"""What a dialogue does outside: steps, guarded writes, limits."""

import pytest

from shopbell.testing import TestShop
from tests.dialogues.shops import calls, use

pytestmark = pytest.mark.storage

FLAKY = """
def fetch():
    CALLS.append("fetch")
    raise OSError("down")


@dialogue("flaky", Intent("flaky", {"en": ["fetch it"]}))
async def flaky(chat):
    try:
        await chat.step(fetch)
    except StepFailed as exc:
        again = await chat.ask(f"{exc.kind}. Go on?", kind="yes_no", key="again")
        await chat.say(f"{again}, {chat.now() > 0}, {len(chat.uuid())}, {0 <= chat.random() < 1}")
"""
SLOT = """
TAKE = "UPDATE p_cakes_slot SET taken = 1 WHERE id = ? AND taken = 0"


@hookimpl
def shopbell_migrations():
    return [Migration(1, "CREATE TABLE p_cakes_slot (id {ID}, taken {INT} NOT NULL) {STRICT};"
                         "INSERT INTO p_cakes_slot VALUES (1, 0); INSERT INTO p_cakes_slot VALUES (2, 0);")]


@dialogue("book", Intent("book", {"en": ["book a slot"]}))
async def book(chat):
    while True:
        slot = await chat.ask("Which slot?", kind="number", key="slot")
        try:
            await chat.write(Write(TAKE, (slot,), 1))
        except StepFailed as exc:
            await chat.say(f"Just gone ({exc.kind}).")
            continue
        await chat.say(f"Slot {slot} is yours.")
        return
"""
ENDLESS = """
@dialogue("endless", Intent("endless", {"en": ["count with me"]}))
async def endless(chat):
    for number in range(200):
        await chat.step(len, [number], key="count")
        await chat.say("more")
    await chat.ask("Enough?", key="enough")


@dialogue("forever", Intent("forever", {"en": ["go on for ever"]}))
async def forever(chat, number=1):
    said = await chat.ask(f"Question {number}?", key="q")
    await chat.say(f"You said {said}.")
    chat.continue_as(number + 1)


@dialogue("big", Intent("big", {"en": ["something big"]}))
async def big(chat):
    await chat.step(lambda: "x" * 70_000, key="big")
    await chat.ask("Well?", key="well")
"""


async def test_an_error_of_a_step_is_kept_like_a_result(shop: TestShop) -> None:
    await use(shop, FLAKY)

    await shop.customer("ana").plays("""
        > fetch it
        OSError. Go on?
        [Yes] [No]
        > yes
        True, True, 32, True
    """)

    assert calls(shop) == ["fetch"]


async def test_of_two_who_want_the_same_one_hears_that_it_is_gone(shop: TestShop) -> None:
    await use(shop, SLOT)
    ana, ben = shop.customer("ana"), shop.customer("ben")
    await ana.says("book a slot")
    await ben.says("book a slot")

    assert (await ana.says("1")).text == "Slot 1 is yours."
    assert (await ben.says("1")).text == "Just gone (Conflict).\nWhich slot?"
    assert (await ben.says("2")).text == "Slot 2 is yours."

    assert await shop.fetch("SELECT sum(taken) FROM p_cakes_slot") == [(2,)]
    assert await shop.fetch("SELECT status FROM run") == [("finished",)] * 2


async def test_a_unique_row_is_a_guard_too(shop: TestShop) -> None:
    update = "UPDATE p_cakes_slot SET taken = 1 WHERE id = ? AND taken = 0"
    once = SLOT.replace(update, "INSERT INTO p_cakes_slot VALUES (?, 1)")
    await use(shop, once)
    customer = shop.customer("ana")
    await customer.says("book a slot")

    assert (await customer.says("1")).text == "Just gone (Conflict).\nWhich slot?"
    assert (await customer.says("3")).text == "Slot 3 is yours."


async def test_a_journal_that_grows_over_its_limit_says_what_to_do(shop: TestShop) -> None:
    await use(shop, ENDLESS)

    for said in ("count with me", "something big"):
        assert (await shop.customer("ana").says(said)).text == "Sorry, I did not understand that."
        breaker = next(one for one in shop.running.host.epoch.skills if one.plugin == "cakes").breaker
        assert "chat.continue_as(...)" in breaker.last_error
    assert await shop.fetch("SELECT count(*) FROM run") == [(0,)]


async def test_a_dialogue_without_end_begins_a_fresh_journal(shop: TestShop) -> None:
    await use(shop, ENDLESS)
    customer = shop.customer("ana")
    await customer.says("go on for ever")

    for number in range(1, 30):
        reply = await customer.says(f"answer {number}")
        assert reply.text == f"You said answer {number}.\nQuestion {number + 1}?"

    [(size,)] = await shop.fetch("SELECT length(body) FROM run")
    assert size < 300


async def test_a_skill_begins_a_dialogue_with_arguments(shop: TestShop) -> None:
    await use(
        shop,
        """
@dialogue("inner")
async def inner(chat, city):
    street = await chat.ask(f"Which street in {city}?", key="street")
    return f"{street}, {city}"


@dialogue("outer")
async def outer(chat, product):
    where = await chat.call(inner, "Bonn", key="where")
    await chat.say(f"{product} to {where}")


@skill(Intent("send", {"en": ["send me a cake"]}))
async def send(turn):
    return await turn.begin(outer, "A cake")
""",
    )

    await shop.customer("ana").plays("""
        > send me a cake
        Which street in Bonn?
        > Main Street 4
        A cake to Main Street 4, Bonn
    """)


HEARING = """
@dialogue("collect", Intent("collect", {"en": ["I collect it"]}))
async def collect(chat):
    await chat.ask(_("Shall we bring it?"), options={"bring": "Bring it", "fetch": "I pick it up"}, key="way",
                   also={r"pick it up": "fetch"})
    said, day, sum_ = chat.heard(), chat.heard("date"), chat.heard("money")
    pin = await chat.ask(_("Your code?"), secret=True, key="pin")
    hidden = chat.heard()
    await chat.ask(_("Sure?"), key="sure")
    await chat.say(f"{said} / {day} / {sum_} / {hidden} / {chat.heard()}")
"""


async def test_what_is_said_beside_an_answer_is_heard_and_stays_the_same(shop: TestShop) -> None:
    await use(shop, HEARING)
    ana = shop.customer("ana")
    await ana.says("I collect it")
    await ana.says("can I pick it up on 4 December 2030?")
    await shop.restart()
    await ana.says("hush 7")

    told = await ana.says("yes please")

    assert told.text == "can I pick it up on 4 December 2030? / 2030-12-04 / None / None / yes please"
