"""``shopbell handoff``: who waits for a person, and giving conversations back to the bot."""

from datetime import datetime
from pathlib import Path

import click
import msgspec

from shopbell.cli.running import call, config_option, data_option, json_option, plainly


@click.group()
def handoff() -> None:
    """Conversations that a person holds, or that wait for one."""


@handoff.command("list")
@config_option
@data_option
@json_option
@plainly
def list_handoffs(config: Path, data: Path | None, as_json: bool) -> None:
    """Show who waits, longest first, and what they left to be told; at "bot" it goes on answering meanwhile."""
    found = call(data or config / "data", "GET", "/api/v1/handoffs")
    for one in found:
        if as_json:
            click.echo(msgspec.json.encode(one))
            continue
        since = datetime.fromtimestamp(one["since"] / 1000).astimezone()
        agent = f" {one['agent']}" if one["agent"] else ""
        click.echo(f"{one['conversation']:>8}  {one['holder']}{agent}  since {since:%d %b %H:%M}  {one['reason']}")
        for line in one["message"].splitlines():
            click.echo(f"{'':>8}  > {line}")
    if not found and not as_json:
        click.echo("Nobody waits: the bot answers everybody.")


@handoff.command()
@click.argument("conversation", type=int)
@config_option
@data_option
@plainly
def release(conversation: int, config: Path, data: Path | None) -> None:
    """Let the bot answer CONVERSATION again."""
    call(data or config / "data", "POST", f"/api/v1/handoffs/{conversation}/release")
    click.echo(f"The bot answers conversation {conversation} again.")
