"""A real shop in a temporary folder, driven by a test."""

import asyncio
from pathlib import Path
from typing import Any, get_args

import tomlkit

from shopbell.adapt import adapt
from shopbell.app import Opening, RunningShop, running_shop
from shopbell.clock import Clock
from shopbell.config.decode import Put
from shopbell.config.edit import edit, write_text
from shopbell.config.file import FILE
from shopbell.contracts import Inbox
from shopbell.messages import ChannelEvent, EventKind, InboundMessage, OutboundMessage
from shopbell.people import BOT, ConversationState
from shopbell.plugin_host.discovery import Installed, discover
from shopbell.plugin_host.states import PluginStatus
from shopbell.replies import Reply
from shopbell.runtime.commit import decode_message
from shopbell.runtime.lanes import Seat
from shopbell.testing.channel import NAME, TestingChannel, forget_channel, testing_channel
from shopbell.testing.customers import TestCustomer
from shopbell.testing.kept import bring_code, keep, kept_models
from shopbell.testing.storage import storage_table

# Nothing answers in a test's shop but what the test switches on.
AWAKE = ("shopbell_search", "shopbell_understanding")  # they answer nobody by themselves
QUIET = tuple(
    found.name.removeprefix("shopbell_")
    for found in discover(Installed(), None).values()
    if found.kind == "bundled" and found.name not in AWAKE and found.manifest and found.manifest.enabled is not False
)
CHANNEL_SOURCE = '''"""The testing channel."""

from shopbell import hookimpl
from shopbell.testing import testing_channel


@hookimpl
def shopbell_channels(scope):
    channel = testing_channel({shop!r})
    scope.subscribe({kinds!r}, channel.note)
    return [channel]
'''
KINDS = get_args(EventKind)
MANIFEST = 'name = "{name}"\nversion = "1.0.0"\napi = 1\nsummary = "{name}, in a test"\n'


class TestShop:
    """A shop with the testing channel and the understanding, and nothing else; ``enable`` adds."""

    __test__ = False

    def __init__(self, folder: Path, *, quiet: bool = True, port: int = 0, watchdog: bool = False) -> None:
        self.folder, self.data = folder, folder / "data"
        self.clock = Clock()
        self.rehearses = True  # dialogues are replayed from disk after every message
        self._port, self._watchdog = port, watchdog
        self._task: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self._running: RunningShop | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FILE).exists():
            tables = "".join(f"\n[plugins.shopbell_{name}]\nenabled = false\n" for name in QUIET) if quiet else ""
            # A test that runs at night must not wait for the morning; ``quiet_hours`` brings the nights back.
            asleep = '[customers]\nquiet_hours = "never"\n'
            write_text(folder / FILE, f'[shop]\nname = "Corner shop"\n\n{asleep}{tables}')
        kept = (folder / FILE).read_text("utf-8")
        if (table := storage_table(self.data)) and table not in kept:
            write_text(folder / FILE, kept + table)
        self.write_plugin(NAME, CHANNEL_SOURCE.format(shop=str(folder), kinds=KINDS))

    # -- life ------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Start it. A task of its own, for pytest sets fixtures up and tears them down in different ones."""
        self._stop = asyncio.Event()
        opened: asyncio.Future[RunningShop] = asyncio.get_running_loop().create_future()
        self._task = asyncio.ensure_future(self._live(opened))
        waiting: set[asyncio.Future[Any]] = {opened, self._task}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if not opened.done():
            await self._task  # raises what kept it from opening
        self._running = opened.result()

    async def _live(self, opened: "asyncio.Future[RunningShop]") -> None:
        bring_code(self.data / "compiled")
        how = Opening(
            self.folder, self.data, port=self._port, clock=self.clock, watchdog=self._watchdog, models=kept_models()
        )
        async with running_shop(how) as shop:
            opened.set_result(shop)
            await self._stop.wait()
        keep(self.data)

    async def close(self) -> None:
        """Stop it gracefully."""
        self._stop.set()
        if self._task is not None:
            await self._task
            self._task = self._running = None
        forget_channel(str(self.folder))

    async def restart(self) -> None:
        """Stop it and start it again on the same folder; what the channel delivered is kept."""
        self._stop.set()
        if self._task is not None:
            await self._task
        await self.open()

    # -- its parts -------------------------------------------------------------------------------------------

    @property
    def running(self) -> RunningShop:
        """The shop itself."""
        assert self._running is not None, "the shop is not open"
        return self._running

    @property
    def channel(self) -> TestingChannel:
        """The testing channel."""
        return testing_channel(str(self.folder))

    @property
    def inbox(self) -> Inbox:
        """The testing channel's inbox."""
        assert self.channel.inbox is not None, "the testing channel is not open"
        return self.channel.inbox

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.running.url

    def customer(self, name: str) -> TestCustomer:
        """A customer of that name; the same conversation for the same name."""
        return TestCustomer(self, name)

    # -- changing it -----------------------------------------------------------------------------------------

    async def configure(self, **shop: Any) -> None:
        """Change keys of the ``[shop]`` table."""
        await self._edit([Put(("shop", key), value) for key, value in shop.items()])

    async def quiet_hours(self, hours: str) -> None:
        """Let notices and offers wait at night: ``"21:00-8:00"``."""
        await self._edit([Put(("customers", "quiet_hours"), hours)])

    async def enable(self, plugin: str, **settings: Any) -> PluginStatus:
        """Switch a plugin on, with settings of its table."""
        await self._edit([Put(("plugins", plugin, key), value) for key, value in {"enabled": True, **settings}.items()])
        return self.plugin(plugin)

    async def disable(self, plugin: str) -> None:
        """Switch a plugin off."""
        await self._edit([Put(("plugins", plugin, "enabled"), False)])

    async def _edit(self, changes: list[Put]) -> None:
        edited = edit(self.folder, changes, "test")
        self.running.following.edited(edited.config)
        self.running.use_config(edited.config)
        await self.settle()

    def write(self, path: str, text: str) -> None:
        """Write a file of the shop's folder, as an owner would in an editor."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_text(target, text)

    def write_plugin(self, name: str, source: str, manifest: str = "", **more: Any) -> None:
        """Write a folder plugin; ``more`` are further keys of its ``plugin.toml``."""
        lines = manifest or MANIFEST.format(name=name) + tomlkit.dumps(more)
        self.write(f"plugins/{name}/plugin.toml", lines)
        self.write(f"plugins/{name}/__init__.py", source)

    async def settle(self) -> None:
        """Wait until what was changed is live: plugins, exact phrases, the trained model."""
        await self.running.host.settle()
        await self.running.trainer.settled.wait()

    async def idle(self, seconds: float = 10.0) -> None:
        """Wait until every message and event that was taken has had its turn."""
        async with asyncio.timeout(seconds):
            while self.running.intake.open:  # noqa: ASYNC110 a test may look often
                await asyncio.sleep(0.001)

    async def passes(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass on the shop's clock, and everything happen that was waiting for it."""
        self.clock.advance(int((seconds + 60 * minutes + 3_600 * hours + 86_400 * days) * 1000))
        self.running.dialogues.look()
        due = "SELECT 1 FROM timer WHERE due_at <= ? LIMIT 1"
        async with asyncio.timeout(10.0):
            while await self.fetch(due, self.clock.now()):  # noqa: ASYNC110 a test may look often
                await asyncio.sleep(0.001)
        await self.idle()

    async def deliver(
        self, channel: str, reply: Reply, *, account: str = "default", address: str = "ana", **more: Any
    ) -> None:
        """Show a reply on a channel as a customer there would get it: one attempt, around the outbox.

        ``more``: further fields of ``OutboundMessage``.

        Raises:
            DeliveryError: as the channel does.
        """
        entry, prepared = self.running.host.epoch.channels[channel], self.running.host.epoch.prepared
        shown = adapt(reply, entry.capabilities, prepared.shop.languages[0], prepared.translate)
        known = {"outbox_id": 1, "turn_id": 1, "conversation_id": 1, "created_at": self.clock.now()} | more
        for place, parts in enumerate(shown.messages):
            fields = {**known, "outbox_id": known["outbox_id"] + place}
            await entry.channel.send(
                OutboundMessage(channel=channel, account=account, address=address, reply=Reply(*parts), **fields)
            )

    # -- looking at it ---------------------------------------------------------------------------------------

    def plugin(self, name: str) -> PluginStatus:
        """A plugin's state and why."""
        return next(plugin for plugin in self.running.host.plugins() if plugin.name == name)

    async def why(self, turn_id: int) -> dict[str, Any]:
        """The decision record of a turn."""
        record = await self.running.turn(turn_id)
        assert record is not None, f"there is no turn {turn_id}"
        return record

    async def seat(self, customer: str) -> Seat:
        """Where a customer sits: identity, conversation, state."""
        return await self.running.lanes.seat((NAME, "default", customer))

    async def heard(self, channel: str) -> list[InboundMessage]:
        """What customers said on a channel, oldest first, once every message had its turn."""
        await self.idle()
        rows = await self.fetch("SELECT body FROM message WHERE author = 'customer' ORDER BY id")
        return [message for (body,) in rows if (message := decode_message(body)).channel == channel]

    async def reported(self, channel: str) -> list[ChannelEvent]:
        """What a channel reported beside messages, once every event had its turn."""
        await self.idle()
        return [event for event in self.channel.events if event.channel == channel]

    async def state(self, customer: str) -> ConversationState:
        """What the conversation with a customer remembers."""
        return (await self.seat(customer)).lane.state

    async def held(self, customer: str) -> bool:
        """Does a person, or the queue, hold the conversation?"""
        return (await self.state(customer)).holder != BOT

    async def fetch(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        """Read the database."""
        return await self.running.store.fetch(sql, params)

    async def delivered(self, count: int, seconds: float = 10.0) -> None:
        """Wait until the channel has delivered so many messages."""
        await self.channel.delivered.wait_for(count, seconds)
