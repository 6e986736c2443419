"""Puts staged generations into service: conflicts first, then exclusive channels, then one swap."""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from shopbell.errors import LoadError
from shopbell.plugin_host.epoch import Epoch, Member
from shopbell.plugin_host.faults import is_fault, sentence, story
from shopbell.plugin_host.generation import Generation
from shopbell.plugin_host.routes import Unavailable, claimed
from shopbell.plugin_host.states import Failure, Record

log = structlog.get_logger("shopbell.plugins")

DRAIN_SECONDS = 15.0  # a turn's deadline and five more; a turn that is cut off runs again on the new generation

Prepare = Callable[[Epoch], Awaitable[None]]


class Adoption:
    """Owns the current epoch and those that still drain."""

    def __init__(self, prepare: Prepare, on_epoch: Callable[[Epoch], None], next_epoch_id: Callable[[], int]) -> None:
        self._prepare, self._on_epoch, self._next_id = prepare, on_epoch, next_epoch_id
        self.away: dict[str, Unavailable] = {}  # shared with the route tables: changes with the states
        self.epoch = Epoch(0, (), self.away)
        self.retired: list[Epoch] = []

    async def adopt(self, records: Mapping[str, Record], order_of: Callable[[str], int]) -> None:
        """Make what is staged, removed or reordered the current epoch. A generation that does not fit is failed and
        closed; the others go on."""
        going = [one for one in records.values() if one.live is not None and not one.wanted and not one.held_back]
        living = {one.name: one.live for one in records.values() if one.live is not None and one not in going}
        taken = await self._take(records.values(), living, order_of)
        members = [Member(generation, order_of(name)) for name, generation in living.items()]
        wanted = tuple(sorted(members, key=lambda member: (member.order, member.generation.name)))
        if wanted == self.epoch.members:
            return
        epoch = Epoch(self._next_id(), wanted, self.away)
        try:
            await self._prepare(epoch)
        except Exception as exc:
            log.exception("epoch could not be prepared", plugins=[record.name for record in taken])
            for record in taken:
                await self._undo_take(record, Failure(sentence(exc), story(exc)))
            return
        for record in taken:
            if record.live is not None:
                record.leaving.append(record.live)
            record.live, record.live_of, record.staged, record.staged_of = record.staged, record.staged_of, None, None
            record.failure = record.failed_of = None
            record.pauses = 0
        for record in going:
            if record.live is not None:
                record.leaving.append(record.live)
            record.live = record.live_of = record.failure = record.failed_of = record.seen = record.snapshot = None
        self._swap(epoch)
        self._on_epoch(epoch)

    async def _take(
        self, records: Iterable[Record], living: dict[str, Generation], order_of: Callable[[str], int]
    ) -> list[Record]:
        """Enter staged generations into ``living``, in the configured order, as far as they fit."""
        taken = []
        staged = [record for record in records if record.staged is not None]
        for record in sorted(staged, key=lambda one: (order_of(one.name), one.name)):
            generation = record.staged
            if generation is None:
                continue
            others = [one for name, one in living.items() if name != record.name]
            try:
                if not record.wanted:
                    raise LoadError(record.unwanted_because)
                check_conflicts(generation, others)
                await hand_over(record.live, generation)
            except BaseException as exc:
                if not is_fault(exc):
                    raise
                known = isinstance(exc, LoadError)
                await self._reject(record, Failure(str(exc)) if known else Failure(sentence(exc), story(exc)))
            else:
                living[record.name] = generation
                taken.append(record)
        return taken

    async def _undo_take(self, record: Record, failure: Failure) -> None:
        if record.live is not None and record.staged is not None:
            await hand_over(record.staged, record.live)
        await self._reject(record, failure)

    async def _reject(self, record: Record, failure: Failure) -> None:
        generation, record.staged, record.staged_of = record.staged, None, None
        record.failure = failure
        if generation is not None:
            generation.stop()
            record.leaving.append(generation)

    def _swap(self, epoch: Epoch) -> None:
        for member in epoch.members:
            member.generation.refs += 1
        old, self.epoch = self.epoch, epoch  # THE swap
        staying = {member.generation for member in epoch.members}
        for member in old.members:
            if member.generation not in staying:
                member.generation.scope.closing.set()
        self.retired.append(old)
        old.on_drained = self._drained
        old.retire(time.monotonic())

    def _drained(self, epoch: Epoch) -> None:
        self.retired.remove(epoch)
        for member in epoch.members:
            member.generation.refs -= 1
            if not member.generation.refs:
                member.generation.stop()

    def end(self) -> None:
        """No plugins any more, whatever is still open."""
        self._swap(Epoch(self.epoch.id, (), self.away))
        for epoch in list(self.retired):
            epoch.drained()

    def drain_late(self) -> None:
        """Let go of epochs whose turns have outlived every deadline."""
        now = time.monotonic()
        for epoch in list(self.retired):
            if epoch.retired_at is not None and now - epoch.retired_at > DRAIN_SECONDS:
                log.warning("epoch let go with open turns", epoch=epoch.id, leases=epoch.leases)
                epoch.drained()


def check_conflicts(generation: Generation, others: Iterable[Generation]) -> None:
    """Refuse names and paths that another plugin has.

    Raises:
        LoadError: naming both.
    """
    names = generation.given.names()
    for other in others:
        for kind, name in other.given.names():
            if (kind, name) in names:
                raise LoadError(f"the {kind} {name} is provided by {other.name} already")
        prefixes = generation.around.snapshot.manifest.prefixes
        why = claimed(prefixes, {other.name: other.around.snapshot.manifest.prefixes})
        if why is not None:
            raise LoadError(why)


async def hand_over(old: Generation | None, new: Generation) -> None:
    """Leave the old generation's exclusive channels, enter the new one's; if that fails, the old ones again.

    Raises:
        BaseException: what the new channel raised.
    """
    if old is None or not old.exclusive_channels:
        return
    for channel in old.exclusive_channels:
        await old.close_channel(channel.name)
    opened = []
    try:
        for channel in new.exclusive_channels:
            await new.open_channel(channel)
            opened.append(channel.name)
    except BaseException:
        for name in opened:
            await new.close_channel(name)
        for channel in old.exclusive_channels:
            await old.open_channel(channel)
        raise
