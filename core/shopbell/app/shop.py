"""A running shop: its parts, and what the operator may ask of it."""

import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from shopbell.app.erasing import allow, erase
from shopbell.app.exporting import export
from shopbell.app.following import Following
from shopbell.app.memory import Memory
from shopbell.app.training import Trainer
from shopbell.clock import Clock
from shopbell.config.decode import Put
from shopbell.config.edit import edit, writable_folder
from shopbell.config.file import PluginTable, ShopConfig
from shopbell.config.vault import Vault
from shopbell.contracts import Write
from shopbell.errors import LoadError, RequestError, StoreError
from shopbell.http.customer_routes import CustomerDesk
from shopbell.http.operations import (
    CustomerInfo,
    HandoffInfo,
    IdentityInfo,
    OutboxInfo,
    PluginInfo,
    Readiness,
)
from shopbell.messages import ShopEvent
from shopbell.people import ConversationState, Customer, Identity
from shopbell.plugin_host.epoch import Epoch
from shopbell.plugin_host.host import PluginHost
from shopbell.plugin_host.states import PluginStatus
from shopbell.plugin_host.wishes import Wishes
from shopbell.runtime.dialogue_life import DialogueLife
from shopbell.runtime.holding import HELD, end_expired
from shopbell.runtime.inbox import Intake
from shopbell.runtime.items import Control
from shopbell.runtime.lanes import Lanes
from shopbell.runtime.linking import Linking
from shopbell.runtime.outbox import Outbox
from shopbell.runtime.permits import Permits
from shopbell.runtime.pipeline import Pipeline
from shopbell.runtime.proving import Proving
from shopbell.runtime.record import decode_record, record_as_json
from shopbell.stores.store import Store

if TYPE_CHECKING:
    from prometheus_client.core import Metric

log = structlog.get_logger("shopbell")

DEMO_PLUGIN = "shopbell_demo"

_state = msgspec.msgpack.Decoder(ConversationState).decode
_profile = msgspec.msgpack.Decoder(Customer).decode
OUTBOX_COLUMNS = "id, turn_id, conversation_id, channel, account, purpose, state, reason, attempts, created_at, due_at"


def wishes_of(config: ShopConfig, *, demo: bool) -> Wishes:
    """What the configuration wants of plugins; the demo wants its shop page, too."""
    wishes = Wishes.of(config)
    if demo and DEMO_PLUGIN not in wishes.tables:
        table = PluginTable(DEMO_PLUGIN, {"enabled": True}, file=config.file)
        wishes = wishes._replace(tables={**wishes.tables, DEMO_PLUGIN: table})
    return wishes


class RunningShop:
    """``http.operations.Operations``, and the parts for those who compose further (tests, the demo)."""

    def __init__(self, data: Path, clock: Clock, store: Store, config: ShopConfig, *, demo: bool) -> None:
        self.data, self.clock, self.store, self.demo = data, clock, store, demo
        self.config = config
        self.config_problem = ""  # why the file as it is now is not used
        self.vault = Vault(store, data)
        self.unreadable_secrets: list[str] = []  # written with another secret.key
        self.following: Following
        self.url = ""
        self.draining = False
        self.host: PluginHost
        self.lanes: Lanes
        self.intake: Intake
        self.pipeline: Pipeline
        self.dialogues: DialogueLife
        self.outbox_queue: Outbox
        self.permits: Permits
        self.linking: Linking
        self.proving: Proving
        self.trainer: Trainer
        self.memory: Memory
        self.started = time.monotonic()

    def public_url(self) -> str:
        """How customers' browsers reach the shop: as the settings say, else where it listens or is about to."""
        server = self.config.server
        return str(server.public_url or self.url or f"http://{server.host}:{server.port}").rstrip("/")

    # -- is it well ------------------------------------------------------------------------------------------

    def readiness(self) -> Readiness:
        reasons = [self.config_problem] if self.config_problem else []
        reasons += [self.trainer.failure] if self.trainer.failure else []
        reasons += [self.memory.reason] if self.memory.reason else []
        reasons += [
            f"the stored secret {name} belongs to another secret.key: set it again" for name in self.unreadable_secrets
        ]
        for plugin in self.host.plugins():
            if plugin.state in ("failed", "retrying", "quarantined") or (plugin.state == "enabled" and plugin.reason):
                reasons.append(f"{plugin.name}: {plugin.reason.splitlines()[0] if plugin.reason else plugin.state}")
        reasons += self._health()
        reasons += self.outbox_queue.troubles()
        if self.store.trouble is not None:
            reasons.append(str(self.store.trouble))
        ready = self.host.ready.is_set() and not self.draining and self.store.trouble is None
        return Readiness(ready, reasons)

    def _health(self) -> list[str]:
        """What plugins say is wrong."""
        said: list[str] = []
        for plugin, check in self.host.epoch.health:
            try:
                said += [f"{plugin}: {sentence}" for sentence in check()]
            except BaseException as exc:  # a plugin's code, called without a wait
                said.append(f"{plugin}: its health check failed ({type(exc).__name__})")
        return said

    def metrics(self) -> "Iterable[Metric]":
        from shopbell.app.metrics import metric_families  # lazy: prometheus_client costs 0.1 s

        return metric_families(self)

    # -- plugins ---------------------------------------------------------------------------------------------

    async def plugins(self) -> list[PluginInfo]:
        return [_info(plugin) for plugin in self.host.plugins()]

    async def enable_plugin(self, name: str, enabled: bool, who: str) -> PluginInfo | None:
        if not any(plugin.name == name for plugin in self.host.plugins()):
            return None
        folder, copied = writable_folder(self.config.folder, self.data)
        if copied:
            log.warning("the configuration folder is read-only: from now on its copy counts", folder=str(folder))
        edited = edit(folder, [Put(("plugins", name, "enabled"), enabled)], who)
        if edited.diff:
            await self.store.commit([edited.history(self.store.ids.next("setting_history"), self.clock.now())])
        self.following.edited(edited.config)
        self.use_config(edited.config)
        await self.host.settle()
        return next((_info(plugin) for plugin in self.host.plugins() if plugin.name == name), None)

    async def reload_plugin(self, name: str) -> PluginInfo | None:
        if not any(plugin.name == name for plugin in self.host.plugins()):
            return None
        status = await self.host.reload(name)
        if status.state == "failed":
            raise LoadError(status.reason)
        return _info(status)

    def use_config(self, config: ShopConfig) -> None:
        """Take a changed configuration; plugins follow soon."""
        self.config, self.config_problem = config, ""
        self.host.configure(wishes_of(config, demo=self.demo))

    def note_epoch(self, epoch: Epoch) -> None:
        """Keep which plugins an epoch was made of, so that a turn can be explained later."""
        made_of = [(one.generation.name, one.generation.around.snapshot.sha) for one in epoch.members]
        row = (epoch.id, self.clock.now(), msgspec.msgpack.encode(made_of))
        self.store.submit([Write("INSERT INTO epoch (id, at, plugins) VALUES (?, ?, ?)", row)], _epoch_noted)

    # -- what happened ---------------------------------------------------------------------------------------

    async def turn(self, turn_id: int) -> dict[str, Any] | None:
        rows = await self.store.fetch("SELECT conversation_id, at, record FROM turn WHERE id = ?", (turn_id,))
        if not rows:
            return None
        conversation_id, at, record = rows[0]
        return {"turn": turn_id, "conversation": conversation_id, "at": at, **record_as_json(decode_record(record))}

    async def customer(self, customer_id: int) -> CustomerInfo | None:
        rows = await self.store.fetch(
            "SELECT customer.profile, conversation.id, conversation.state FROM customer"
            " LEFT JOIN conversation ON conversation.customer_id = customer.id WHERE customer.id = ?",
            (customer_id,),
        )
        if not rows:
            return None
        profile, conversation_id, state = rows[0]
        known = _profile(profile) if profile else Customer(id=customer_id)
        identities = await self.store.fetch(
            "SELECT id, channel, account, address FROM identity WHERE customer_id = ? ORDER BY id", (customer_id,)
        )
        talk = _state(state) if state else ConversationState()
        return CustomerInfo(
            id=customer_id,
            name=known.name,
            language=known.language or talk.language,
            attributes=known.attributes,
            identities=[IdentityInfo(*row) for row in identities],
            conversation=conversation_id,
            holder=talk.holder.kind,
        )

    def customer_desk(self) -> CustomerDesk:
        """What may be done with what is kept about a customer."""
        return CustomerDesk(partial(export, self), partial(erase, self), self._link, self._undo, partial(allow, self))

    async def _link(self, customer_id: int, other: int, who: str) -> tuple[str, int, str] | None:
        first = "SELECT min(id) FROM identity WHERE customer_id = ?"
        [(one,)], [(two,)] = await self.store.fetch(first, (customer_id,)), await self.store.fetch(first, (other,))
        return await self.linking.link(one, two, "agent", who) if one and two else None

    async def _undo(self, proof_id: int, who: str) -> tuple[str, int, str]:
        return await self.linking.undo(proof_id, who)

    # -- who answers -----------------------------------------------------------------------------------------

    async def handoffs(self) -> list[HandoffInfo]:
        now = self.clock.now()
        rows = await self.store.fetch(HELD)
        found = [one for row in rows if (one := _handoff(row[0], row[1], row[2], now)) is not None]
        return sorted(found, key=lambda one: one.since)

    async def release(self, conversation_id: int, who: str) -> HandoffInfo | None:
        before = next((one for one in await self.handoffs() if one.conversation == conversation_id), None)
        if before is None:
            return None
        await self.intake.control(conversation_id, Control("release", agent=who))
        seat = await self.lanes.seat_of_conversation(conversation_id)
        if seat is not None:
            await self._resolved(seat.identity, f"{conversation_id}/{before.since}")
        return before

    async def _resolved(self, identity: Identity, stretch: str) -> None:
        """A person has finished: dialogues that ask how it was begin with this."""
        event = ShopEvent(
            kind="conversation.resolved", source="shopbell", id=stretch, sender=identity.address,
            body={"subject": f"conversation {stretch}"},
        )  # fmt: skip
        try:
            await self.intake.record(identity.channel, identity.account, [event], self.wanted_events())
        except (RequestError, StoreError):  # it is released, whether customers are asked or not
            log.warning("nobody is asked how it was", conversation=stretch.partition("/")[0])

    def wanted_events(self) -> frozenset[str]:
        """Kinds of facts that somebody waits for, or that begin something."""
        epoch = self.host.epoch
        return self.dialogues.events.union(epoch.subscribers, epoch.journeys)

    # -- the outbox ------------------------------------------------------------------------------------------

    async def outbox(self, state: str | None, limit: int) -> list[OutboxInfo]:
        where, params = ("WHERE state = ?", (state, limit)) if state else ("", (limit,))
        sql = f"SELECT {OUTBOX_COLUMNS} FROM outbox {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 our own words
        return [OutboxInfo(**_named(row)) for row in await self.store.fetch(sql, params)]

    async def redrive(self, outbox_id: int) -> OutboxInfo | None:
        sql = f"SELECT {OUTBOX_COLUMNS} FROM outbox WHERE id = ?"  # noqa: S608 our own words
        rows = await self.store.fetch(sql, (outbox_id,))
        if not rows:
            return None
        if await self.outbox_queue.redrive(outbox_id) == 0:
            raise RequestError(409, "Not parked", f"The message is {rows[0][6]}; only parked ones are sent again.")
        return OutboxInfo(**_named((await self.store.fetch(sql, (outbox_id,)))[0]))

    async def advance_clock(self, ms: int) -> int:
        self.clock.advance(ms)
        await self.outbox_queue.look_again()
        self.dialogues.look()
        return self.clock.now()


def _epoch_noted(error: StoreError | None) -> None:
    if error is not None:
        log.warning("epoch not noted", reason=str(error))


def _info(plugin: PluginStatus) -> PluginInfo:
    return PluginInfo(name=plugin.name, version=plugin.version, state=plugin.state, reason=plugin.reason)


def _handoff(conversation_id: int, customer_id: int, state: bytes, now: int) -> HandoffInfo | None:
    """None: its time is over, and nothing was left."""
    talk = _state(state)
    end_expired(talk, now)
    holder, left = talk.holder, talk.left
    if holder.kind == "bot" and left is None:
        return None
    return HandoffInfo(
        conversation=conversation_id,
        customer=customer_id,
        holder=holder.kind,
        agent=holder.agent,
        since=left.since if left is not None else holder.since,
        until=holder.until,
        reason=holder.reason or (left.reason if left is not None else ""),
        message=left.message if left is not None else "",
    )


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("id", "turn", "conversation", "channel", "account", "purpose", "state", "reason", "attempts")
    return dict(zip((*names, "created_at", "due_at"), row, strict=True))
