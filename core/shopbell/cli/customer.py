"""``shopbell customer``, ``export``, ``erase``: what the shop keeps about somebody, handed out or forgotten."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from shopbell.cli.running import call, config_option, data_option, plainly


@click.group()
def customer() -> None:
    """Who somebody is, and which addresses are theirs."""


@customer.command()
@click.argument("number", metavar="CUSTOMER", type=int)
@config_option
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@plainly
def show(number: int, config: Path, data: Path | None, as_json: bool) -> None:
    """Show CUSTOMER: profile, addresses, consent, links, and how much plugins keep."""
    found = call(data or config / "data", "GET", f"/api/v1/customers/{number}/export")
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    for line in _lines(number, found):
        click.echo(line)


@customer.command()
@click.argument("number", metavar="CUSTOMER", type=int)
@click.argument("other", type=int)
@config_option
@data_option
@plainly
def link(number: int, other: int, config: Path, data: Path | None) -> None:
    """CUSTOMER and OTHER are the same person."""
    done = call(data or config / "data", "POST", f"/api/v1/customers/{number}/links", {"other": other})
    click.echo(_told(done))


@customer.command()
@click.argument("number", metavar="LINK", type=int)
@config_option
@data_option
@plainly
def unlink(number: int, config: Path, data: Path | None) -> None:
    """Take LINK (a number that ``customer show`` tells) apart again."""
    click.echo(_told(call(data or config / "data", "POST", f"/api/v1/links/{number}/undo")))


@customer.command()
@click.argument("channel")
@click.argument("address")
@config_option
@data_option
@plainly
def allow(channel: str, address: str, config: Path, data: Path | None) -> None:
    """Write to an ADDRESS on CHANNEL again that was erased: its customer wants it."""
    asked = {"channel": channel, "address": address}
    done = call(data or config / "data", "POST", "/api/v1/suppressions/lift", asked)
    click.echo("It may be written to again." if done["lifted"] else "It is not on the list of erased addresses.")


@click.command()
@click.argument("number", metavar="CUSTOMER", type=int)
@config_option
@data_option
@plainly
def export(number: int, config: Path, data: Path | None) -> None:
    """Print all that is kept about CUSTOMER, as JSON."""
    found = call(data or config / "data", "GET", f"/api/v1/customers/{number}/export")
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))


@click.command()
@click.argument("number", metavar="CUSTOMER", type=int)
@config_option
@data_option
@click.option("--yes", is_flag=True, help="Do not ask first.")
@plainly
def erase(number: int, config: Path, data: Path | None, yes: bool) -> None:
    """Erase CUSTOMER for ever, and never write to their addresses unasked again."""
    if not yes:
        click.confirm(f"Erase customer {number}? There is no way back", abort=True)
    done = call(data or config / "data", "DELETE", f"/api/v1/customers/{number}")
    click.echo(f"Customer {number} is erased: {done['addresses']} address(es) are forgotten.")
    for plugin in done["failed"]:
        click.echo(f"{plugin} could not say what it keeps about them; see its log.", err=True)


def _lines(number: int, found: dict[str, Any]) -> list[str]:
    profile = found["customer"]
    lines = [f"Customer {number}: {profile['name'] or 'no name'}, {len(found['messages'])} messages"]
    told = {name: profile[name] for name in ("language", "time_zone", "tags", "attributes") if profile.get(name)}
    lines += [f"  {name}: {value}" for name, value in told.items()]
    for one in found["identities"]:
        lines.append(f"  {one['channel']}/{one['account']}: {one['address']}")
        for said in one["consent"]:
            made = datetime.fromtimestamp(said["at"] / 1000, UTC)
            yes = "yes" if said["given"] else "no"
            lines.append(f"    {said['purpose']}: {yes}, {made:%Y-%m-%d}, {said['source']}: {said['wording']!r}")
        lines += [f"    link {link['id']}: {link['state']} by {link['how']}" for link in one["links"]]
    lines += [
        f"  {plugin}: {', '.join(f'{len(rows)} {table}' for table, rows in tables.items())}"
        for plugin, tables in found["plugins"].items()
    ]
    return lines


def _told(done: dict[str, Any]) -> str:
    reason = f": {done['reason']}" if done["reason"] else ""
    about = f", customer {done['customer']}" if done["customer"] else ""
    return f"{done['state']}{about}{reason}"
