"""The plugin host: one reconciler brings what answers in line with what the owner wants and what lies on disk."""

import asyncio
import difflib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import structlog
from anyio.abc import TaskGroup

from shopbell.contracts import Inbox
from shopbell.errors import ConfigError, NotReadyError
from shopbell.plugin_host.adoption import Adoption
from shopbell.plugin_host.comparing import compare, say_who_is_away
from shopbell.plugin_host.discovery import Installed
from shopbell.plugin_host.epoch import Epoch
from shopbell.plugin_host.generation import Generation
from shopbell.plugin_host.loading import Supplies, load
from shopbell.plugin_host.looking import Eyes, Sight, concerned, watched_folders
from shopbell.plugin_host.manifest import Manifest
from shopbell.plugin_host.marker import Crashes, Marker, mark_tasks
from shopbell.plugin_host.own_data import Database
from shopbell.plugin_host.scope import ShopSide
from shopbell.plugin_host.states import Failure, PluginStatus, Record
from shopbell.plugin_host.watch import watch_folders
from shopbell.plugin_host.watchdog import Watchdog
from shopbell.plugin_host.wishes import Wishes
from shopbell.plugin_host.zombies import Graves

log = structlog.get_logger("shopbell.plugins")

LOOK_EVERY = 1.0  # seconds; the net for events that get lost
PATIENCE = 1.0  # seconds; a plugin that loads longer does not keep the others waiting
FIRST_PATIENCE = 5.0  # at the start: the doors open when what customers need is there
STOP_SECONDS = 20.0  # for all plugins to close


async def _nothing(epoch: Epoch) -> None:
    """Nothing to prepare."""


class PluginHost:
    """Level-triggered: each pass compares what is wanted with what is, so a lost event costs a second, never a state.

    Args:
        folder: the shop's folder (``plugins/``, content); None: bundled and installed plugins only.
        inbox: makes a channel's inbox, of its name and whether its response is the reply.
        secret: reads secret references for ``scope.secret``.
        prepare: called with each new epoch before it is swapped in (trains the understanding).
        on_epoch: called right after the swap.
        next_epoch_id: gives each epoch its number.
        marker: notes what runs, for the start after a crash.
        crashes: what earlier crashes were about.
        compiled: folder in which compiled code is kept for the next start.
        shop_side: what plugins may ask of the shop itself.
        safe: bundled plugins only.
        watch: notice saved files at once; without it they are looked at every second.
        installed: bundled and pip plugins; looked up by itself when left out.
    """

    def __init__(
        self,
        wishes: Wishes,
        *,
        store: Database,
        inbox: Callable[[str, bool], Inbox],
        folder: Path | None = None,
        secret: Callable[[Any], tuple[str, ...]] | None = None,
        prepare: Callable[[Epoch], Awaitable[None]] = _nothing,
        on_epoch: Callable[[Epoch], None] = lambda epoch: None,
        next_epoch_id: Callable[[], int] | None = None,
        marker: Marker | None = None,
        crashes: Crashes | None = None,
        compiled: Path | None = None,
        shop_side: ShopSide | None = None,
        safe: bool = False,
        watch: bool = True,
        watchdog: bool = True,
        installed: Installed | None = None,
    ) -> None:
        self._wishes, self._folder, self._safe = wishes, folder, safe
        self._supplies = Supplies(
            folder,
            store,
            inbox,
            secret or _no_secrets,
            self.service,
            marker,
            crashes,
            shop_side or ShopSide(),
            compiled,
        )
        self._adoption = Adoption(prepare, on_epoch, next_epoch_id or _count())
        self._eyes = Eyes(installed or Installed(), folder)
        self._watch, self._watchdog = watch, Watchdog(self._blocked) if watchdog else None
        self._records: dict[str, Record] = {}
        self._sights: dict[str, Sight] = {}
        self._graves = Graves()
        self._watching: set[Path] = set()
        self._tasks: TaskGroup | None = None
        self._wake, self._quiet, self._job_ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._watch_stop = anyio.Event()
        self._refresh = False
        self._ending = False
        self.ready = asyncio.Event()  # the first pass is over: what could be started has been

    # -- what the rest of the shop uses ----------------------------------------------------------------------------

    @property
    def epoch(self) -> Epoch:
        """The current set of plugins. Lease it before the next await: ``epoch.acquire()`` ... ``epoch.release()``."""
        return self._adoption.epoch

    def plugins(self) -> list[PluginStatus]:
        """Every known plugin with its state, by name."""
        return [record.status() for _, record in sorted(self._records.items())]

    def manifests(self) -> dict[str, Manifest | None]:
        """What each plugin that is here says about itself, switched on or not; None: its ``plugin.toml`` is wrong."""
        found = [record.found for record in self._records.values() if record.found is not None]
        return {one.name: one.manifest for one in found}

    def configure(self, wishes: Wishes) -> None:
        """The configuration changed; takes effect soon, ``settle`` waits for it."""
        self._refresh |= wishes.tables.keys() != self._wishes.tables.keys() or any(
            table.enabled != wishes.tables[name].enabled for name, table in self._wishes.tables.items()
        )
        self._wishes = wishes
        self.wake()

    async def reload(self, name: str) -> PluginStatus:
        """Load a plugin again, also from site-packages, also after it ended the process.

        Raises:
            ConfigError: there is no such plugin.
        """
        self._refresh = True
        await self.settle()
        record = self._records.get(name)
        if record is None:
            close = difflib.get_close_matches(name, self._records, 1)
            raise ConfigError(f"there is no plugin {name}", hint=f"did you mean {close[0]}?" if close else "")
        if self._supplies.crashes is not None:
            self._supplies.crashes.pardon(name)
        record.force, record.convicted, record.failure, record.failed_of = True, False, None, None
        await self.settle()
        return record.status()

    def wake(self) -> None:
        """Make a pass now. Event loop only."""
        self._quiet.clear()
        self._wake.set()

    async def settle(self) -> None:
        """Wait until everything that was wanted when this was called is done, or failed."""
        self.wake()
        await self._quiet.wait()

    def look_no_more(self) -> None:
        """The shop closes: files that are saved from now on are for the next start."""
        self._watch = False
        self._watch_stop.set()  # its thread cannot be cancelled: it sees this in 20 ms, and a timeout in 1 s

    def service(self, name: str) -> Any:
        """A service of a plugin that is enabled or about to be.

        Raises:
            NotReadyError: nobody provides it.
        """
        if name in self.epoch.services:
            return self.epoch.services[name]
        for record in self._records.values():
            if record.staged is not None and name in record.staged.given.services:
                return record.staged.given.services[name]
        raise NotReadyError(f"no enabled plugin provides {name}")

    def zombies(self, *, collect: bool = True) -> list[str]:
        """Dropped generations that something still keeps, as ``greet 12``.

        Args:
            collect: collect garbage first (5-100 ms), so that the answer is sure. Otherwise what the last quiet
                moment found.
        """
        self._bury()
        return self._graves.zombies() if collect else self._graves.known()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["PluginHost"]:
        """Run until left; ``await host.ready.wait()`` inside, before customers come in."""
        if self._supplies.marker is not None:
            mark_tasks(asyncio.get_running_loop())
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            tasks.start_soon(self._reconcile, name="plugin host")
            if self._watch:
                tasks.start_soon(self._keep_watching, name="plugin files")
            watching = self._watchdog is not None and self._watchdog.start()
            if self._watchdog is not None and watching:
                tasks.start_soon(self._watchdog.run, name="watchdog")
            try:
                yield self
            finally:
                with anyio.CancelScope(shield=True):
                    await self._shut_down()
                if self._watchdog is not None:
                    self._watchdog.stop()
                self.look_no_more()
                tasks.cancel_scope.cancel()

    # -- the reconciler --------------------------------------------------------------------------------------------

    async def _reconcile(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._pass()
            except Exception:  # the reconciler goes on whatever happens: it is the one who repairs
                log.exception("plugin host pass failed")
            self.ready.set()
            if not self._wake.is_set() and not any(record.busy for record in self._records.values()):
                self._quiet.set()
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def _pass(self) -> None:
        if self._ending:
            return
        if self._refresh:
            self._refresh = False
            await asyncio.to_thread(self._eyes.refresh)
        self._sights = await asyncio.to_thread(self._eyes.look)
        compare(self._records, self._sights, self._wishes, safe=self._safe)
        until = time.monotonic() + (PATIENCE if self.ready.is_set() else FIRST_PATIENCE)
        while self._start_jobs():
            self._job_ended.clear()
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + max(0.0, until - time.monotonic())):
                    await self._job_ended.wait()
            except TimeoutError:
                break
            compare(self._records, self._sights, self._wishes, safe=self._safe)
        if not self._ending:
            await self._adoption.adopt(self._records, self._order_of)
        self._look_after()

    def _order_of(self, name: str) -> int:
        return self._wishes.table(name).order

    def _start_jobs(self) -> bool:
        """Start what has to be loaded; True while anything is loading."""
        for record in self._records.values():
            if self._needs_job(record) and self._tasks is not None:
                record.busy = True
                self._tasks.start_soon(self._job, record, name=f"load {record.name}")
        return any(record.busy for record in self._records.values())

    def _needs_job(self, record: Record) -> bool:
        sight = self._sights.get(record.name)
        if sight is None or sight.found.problem is not None or not record.wanted or record.held_back:
            return False
        if record.busy or record.staged is not None:
            return False
        if record.again or record.seen != (sight.signature, self._wishes.circumstances(record.name)):
            return True
        retry_at = record.failure.retry_at if record.failure is not None else None
        if retry_at is not None:
            return time.monotonic() >= retry_at
        return record.force

    async def _job(self, record: Record) -> None:
        if self._tasks is None:
            return
        try:
            await load(
                record, self._wishes, self._supplies, self._tasks, settle=self.ready.is_set(), on_change=self.wake
            )
            if record.staged is not None:
                record.staged.on_gone = self.wake
                record.staged.on_broken = partial(self._broken, record, record.staged.number)
        finally:
            record.busy = False
            self._job_ended.set()
            self.wake()

    def _broken(self, record: Record, number: int, reason: str, trace: str) -> None:
        """A lifespan died: its generation is replaced by a fresh one after a pause."""
        if record.live is not None and record.live.number == number:
            record.pauses += 1
            pause = min(300.0, 2.0**record.pauses)
            record.failure = Failure(reason, trace, retry_at=time.monotonic() + pause)
            record.force = True
            self.wake()

    def _blocked(self, plugin: str, seconds: float) -> None:
        record = self._records.get(plugin)
        if record is not None:
            record.breaker.blocked(seconds)

    # -- housekeeping ----------------------------------------------------------------------------------------------

    def _look_after(self) -> None:
        self._adoption.drain_late()
        for record in self._records.values():
            record.breaker.tick()
        self._bury()
        if not self.epoch.leases:
            self._graves.visit()
        say_who_is_away(self._adoption.away, self._records, self.epoch)
        if watched_folders(self._sights, self._folder) != self._watching:
            self._watch_stop.set()

    def _bury(self) -> None:
        for record in self._records.values():
            for generation in [one for one in record.leaving if one.gone.is_set()]:
                record.leaving.remove(generation)
                if generation.canaries is not None:
                    self._graves.add(generation.canaries)

    # -- files -----------------------------------------------------------------------------------------------------

    async def _keep_watching(self) -> None:
        await self.ready.wait()
        while self._watch and not self._ending:
            self._watch_stop = anyio.Event()
            self._watching = watched_folders(self._sights, self._folder)
            if self._watching:
                await watch_folders(self._watching, self._changed, self._watch_stop)
            else:
                await self._watch_stop.wait()

    def _changed(self, paths: set[Path]) -> None:
        for path in paths:
            for name in concerned(path, self._sights, self._folder):
                if name in self._records:
                    self._records[name].again = True
        self.wake()

    # -- the end ---------------------------------------------------------------------------------------------------

    async def _shut_down(self) -> None:
        self._ending = True
        generations: list[Generation] = []
        for record in self._records.values():
            generations += [one for one in (record.live, record.staged, *record.leaving) if one is not None]
            if record.staged is not None:
                record.staged.stop()
        self._adoption.end()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                for generation in generations:
                    await generation.gone.wait()
        except TimeoutError:
            log.error("plugins did not close in time")


def _count() -> Callable[[], int]:
    numbers = iter(range(1, 1 << 62))
    return lambda: next(numbers)


def _no_secrets(reference: Any) -> tuple[str, ...]:
    raise ConfigError("this shop has no secrets")
