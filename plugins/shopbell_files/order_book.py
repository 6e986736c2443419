"""``shopbell orders list`` and ``show``: what was ordered, for the owner."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import anyio
import click
import msgspec

from shopbell import ShopAtHand, ShopbellError
from shopbell.shop import Order, OrderLine, same_number

from .shelf import BOOK, ORDER_NOW, order_in

_ALL = 10**9  # whether an order is open stands inside it


@click.group("orders")
def orders() -> None:
    """What was ordered: in conversations, and from the files of the shop."""


@orders.command("list")
@click.option("--limit", type=click.IntRange(min=1, max=10_000), default=50, show_default=True, help="At most so many.")
@click.option("--open", "only_open", is_flag=True, help="Only those with which something is still to happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_orders(shop: ShopAtHand, limit: int, only_open: bool, as_json: bool) -> None:
    """Show the orders, the newest first."""
    found = anyio.run(_newest, shop, limit, only_open)
    for order in found:
        if as_json:
            click.echo(msgspec.json.encode(_row(order)))
            continue
        placed = f"{shop.shop.local(order.placed_at):%Y-%m-%d %H:%M}" if order.placed_at else ""
        wanted = f"for {order.promised_on}" if order.promised_on else ""
        line = f"{order.number:<12}  {placed:<16}  {order.state:<16}  {order.total!s:>14}  {order.payment:<8}  {wanted}"
        click.echo(line.rstrip())
    if not found and not as_json:
        click.echo("No order is open." if only_open else "There are no orders.")


@orders.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show_order(shop: ShopAtHand, number: str, as_json: bool) -> None:
    """Show order NUMBER: its lines, for whom it is, and what happened to it."""
    rows = anyio.run(shop.tables.fetch, ORDER_NOW, (same_number(number),))
    if not rows:
        raise ShopbellError(f"there is no order {number}; `shopbell orders list` shows the newest")
    order = order_in(rows[0][0])
    if as_json:
        whole: dict[str, Any] = msgspec.to_builtins(order)
        click.echo(msgspec.json.encode({**whole, "state": order.state, "total": msgspec.to_builtins(order.total)}))
        return
    for line in _described(order, shop):
        click.echo(line)


async def _newest(shop: ShopAtHand, limit: int, only_open: bool) -> list[Order]:
    rows = await shop.tables.fetch(BOOK, (_ALL if only_open else limit,))
    found = (order_in(body) for (body,) in rows)
    return [*islice((order for order in found if order.is_open or not only_open), limit)]


def _row(order: Order) -> dict[str, Any]:
    total = order.total
    return {
        "number": order.number, "state": order.state, "payment": order.payment, "placed_at": order.placed_at,
        "promised_on": order.promised_on, "amount": total.amount, "currency": total.currency,
        "pieces": sum(line.quantity for line in order.lines),
    }  # fmt: skip


def _described(order: Order, shop: ShopAtHand) -> Iterator[str]:
    placed = f", placed on {shop.shop.local(order.placed_at):%Y-%m-%d at %H:%M}" if order.placed_at else ""
    yield f"Order {order.number}: {order.state}{placed}"
    for line in order.lines:
        yield from _line(line)
    if order.shipping is not None:
        yield f"  delivery: {order.shipping}"
    if order.discount is not None:
        yield f"  discount: -{order.discount}" + (f" ({order.voucher})" if order.voucher else "")
    yield f"  total: {order.total}, {order.payment}"
    if order.promised_on:
        yield f"Wanted: {date.fromisoformat(order.promised_on):%A, %Y-%m-%d}"
    whose = ", ".join(filter(None, (order.name, order.email, order.phone)))
    where = ", ".join(filter(None, (order.address, order.postcode)))
    for name, said in (("For", whose), ("To", where), ("Card", order.card)):
        if said:
            yield f"{name}: {said}"
    for parcel in order.tracking:
        yield "Parcel: " + "  ".join(filter(None, (parcel.carrier, parcel.number, parcel.url)))
    for change in order.history:
        at = f"{shop.shop.local(change.at):%Y-%m-%d %H:%M}" if change.at else f"{'':<16}"
        yield f"{at}  {change.state}  {change.note}".rstrip()
    for given in order.compensations:
        yield f"{shop.shop.local(given.at):%Y-%m-%d %H:%M}  given for it: {given.amount} ({given.reason})"


def _line(line: OrderLine) -> Iterator[str]:
    yield f"  {line.quantity} x {line.title}" + (f" ({line.variant})" if line.variant else "") + f": {line.sum}"
    for wish, said in line.wishes.items():
        yield f"      {wish}: {said}"
