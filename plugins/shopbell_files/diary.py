"""``shopbell files bookings``: who comes when."""

import json
import time

import anyio
import click

from shopbell import ShopAtHand

from .bookings import COMING


@click.command("bookings")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_bookings(shop: ShopAtHand, as_json: bool) -> None:
    """Show what is booked from now on, the next first."""
    rows = anyio.run(shop.tables.fetch, COMING, (time.time_ns() // 1_000_000,))
    for identifier, bookable, starts, zone, _customer, people, name, *_ in rows:
        if as_json:
            row = {
                "id": identifier, "bookable": bookable, "starts": starts, "zone": zone, "people": people, "name": name,
            }  # fmt: skip
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{starts.replace('T', ' ')}  {bookable:<20}  {people:>3}  {name}")
    if not rows and not as_json:
        click.echo("Nothing is booked.")
