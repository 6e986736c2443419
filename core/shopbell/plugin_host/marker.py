"""Which plugin was running when the process died: a small file, mapped into memory, that outlives a crash.

``os._exit`` or a segmentation fault leaves no time to write anything, but what was stored in a mapped page stays.
"""

import asyncio
import mmap
import os
import struct
import types
from asyncio import CancelledError
from collections.abc import Coroutine, Generator
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

T = TypeVar("T")

MAGIC = b"SBRUN01\n"
NAMES, NAME_SIZE = 255, 96  # plugins of one process; bytes of "name sha"
SLOTS = 1024  # of what may run at the same time; further ones share the last
_SLOT = struct.Struct("<HxxxxxxQ")  # number of the name, 0 when free; turn id
_NAMES_AT = len(MAGIC)
_SLOTS_AT = _NAMES_AT + NAMES * NAME_SIZE
SIZE = _SLOTS_AT + SLOTS * _SLOT.size

CRASHES = 2  # of the same work in a row; the start after them runs without the culprit
REFUSALS = 1_000  # of its cancellation: a task group repeats it at each turn of the loop


OWNER: "ContextVar[tuple[Marker, str]]" = ContextVar("owner")  # whose generation a task belongs to


class Mark(NamedTuple):
    """Work that was under way when the process died."""

    plugin: str
    sha: str  # of the snapshot that ran
    turn_id: int  # 0: loading, or a background task


class Marker:
    """Writes marks; about 0.6 us for ``enter`` and ``leave`` together. Event-loop and loading threads only."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.ftruncate(descriptor, SIZE)
            self._map = mmap.mmap(descriptor, SIZE)
        finally:
            os.close(descriptor)
        self._map[: len(MAGIC)] = MAGIC
        self._numbers: dict[str, int] = {}
        self._free = [_SLOTS_AT + at * _SLOT.size for at in range(SLOTS)]
        self._put = _SLOT.pack_into

    def know(self, plugin: str, sha: str) -> None:
        """Name the plugin whose work may be marked from now on, in its present version."""
        number = self._numbers.setdefault(plugin, len(self._numbers) + 1)
        if number <= NAMES:
            at = _NAMES_AT + (number - 1) * NAME_SIZE
            self._map[at : at + NAME_SIZE] = f"{plugin} {sha}".encode()[:NAME_SIZE].ljust(NAME_SIZE, b"\0")

    def enter(self, plugin: str, turn_id: int) -> int:
        """This plugin works on this turn now; returns the slot for ``leave``."""
        slot = self._free.pop() if len(self._free) > 1 else self._free[0]
        self._put(self._map, slot, self._numbers.get(plugin, 0), turn_id)
        return slot

    def leave(self, slot: int) -> None:
        """The work in this slot ended."""
        self._put(self._map, slot, 0, 0)
        if slot != self._free[0]:
            self._free.append(slot)

    def under_way(self) -> list[Mark]:
        """Who works on what right now, sorted."""
        return _marks(self._map[:])

    def close(self) -> None:
        """A clean end: nobody is suspect."""
        self._map[_SLOTS_AT:] = bytes(SIZE - _SLOTS_AT)
        self._map.close()


def read_marks(path: Path) -> list[Mark]:
    """What was under way when the last process died; empty after a clean end. Before ``Marker`` starts anew."""
    try:
        data = path.read_bytes()
    except OSError:
        return []
    return _marks(data) if len(data) == SIZE and data.startswith(MAGIC) else []


def _marks(data: bytes) -> list[Mark]:
    marks = []
    for number, turn_id in _SLOT.iter_unpack(data[_SLOTS_AT:]):
        if 0 < number <= NAMES:
            at = _NAMES_AT + (number - 1) * NAME_SIZE
            plugin, _, sha = data[at : at + NAME_SIZE].rstrip(b"\0").decode().partition(" ")
            marks.append(Mark(plugin, sha, turn_id))
    return sorted(set(marks))


@types.coroutine
def marked(work: Coroutine[Any, Any, T], marker: Marker, plugin: str, turn_id: int = 0) -> Generator[Any, Any, T]:
    """Await ``work`` with a mark at each of its steps: for what waits for hours between two of them.

    Work that refuses its cancellation again and again is closed where it stands: it must neither hold up the end of
    its generation nor keep the loop busy for ever.
    """
    throw: BaseException | None = None
    sent: Any = None
    refused = 0
    while True:
        slot = marker.enter(plugin, turn_id)
        try:
            step = work.send(sent) if throw is None else work.throw(throw)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        finally:
            marker.leave(slot)
        if isinstance(throw, CancelledError):
            refused += 1
            if refused > REFUSALS:
                slot = marker.enter(plugin, turn_id)
                # Now, not whenever memory is tidied up: its last lines belong into this task.
                with suppress(BaseException):
                    work.close()
                marker.leave(slot)
                raise throw
        try:
            sent, throw = (yield step), None
        except BaseException as exc:
            throw = exc


def mark_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """From now on the steps of every task that a plugin starts beside its turns are marked as its own.

    A channel's polling, say, in a task group inside its ``run``: such tasks inherit the context of their generation.
    """

    def make(loop: asyncio.AbstractEventLoop, work: Any, **how: Any) -> asyncio.Task[Any]:
        owner = OWNER.get(None)
        return asyncio.Task(work if owner is None else _owned(work, *owner), loop=loop, **how)

    loop.set_task_factory(make)


async def _owned(work: Coroutine[Any, Any, T], marker: Marker, plugin: str) -> T:
    return await marked(work, marker, plugin)


class Crashes:
    """Remembers in ``DATA/crashes.json`` what was under way at the last crash, and who was found guilty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        known = self._read()
        self._counts: dict[Mark, int] = {Mark(*mark): int(count) for *mark, count in known.get("marks", [])}
        self.guilty: dict[str, str] = dict(known.get("guilty", {}))  # plugin -> sha that must not run
        self.suspects: set[str] = set()  # loading, or running a task, at the last crash: loaded one by one
        self.one_by_one = asyncio.Lock()

    def note(self, marks: list[Mark]) -> frozenset[int]:
        """This start found these marks. The same work twice in a row convicts its plugin.

        Only the same work counts: who kills a busy shop again and again finds other turns each time.

        Returns:
            The turns that convicted somebody just now.
        """
        self._counts = {mark: self._counts.get(mark, 0) + 1 for mark in marks}
        proven = [mark for mark, count in self._counts.items() if count >= CRASHES]
        self.guilty.update((mark.plugin, mark.sha) for mark in proven)
        self.suspects = {mark.plugin for mark in marks if not mark.turn_id}
        self._write()
        return frozenset(mark.turn_id for mark in proven if mark.turn_id)

    def pardon(self, plugin: str) -> None:
        """It was changed, or the owner wants it back."""
        if self.guilty.pop(plugin, None) is not None:
            self._counts = {mark: count for mark, count in self._counts.items() if mark.plugin != plugin}
            self._write()

    def _read(self) -> dict[str, Any]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.MsgspecError):
            return {}

    def _write(self) -> None:
        known = {"marks": [[*mark, count] for mark, count in self._counts.items()], "guilty": self.guilty}
        draft = self._path.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(known))
        draft.replace(self._path)
