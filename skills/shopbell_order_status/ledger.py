"""``shopbell order_status given``: what customers got because their order was late."""

import json

import anyio
import click

from shopbell import ShopAtHand
from shopbell.shop import Money

from .sorry import GIVEN


@click.command("given")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_given(shop: ShopAtHand, as_json: bool) -> None:
    """Show what was given for late orders, the oldest first."""
    rows = anyio.run(shop.tables.fetch, GIVEN, ())
    for number, amount, currency, voucher, at in rows:
        if as_json:
            click.echo(
                json.dumps({"order": number, "amount": amount, "currency": currency, "voucher": voucher, "at": at})
            )
        else:
            click.echo(f"{shop.shop.local(at):%Y-%m-%d %H:%M}  {number:<14}  {voucher or Money(amount, currency)}")
    if not rows and not as_json:
        click.echo("Nothing was given.")
