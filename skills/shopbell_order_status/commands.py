"""``shopbell order_status incidents``, ``incident`` and ``over``: what goes wrong for many orders at once."""

from datetime import date, datetime
from functools import partial

import anyio
import click
import msgspec

from shopbell import ShopAtHand, ShopbellError

from .incidents import FILE, Incident, read_incidents
from .raising import ended, raised

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("incidents")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_incidents(shop: ShopAtHand, as_json: bool) -> None:
    """Show what customers hear of when they ask for an order."""
    incidents, mistakes = read_incidents(shop.content(FILE))
    for number, one in incidents.items():
        if as_json:
            click.echo(msgspec.json.encode({"number": number, **msgspec.structs.asdict(one)}))
            continue
        click.echo(f"{number:>3}  {one.said_in(shop.shop.languages[0])}")
        for name, told in _conditions(one):
            click.echo(f"     {name}: {told}")
    for sentence in mistakes:
        click.echo(f"{FILE}: {sentence}", err=True)
    if not incidents and not as_json:
        click.echo("Nothing goes wrong.", err=True)


@click.command("incident")
@click.argument("text")
@click.option("--carrier", default="", help="Only parcels of this one.")
@click.option(
    "--product", "products", multiple=True, help="Only orders with this product, delivered ones, too. Again for more."
)
@click.option(
    "--postcode", "postcodes", multiple=True, help="Only orders to a postcode that begins like this. Again for more."
)
@click.option("--since", type=DAY, help="First day, as 2026-12-01.")
@click.option("--until", type=DAY, help="Last day.")
@click.pass_obj
def add_incident(
    shop: ShopAtHand,
    text: str,
    carrier: str,
    products: tuple[str, ...],
    postcodes: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Tell customers TEXT when they ask for an order that it concerns: at once, until it is over."""
    if not text.strip():
        raise ShopbellError("the text is empty; write what customers are to hear")
    if since is not None and until is not None and until < since:
        raise ShopbellError("--until is before --since")
    first, last = (day.date() if day is not None else None for day in (since, until))
    incident = Incident(
        text=text.strip(), carrier=carrier, products=products, postcodes=postcodes, since=first, until=last
    )
    anyio.run(shop.edit, FILE, partial(raised, incident))
    click.echo(f"Written to {FILE}. When it is over: shopbell order_status over NUMBER")


@click.command("over")
@click.argument("number", type=click.IntRange(min=1))
@click.pass_obj
def end_incident(shop: ShopAtHand, number: int) -> None:
    """Take incident NUMBER out; `shopbell order_status incidents` shows the numbers."""
    anyio.run(shop.edit, FILE, partial(ended, number))
    click.echo(f"Taken out of {FILE}.")


def _conditions(one: Incident) -> list[tuple[str, str]]:
    days = [(name, str(day)) for name, day in (("since", one.since), ("until", one.until)) if isinstance(day, date)]
    named = [("carrier", one.carrier), ("products", ", ".join(one.products)), ("postcodes", ", ".join(one.postcodes))]
    return [(name, told) for name, told in (*named, *days) if told]
