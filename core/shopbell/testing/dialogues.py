"""Plays conversations as they are written down, and proves after each message that a dialogue could go on from disk."""

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from shopbell.chat import Dialogue
from shopbell.config.vault import read_key
from shopbell.dialogues import desk
from shopbell.dialogues.journal import decode_run
from shopbell.dialogues.question import Question
from shopbell.dialogues.recent import RecentRuns
from shopbell.dialogues.runs import Held
from shopbell.dialogues.waiting import Diverged
from shopbell.messages import InboundMessage
from shopbell.replies import Options, Reply, TextPart
from shopbell.runtime.dialogue_work import Around, DialogueWork
from shopbell.runtime.items import Item
from shopbell.runtime.turn import LiveTurn

if TYPE_CHECKING:
    from shopbell.runtime.lanes import Seat
    from shopbell.testing.shops import TestShop

WAITING = "SELECT id, body FROM run WHERE conversation_id = ? AND status = 'waiting' ORDER BY id"


async def rehearse(shop: "TestShop", seat: "Seat") -> None:
    """Replay every waiting run of a conversation on what is on disk; nothing is changed by it.

    Raises:
        AssertionError: the code took another way than before with the same answers (chance, time, or state of its
            own that the journal does not know), or it did something beside ``chat.step``.
    """
    rows = await shop.fetch(WAITING, seat.lane.conversation_id)
    epoch = shop.running.host.epoch
    for run_id, body in rows:
        held = Held(run_id, decode_run(body))
        entry = epoch.dialogues.get(held.run.dialogue)
        if entry is None or held.run.pending is None or held.run.pending.kind == "held":
            continue
        try:
            await desk.rehearse(_work(shop, seat), held, cast("Dialogue", entry.skill))
        except Diverged as exc:
            if held.run.code == cast("Dialogue", entry.skill).code:
                raise AssertionError(f"{held.title} does not replay as it ran: {exc}") from exc


async def question_of(shop: "TestShop", seat: "Seat", run_id: int) -> Question | None:
    """The open question of a run; None when it waits for something else, or its code has changed."""
    [(body,)] = await shop.fetch("SELECT body FROM run WHERE id = ?", run_id)
    held = Held(run_id, decode_run(body))
    entry = shop.running.host.epoch.dialogues.get(held.run.dialogue)
    if entry is None or held.run.pending is None:
        return None
    try:
        return await desk.rehearse(_work(shop, seat), held, cast("Dialogue", entry.skill))
    except Diverged:
        return None


def _work(shop: "TestShop", seat: "Seat") -> DialogueWork:
    running, lane, identity = shop.running, seat.lane, seat.identity
    silent = InboundMessage(channel=identity.channel, account=identity.account, sender=identity.address, key="")
    info, now = running.host.epoch.prepared.shop, shop.clock.now()
    turn = LiveTurn(0, silent, lane.conversation_id, lane.customer, lane.state, running.host.epoch, info, now)
    item = Item(0, ("testing", "", ""), silent, seat, now, 0.0)

    async def nothing(*_: object, **__: object) -> Any:
        raise AssertionError("a rehearsal does no step")

    around = Around(running.store, RecentRuns(), nothing, nothing, partial(read_key, shop.data))
    return DialogueWork(turn, item, lane.state, running.host.epoch, around)


def shown(reply: Reply) -> str:
    """What a customer sees of a reply, in lines: words, and buttons in brackets."""
    lines: list[str] = []
    for part in reply.parts:
        if isinstance(part, TextPart):
            lines += str(part.text).splitlines()
        elif isinstance(part, Options):
            lines.append(" ".join(f"[{option.label}]" for option in part.options))
        else:
            lines.append(f"({type(part).__name__})")
    return "\n".join(line for line in lines if line.strip())


def exchanges(transcript: str) -> list[tuple[str, str]]:
    """What the customer says (lines beginning with ``>``) and what the shop shall answer (the lines below)."""
    found: list[tuple[str, list[str]]] = []
    for line in map(str.strip, transcript.strip().splitlines()):
        if line.startswith(">"):
            found.append((line[1:].strip(), []))
        elif line:
            found[-1][1].append(line)
    return [(said, "\n".join(heard)) for said, heard in found]
