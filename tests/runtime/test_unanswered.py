"""Plugins may keep what nobody had an answer to; their mistakes cost nobody the reply."""

import pytest

from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import CloseCall

pytestmark = pytest.mark.storage

FALLBACK = "Sorry, I did not understand that."
KEEPER = '''"""Keeps what was not answered."""

from shopbell import Intent, Migration, Reply, Write, hookimpl, skill


BREAD = Intent("bread", {"en": ["do you have bread with seeds"]})
ROLLS = Intent("rolls", {"en": ["do you have rolls with seeds"]})


@skill(BREAD, ROLLS)
async def answer(turn):
    return Reply(text="Yes.")


@hookimpl
def shopbell_skills(scope):
    return [answer]


@hookimpl
def shopbell_migrations():
    return [Migration(1, "CREATE TABLE p_keeper_kept (id {ID}, outcome TEXT NOT NULL, text TEXT NOT NULL) {STRICT}")]


@hookimpl
def shopbell_unanswered(turn, outcome):
    BODY
'''
KEEP = 'return [Write("INSERT INTO p_keeper_kept VALUES (?, ?, ?)", (turn.id, outcome, turn.text))]'


async def install(shop: TestShop, body: str = KEEP) -> None:
    shop.write_plugin("keeper", KEEPER.replace("BODY", body))
    await shop.settle()


async def test_what_nobody_answered_is_kept_with_its_turn(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)

    reply = await customer.says("do you repair bicycles")

    assert reply.text == FALLBACK
    assert await shop.fetch("SELECT * FROM p_keeper_kept") == [(customer.turn_id, "fallback", "do you repair bicycles")]


async def test_a_question_back_is_told_as_one(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)

    shop.running.host.epoch.prepared.understander.use(CloseCall("bread", "rolls"))

    reply = await customer.says("what do you have with seeds?")

    assert reply.text == "Did you mean:"
    assert await shop.fetch("SELECT outcome FROM p_keeper_kept") == [("clarify",)]


async def test_an_answered_question_is_nobodys_business(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)

    assert (await customer.says("do you have bread with seeds")).text == "Yes."

    assert await shop.fetch("SELECT * FROM p_keeper_kept") == []


@pytest.mark.parametrize(
    "body",
    [
        "raise RuntimeError('no')",
        "raise SystemExit(3)",
        "return None",
        "return ['no write']",
        "return [Write('DELETE FROM message', ())]",
        "return [Write('INSERT INTO p_keeper_nowhere VALUES (1)', ())]",
        "return [Write('UPDATE p_keeper_kept SET text = text', (), 1)]",
    ],
)
async def test_a_mistake_there_costs_nobody_the_reply(shop: TestShop, customer: TestCustomer, body: str) -> None:
    await install(shop, body)

    assert (await customer.says("do you repair bicycles")).text == FALLBACK
    assert await shop.fetch("SELECT count(*) FROM message WHERE author = 'customer'") == [(1,)]
