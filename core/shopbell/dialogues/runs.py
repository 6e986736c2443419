"""The runs that a turn works on: read once, rewritten in the turn's transaction, each one row."""

from typing import NamedTuple

from shopbell.contracts import Write
from shopbell.dialogues.journal import WAITING, Pending, Run, decode_run, encode_run
from shopbell.dialogues.recent import RecentRuns
from shopbell.stores.store import Store

MOST_OPEN = 5  # questions of one conversation that wait below each other
HELD_MS = 60_000  # after which a step that was begun in a turn that never came to its end is looked at
NEVER = 2**62  # a timer that a person's presence has stopped

FIND = "SELECT rev, status, body FROM run WHERE id = ? AND conversation_id = ?"
FIND_WAITING = "SELECT id FROM run WHERE conversation_id = ? AND status = 'waiting' AND dialogue = ? ORDER BY id"
WAITING_FOR = "SELECT run_id FROM wait WHERE conversation_id = ? AND kind = ? ORDER BY run_id"
INSERT = (
    "INSERT INTO run (id, conversation_id, dialogue, status, started_at, changed_at, rev, body)"
    " VALUES (?, ?, ?, ?, ?, ?, 1, ?)"
)
UPDATE = "UPDATE run SET status = ?, changed_at = ?, rev = rev + 1, body = ? WHERE id = ? AND rev = ?"
SET_TIMER = (
    "INSERT INTO timer (run_id, seq, conversation_id, kind, due_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (run_id) DO UPDATE SET seq = excluded.seq, kind = excluded.kind, due_at = excluded.due_at"
)
DROP_TIMER = "DELETE FROM timer WHERE run_id = ?"
DROP_LATE_TIMER = "DELETE FROM timer WHERE run_id = ? AND seq = ? AND due_at = ?"
PARK_TIMER = "UPDATE timer SET due_at = ? WHERE run_id = ? AND seq = ?"
WAKE_PARKED = "UPDATE timer SET due_at = ? WHERE due_at >= ? AND conversation_id = ?"
AWAIT_EVENT = "INSERT INTO wait (run_id, conversation_id, kind) VALUES (?, ?, ?)"
DROP_EVENT = "DELETE FROM wait WHERE run_id = ?"


class Held(NamedTuple):
    """A run in the hands of a turn."""

    id: int
    run: Run

    @property
    def title(self) -> str:
        """plugin/name of its dialogue."""
        return self.run.dialogue


class Row(NamedTuple):
    """A run as it will lie on disk."""

    status: str
    body: bytes
    pending: Pending | None
    seq: int


class Result(NamedTuple):
    """What a turn has made of a run."""

    run_id: int
    row: Row
    rev: int  # on disk, once it is committed; 1: it is new


class OpenRuns:
    """The runs of one conversation, as one turn sees and changes them."""

    def __init__(self, store: Store, recent: RecentRuns, conversation_id: int, stack: list[int], turn_id: int) -> None:
        self._store, self._recent = store, recent
        self._conversation_id, self._turn_id = conversation_id, turn_id
        self.stack = list(stack)  # runs with an open question, the last asked at the end
        self._revs: dict[int, int] = {}  # as on disk; 0: not there yet
        self._before: dict[int, Pending | None] = {}
        self._read: dict[int, bytes] = {}  # bodies, since a turn asks for its run several times
        self._rows: dict[int, Row] = {}
        self._kept: tuple[list[int], dict[int, Row]] = (list(stack), {})

    async def load(self, run_id: int) -> Held | None:
        """A run that waits; None when there is none (any more)."""
        row = self._rows.get(run_id)
        if row is not None:
            return Held(run_id, decode_run(row.body)) if row.status == WAITING else None
        body = self._read.get(run_id)
        if body is not None:
            return Held(run_id, decode_run(body))
        found = self._recent.take(run_id, self._conversation_id)
        if found is None:
            rows = await self._store.fetch(FIND, (run_id, self._conversation_id))
            if not rows or rows[0][1] != WAITING:
                return None
            found = rows[0][0], rows[0][2]
        self._revs[run_id], self._read[run_id] = found
        run = decode_run(found[1])
        self._before[run_id] = run.pending or Pending("held", "", 0)  # cut short: a timer watches over it
        return Held(run_id, run)

    async def top(self) -> Held | None:
        """The run whose question is open; what is not there any more is left out."""
        while self.stack:
            held = await self.load(self.stack[-1])
            if held is not None:
                return held
            self.stack.pop()
        return None

    async def waiting_for(self, event: str) -> list[Held]:
        """Runs beside the stack that wait for such an event."""
        rows = await self._store.fetch(WAITING_FOR, (self._conversation_id, event))
        return [held for (run_id,) in rows if (held := await self.load(run_id)) is not None]

    def add(self, run: Run) -> Held:
        """A run that begins."""
        run_id = self._store.ids.next("run")
        self._revs[run_id], self._before[run_id] = 0, None
        return Held(run_id, run)

    def put(self, held: Held, status: str) -> None:
        """What has become of a run. Raises ``JournalFull``."""
        run, run_id = held.run, held.id
        self._rows[run_id] = Row(status, encode_run(run), run.pending, run.seq)
        if run_id in self.stack:
            self.stack.remove(run_id)
        if status == WAITING and run.pending is not None and run.pending.kind == "ask":
            self.stack.append(run_id)

    def keep(self) -> None:
        """What was done so far holds, whatever another skill does."""
        self._kept = (list(self.stack), dict(self._rows))

    def began_here(self, run_id: int) -> bool:
        """Is it of this turn, so that its question was just asked?"""
        return self._revs.get(run_id) == 0

    def noted(self) -> tuple[list[int], dict[int, Row]]:
        """What ``go_back`` comes back to."""
        return list(self.stack), dict(self._rows)

    def go_back(self, noted: tuple[list[int], dict[int, Row]]) -> None:
        """What was done since then is not."""
        self.stack, self._rows = noted

    def forget(self) -> None:
        """The skill that was asked declined or failed: its doings are none."""
        self.stack, self._rows = list(self._kept[0]), dict(self._kept[1])

    @property
    def changed(self) -> bool:
        """Is there anything to write?"""
        return bool(self._rows)

    def results(self) -> list[Result]:
        """Of every run that this turn changed."""
        return [Result(run_id, row, self._revs[run_id] + 1) for run_id, row in self._rows.items()]

    def untouched(self) -> list[tuple[int, int, bytes]]:
        """Id, ``rev`` and body of every run that this turn read and left as it is."""
        return [(run_id, self._revs[run_id], body) for run_id, body in self._read.items() if run_id not in self._rows]

    def writes(self, now: int) -> list[Write]:
        """The rows, each guarded by its ``rev``; timers and awaited events beside them."""
        found: list[Write] = []
        for run_id, row in self._rows.items():
            rev = self._revs[run_id]
            if rev:
                found.append(Write(UPDATE, (row.status, now, row.body, run_id, rev), 1))
            else:
                name = decode_run(row.body).dialogue
                inserted = (run_id, self._conversation_id, name, row.status, now, now, row.body)
                found.append(Write(INSERT, inserted, 1))
            found += self._timer(run_id, row) + self._event(run_id, row)
        return found

    def _timer(self, run_id: int, row: Row) -> list[Write]:
        pending = row.pending if row.status == WAITING else None
        before = self._before[run_id]
        if pending is not None and pending.due is not None:
            if before is not None and (before.key, before.due) == (pending.key, pending.due) and before.kind != "ask":
                return []
            return [Write(SET_TIMER, (run_id, row.seq, self._conversation_id, pending.kind, pending.due))]
        return [Write(DROP_TIMER, (run_id,))] if before is not None and before.due is not None else []

    def _event(self, run_id: int, row: Row) -> list[Write]:
        pending = row.pending if row.status == WAITING else None
        before, found = self._before[run_id], []
        if before is not None and before.kind == "event":
            if pending is not None and (pending.kind, pending.key) == ("event", before.key):
                return []
            found.append(Write(DROP_EVENT, (run_id,)))
        if pending is not None and pending.kind == "event":
            found.append(Write(AWAIT_EVENT, (run_id, self._conversation_id, pending.event)))
        return found

    async def hold(self, held: Held, writes: list[Write], now: int) -> None:
        """Commit one run in the middle of its turn, with the writes it has made so far. Raises ``StoreError``."""
        body, rev = encode_run(held.run), self._revs[held.id]
        if rev:
            own = Write(UPDATE, (WAITING, now, body, held.id, rev), 1)
        else:
            own = Write(INSERT, (held.id, self._conversation_id, held.run.dialogue, WAITING, now, now, body), 1)
        due = now + HELD_MS
        watch = Write(SET_TIMER, (held.id, held.run.seq, self._conversation_id, "held", due))
        await self._store.commit([own, watch, *writes])
        self._revs[held.id], self._read[held.id] = rev + 1, body
        self._before[held.id] = Pending("held", "", due)

    async def held_by(self, dialogue: str) -> Held | None:
        """A run of this dialogue that an earlier attempt of this very turn began, and left with a started step."""
        for (run_id,) in await self._store.fetch(FIND_WAITING, (self._conversation_id, dialogue)):
            held = await self.load(run_id)
            if held is not None and held.run.turn == self._turn_id and held.run.pending is None:
                return held
        return None
