"""Rows of ``orders.csv`` as orders: one row each, or one row for each line of an order."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from msgspec.structs import replace

from shopbell.shop import KnownCustomer, Money, Order, OrderLine, OrderState, StatusChange, Tracking, same_number

from .cells import Cells, Shop, moment_of
from .findings import Finding
from .rows import Row

STATES: tuple[str, ...] = get_args(OrderState)
# How shop systems call them.
CALLED = {
    "new": "placed", "open": "placed", "pending": "placed", "received": "placed", "confirmed": "placed",
    "processing": "making", "in_progress": "making", "in_production": "making", "ready": "ready_for_pickup",
    "sent": "shipped", "dispatched": "shipped", "fulfilled": "shipped", "in_transit": "shipped",
    "out_for_delivery": "out_for_delivery", "complete": "delivered", "completed": "delivered", "late": "delayed",
    "canceled": "cancelled", "collected": "picked_up",
}  # fmt: skip
PAID = ("open", "authorised", "paid", "refunded", "partly_refunded", "failed")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CHANGE = re.compile(r"([A-Za-z_ ]+?)\s+(\d.*)")


def read_orders(path: str, rows: Iterable[Row], shop: Shop) -> Iterator[Order | Finding]:
    """Orders and what is wrong. Rows of one number are its lines; what they share is taken from the first."""
    found: dict[str, tuple[int, Order]] = {}
    for row in rows:
        try:
            order = _order(Cells(row.cells, shop))
        except ValueError as exc:
            yield Finding(path, row.line, str(exc))
            continue
        key = same_number(order.number)
        before = found.get(key)
        if before is None:
            found[key] = row.line, order
        elif not order.lines:
            yield Finding(path, row.line, f"the order {order.number} stands in line {before[0]}, too")
        else:
            found[key] = before[0], replace(before[1], lines=before[1].lines + order.lines)
    yield from (order for _, order in found.values())


def _order(cells: Cells) -> Order:
    number = cells.needed("number", "order", "order_number", "name")
    if not same_number(number):
        raise ValueError(f'number: "{number[:40]}" has neither letters nor digits')
    currency = cells.text("currency").upper() or cells.shop.currency
    placed = cells.moment("placed", "placed_at", "date", "created_at") or 0
    email, phone = address_of(cells)
    promised = cells.day("promised", "promised_on", "delivery_date")
    return Order(
        number=number,
        currency=currency,
        lines=_lines(cells, currency),
        history=_history(cells, placed),
        shipping=cells.money("shipping", currency=currency),
        discount=_positive(cells.money("discount", currency=currency)),
        payment=_payment(cells.text("payment", "payment_status", "financial_status")),
        tracking=_tracking(cells),
        promised_on=promised.isoformat() if promised else "",
        email=email,
        phone=phone,
        name=cells.text("customer_name", "recipient"),
        postcode=cells.text("postcode", "zip", "postal_code"),
        address=cells.text("address", "street"),
        customer=cells.text("customer", "customer_id"),
        placed_at=placed,
    )


def address_of(cells: Cells) -> tuple[str, str]:
    """E-mail address in small letters, and telephone number as E.164. Raises ``ValueError``."""
    email, phone = cells.text("email", "e-mail", "mail").lower(), cells.text("phone", "telephone", "mobile")
    if email and not _EMAIL.fullmatch(email):
        raise ValueError("email: this is no e-mail address")  # whose it is stays in the file
    if not phone:
        return email, ""
    import phonenumbers  # lazy: 30 ms and 2.6 MB that a shop without telephone numbers need not wait for

    try:
        number = phonenumbers.parse(phone, cells.shop.region or None)
    except phonenumbers.NumberParseException as exc:
        raise ValueError("phone: this is no telephone number; write it as +49 30 123456") from exc
    return email, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _lines(cells: Cells, currency: str) -> tuple[OrderLine, ...]:
    """The row's own line, or all of them where the file knows lists (``lines``)."""
    several: Any = cells.take("lines", "items")
    if isinstance(several, list):
        return tuple(line for one in several for line in _lines(Cells(dict(one), cells.shop), currency))
    if several:
        raise ValueError("lines: in a CSV file each line of an order has a row of its own, with the same number")
    product, title = cells.text("product", "sku"), cells.text("title", "item", "product_title")
    price, quantity = cells.money("price", currency=currency), cells.count("quantity", "qty", least=1)
    if not product and not title:
        return ()
    line = OrderLine(
        product=product,
        title=title or product,
        price=price or Money(0, currency),
        quantity=1 if quantity is None else quantity,
        variant=cells.text("variant"),
    )
    return (line,)


def _history(cells: Cells, placed: int) -> tuple[StatusChange, ...]:
    """``history`` (``placed 2026-05-01; shipped 2026-05-03 10:20``), and the last state, ``status``."""
    note = cells.text("note", "status_note")
    changes = []
    for said in cells.texts("history"):
        found = _CHANGE.fullmatch(said)
        if found is None:
            raise ValueError(f'history: "{said[:60]}" is not understood; write it as shipped 2026-05-03')
        changes.append(StatusChange(state=_state(found[1]), at=moment_of(found[2], cells.shop, "history")))
    changes.sort(key=lambda change: change.at)
    at = cells.moment("status_at", "updated", "updated_at", "status_date")
    said = cells.text("status", "state")
    last = changes[-1] if changes else StatusChange(state="placed", at=placed)
    if said and (not changes or _state(said) != last.state):
        changes.append(StatusChange(state=_state(said), at=last.at if at is None else at, note=note))
    elif note:
        changes[-1:] = [replace(last, note=note)]
    return tuple(changes)


def _state(said: str) -> OrderState:
    plain = said.strip().lower().replace(" ", "_").replace("-", "_")
    state: Any = CALLED.get(plain, plain)
    if state not in STATES:
        raise ValueError(f'status: "{said.strip()[:40]}" is none of {", ".join(STATES)}')
    return state  # type: ignore[no-any-return]


def _payment(said: str) -> Any:
    plain = said.lower().replace(" ", "_")
    plain = {"": "open", "unpaid": "open", "pending": "open", "authorized": "authorised"}.get(plain, plain)
    if plain not in PAID:
        raise ValueError(f'payment: "{said[:40]}" is none of {", ".join(PAID)}')
    return plain


def _tracking(cells: Cells) -> tuple[Tracking, ...]:
    carrier, numbers = cells.text("carrier"), cells.texts("tracking", "tracking_number")
    urls = cells.texts("tracking_url", "tracking_link")
    for url in urls:
        if not re.match(r"https?://\S+$", url):
            raise ValueError(f'tracking_url: "{url[:60]}" is no address; it must begin with https://')
    count = max(len(numbers), len(urls))
    numbers, urls = numbers + ("",) * (count - len(numbers)), urls + ("",) * (count - len(urls))
    return tuple(Tracking(carrier=carrier, number=n, url=u) for n, u in zip(numbers, urls, strict=True))


def _positive(discount: Money | None) -> Money | None:
    return None if discount is None else Money(abs(discount.amount), discount.currency)


def read_customers(path: str, rows: Iterable[Row], shop: Shop) -> Iterator[KnownCustomer | Finding]:
    """Rows of ``customers.csv``."""
    for row in rows:
        cells = Cells(row.cells, shop)
        try:
            number = cells.needed("id", "customer", "number")
            email, phone = address_of(cells)
            if not email and not phone:
                raise ValueError("neither email nor phone: nobody could be recognised by it")
            since = cells.day("since", "created", "created_at")
            yield KnownCustomer(
                id=number,
                name=cells.text("name"),
                email=email,
                phone=phone,
                language=cells.text("language").lower(),
                since=since.isoformat() if since else "",
                tags=cells.texts("tags"),
            )
        except ValueError as exc:
            yield Finding(path, row.line, str(exc))
