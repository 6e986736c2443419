"""``shopbell why``: what was decided about one message, in sentences."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from shopbell.cli.running import config_option, data_option, plainly, reading
from shopbell.dialogues.telling import RUN, tell_run
from shopbell.errors import ShopbellError
from shopbell.runtime.record import decode_record, explain, record_as_json

TURN = "SELECT conversation_id, at, record FROM turn WHERE id = ?"
REPLIES = "SELECT id, channel, state, reason FROM outbox WHERE turn_id = ? ORDER BY id"
WAITING = "SELECT done, attempts FROM inbox WHERE id = ?"


@click.command()
@click.argument("turn", type=int)
@config_option
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@plainly
def why(turn: int, config: Path, data: Path | None, as_json: bool) -> None:
    """Explain TURN: what was understood, who answered, what became of the replies."""
    with reading(config, data or config / "data") as database:
        found = next(iter(database.fetch(TURN, (turn,))), None)
        replies = database.fetch(REPLIES, (turn,))
        waiting = next(iter(database.fetch(WAITING, (turn,))), None)
        run = next(iter(database.fetch(RUN, (_run_of(found[2]),))), None) if found else None
    if found is None:
        raise ShopbellError(_absent(turn, waiting))
    conversation, at, blob = found
    try:
        record = decode_record(blob)
    except msgspec.DecodeError as exc:
        raise ShopbellError(f"the record of turn {turn} cannot be read: {exc}") from exc
    if as_json:
        fields = ("id", "channel", "state", "reason")
        outbox = [dict(zip(fields, row, strict=True)) for row in replies]
        journal = tell_run(*run) if run else []
        told = {"turn": turn, "conversation": conversation, "at": at, **record_as_json(record), "outbox": outbox}
        told |= {"dialogue": journal} if journal else {}
        click.echo(msgspec.json.encode(told))
        return
    made = datetime.fromtimestamp(at / 1000, UTC)
    click.echo(f"Turn {turn} of conversation {conversation}, {made:%Y-%m-%d %H:%M:%S} UTC.")
    for sentence in explain(record):
        click.echo(sentence)
    for line in tell_run(*run) if run else []:
        click.echo(line)
    for number, channel, state, reason in replies:
        click.echo(f"Message {number} to {channel} is {state}" + (f": {reason}." if reason else "."))


def _run_of(record: bytes) -> int:
    """The run of a dialogue that the turn took further; 0: none."""
    try:
        return decode_record(record).run
    except msgspec.DecodeError:
        return 0


def _absent(turn: int, waiting: tuple[int, int] | None) -> str:
    """Why there is no record."""
    if waiting is None:
        return f"there is no turn {turn}; records are kept for 30 days unless set otherwise"
    if waiting[0] == 0:
        return f"turn {turn} is not decided yet"
    return f"turn {turn} is done, but its record is no longer kept"
