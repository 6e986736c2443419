"""All that one generation of a plugin owns; what is done through it is undone when the generation goes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import anyio
import structlog
from anyio import to_thread
from anyio.abc import TaskGroup

from shopbell.addresses import THIS_MACHINE
from shopbell.clock import Clock
from shopbell.config.file import PluginTable
from shopbell.contracts import Inbox, KeyScope, RouteHandler, SettingsT
from shopbell.messages import ChannelEvent, ShopEvent
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.children import run_child
from shopbell.plugin_host.content import edit_content
from shopbell.plugin_host.faults import is_fault, sentence, story
from shopbell.plugin_host.marker import Marker
from shopbell.plugin_host.own_data import Database, OwnKeyValues, OwnTables
from shopbell.plugin_host.own_media import OwnMedia
from shopbell.plugin_host.routes import Route, as_scope, place
from shopbell.plugin_host.snapshot import Snapshot
from shopbell.scopes import TaskT
from shopbell.shop import ShopInfo

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from structlog.typing import FilteringBoundLogger

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds until a task that died is started again
MOST_TASKS = 1_000  # of one plugin
PROVEN_EMAIL = (
    "SELECT address FROM identity WHERE customer_id = ? AND channel = 'email' AND proven_at IS NOT NULL"
    " ORDER BY proven_at DESC LIMIT 1"
)

EventHandler = Callable[[ChannelEvent | ShopEvent, int], Awaitable[object]]
Undo = Callable[[], object]


class Subscription(NamedTuple):
    """Which events a plugin wants to hear."""

    kinds: tuple[str, ...]
    handler: EventHandler


class Books(NamedTuple):
    """What the shop keeps about a customer, to be handed out and to be erased."""

    export: Callable[[int], Awaitable[dict[str, Any] | None]]
    erase: Callable[[int, str], Awaitable[tuple[int, list[str]] | None]]  # customer, who did it


async def _nobody(conversation_id: int, event: ShopEvent, consent: str) -> bool:
    """There are no customers."""
    return False


class ShopSide(NamedTuple):
    """What plugins may ask of the shop itself; by itself, a shop without customers and data."""

    now: Callable[[], int] = Clock().now  # milliseconds UTC
    record: Callable[[int, ShopEvent, str], Awaitable[bool]] = _nobody  # a fact about the customer of a conversation
    public_url: Callable[[], str] = str  # how customers' browsers reach it
    derived: Path | None = None  # folder in which plugins keep what can be made again
    books: Books | None = None


class Surroundings(NamedTuple):
    """What the host puts at a generation's disposal."""

    shop: ShopInfo
    table: PluginTable
    snapshot: Snapshot
    store: Database
    inbox: Callable[[str, bool], Inbox]  # for a channel's name, and whether its response is the reply
    secret: Callable[[Any], tuple[str, ...]]
    service: Callable[[str], Any]
    breaker: Breaker
    marker: Marker | None
    loop: asyncio.AbstractEventLoop
    shop_side: ShopSide
    bundled: bool = False  # comes with Shopbell
    folder: Path | None = None  # the shop's


class Scope:
    """See ``scopes.PluginScope``. Hooks use it in a worker thread, everything else in the event loop."""

    def __init__(self, around: Surroundings) -> None:
        self.name = around.snapshot.name
        self.shop = around.shop
        self.kv = OwnKeyValues(self.name, around.store)
        self.tables = OwnTables(self.name, around.store)
        self.media = OwnMedia(around.store)
        # A stable name: loggers are never freed, one per generation would add up.
        self.log: FilteringBoundLogger = structlog.get_logger(f"shopbell.plugin.{self.name}").bind(plugin=self.name)
        self.closing = asyncio.Event()
        self.settings_kind: type[Any] | None = None
        self.routes: list[Route] = []
        self.subscriptions: list[Subscription] = []
        self._around = around
        self._undo: list[Undo] = []
        self._waiting: list[tuple[Callable[[], Awaitable[object]], str]] = []
        self._tasks: TaskGroup | None = None
        self._running = 0
        self._sealed = self._closed = False
        self._http: ClientSession | None = None
        self._outside: dict[bool, ClientSession] = {}  # by: may they call this machine

    # -- reading -----------------------------------------------------------------------------------------------

    def settings(self, kind: type[SettingsT]) -> SettingsT:
        """The plugin's table of the configuration."""
        self.settings_kind = kind
        return self._around.table.decode(kind)

    def content(self, pattern: str) -> Mapping[str, bytes]:
        """Declared files of the shop's folder, by relative path, as snapshotted."""
        return {path: data for path, data in self._around.snapshot.content.items() if fnmatchcase(path, pattern)}

    async def export(self, customer_id: int) -> dict[str, Any] | None:
        """All that the shop keeps about a customer."""
        return await self._books.export(customer_id)

    async def proven_email(self, customer_id: int) -> str:
        """The address that is the customer's beyond doubt; empty without one."""
        rows = await self.tables.fetch(PROVEN_EMAIL, (customer_id,))
        return str(rows[0][0]) if rows else ""

    async def erase(self, customer_id: int) -> bool:
        """Erase a customer for ever."""
        return await self._books.erase(customer_id, self.name) is not None

    @property
    def _books(self) -> Books:
        if self._around.shop_side.books is None:
            raise RuntimeError(f"{self.name}: this shop keeps no customers")
        return self._around.shop_side.books

    def derived(self) -> Path:
        """The plugin's folder for what can be made again."""
        if self._around.shop_side.derived is None:
            raise RuntimeError(f"{self.name}: this shop has no data folder")
        folder = self._around.shop_side.derived / self.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    async def edit(self, path: str, change: Callable[[str], str]) -> str:
        """Change one declared file of the shop's folder, in one step."""
        around = self._around
        return await to_thread.run_sync(edit_content, around.folder, around.snapshot.manifest, path, change)

    def secret(self, reference: Any) -> tuple[str, ...]:
        """The secret's values now."""
        return self._around.secret(reference)

    def now(self) -> int:
        """Milliseconds UTC, by the shop's clock."""
        return self._around.shop_side.now()

    async def record(
        self, conversation_id: int, kind: str, *, key: str, body: Mapping[str, Any] | None = None, consent: str = ""
    ) -> bool:
        """Tell a fact about the customer of a conversation."""
        event = ShopEvent(kind=kind, source=self.name, id=key, sender="", body=dict(body or {}))
        return await self._around.shop_side.record(conversation_id, event, consent)

    def service(self, name: str) -> Any:
        """A service of another plugin, as of now."""
        return self._around.service(name)

    @property
    def public_url(self) -> str:
        """How customers' browsers reach the shop, as of now."""
        return self._around.shop_side.public_url()

    @property
    def http(self) -> "ClientSession":
        """One HTTP session of this generation, made at first use."""
        if self._http is None:
            self._refuse_closed()
            from aiohttp import ClientSession, ClientTimeout  # lazy: 60 ms, and most plugins do not need it

            # The loop is named because hooks run in a worker thread and may ask for the session there.
            self._http = session = ClientSession(loop=self._around.loop, timeout=ClientTimeout(total=30))
            self.undo(session.close)
        return self._http

    def outside(self, url: str) -> "ClientSession":
        """One of two sessions, made at first use: for the open internet alone, or for this machine, too."""
        here = urlsplit(url).hostname in THIS_MACHINE
        if here not in self._outside:
            self._refuse_closed()
            from shopbell.http.outside import outside_session  # lazy: as above

            self._outside[here] = session = outside_session(url, loop=self._around.loop)
            self.undo(session.close)
        return self._outside[here]

    # -- declaring, until the plugin is enabled --------------------------------------------------------------------

    def route(self, method: str, path: str, handler: RouteHandler, *, needs: KeyScope | None = None) -> None:
        """Serve HTTP; only in hooks and the lifespan."""
        self._refuse_sealed("a route")
        method, path = place(self.name, self._around.snapshot.manifest.prefixes, method, path, needs)
        self.routes.append(Route(self.name, method, path, handler, as_scope(needs)))

    def subscribe(self, kinds: Sequence[str], handler: EventHandler) -> None:
        """Hear events of these kinds; only in hooks and the lifespan."""
        self._refuse_sealed("a subscription")
        self.subscriptions.append(Subscription(tuple(kinds), handler))

    def seal(self) -> None:
        """The epoch is being built: what is declared from now on would never be seen."""
        self._sealed = True

    # -- doing -----------------------------------------------------------------------------------------------------

    def undo(self, inverse: Undo) -> None:
        """Register the inverse of something just done; may be async."""
        self._refuse_closed()
        self._undo.append(inverse)

    def spawn(self, work: Callable[..., Awaitable[object]], *args: object, name: str | None = None) -> None:
        """Run a task owned by this generation, again after a pause when it dies."""
        self._start(lambda: work(*args), name or str(getattr(work, "__name__", "task")))

    def every(self, seconds: float, work: Callable[[], Awaitable[object]], *, name: str | None = None) -> None:
        """Run ``work`` again and again, ``seconds`` after it ended."""
        if seconds <= 0:
            raise ValueError("every needs more than 0 seconds")

        async def again() -> None:
            while True:
                await work()
                await asyncio.sleep(seconds)

        self._start(again, name or str(getattr(work, "__name__", "every")))

    async def child(self, work: Callable[[TaskT], object], task: TaskT, *, seconds: float) -> None:
        """Do ``work(task)`` in a process of its own."""
        await run_child(self._around.snapshot.root, work, task, seconds=seconds)

    def _start(self, work: Callable[[], Awaitable[object]], name: str) -> None:
        self._refuse_closed()
        if self._running + len(self._waiting) >= MOST_TASKS:
            raise RuntimeError(f"{self.name} has {MOST_TASKS} tasks already")
        if self._tasks is None:  # still in a hook: the tasks start when the generation does
            self._waiting.append((work, name))
        else:
            self._running += 1
            self._tasks.start_soon(self._keep, work, name, name=f"{self.name}: {name}")

    async def _keep(self, work: Callable[[], Awaitable[object]], name: str) -> None:
        pause = FIRST_PAUSE
        try:
            while True:
                try:
                    await work()
                    return
                except BaseException as exc:
                    if not is_fault(exc):
                        raise
                    self._around.breaker.task_died(story(exc))
                    self.log.error("plugin task died", task=name, error=type(exc).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._running -= 1

    # -- the host's side -------------------------------------------------------------------------------------------

    def start(self, tasks: TaskGroup) -> None:
        """The generation's task group is open."""
        self._tasks = tasks
        waiting, self._waiting = self._waiting, []
        for work, name in waiting:
            self._start(work, name)

    async def close(self, seconds: float) -> None:
        """Undo everything, last in first out, each within ``seconds``; nothing more can be done through it."""
        self._closed = self._sealed = True
        with anyio.CancelScope(shield=True):
            while self._undo:
                await self._undo_one(self._undo.pop(), seconds)
        self._tasks = None
        self._waiting.clear()

    async def _undo_one(self, inverse: Undo, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                result = inverse()
                if isinstance(result, Awaitable):
                    await result
        except BaseException as exc:
            if not is_fault(exc):
                raise
            self.log.error("plugin undo failed", error=sentence(exc))

    def _refuse_closed(self) -> None:
        if self._closed:
            raise RuntimeError(f"{self.name} is going: nothing can be started any more")

    def _refuse_sealed(self, what: str) -> None:
        if self._sealed:
            raise RuntimeError(f"{self.name}: {what} is declared in a hook or the lifespan, not later")
