"""The demo shops hold the conversations that are written down for them: ``NAME.txt`` beside this file."""

import asyncio
import re

import aiohttp
import pytest

from shopbell import PaymentRequest, ProductCard, Reply, Write
from shopbell.config.shops import shop_names
from shopbell.messages import MessageContext
from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown
from tests.shops.talks import HERE, PAYS, Talk, fits, read_talks, talks_of

WRITTEN = [name for name in shop_names() if (HERE / f"{name}.txt").exists()]
UNSENT = "SELECT 1 FROM outbox WHERE state IN ('due', 'sending')"
PROVEN = (
    "INSERT INTO identity (id, customer_id, channel, account, address, created_at, proven_at)"
    " SELECT id + 1000000, customer_id, 'email', 'default', ?, 1, 1 FROM identity WHERE id = ?"
)


def heard_in(reply: Reply) -> str:
    """What a customer sees, as lines; a product by its name in round brackets."""
    titles = iter([str(part.title) for part in reply.parts if isinstance(part, ProductCard)])
    return re.sub(r"^\(ProductCard\)$", lambda _: f"({next(titles)})", shown(reply), flags=re.MULTILINE)


async def paid(shop: TestShop, asked: Reply) -> Reply:
    """Pay behind the link, as in a browser; what the shop says of it."""
    [request] = [part for part in asked.parts if isinstance(part, PaymentRequest)]
    async with asyncio.timeout(10.0):
        while await shop.fetch(UNSENT):  # noqa: ASYNC110 what was said before is heard before
            await asyncio.sleep(0.01)
    before = len(shop.channel.delivered)
    async with aiohttp.ClientSession() as http, http.post(request.url) as page:
        assert page.status == 200
    await shop.delivered(before + 1)
    return Reply(text=shop.channel.delivered.texts[-1])


async def played(shop: TestShop, talk: Talk, name: str) -> str:
    """Have the conversation; what went otherwise than it is written, or nothing."""
    customer = shop.customer(name)
    if talk.proven:
        await customer.says("hello")  # whoever has never written has no identity yet
        seat = await shop.seat(name)
        await shop.running.store.commit([Write(PROVEN, (talk.proven, seat.identity.id), 1)])
    reply = Reply()
    for one in talk.exchanges:
        context = MessageContext(product=one.product) if one.product else None
        reply = await (paid(shop, reply) if one.said == PAYS else customer.says(one.said, context=context))
        heard = heard_in(reply)
        if not fits(heard, one.heard):
            return f"{talk.title}: after {one.said!r} the shop says\n{heard}\n"
    return ""


@pytest.mark.parametrize("demo_shop", WRITTEN, indirect=True)
async def test_a_shop_talks_as_it_is_written_down(demo_shop: TestShop, request: pytest.FixtureRequest) -> None:
    talks = talks_of(request.node.callspec.params["demo_shop"])

    told = [await played(demo_shop, talk, f"customer {number}") for number, talk in enumerate(talks)]

    assert "\n".join(filter(None, told)) == ""


@pytest.mark.parametrize("name", WRITTEN)
def test_there_are_conversations_enough(name: str) -> None:
    talks = talks_of(name)

    assert len(talks) >= 6
    assert all(one.heard for talk in talks for one in talk.exchanges), "what is not looked at is not tested"


def test_a_conversation_that_goes_otherwise_is_noticed() -> None:
    [talk] = read_talks("# Bread\n> a loaf, please\nHere it is: ...\n[Yes] [No]\n")
    heard = talk.exchanges[0].heard

    assert fits("Here it is: rye\n[Yes] [No]", heard)
    assert not fits("There it is\n[Yes] [No]", heard)
    assert not fits("Here it is: rye", heard)


@pytest.mark.parametrize("text", ["> hello\n", "# Bread\nHere it is\n"])
def test_what_is_no_conversation_is_told_by_line(text: str) -> None:
    with pytest.raises(ValueError, match="line "):
        read_talks(text)
