"""Opens a shop and closes it: lock, configuration, database, plugins, unfinished turns, doors; and back."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import anyio
import structlog
from anyio.abc import TaskGroup
from msgspec.structs import replace

from shopbell.app.erasing import erase
from shopbell.app.exporting import export
from shopbell.app.following import Following
from shopbell.app.logins import log_in
from shopbell.app.memory import Memory, activity_of, one_heap
from shopbell.app.shop import RunningShop, wishes_of
from shopbell.app.training import Trainer
from shopbell.clock import Clock
from shopbell.config.edit import live_folder
from shopbell.config.file import ShopConfig, load_config
from shopbell.config.secrets import Secrets
from shopbell.config.vault import read_key
from shopbell.contracts import Write
from shopbell.errors import StoreError
from shopbell.http.compose import DoorSettings, open_door
from shopbell.http.customer_routes import CustomerRoutes
from shopbell.http.secret_routes import SecretRoutes
from shopbell.http.server import serve
from shopbell.messages import ShopEvent
from shopbell.plugin_host.epoch import Epoch
from shopbell.plugin_host.host import PluginHost
from shopbell.plugin_host.marker import Crashes, Mark, Marker, read_marks
from shopbell.plugin_host.scope import Books, ShopSide
from shopbell.runtime.answer import Asking
from shopbell.runtime.decide import POISON_ATTEMPTS, Parts
from shopbell.runtime.dialogue_life import DialogueLife
from shopbell.runtime.epochs import ChannelEntry
from shopbell.runtime.events import Events
from shopbell.runtime.inbox import ChannelInbox, Intake
from shopbell.runtime.items import Item
from shopbell.runtime.lanes import Lanes
from shopbell.runtime.linking import Linking
from shopbell.runtime.opting import AGREED_AT
from shopbell.runtime.outbox import Outbox
from shopbell.runtime.permits import Permits
from shopbell.runtime.pipeline import Pipeline
from shopbell.runtime.proving import Proving
from shopbell.runtime.talking import Talking
from shopbell.runtime.workers import Workers
from shopbell.stores.lock import DataLock
from shopbell.stores.patiently import patiently
from shopbell.stores.retention import prune
from shopbell.stores.store import Store, open_store

log = structlog.get_logger("shopbell")

VERSION = "0.1.0"
PRUNE_SECONDS = 3_600.0
PROBE_SECONDS = 1.0
PROBE = (
    "INSERT INTO kv (plugin, name, value) VALUES ('shopbell', 'probe', ?)"
    " ON CONFLICT (plugin, name) DO UPDATE SET value = excluded.value"
)
TURNS_AT_ONCE = 256
SUSPECT_TURNS_MOST = 10  # after a crash; each may take its ten seconds while the doors are closed
TRIED = "UPDATE inbox SET attempts = ? WHERE id = ? AND done = 0 AND attempts < ?"


class Opening(NamedTuple):
    """How to open a shop."""

    folder: Path  # of shopbell.toml
    data: Path
    host: str | None = None  # instead of the configured one
    port: int | None = None  # 0: any free one
    safe: bool = False  # bundled plugins only
    demo: bool = False  # the demo's shop page and clock
    clock: Clock | None = None
    watchdog: bool = True
    models: Path | None = None  # trained models beside those of the data folder, as a test run keeps them
    restart: Callable[[], None] | None = None  # stop and start again, when memory runs out; None: nobody can


@asynccontextmanager
async def running_shop(how: Opening) -> AsyncIterator[RunningShop]:
    """Open the shop; it serves until the block ends, then it finishes what is open.

    Raises:
        ConfigError: the configuration has mistakes in the core's tables (all of them are told).
        ShopbellError: the data folder is in use, or the database cannot be opened.
    """
    one_heap()
    # Plugins load in threads, and two that meet in Babel's first import lock each other out: it is made here, once.
    import babel.core  # noqa: F401  # lazy: 35 ms that commands which open no shop need not wait for

    with DataLock(how.data) as lock:
        config = load_config(live_folder(how.folder, how.data))
        store = await open_store(how.data, config.storage.database(Secrets(config.folder)))
        try:
            async with _serving(store, config, how, lock) as shop:
                yield shop
        finally:
            await store.close()


@asynccontextmanager
async def _serving(store: Store, config: ShopConfig, how: Opening, lock: DataLock) -> AsyncIterator[RunningShop]:
    with ExitStack() as at_last:
        _settle_memory()
        shop = RunningShop(how.data, how.clock or Clock(), store, config, demo=how.demo)
        async with _runtime(shop, how, at_last):
            await shop.outbox_queue.resume()  # first: what was said earlier is delivered earlier
            await shop.intake.recover()
            await shop.linking.resume()
            secret_routes = SecretRoutes(shop.vault, shop.clock, shop.following.stored_secret_changed).routes()
            customer_routes = CustomerRoutes(shop.customer_desk()).routes()
            door = await open_door(
                _door_settings(config),
                shop,
                shop.host,
                store,
                shop.clock,
                how.data,
                more=[*secret_routes, *customer_routes],
            )
            listen_on = how.host or config.server.host
            port = config.server.port if how.port is None else how.port
            async with serve(door, listen_on, port, grace=config.server.shutdown_grace) as listening:
                shop.url = listening.url
                lock.announce(listening.port, listening.host)
                yield shop
                shop.draining = shop.intake.draining = True
            await _finish(shop, config.server.shutdown_grace)


@asynccontextmanager
async def _runtime(shop: RunningShop, how: Opening, at_last: ExitStack) -> AsyncIterator[None]:
    """Run the turn path and the plugin host. Turns end first; then plugins close what they opened, in peace."""
    closing = asyncio.Event()
    async with anyio.create_task_group() as plugins:
        async with anyio.create_task_group() as tasks:
            await _build(shop, how, tasks, at_last)
            plugins.start_soon(_hold, shop.host, closing, name="plugins")
            await shop.host.ready.wait()
            tasks.start_soon(shop.trainer.run, name="training")
            tasks.start_soon(shop.following.run, name="configuration")
            tasks.start_soon(_keep_tidy, shop, name="retention")
            tasks.start_soon(_probe_disk, shop, name="disk probe")
            tasks.start_soon(shop.memory.run, name="memory")
            tasks.start_soon(patiently, shop.intake.load_seen, name="known keys")
            tasks.start_soon(shop.dialogues.run, name="dialogues")
            yield
            shop.host.look_no_more()  # both watches over files end together, each in up to 20 ms
            tasks.cancel_scope.cancel()
        closing.set()


async def _hold(host: PluginHost, closing: asyncio.Event) -> None:
    """In a task beside the turns': plugins are not cancelled with them, and no turn finds itself without plugins."""
    async with host.running():
        await closing.wait()


async def _build(shop: RunningShop, how: Opening, tasks: TaskGroup, at_last: ExitStack) -> None:
    """Build the turn path and the plugin host around each other."""
    store, clock = shop.store, shop.clock
    marks = how.data / "running"
    crashes = Crashes(how.data / "crashes.json")
    under_way = read_marks(marks)
    await _suspect(store, under_way, crashes.note(under_way))
    marker = Marker(marks)
    at_last.callback(marker.close)  # after the last send, which leaves its mark
    shop.unreadable_secrets = await shop.vault.open()
    shop.following = Following(shop, tasks)

    def epoch() -> Epoch:
        return shop.host.epoch

    shop.lanes = Lanes(store, clock.now)
    key = cache(partial(read_key, how.data))
    shop.permits = Permits(store, shop.lanes, lambda: shop.config.customers, key)
    shop.proving = Proving(store, shop.lanes, shop.permits, lambda: shop.config.customers, key)
    shop.outbox_queue = Outbox(store, shop.lanes, shop.permits, clock, epoch, tasks)
    shop.dialogues = DialogueLife(store, clock, lambda conversation, body: shop.intake.wake(conversation, body), tasks)
    await shop.dialogues.load()
    asking = Asking(
        marker,
        lambda item: start(item),
        lambda item, plugin: abandon(item, plugin),
        partial(_show_typing, tasks),
    )
    parts = Parts(
        store, shop.lanes, clock, epoch, asking, shop.outbox_queue,
        Events(store, lambda proof_id, who: shop.linking.undo_soon(proof_id, who)), Talking(asking), shop.dialogues,
        lambda item: shop.intake.store_now(item), shop.permits,
        shop.proving, lambda proof_id: shop.linking.start(proof_id), lambda: shop.config.shop.handoff_minutes, key,
    )  # fmt: skip
    shop.pipeline = Pipeline(parts, lambda item: start(item), lambda item: shop.intake.forget(item))
    workers: Workers[Item] = Workers(tasks, shop.pipeline.run, TURNS_AT_ONCE, shop.pipeline.prepare)
    start = workers.start
    shop.linking = Linking(store, shop.lanes, clock, shop.pipeline.leave, shop.pipeline.enter, tasks)
    shop.intake = Intake(store, shop.lanes, clock, shop.pipeline.enter)
    shop.trainer = Trainer(lambda: shop.config.shop.info(), how.data / "understanding", how.models)
    shop.memory = Memory(lambda: shop.config.server.memory_limit_mb, partial(activity_of, shop, marker), how.restart)

    def abandon(item: Item, plugin: str) -> None:
        workers.abandon(item)
        shop.pipeline.abandon(item, plugin)

    shop.host = PluginHost(
        wishes_of(shop.config, demo=how.demo),
        store=store,
        inbox=partial(_inbox, shop),
        folder=shop.config.folder,
        secret=Secrets(shop.config.folder, shop.vault.values).values,
        prepare=shop.trainer.prepare,
        on_epoch=shop.note_epoch,
        next_epoch_id=partial(store.ids.next, "epoch"),
        marker=marker,
        crashes=crashes,
        compiled=how.data / "compiled",
        shop_side=ShopSide(
            clock.now,
            partial(_record, shop),
            shop.public_url,
            how.data / "derived",
            Books(partial(export, shop), partial(erase, shop)),
        ),
        safe=how.safe,
        watchdog=how.watchdog,
    )


async def _suspect(store: Store, under_way: Sequence[Mark], proven: frozenset[int]) -> None:
    """Turns that may have ended the last process run alone, so that a second end says which one it was; who has done
    so twice is not tried again: the customer hears of it, and a person gets the message."""
    turns = sorted({mark.turn_id for mark in under_way if mark.turn_id}, key=lambda turn: (turn not in proven, turn))
    tried = {turn: POISON_ATTEMPTS - 1 if turn in proven else 1 for turn in turns[:SUSPECT_TURNS_MOST]}
    if tried:
        await store.commit([Write(TRIED, (times, turn, times)) for turn, times in tried.items()])


def _inbox(shop: RunningShop, channel: str, answering: bool) -> ChannelInbox:
    return ChannelInbox(shop.intake, channel, answering, shop.wanted_events, partial(log_in, shop))


async def _record(shop: RunningShop, conversation_id: int, event: ShopEvent, consent: str) -> bool:
    """A fact that a plugin tells of a conversation's customer: at the address where they agreed, or wrote from last."""
    seat = await shop.lanes.seat_of_conversation(conversation_id)
    if seat is None:
        return False
    channel, account, address = seat.identity.channel, seat.identity.account, seat.identity.address
    if consent and (rows := await shop.store.fetch(AGREED_AT, (seat.identity.customer_id, consent))):
        channel, account, address = rows[0]
    return await shop.intake.record(channel, account, [replace(event, sender=address)], shop.wanted_events()) > 0


def _door_settings(config: ShopConfig) -> DoorSettings:
    return DoorSettings(
        title=config.shop.name,
        version=VERSION,
        keys_env=config.server.api_keys_env,
        trusted_proxies=config.server.trusted_proxies,
        body_limit=config.server.body_limit,
    )


async def _finish(shop: RunningShop, grace: float) -> None:
    """Let open turns end; what does not in time is on disk, and goes on at the next start."""
    ends = time.monotonic() + grace
    while shop.intake.open and time.monotonic() < ends:  # noqa: ASYNC110 at the end of a shop only
        await asyncio.sleep(0.02)
    shop.outbox_queue.stopping = True


def _settle_memory() -> None:
    """What is imported stands for ever: keep the collector from walking it. Worth 0 to 0.05 of the ceiling.

    Before any plugin is loaded: what is frozen is never collected, and plugins must be. A process that opens another
    shop (the test kit does) collects what the last one left, and walks only what came since the first: 0.5 s less for
    each, in a test run that holds five thousand tests.
    """
    gc.collect()
    _freeze_once()
    gc.set_threshold(50_000, 20, 100)


@cache  # once in a process; gc.get_freeze_count() counts one by one
def _freeze_once() -> None:
    gc.freeze()


def _show_typing(tasks: TaskGroup, item: Item, epoch: Epoch) -> None:
    """A turn takes its time: show that somebody is there, where the channel can."""
    identity = item.seat.identity
    entry: ChannelEntry | None = epoch.channels.get(identity.channel)
    if entry is not None and entry.typing is not None:
        tasks.start_soon(_type, entry, identity.account, identity.address)


async def _type(entry: ChannelEntry, account: str, address: str) -> None:
    try:
        async with asyncio.timeout(5.0):
            await entry.typing(account, address)  # type: ignore[misc]  # checked by the caller
    except Exception as exc:  # typing is a courtesy
        entry.breaker.failed(f"{type(exc).__name__} in typing")


async def _probe_disk(shop: RunningShop) -> None:
    """While the disk refuses nobody is let in, so nobody would notice that it takes writes again: try."""
    while True:
        await asyncio.sleep(PROBE_SECONDS)
        if shop.store.trouble is not None:
            try:
                await shop.store.commit([Write(PROBE, (shop.clock.now().to_bytes(8, "big"),))])
            except StoreError:
                continue


async def _keep_tidy(shop: RunningShop) -> None:
    while True:
        await asyncio.sleep(PRUNE_SECONDS)
        try:
            counts = await prune(shop.store, shop.clock.now(), shop.config.storage.retention)
            log.info("forgotten", **counts)
        except StoreError as exc:
            log.warning("forgetting waits", reason=str(exc))
