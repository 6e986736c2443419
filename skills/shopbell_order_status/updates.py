"""Customers who want to hear what happens to an order."""

from typing import Any

from shopbell import Chat, Migration, PluginScope, Skill, StepFailed, Write, dialogue
from shopbell import Text as _
from shopbell.shop import Order, OrderState, same_number

from .sentences import STATES

TOLD: tuple[OrderState, ...] = (
    "paid", "making", "packed", "shipped", "out_for_delivery", "ready_for_pickup", "delivered", "delayed", "cancelled",
)  # fmt: skip
MIGRATION = Migration(3, """
    CREATE TABLE p_shopbell_order_status_wanted (
        customer_id {INT} NOT NULL,
        number      TEXT NOT NULL,      -- letters and digits
        PRIMARY KEY (customer_id, number)
    ) {STRICT}
""")  # fmt: skip
WANT = (
    "INSERT INTO p_shopbell_order_status_wanted (customer_id, number) VALUES (?, ?)"
    " ON CONFLICT (customer_id, number) DO NOTHING"
)
WANTS = "SELECT 1 FROM p_shopbell_order_status_wanted WHERE customer_id = ? AND number = ?"
OVER = "DELETE FROM p_shopbell_order_status_wanted WHERE customer_id = ? AND number = ?"
LAST = frozenset(("delivered", "cancelled"))


def wanted(customer_id: int, order: Order) -> Write:
    """From now on they hear of it."""
    return Write(WANT, (customer_id, same_number(order.number)))


def news_dialogues(scope: PluginScope) -> list[Skill]:
    """A notice for who asked for it, begun by what a shop system reports: ``order.shipped {"order": "1001"}``."""

    async def wants(customer_id: int, number: str) -> bool:
        return bool(await scope.tables.fetch(WANTS, (customer_id, number)))

    async def tracking(number: str) -> list[str]:
        order: Order | None = await scope.service("orders").order(number)
        return [one.url for one in order.tracking if one.url] if order is not None else []

    def news_of(state: OrderState) -> Skill:
        @dialogue(f"order_news_{state}", on=[f"order.{state}"])
        async def order_news(chat: Chat, event: dict[str, Any]) -> None:
            number = str(event.get("order", ""))
            key = same_number(number)
            if not key or not await chat.step(wants, chat.customer.id, key, key="wants", type=bool):
                return
            await chat.say(_("News of order {number}:", number=number), STATES[state])
            if state == "shipped":
                for url in await links(chat, number):
                    await chat.say(_("Follow the parcel: {url}", url=url))
            if state in LAST:
                await chat.write(Write(OVER, (chat.customer.id, key)), key="over")

        return order_news

    async def links(chat: Chat, number: str) -> list[str]:
        try:
            found: list[str] = await chat.step(tracking, number, key="tracking", type=list[str])
        except StepFailed:  # the news is true without it
            return []
        return found

    return [news_of(state) for state in TOLD]
