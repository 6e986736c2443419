"""For the shop: what customers send back, and what became of it."""

import json
from collections.abc import Iterator
from typing import Any

import click
import msgspec
from aiohttp import web

from shopbell import Conflict, PluginScope, RequestError, ShopAtHand, ShopbellError, Write
from shopbell.shop import Money

from .ledger import ALL, ONE, SET, STATES


class Settled(msgspec.Struct, forbid_unknown_fields=True):
    """What the command tells the shop that runs."""

    number: str
    state: str


class Desk:
    """Below ``/p/shopbell_returns``."""

    def __init__(self, scope: PluginScope) -> None:
        self._tables = scope.tables

    async def settle(self, request: web.Request) -> web.Response:
        """``POST /returns``: a ``Settled``."""
        try:
            said = msgspec.json.decode(await request.read(), type=Settled)
            if said.state not in STATES:
                raise RequestError(422, "The body does not fit", f"state: one of {', '.join(STATES)}.")
            await self._tables.commit(Write(SET, (said.state, said.number), 1))
        except msgspec.ValidationError as exc:
            raise RequestError(422, "The body does not fit", str(exc)) from exc
        except Conflict as exc:
            raise RequestError(404, "Not Found", "There is no such return.") from exc
        return web.json_response({"number": said.number, "state": said.state})


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_returns(shop: ShopAtHand, as_json: bool) -> None:
    """Show what customers send back, the newest first."""
    import anyio  # lazy: a shop that serves needs no command line

    for number, order, title, wants, reason, amount, currency, state in anyio.run(shop.tables.fetch, ALL):
        row = {"number": number, "order": order, "title": title, "wants": wants, "reason": reason, "state": state}
        line = f"{number}  {state:<10} {order}  {title}  {wants}  {reason}  {Money(amount, currency)}"
        click.echo(json.dumps({**row, "amount": amount, "currency": currency}) if as_json else line)


@click.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show_return(shop: ShopAtHand, number: str, as_json: bool) -> None:
    """Show return NUMBER: what comes back, why, what is wanted instead, and where the picture of the damage lies."""
    import anyio  # lazy: as above

    rows = anyio.run(shop.tables.fetch, ONE, (number.upper(),))
    if not rows:
        raise ShopbellError(f"there is no return {number}; `shopbell returns list` shows all")
    names = ("number", "order", "line", "title", "wants", "instead", "reason", "photo", "amount", "currency", "state",
             "at")  # fmt: skip
    row = dict(zip(names, rows[0], strict=True))
    row["photo"] = _lying_in(shop, row["photo"])
    for line in [json.dumps(row)] if as_json else _described(row, shop):
        click.echo(line)


def _lying_in(shop: ShopAtHand, photo: str) -> str:
    """The file of a picture that was kept; an address stays one."""
    stored = shop.data_folder / "media" / photo[:2] / photo
    return str(stored) if photo and stored.is_file() else photo


def _described(row: dict[str, Any], shop: ShopAtHand) -> Iterator[str]:
    yield f"Return {row['number']} of {shop.shop.local(row['at']):%Y-%m-%d at %H:%M}: {row['state']}"
    yield f"  {row['title']} (line {row['line'] + 1} of order {row['order']}), {Money(row['amount'], row['currency'])}"
    yield f"  reason: {row['reason']}"
    yield f"  wanted: {row['wants']}{': ' if row['instead'] else ''}{row['instead']}"
    if row["photo"]:
        yield f"  picture: {row['photo']}"
    yield f"  for whom: shopbell orders show {row['order']}"


@click.command("set")
@click.argument("number")
@click.argument("state", type=click.Choice(STATES))
@click.pass_obj
def set_return(shop: ShopAtHand, number: str, state: str) -> None:
    """Note what became of return NUMBER; its customer hears it when they ask."""
    import anyio  # lazy: as above

    if shop.running:
        shop.call("POST", "/returns", {"number": number, "state": state})
    else:
        try:
            anyio.run(shop.tables.commit, Write(SET, (state, number), 1))
        except Conflict as exc:
            raise ShopbellError(f"there is no return {number}; `shopbell returns list` shows all") from exc
    click.echo(f"{number}: {state}")
