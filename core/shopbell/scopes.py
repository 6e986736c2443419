"""The contracts of what a plugin holds in its hands: the scope of a running generation, and the shop of a command."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from shopbell.contracts import KeyScope, Media, RouteHandler, SettingsT, Write
from shopbell.messages import ChannelEvent, ShopEvent
from shopbell.secret import Secret
from shopbell.shop import ShopInfo

if TYPE_CHECKING:
    from asyncio import Event

    from aiohttp import ClientSession
    from structlog.typing import FilteringBoundLogger


TaskT = TypeVar("TaskT")


class KeyValues(Protocol):
    """A plugin's own small store; survives reloads. Values are plain data."""

    async def get(self, key: str, default: Any = None) -> Any:
        """The value, or ``default``."""
        ...

    async def put(self, key: str, value: Any) -> None:
        """Store it durably; None deletes."""
        ...

    async def keys(self, prefix: str = "") -> list[str]:
        """All keys with that prefix, sorted."""
        ...


class Tables(Protocol):
    """A plugin's own tables: reads, and guarded writes outside a turn."""

    async def fetch(self, sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read rows."""
        ...

    async def commit(self, *writes: Write) -> None:
        """Commit writes together.

        Raises:
            Conflict: a ``rows`` promise was broken; nothing was stored.
            StoreUnavailable: try again later; nothing was stored.
        """
        ...


class PluginScope(Protocol):
    """All that one enabled generation of a plugin owns. What is done through it is undone when it goes."""

    name: str
    shop: ShopInfo
    kv: KeyValues
    tables: Tables
    media: Media
    log: "FilteringBoundLogger"
    http: "ClientSession"  # closed with the generation
    public_url: str  # how customers' browsers reach the shop, without a slash at the end
    closing: "Event"  # set when a newer generation has taken over: sockets and long polls say goodbye

    def outside(self, url: str) -> "ClientSession":
        """A session for a server that somebody has named: it connects to the open internet alone.

        Where ``url`` itself names this machine, this machine may be called. The session keeps no cookies; it is kept
        and closed with the generation, as ``http`` is. A request raises ``PrivateAddressError`` where a name or a
        redirect leads inside.
        """
        ...

    def settings(self, kind: type[SettingsT]) -> SettingsT:
        """The plugin's table of the configuration.

        Raises:
            ConfigError: unknown key or wrong type, with file and line.
        """
        ...

    def content(self, pattern: str) -> Mapping[str, bytes]:
        """Files of the shop's folder that the manifest's ``content`` declares, by relative path, as snapshotted."""
        ...

    async def export(self, customer_id: int) -> dict[str, Any] | None:
        """All that the shop keeps about a customer, as plain data; None: there is none. Ask for it only for themselves.

        Raises:
            StoreUnavailable: try again later.
        """
        ...

    async def proven_email(self, customer_id: int) -> str:
        """The e-mail address that is the customer's beyond doubt, the newest of several; empty without one.

        Raises:
            StoreUnavailable: try again later.
        """
        ...

    async def erase(self, customer_id: int) -> bool:
        """Erase a customer for ever, with all their addresses; False: there is none.

        Never from an answer: it waits for the customer's turn to end. Keep the wish in a table, and do it in a task.

        Raises:
            StoreUnavailable: nothing was erased, try again later.
        """
        ...

    def derived(self) -> Path:
        """A folder of the plugin's own for files that can be made again, such as a fitted model.

        It is left out of backups, and goes when the plugin is purged.
        """
        ...

    async def edit(self, path: str, change: Callable[[str], str]) -> str:
        """Change one file that the manifest's ``content`` declares, in one step; the plugin is loaded anew with it.

        ``change`` gets the text as it is now (empty: there is no such file), and returns the new one (empty: the file
        goes). It runs in a worker thread; what it raises leaves the file alone. Returns the new text.

        Raises:
            ConfigError: the folder cannot be written.
        """
        ...

    def secret(self, reference: Secret) -> tuple[str, ...]:
        """The secret's values now (two while rotating).

        Raises:
            ConfigError: it is not there.
        """
        ...

    def spawn(self, work: Callable[..., Awaitable[object]], *args: object, name: str | None = None) -> None:
        """Run a task owned by this generation; a crash is counted, logged and restarted after a pause."""
        ...

    def every(self, seconds: float, work: Callable[[], Awaitable[object]], *, name: str | None = None) -> None:
        """Run ``work`` again and again, ``seconds`` after it ended."""
        ...

    async def child(self, work: Callable[[TaskT], object], task: TaskT, *, seconds: float) -> None:
        """Do ``work(task)`` in a process of its own, and wait for it: for what takes a core, or memory, for seconds.

        The process has the plugin's code as it lies on disk, nothing of the shop's state, one thread for arithmetic
        and a low priority. What it finds out it writes into a file, such as one in ``derived()``; what it prints is
        lost. It is ended when the wait is cancelled, and ends by itself when the shop dies.

        Args:
            work: a function at the top of one of the plugin's modules, its argument with a type.
            task: plain data, best a ``msgspec.Struct``.
            seconds: after which it is ended; its start takes 0.1 to 0.3.

        Raises:
            ChildFailed: ``work`` raised, or the process died; the last line that it said.
            TimeoutError: it took longer.
            ValueError: another process could not find ``work``.
            OSError: no process can be started.
        """
        ...

    def undo(self, inverse: Callable[[], object]) -> None:
        """Register the inverse of something just done; run last-in first-out when the generation goes."""
        ...

    def now(self) -> int:
        """Milliseconds UTC, by the shop's clock, which tests move; ``chat.now()`` and ``turn.now`` are the same."""
        ...

    async def record(
        self, conversation_id: int, kind: str, *, key: str, body: Mapping[str, Any] | None = None, consent: str = ""
    ) -> bool:
        """Tell a fact about the customer of a conversation, for whoever waits for it: ``cart.abandoned``.

        Once for each ``key`` (of this plugin): False when it was told before, or there is no such conversation.
        It is told of the address they wrote from last; with ``consent`` of the one where they agreed to that last
        (``Turn.consent``), so that what it leads to is said there.

        Raises:
            Overloaded, StoreUnavailable: nothing was stored; tell it again later.
        """
        ...

    def service(self, name: str) -> Any:
        """A service of another enabled plugin; look it up when you need it, do not keep it.

        Raises:
            NotReadyError: nobody provides it now.
        """
        ...

    def route(self, method: str, path: str, handler: RouteHandler, *, needs: KeyScope | None = None) -> None:
        """Serve HTTP below ``/p/<plugin>``, or at an absolute path under a prefix the manifest declares.

        ``needs``: only with an API key of that scope; ``request["app"]`` (``App``) then says whose. Without it the
        door is anonymous. ``request["client"]`` is the client's address as far as the proxies are trusted. Where
        limits apply (no key, or ``app.limited``) ``request["limit"](key)`` counts one message of a conversation and
        raises 429 for too many. A handler's attribute ``openapi`` (a mapping with summary, body, answers by status,
        query) is shown in ``/openapi.json``, its types made into schemas.
        """
        ...

    def subscribe(
        self, kinds: Sequence[str], handler: Callable[[ChannelEvent | ShopEvent, int], Awaitable[object]]
    ) -> None:
        """Hear events of these kinds, with the conversation's id, in its lane, after the core has handled them."""
        ...


class ShopAtHand(Protocol):
    """The shop as a plugin's command finds it: its folder and database, and the running shop if there is one.

    What it shares with ``PluginScope`` is called the same, so that one function serves commands and routes.
    """

    name: str  # the plugin's
    folder: Path  # the shop's
    data_folder: Path
    running: bool  # then changes go through ``call``: the shop has things in memory
    shop: ShopInfo
    tables: Tables  # changed by the command only while no shop runs
    public_url: str | None  # how the open internet reaches the shop, without a slash at the end

    def settings(self, kind: type[SettingsT]) -> SettingsT:
        """As ``PluginScope.settings``."""
        ...

    def secret(self, reference: Secret) -> tuple[str, ...]:
        """As ``PluginScope.secret``."""
        ...

    def ask_secret(self, what: str, stored: Secret | None = None) -> tuple[str, bool]:
        """Ask the owner for a secret, unseen; without a terminal the next line of standard input is it.

        Args:
            what: it is, as the owner calls it: ``Token``.
            stored: where one may lie already; an empty answer keeps it.

        Returns:
            The secret, empty if there is none; and whether it is a new one, to be kept.
        """
        ...

    def keep_secret(self, name: str, value: str) -> None:
        """Store what the configuration then refers to as ``{store = "<name>"}``.

        Raises:
            ConfigError: a name or value that cannot be used.
        """
        ...

    def configure(self, values: Mapping[tuple[str, ...], Any]) -> bool:
        """Write keys of the plugin's table into ``shopbell.toml`` and switch the plugin on; comments stay.

        Args:
            values: by path below the table: ``("bots", "default", "mode")``.

        Returns:
            Did anything change?

        Raises:
            ConfigError: the file does not take it, or cannot be written; nothing was changed.
        """
        ...

    def content(self, pattern: str) -> Mapping[str, bytes]:
        """Files of the shop's folder that the manifest's ``content`` declares, as they are now."""
        ...

    async def edit(self, path: str, change: Callable[[str], str]) -> str:
        """As ``PluginScope.edit``."""
        ...

    def service(self, name: str) -> Any:
        """No other plugin runs here.

        Raises:
            NotReadyError: always.
        """
        ...

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Ask the running shop below ``/p/<plugin>``, with its own admin key; returns the decoded JSON.

        Raises:
            ShopbellError: none runs, or it refuses (its own sentence).
        """
        ...
