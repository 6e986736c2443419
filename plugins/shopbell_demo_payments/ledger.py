"""The service ``payments``: links and what became of them. Paid once is paid; the same key is the same link."""

import secrets
from typing import Literal, NamedTuple

from shopbell import Conflict, Migration, PluginScope, Write
from shopbell.shop import Money, PaymentLink

VALID_MS = 7 * 86_400_000
MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_demo_payments_link (
        key             TEXT PRIMARY KEY,
        reference       TEXT NOT NULL UNIQUE,  -- 128 random bits: who knows it may pay
        order_number    TEXT NOT NULL,
        conversation_id {INT} NOT NULL,
        amount          {INT} NOT NULL,        -- minor units
        currency        TEXT NOT NULL,
        ends_at         {INT} NOT NULL,        -- milliseconds UTC
        state           TEXT NOT NULL          -- open, paid, told (the shop has heard of it)
    ) {STRICT};
    CREATE INDEX p_shopbell_demo_payments_untold ON p_shopbell_demo_payments_link (reference) WHERE state = 'paid';
    CREATE INDEX p_shopbell_demo_payments_asked ON p_shopbell_demo_payments_link (conversation_id)
""")  # fmt: skip
COLUMNS = "reference, order_number, conversation_id, amount, currency, ends_at, state"
BY_KEY = f"SELECT {COLUMNS} FROM p_shopbell_demo_payments_link WHERE key = ?"  # noqa: S608 our own words
BY_REFERENCE = f"SELECT {COLUMNS} FROM p_shopbell_demo_payments_link WHERE reference = ?"  # noqa: S608 our own words
UNTOLD = f"SELECT {COLUMNS} FROM p_shopbell_demo_payments_link WHERE state = 'paid'"  # noqa: S608 our own words
MAKE = (
    "INSERT INTO p_shopbell_demo_payments_link"
    " (key, reference, order_number, conversation_id, amount, currency, ends_at, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT (key) DO NOTHING"
)
PAY = "UPDATE p_shopbell_demo_payments_link SET state = 'paid' WHERE reference = ? AND state = 'open' AND ends_at > ?"
TOLD = "UPDATE p_shopbell_demo_payments_link SET state = 'told' WHERE reference = ?"


class Row(NamedTuple):
    """A link as it lies on disk."""

    reference: str
    order: str
    conversation_id: int
    amount: int
    currency: str
    ends_at: int
    state: str

    @property
    def money(self) -> Money:
        """What is to be paid."""
        return Money(self.amount, self.currency)


class DemoPayments:
    """Makes links, takes payments, tells of them."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope, self._tables = scope, scope.tables

    async def link(self, order: str, amount: Money, *, conversation_id: int, key: str) -> PaymentLink:
        """Make a link, or find the one of this key."""
        ends = self._scope.now() + VALID_MS
        row = (key, secrets.token_urlsafe(16), order, conversation_id, amount.amount, amount.currency, ends)
        await self._tables.commit(Write(MAKE, row))
        [found] = await self._tables.fetch(BY_KEY, (key,))
        made = Row(*found)
        url = f"{self._scope.public_url}/p/{self._scope.name}/pay/{made.reference}"
        return PaymentLink(reference=made.reference, url=url, amount=made.money, ends_at=made.ends_at)

    async def state(self, reference: str) -> Literal["open", "paid", "failed"]:
        """Was it paid? What is over was not."""
        row = await self.find(reference)
        if row is None or (row.state == "open" and row.ends_at <= self._scope.now()):
            return "failed"
        return "open" if row.state == "open" else "paid"

    async def find(self, reference: str) -> Row | None:
        """A link by what the customer holds in hands."""
        rows = await self._tables.fetch(BY_REFERENCE, (reference,))
        return Row(*rows[0]) if rows else None

    async def pay(self, reference: str) -> bool:
        """Pay it; False when it was paid before, or is over."""
        try:
            await self._tables.commit(Write(PAY, (reference, self._scope.now()), 1))
        except Conflict:
            return False
        await self.tell()
        return True

    async def tell(self) -> None:
        """Tell the shop of what was paid; what it has heard of already it does not hear twice."""
        for row in await self._tables.fetch(UNTOLD):
            paid = Row(*row)
            body = {
                "order": paid.order, "reference": paid.reference, "amount": paid.amount, "currency": paid.currency,
            }  # fmt: skip
            await self._scope.record(paid.conversation_id, "payment.succeeded", key=paid.reference, body=body)
            await self._tables.commit(Write(TOLD, (paid.reference,)))
