"""Skills that fail, hang, lie or fight over a row: the customer gets the next best answer."""

import asyncio

import pytest

from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

FALLBACK = "Sorry, I did not understand that."
APOLOGY = "Sorry, something went wrong on our side. A person will look at it."
QUESTION = 'Intent("trouble", {"en": ["trouble please"]})'

WAYS = {
    "raises": "raise RuntimeError('no')",
    "exits": "raise SystemExit(3)",
    "recurses": "return await answer.answer(turn)",
    "interrupts": "raise KeyboardInterrupt",
    "cancels itself": "raise asyncio.CancelledError",
    "returns a string": "return 'a string'",
    "returns a list": "return [Reply(text='a')]",
    "replies with a number": "return Reply(text=5)",
    "replies with no part": "return Reply('words')",
    "keeps what is no data": "turn.remember('x', object()); return Reply(text='kept')",
    "keeps half a character": r"turn.remember('x', '\ud800'); return Reply(text='kept')",
    "keeps a huge number": "turn.remember('x', 1 << 70); return Reply(text='kept')",
    "hands over till never": "turn.hand_over('x', until='soon'); return Reply(text='kept')",
    "hands over for half a character": r"turn.hand_over('\ud800'); return Reply(text='kept')",
    "says half a character": r"return Reply(text='\ud800')",
    "says what is no text": "return Reply(TextPart(text=b'bytes'))",
    "offers what is no label": "return Reply(text='x', options=[Option(5)])",
    "misses an argument": "return Reply(text=Text('Hello {name}'))",
    "writes bad SQL": "turn.write(Write('INSERT INTO nowhere VALUES (?)', (1,), 1)); return Reply(text='kept')",
    "writes what is no SQL": "turn.write(('x',)); return Reply(text='kept')",
    "writes wrong parameters": "turn.write(Write('DELETE FROM kv WHERE name = ?', (object(),))); return Reply()",
    "breaks a promise": "turn.write(Write('UPDATE kv SET value = ? WHERE name = ?', (b'', 'nobody'), 1));"
    " return Reply(text='kept')",
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_skills_mistake_costs_its_answer_and_nothing_else(
    shop: TestShop, customer: TestCustomer, way: str
) -> None:
    await install(shop, "echo", ECHO)
    await install(shop, "trouble", f"@skill({QUESTION})\nasync def answer(turn):\n    {WAYS[way]}\n")

    async with asyncio.timeout(20):
        reply = await customer.says("Trouble, please!")
        turn = customer.turn_id
        after = await customer.says("and now?")

    assert reply.text in ("You said: Trouble, please!", "Hello {name}"), reply.text
    assert after.text == "You said: and now?"
    assert (await shop.state("ana")).slots == {}
    assert not await shop.held("ana")
    assert await shop.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]
    if reply.text != "Hello {name}":
        why = await shop.why(turn)
        assert why["failed"] in (("trouble/answer",), ("trouble",))
        assert any("trouble" in line and "left out" in line for line in why["explained"])


async def test_without_a_next_best_answer_the_customer_hears_that_it_was_not_understood(
    shop: TestShop, customer: TestCustomer
) -> None:
    await install(shop, "trouble", f"@skill({QUESTION})\nasync def answer(turn):\n    raise ValueError('no')\n")

    assert (await customer.says("trouble please")).text == FALLBACK


HANGS = """
@skill(Intent("trouble", {"en": ["trouble please"]}))
async def answer(turn):
    turn.remember("x", 1)
    await asyncio.sleep(3600)
    return Reply(text="too late")
"""
GATES: list[asyncio.Event] = []  # of the answers that cling, over all plugins
CLINGS = """
from tests.runtime.test_contained import GATES

LET_GO = asyncio.Event()
GATES.append(LET_GO)

@skill(Intent("trouble", {"en": ["trouble please"]}))
async def answer(turn):
    turn.remember("x", 1)
    while not LET_GO.is_set():
        try:
            await LET_GO.wait()
        except BaseException:
            pass
    return Reply(text="too late")
"""


def let_go() -> None:
    """End the answers that cling: a shop cannot close before they do."""
    for gate in GATES:
        gate.set()


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of tenths of a second instead of ten."""
    monkeypatch.setattr("shopbell.runtime.answer.SKILL_SECONDS", 0.1)
    monkeypatch.setattr("shopbell.runtime.stepping.GRACE_SECONDS", 0.1)


@pytest.mark.usefixtures("hurry")
async def test_a_skill_that_hangs_is_stopped_and_the_next_best_answers(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "echo", ECHO)
    await install(shop, "trouble", HANGS)

    trouble, other = await asyncio.gather(customer.says("trouble please"), shop.customer("ben").says("hello"))

    assert trouble.text == "You said: trouble please"
    assert other.text == "You said: hello"
    assert (await shop.state("ana")).slots == {}
    assert (await customer.says("still there?")).text == "You said: still there?"


@pytest.mark.usefixtures("hurry")
async def test_a_skill_that_ignores_its_cancellation_is_left_behind(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "echo", ECHO)
    await install(shop, "trouble", CLINGS)

    try:
        first = await customer.says("trouble please")
        second = await customer.says("next")
    finally:
        let_go()
    third = await customer.says("and now")
    await shop.idle()

    assert [first.text, second.text, third.text] == [
        "You said: trouble please", "You said: next", "You said: and now",
    ]  # fmt: skip
    assert (await shop.state("ana")).slots == {}
    assert await shop.fetch("SELECT count(*) FROM turn") == [(3,)]


@pytest.mark.usefixtures("hurry")
async def test_two_skills_in_a_row_that_ignore_their_cancellation_are_both_left_behind(
    shop: TestShop, customer: TestCustomer
) -> None:
    await install(shop, "echo", ECHO)
    await install(shop, "first", CLINGS)
    await install(shop, "second", CLINGS.replace('Intent("trouble", {"en": ["trouble please"]})', ""))
    await shop.enable("second", order=1)  # asked before the one that repeats
    try:
        async with asyncio.timeout(10):
            reply = await customer.says("trouble please")
            await shop.disable("second")
            after = await customer.says("next")
    finally:
        let_go()

    assert reply.text == "You said: trouble please"
    assert after.text == "You said: next"


@pytest.mark.usefixtures("hurry")
async def test_a_plugin_whose_answers_all_cling_does_not_keep_the_others_waiting(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More turns than one plugin may have under way, and none of them ends."""
    monkeypatch.setattr("shopbell.runtime.answer.ANSWERS_AT_ONCE", 8)
    await install(shop, "echo", ECHO)
    await install(shop, "trouble", CLINGS)

    try:
        async with asyncio.timeout(8):
            replies = await asyncio.gather(*(shop.customer(f"c{n}").says("trouble please") for n in range(30)))
    finally:
        let_go()

    assert {reply.text for reply in replies} == {"You said: trouble please"}
    assert shop.plugin("trouble").state == "quarantined"


TYPING = """
@skill()
async def answer(turn):
    await asyncio.sleep(float(turn.text))
    return Reply(text="done")
"""


async def test_a_turn_that_takes_its_time_shows_that_somebody_is_typing(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "slow", TYPING)

    await customer.says("0.01")
    assert shop.channel.typed == []
    await customer.says("1.0")
    assert shop.channel.typed == ["ana"]


async def test_a_row_that_two_customers_want_goes_to_one_and_the_other_is_answered_anew(
    shop: TestShop, customer: TestCustomer
) -> None:
    """The second turn's write meets what it did not expect: it is computed again on what is there now."""
    await install(shop, "echo", ECHO)
    await install(shop, "shelf", SHELF)
    await customer.says("fill")

    replies = await asyncio.gather(*(shop.customer(f"c{n}").says("buy one") for n in range(4)))

    texts = sorted(reply.text for reply in replies)
    assert texts == ["You said: buy one", "You said: buy one", "Yours. 0 left.", "Yours. 1 left."]
    assert await shop.fetch("SELECT value FROM kv WHERE plugin = 'shelf'") == [(b"0",)]


SHELF = """
@skill(Intent("buy", {"en": ["buy one"]}), Intent("fill", {"en": ["fill"]}))
async def answer(turn):
    if turn.intent == "fill":
        turn.write(Write("INSERT INTO kv VALUES ('shelf', 'left', ?)", (b"2",), 1))
        return Reply(text="2 left.")
    [(left,)] = await TABLES.fetch("SELECT value FROM kv WHERE plugin = 'shelf'")
    await asyncio.sleep(0)
    if left == b"0":
        return None
    less = str(int(left) - 1)
    turn.write(
        Write("UPDATE kv SET value = ? WHERE plugin = 'shelf' AND value = ?", (less.encode(), left), 1)
    )
    return Reply(text=f"Yours. {less} left.")

@hookimpl
def shopbell_channels(scope):
    global TABLES
    TABLES = scope.tables
    return []
"""
