"""A PIN or a password that a dialogue asks for is used, and can be read by nobody afterwards."""

import pytest

from shopbell.testing import TestShop
from tests.dialogues.shops import calls, use
from tests.stores.traces import traces

pytestmark = pytest.mark.storage

PIN = """
def check(pin):
    CALLS.append(pin)
    return pin == 471108


@dialogue("vault", Intent("vault", {"en": ["open my account"]}))
async def vault(chat):
    pin = await chat.ask("Your PIN?", kind="number", least=100_000, key="pin", secret=True)
    name = await chat.ask("Your name?", key="name")
    right = await chat.step(check, pin)
    await chat.say(f"Welcome, {name}: {right}.")
"""
CHANGED = PIN.replace("    name =", '    await chat.ask("New?", key="new")\n    name =')


async def test_a_secret_answer_is_used_and_can_be_read_nowhere(shop: TestShop) -> None:
    await use(shop, PIN)
    ana = shop.customer("ana")
    await ana.says("open my account")
    await ana.says("it is 12 or 471109")
    await ana.says("471108")
    await shop.restart()
    await shop.settle()

    assert (await ana.says("Ana")).text == "Welcome, Ana: True."

    assert calls(shop) == [471108]
    rows = await shop.fetch("SELECT count(*) FROM message WHERE author = 'customer'")
    assert rows == [(4,)]
    stored = await shop.fetch(
        "SELECT body FROM message UNION ALL SELECT body FROM run UNION ALL SELECT record FROM turn"
    )
    for (body,) in stored:
        assert b"471108" not in body
        assert b"471109" not in body
        assert (471108).to_bytes(3) not in body
    assert await shop.fetch("SELECT count(*) FROM inbox WHERE body IS NOT NULL") == [(0,)]
    await shop.close()
    assert traces(shop.data, "471108", "471109") == []
    await shop.open()


@pytest.mark.parametrize("at", [1, 2], ids=["while it is asked", "after it was answered"])
async def test_a_change_of_the_code_keeps_it_a_secret(shop: TestShop, at: int) -> None:
    await use(shop, PIN)
    ana = shop.customer("ana")
    for said in ("open my account", "471108")[:at]:
        await ana.says(said)
    changed = (
        CHANGED if at == 2 else CHANGED.replace("    pin =", '    await chat.ask("Before?", key="before")\n    pin =')
    )

    await use(shop, changed)
    reply = await ana.says("471108" if at == 1 else "Ana")

    if at == 1:  # what was said is not kept until its question comes again
        assert reply.text.endswith("Before?")
        assert (await ana.says("no")).text == "Your PIN?"
        assert (await ana.says("471108")).text == "New?"
        assert (await ana.says("no")).text == "Your name?"
    else:
        assert reply.text.endswith("New?")
    last = await ana.says("Ana" if at == 1 else "no")
    assert last.text == "Welcome, Ana: True."
    for (body,) in await shop.fetch("SELECT body FROM message UNION ALL SELECT body FROM run"):
        assert b"471108" not in body


async def test_without_the_key_that_wrote_it_it_is_asked_again(shop: TestShop) -> None:
    await use(shop, PIN)
    ana = shop.customer("ana")
    for said in ("open my account", "471108"):
        await ana.says(said)
    await shop.close()
    (shop.data / "secret.key").unlink()  # a backup that was restored without it
    await shop.open()
    await shop.settle()
    shop.rehearses = False

    assert (await ana.says("Ana")).text.endswith("Your PIN?")
    assert (await ana.says("471108")).text == "Welcome, Ana: True."


async def test_never_mind_is_no_secret(shop: TestShop) -> None:
    await use(shop, PIN)
    ana = shop.customer("ana")
    await ana.says("open my account")

    assert (await ana.says("never mind")).text == "All right, I have stopped here."
