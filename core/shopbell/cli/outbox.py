"""``shopbell outbox``: messages on their way, and those that wait for a person."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from shopbell.cli.running import changing, config_option, data_option, json_option, plainly, reading
from shopbell.contracts import Write
from shopbell.errors import ShopbellError
from shopbell.http.local import LocalShop, running_shop
from shopbell.http.operations import OutboxInfo
from shopbell.http.operator_routes import OUTBOX_STATES

LIST = (  # the fields of ``OutboxInfo``, in their order
    "SELECT id, turn_id, conversation_id, channel, account, purpose, state, reason, attempts, created_at, due_at"
    " FROM outbox WHERE ? IN ('', state) ORDER BY id DESC LIMIT ?"
)
# Spelled out, so that the index of parked rows is used however long the history is.
PARKED = "SELECT id FROM outbox WHERE state = 'parked' ORDER BY id"
STATE = "SELECT state FROM outbox WHERE id = ?"
REDRIVE = "UPDATE outbox SET state = 'due', reason = '', attempts = 0, due_at = ? WHERE id = ? AND state = 'parked'"


@click.group()
def outbox() -> None:
    """Show messages on their way to customers, and send parked ones again."""


@outbox.command("list")
@click.option("--state", type=click.Choice(OUTBOX_STATES), help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="At most so many.")
@config_option
@data_option
@json_option
@plainly
def list_outbox(state: str | None, limit: int, config: Path, data: Path | None, as_json: bool) -> None:
    """Show messages, the newest first; never their words."""
    with reading(config, data or config / "data") as database:
        fields = OutboxInfo.__struct_fields__
        rows = [OutboxInfo(**dict(zip(fields, row, strict=True))) for row in database.fetch(LIST, (state or "", limit))]
    for info in rows:
        click.echo(msgspec.json.encode(info) if as_json else _line(info))
    if not as_json:
        states = ", ".join(f"{count} {state}" for state, count in Counter(info.state for info in rows).most_common())
        click.echo(states or "Nothing there.", err=True)


@outbox.command("redrive")
@click.argument("number", type=int, required=False, metavar="[ID]")
@click.option("--all", "everything", is_flag=True, help="All that are parked.")
@config_option
@data_option
@plainly
def redrive_outbox(number: int | None, everything: bool, config: Path, data: Path | None) -> None:
    """Send message ID again, or all parked ones."""
    if (number is None) == (not everything):
        raise click.UsageError("Name one message, or give --all.")
    folder = data or config / "data"
    ids = [number] if number is not None else _parked(config, folder)
    shop = running_shop(folder)
    if shop is None:
        with reading(config, folder):
            pass  # opening it to write would make one
    count = asyncio.run(_offline(config, folder, ids)) if shop is None else _online(shop, ids, one=number is not None)
    when = "" if shop is not None else " when the shop runs"
    click.echo(f"{count} {'message is' if count == 1 else 'messages are'} sent again{when}.")


def _line(info: OutboxInfo) -> str:
    made = datetime.fromtimestamp(info.created_at / 1000, UTC)
    tries = f", {info.attempts} tries" if info.attempts > 1 else ""
    reason = f"  {info.reason}" if info.reason else ""
    return f"{info.id:>12}  {info.state:<9}  {made:%Y-%m-%d %H:%M}  {info.channel}/{info.account}{tries}{reason}"


def _parked(config: Path, data: Path) -> list[int]:
    with reading(config, data) as database:
        return [int(row[0]) for row in database.fetch(PARKED)]


def _online(shop: LocalShop, ids: list[int], *, one: bool) -> int:
    """One request each; with many, a row that was settled in the meantime is no failure of the others."""
    done, refusal = 0, None
    for number in ids:
        try:
            shop.call("POST", f"/api/v1/outbox/{number}/redrive")
            done += 1
        except ShopbellError as exc:
            refusal = exc
    if refusal is not None and (one or not done):
        raise refusal
    return done


async def _offline(config: Path, data: Path, ids: list[int]) -> int:
    """Under the lock, for nobody else has the database.

    Raises:
        ShopbellError: there is no such message, or it is in no state to be sent again.
    """
    async with changing(config, data) as store:
        now = time.time_ns() // 1_000_000
        for number in ids:
            found = await store.fetch(STATE, (number,))
            if not found:
                raise ShopbellError(f"there is no message {number}")
            if found[0][0] != "parked":
                raise ShopbellError(f"message {number} is {found[0][0]}; only parked ones are sent again")
        await store.commit([Write(REDRIVE, (now, number), 1) for number in ids])
    return len(ids)
