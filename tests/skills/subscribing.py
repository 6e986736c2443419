"""How customers subscribe, and what stands in the tables then."""

import asyncio
import re

from shopbell.testing import TestShop

ADDRESS = "ana@mail.example"
STOCK_ASKED = "Shall Corner shop write to you here, once, when {title} is in stock again? You can end it at any time."
ASKED = "Shall Corner shop write to you here, once, when Walnut mug costs €10.00 or less? You can end it at any time."
ONCE = "Done, I tell you here, once. “Stop my alerts” ends it."
NEWS = (
    "Shall Corner shop send you its newsletter here, with news and offers? You can end it at any time by writing:"
    " unsubscribe."
)


def wares(shop: TestShop, price: str = "12.50", stock: int | str = "") -> None:
    shop.write("catalogue.csv", f"id,title,price,stock,url\nM1,Walnut mug,{price},{stock},https://corner.example/mug\n")


async def waits_for_a_price(shop: TestShop, name: str = "ana") -> None:
    await shop.customer(name).plays(f"""
        > tell me when the walnut mug is under 10
        {ASKED}
        [Yes] [No]
        > yes
        {ONCE}
    """)


async def waits_for_stock(shop: TestShop, name: str = "ana") -> None:
    await shop.customer(name).plays(f"""
        > tell me when the walnut mug is back
        Shall Corner shop write to you here, once, when Walnut mug is in stock again? You can end it at any time.
        [Yes] [No]
        > yes
        {ONCE}
    """)


async def offers(shop: TestShop, count: int) -> list[tuple[str, str, str]]:
    """To whom, for which consent, and what became of it: all offers, once there are so many."""
    sql = "SELECT address, consent, verdict FROM outbox WHERE purpose = 'marketing' ORDER BY id"
    async with asyncio.timeout(15.0):
        while len(await shop.fetch(sql)) < count:  # noqa: ASYNC110 a test may look often
            await asyncio.sleep(0.01)
    await shop.idle()
    return [(row[0], row[1], row[2]) for row in await shop.fetch(sql)]


async def open_alerts(shop: TestShop) -> list[tuple[str, str]]:
    sql = "SELECT kind, product FROM p_shopbell_subscriptions_alert ORDER BY kind, product"
    return [(row[0], row[1]) for row in await shop.fetch(sql)]


async def consents(shop: TestShop) -> list[tuple[str, int, str]]:
    return [
        (row[0], row[1], row[2]) for row in await shop.fetch("SELECT purpose, given, wording FROM consent ORDER BY id")
    ]


async def code_sent(shop: TestShop) -> str:
    while not (letters := shop.channel.delivered.to(ADDRESS)):
        await shop.delivered(len(shop.channel.delivered) + 1)
    found = re.match(r"(\d{3} \d{3})", letters[-1].reply.text)
    assert found, letters
    return found[1]


async def waits_at_a_higher_price(shop: TestShop) -> None:
    """Ben waits for the mug, too, at a price that is sooner reached."""
    await shop.customer("ben").says("tell me when the walnut mug is under 12")
    await shop.customer("ben").says("yes")


async def reads_it_here(shop: TestShop, name: str = "ana") -> None:
    await shop.customer(name).plays(f"""
        > subscribe to your newsletter
        Where would you like to read our newsletter?
        [By e-mail] [Here]
        > here
        {NEWS}
        [Yes] [No]
        > yes
        Done, you get our newsletter here.
    """)
