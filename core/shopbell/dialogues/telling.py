"""A run's journal in words, for ``shopbell why``. What customers answered is not told: keys say enough."""

from typing import Any

from shopbell.dialogues import journal
from shopbell.dialogues.journal import Entry, Run, decode_run

_TOLD = {
    journal.ANSWERED: "{key}: answered",
    journal.DONE: "{key}: done",
    journal.FAILED: "{key}: failed ({error})",
    journal.SAID: "{key}: told the customer something",
    journal.VALUE: "{key}: noted",
    journal.TIMED_OUT: "{key}: nobody answered in time",
    journal.CANCELLED: "{key}: the customer did not want to go on",
    journal.PATCHED: "{key}: on the newer code",
    journal.STARTED: "{key}: begun, its result is not known",
    journal.GAVE_UP: "{key}: no answer fitted",
    journal.WROTE: "{key}: written with the turn",
    journal.HEARD: "{key}: the event happened",
    journal.WOKE: "{key}: the time had come",
    journal.ASKED: "{key}: another skill was asked",
}
_WAITS = {
    "ask": "waits for the answer to {key}",
    "event": "waits for the event {event} ({key})",
    "sleep": "sleeps ({key})",
    "background": "waits for its work in the background ({key})",
    "held": "waits for the person who has the conversation",
}

RUN = "SELECT dialogue, status, body FROM run WHERE id = ?"


def tell_run(dialogue: str, status: str, body: bytes) -> list[str]:
    """The sentences: what it is, what happened so far, what it waits for."""
    run = decode_run(body)
    lines = [f"Dialogue {dialogue}: {status}."]
    lines += [f"  {number}. {_tell(entry)}" for number, entry in enumerate(run.journal, 1)]
    if status == journal.WAITING:
        lines.append(f"  Now it {_tell_wait(run)}.")
    return lines


def _tell(entry: Entry) -> str:
    error: Any = entry.value[0] if entry.kind == journal.FAILED and isinstance(entry.value, list) else ""
    told = _TOLD.get(entry.kind, "{key}").format(key=entry.key, error=error)
    return f"{told}, cannot be undone" if entry.irreversible else told


def _tell_wait(run: Run) -> str:
    pending = run.pending
    if pending is None:
        return "is in the middle of a turn that never came to its end"
    told = _WAITS.get(pending.kind, "waits ({key})").format(key=pending.key, event=pending.event)
    return f"{told}; {pending.attempts} answer(s) did not fit" if pending.attempts else told
