"""One loaded copy of one plugin: its own module names, its own tasks, its own undo list."""

import asyncio
import importlib
import importlib.util
import itertools
import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType

import anyio
import structlog
from anyio.abc import TaskGroup

from shopbell.adapt import read_catalogue
from shopbell.contracts import Migration, Settings
from shopbell.errors import LoadError
from shopbell.plugin_host.contributions import (
    Catalogues,
    Contributions,
    HeldChannel,
    collect,
    collect_migrations,
    open_lifespan,
)
from shopbell.plugin_host.faults import is_fault, sentence, story
from shopbell.plugin_host.finder import FINDER, PREFIX
from shopbell.plugin_host.guards import Guard
from shopbell.plugin_host.held import Held
from shopbell.plugin_host.hooks import Hooks, read_hooks
from shopbell.plugin_host.marker import OWNER
from shopbell.plugin_host.scope import Scope, Surroundings
from shopbell.plugin_host.visits import Visits
from shopbell.plugin_host.zombies import Canaries

log = structlog.get_logger("shopbell.plugins")

UNDO_SECONDS = 5.0
CHANNEL_PAUSE, LONGEST_CHANNEL_PAUSE = 1.0, 60.0  # seconds until a channel that died is opened again

_numbers = itertools.count(1)  # one per process: module names must never come back


class Generation:
    """Made of a snapshot and what the host puts around it.

    ``execute`` and ``collect`` run in a worker thread and only return, for one that is stuck may come back late;
    ``own`` is the owner task that opens and closes everything; ``stop`` asks it to close. ``refs`` counts the epochs
    that hold it.
    """

    def __init__(self, around: Surroundings) -> None:
        self.number = next(_numbers)
        self.name = around.snapshot.name
        self.around = around
        self.breaker = around.breaker
        self.guard = Guard(self.name, around.breaker, None if around.bundled else around.marker)
        self.scope = Scope(around)
        self.top = f"{PREFIX}{self.number}_{self.name}"
        self.given = Contributions()
        self.summary: dict[str, list[str]] = {}
        self.visits = Visits()
        self.refs = 0
        self.troubles: dict[str, str] = {}  # channel -> why it is closed at the moment
        self.on_broken: Callable[[str, str], None] | None = None  # its lifespan died: (sentence, traceback)
        self.on_gone: Callable[[], None] | None = None
        self.gone = asyncio.Event()
        self.canaries: Canaries | None = None
        self._ready, self._stop = asyncio.Event(), asyncio.Event()
        self._error: BaseException | None = None
        self._tasks: TaskGroup | None = None
        self._channels: dict[str, Held] = {}

    # -- in a worker thread ----------------------------------------------------------------------------------------

    def execute(self) -> tuple[Hooks, list[Migration]]:
        """Run the module bodies; returns the hooks and the plugin's tables."""
        hooks = read_hooks(self.name, self._import())
        return hooks, collect_migrations(hooks)

    def collect(self, hooks: Hooks) -> Contributions:
        """Call the hooks and check what they contribute."""
        return collect(hooks, self.scope, read_catalogues(self.around.snapshot.locales))

    def _import(self) -> ModuleType:
        snapshot = self.around.snapshot
        if snapshot.manifest.reload == "restart":
            return _import_once(snapshot.name, str(snapshot.modules[""].path), str(snapshot.root))
        FINDER.add(self.top, snapshot)
        return importlib.import_module(self.top)

    # -- in the event loop -----------------------------------------------------------------------------------------

    async def open(self, host_tasks: TaskGroup, *, exclusive: bool) -> None:
        """Start the owner task and wait until lifespan and channels are open.

        Args:
            exclusive: also open the exclusive channels now; False while an older generation holds them.

        Raises:
            BaseException: what the plugin raised; everything is closed again then.
        """
        host_tasks.start_soon(self._own, exclusive, name=f"plugin {self.name} {self.number}")
        await self._ready.wait()
        if self._error is not None:
            await self.gone.wait()
            error, self._error = self._error, None
            try:
                raise error
            finally:
                del error

    async def abandon(self) -> None:
        """It did not come to life: undo what its hooks did."""
        if self._ready.is_set():
            return  # it had an owner task, which has closed everything
        with anyio.CancelScope(shield=True):
            await self.scope.close(UNDO_SECONDS)
        self.purge()
        self.gone.set()

    def stop(self) -> None:
        """Close it: nobody holds it any more. ``gone`` is set when that is done."""
        self.scope.closing.set()
        self._stop.set()

    async def _own(self, exclusive: bool) -> None:
        if self.guard.marker is not None:
            OWNER.set((self.guard.marker, self.name))
        try:
            async with anyio.create_task_group() as tasks:
                self._tasks = tasks
                try:
                    await self._set_up(tasks, exclusive)
                    self._ready.set()
                    await self._stop.wait()
                except BaseException as exc:
                    if not is_fault(exc):
                        raise
                    self._error = exc
                finally:
                    with anyio.CancelScope(shield=True):
                        await self._close(tasks)
        finally:
            self.purge()
            self._ready.set()
            self.gone.set()
            if self.on_gone is not None:
                self.on_gone()

    async def _set_up(self, tasks: TaskGroup, exclusive: bool) -> None:
        self.scope.start(tasks)
        for lifespan in self.given.lifespans:
            held = Held(f"{self.name}: lifespan", partial(open_lifespan, lifespan, self.scope))
            self.scope.undo(held.leave)
            held.on_crash = self._lifespan_died
            await held.enter(tasks)
        if self.scope.settings_kind is None:
            self.around.table.decode(Settings)  # a plugin without settings of its own: every further key is a mistake
        self.scope.seal()
        self.given = self.given._replace(routes=tuple(self.scope.routes), subscriptions=tuple(self.scope.subscriptions))
        self.summary = self.given.summary()
        for channel in self.given.channels:
            if exclusive or not channel.exclusive:
                await self.open_channel(channel)

    async def _close(self, tasks: TaskGroup) -> None:
        self.scope.closing.set()
        await self.visits.leave()
        for held in reversed(self._channels.values()):
            await held.leave()
        await self.scope.close(UNDO_SECONDS)
        tasks.cancel_scope.cancel()

    # -- channels --------------------------------------------------------------------------------------------------

    @property
    def exclusive_channels(self) -> list[HeldChannel]:
        """Channels that cannot be open in two generations."""
        return [channel for channel in self.given.channels if channel.exclusive]

    async def open_channel(self, channel: HeldChannel) -> None:
        """Enter ``channel.run``. Raises what it raises."""
        assert self._tasks is not None  # noqa: S101 for the type checker: only between open and stop
        inbox = self.around.inbox(channel.name, channel.answering)
        held = Held(f"{self.name}: channel {channel.name}", partial(channel.channel.run, inbox))
        held.on_crash = partial(self._channel_died, channel)
        await held.enter(self._tasks)
        self._channels[channel.name] = held

    async def close_channel(self, name: str) -> None:
        """Leave ``channel.run``."""
        held = self._channels.pop(name, None)
        if held is not None:
            await held.leave()

    def _channel_died(self, channel: HeldChannel, error: BaseException) -> None:
        self._note_channel(channel, error)
        if self._tasks is not None and not self._stop.is_set():
            self._channels.pop(channel.name, None)
            self._tasks.start_soon(self._reopen, channel, name=f"{self.name}: reopen {channel.name}")

    async def _reopen(self, channel: HeldChannel) -> None:
        pause = CHANNEL_PAUSE
        while True:
            await asyncio.sleep(pause)
            try:
                await self.open_channel(channel)
            except BaseException as exc:
                if not is_fault(exc):
                    raise
                self._note_channel(channel, exc)
            else:
                self.troubles.pop(channel.name, None)
                return
            pause = min(pause * 2, LONGEST_CHANNEL_PAUSE)

    def _note_channel(self, channel: HeldChannel, error: BaseException) -> None:
        self.troubles[channel.name] = f"channel {channel.name}: {sentence(error)}"
        self.breaker.task_died(story(error))
        log.error("channel died", plugin=self.name, channel=channel.name, error=type(error).__name__)

    def _lifespan_died(self, error: BaseException) -> None:
        log.error("lifespan died", plugin=self.name, error=type(error).__name__)
        self.breaker.task_died(story(error))
        if self.on_broken is not None:
            self.on_broken(sentence(error), story(error))

    # -- the end ---------------------------------------------------------------------------------------------------

    def purge(self) -> None:
        """Forget the modules and everything that leads to them. Never clears a module's names: a straggler would
        fail with NameError."""
        if self.canaries is None and self.top in sys.modules:
            self.canaries = Canaries(self.name, self.number, self.top)
        FINDER.drop(self.top)
        self.given, self._tasks = Contributions(), None
        self._channels.clear()
        self.on_broken = None


def _import_once(name: str, path: str, root: str) -> ModuleType:
    """A plugin with a C extension: imported as any package, once for the life of the process."""
    loaded = sys.modules.get(name)
    if loaded is not None:
        return loaded
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[root])
    if spec is None or spec.loader is None:
        raise LoadError(f"{path} cannot be imported")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def read_catalogues(locales: Mapping[str, bytes]) -> Catalogues:
    """``.po`` files as catalogues.

    Raises:
        LoadError: a file is broken.
    """
    found = {}
    for locale, data in locales.items():
        try:
            found[locale] = read_catalogue(data, locale)
        except ValueError as exc:
            raise LoadError(f"locales/{locale}.po: {exc}") from exc
    return found
