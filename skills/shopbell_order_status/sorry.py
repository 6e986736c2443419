"""What the shop gives for being late: by the owner's limit, once for each order, whoever asks how often.

The ledger's key is the order's number, so that of two conversations at once one gets it; its row is written in the
same transaction as the sentence that tells of it.
"""

from datetime import date, timedelta

from shopbell import Chat, ConfigError, Migration, StepFailed, Write
from shopbell import Text as _
from shopbell.shop import Money, Order, ShopInfo, parse_money, same_number

from .settings import OrderStatusSettings

MIGRATION = Migration(2, """
    CREATE TABLE p_shopbell_order_status_given (
        number      TEXT PRIMARY KEY,    -- letters and digits of the order's number: once for each
        customer_id {INT} NOT NULL,      -- 0: erased
        amount      {INT} NOT NULL,      -- minor units; 0 for a voucher
        currency    TEXT NOT NULL,
        voucher     TEXT NOT NULL,
        at          {INT} NOT NULL       -- milliseconds UTC
    ) {STRICT};
    CREATE INDEX p_shopbell_order_status_given_customer ON p_shopbell_order_status_given (customer_id)
""")  # fmt: skip
GIVE = (
    "INSERT INTO p_shopbell_order_status_given (number, customer_id, amount, currency, voucher, at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
GIVEN = "SELECT number, amount, currency, voucher, at FROM p_shopbell_order_status_given ORDER BY at, number"


def days_late(order: Order, shop: ShopInfo, now: int) -> int:
    """Days since the promised one; 0 for what is not late, was promised for no day, or is over."""
    if not order.is_open or not order.promised_on:
        return 0
    return max(0, (shop.local(now).date() - date.fromisoformat(order.promised_on)) // timedelta(days=1))


def check_amount(settings: OrderStatusSettings, shop: ShopInfo) -> None:
    """Raises ``ConfigError`` for a setting that is no amount."""
    try:
        parse_money(settings.sorry_amount or "0", shop.currency, shop.languages[0])
    except ValueError as exc:
        raise ConfigError(f"sorry_amount: {exc}") from exc


def share(order: Order, settings: OrderStatusSettings, language: str) -> Money | None:
    """The amount within the owner's limit; None where it comes to nothing."""
    if not settings.sorry_amount:
        return None
    wished, most = (
        parse_money(settings.sorry_amount, order.currency, language),
        order.total.share(settings.sorry_percent),
    )
    if wished.currency != most.currency:
        return None
    least = wished if wished.amount <= most.amount else most
    return least if least.amount > 0 else None


async def make_good(chat: Chat, order: Order, settings: OrderStatusSettings) -> bool:
    """Give it and say so, if the order is late enough and has got nothing yet."""
    if days_late(order, chat.shop, chat.now()) < max(1, settings.sorry_after) or order.compensations:
        return False
    amount, voucher = share(order, settings, chat.shop.languages[0]), settings.sorry_voucher
    if amount is None and not voucher:
        return False
    coins, currency = (amount.amount, amount.currency) if amount is not None else (0, order.currency)
    row = (same_number(order.number), chat.customer.id, coins, currency, voucher, chat.now())
    try:
        await chat.write(Write(GIVE, row, 1), key="sorry")
    except StepFailed:  # it was given before, or somebody hears of it at this moment
        return False
    if amount is None:
        await chat.say(_("For the wait we give you a voucher: {code}", code=voucher))
    else:
        await chat.say(_("For the wait we give you {amount}; it is noted with your order.", amount=amount))
    return True
