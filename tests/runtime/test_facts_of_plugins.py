"""A plugin tells a fact about a customer: once, to whoever waits for it, in the customer's own conversation."""

import pytest

from shopbell.testing import TestShop

pytestmark = pytest.mark.storage

LAMP = '''"""Lights a lamp, and hears of it."""

from shopbell import Intent, Reply, Text as _, dialogue, hookimpl, skill
from shopbell.shop import Money


@hookimpl
def shopbell_skills(scope):
    @skill(Intent("lamp", {"en": ["light the lamp"]}))
    async def lamp(turn):
        told = [await scope.record(turn.conversation_id, "lamp.lit", key="1", body={"watts": 60}) for _n in range(2)]
        return Reply(text=f"{told} {scope.now() // 86_400_000 == turn.now // 86_400_000}")

    @dialogue("lit", on=["lamp.lit"])
    async def lit(chat, event):
        await chat.say(_("{watts} watts cost {price}.", watts=event["watts"], price=Money(1250, "EUR")))

    return [lamp, lit]
'''


async def test_it_is_told_once_and_heard_in_the_customers_language(shop: TestShop) -> None:
    await shop.configure(languages=["de"])
    shop.write_plugin("lamp", LAMP)
    await shop.settle()
    shop.clock.advance(10 * 86_400_000)
    ana = shop.customer("ana")
    await ana.says("hello")

    first = await ana.says("light the lamp")
    again = await shop.customer("ana").says("light the lamp")
    await shop.idle()
    await shop.delivered(4)

    assert (first.text, again.text) == ("[True, False] True", "[False, False] True")
    said = shop.channel.delivered.texts
    assert [words for words in said if "watts" in words] == ["60 watts cost 12,50\xa0€."]


async def test_nobody_hears_of_a_conversation_that_there_is_not(shop: TestShop) -> None:
    shop.write_plugin("lamp", LAMP.replace("turn.conversation_id", "4711"))
    await shop.settle()

    assert (await shop.customer("ana").says("light the lamp")).text.startswith("[False, False]")
