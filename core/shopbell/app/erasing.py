"""Erasing a customer: every table, the plugins', media and what is in memory; only a hash remembers the address.

Follows the identity graph: all addresses, and the conversations of the customers that were linked into this one. Their
lane is held meanwhile, so no turn writes what is just being erased.
"""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import structlog

from shopbell.app.plugin_rows import erasing, personal_tables
from shopbell.contracts import Write
from shopbell.errors import whereabouts
from shopbell.plugin_host.own_data import check_own

if TYPE_CHECKING:
    from shopbell.app.shop import RunningShop

log = structlog.get_logger("shopbell.erasing")

ADDRESSES = "SELECT id, channel, account, address FROM identity WHERE customer_id = ? ORDER BY id"
MERGED = "SELECT id FROM customer WHERE merged_into = ?"
CONVERSATION = "SELECT id FROM conversation WHERE customer_id = ?"
SAID = "(SELECT id FROM message WHERE identity_id = ?)"
TURNS = "(SELECT id / 16 FROM message WHERE identity_id = ?)"
MEDIA = f"SELECT DISTINCT sha256 FROM media_ref WHERE message_id IN {SAID}"  # noqa: S608 our own words
MENTIONED = "SELECT 1 FROM media_ref WHERE sha256 = ? LIMIT 1"

# By identity; the messages last, for others look into them.
OF_IDENTITY = (
    f"DELETE FROM media_ref WHERE message_id IN {SAID}",  # noqa: S608 our own words
    f"DELETE FROM raw WHERE inbox_id IN {TURNS}",  # noqa: S608
    f"DELETE FROM turn WHERE id IN {TURNS}",  # noqa: S608
    f"DELETE FROM inbox WHERE done = 1 AND id IN {TURNS}",  # noqa: S608
    f"DELETE FROM outbox WHERE id IN {SAID}",  # noqa: S608
    "DELETE FROM event WHERE identity_id = ?",
    "DELETE FROM fact WHERE identity_id = ?",
    "DELETE FROM consent WHERE identity_id = ?",
    "DELETE FROM challenge WHERE identity_id = ?",
    "DELETE FROM order_ref WHERE identity_id = ?",
    "DELETE FROM link_proof WHERE identity_id = ?",
    "DELETE FROM link_proof WHERE other_id = ?",
    "DELETE FROM message WHERE identity_id = ?",
    "DELETE FROM identity WHERE id = ?",
)
OF_ADDRESS = (
    "DELETE FROM outbox WHERE channel = ? AND account = ? AND address = ?",
    "DELETE FROM challenge WHERE channel = ? AND account = ? AND address = ?",
)
OF_CONVERSATION = (
    # Events have no message; their keys are the platform's, and may hold the address (a Message-ID).
    "DELETE FROM inbox WHERE done = 1 AND id IN (SELECT id FROM turn WHERE conversation_id = ?)",
    *(
        f"DELETE FROM {table} WHERE conversation_id = ?"  # noqa: S608 our own words
        for table in ("run", "timer", "wait", "episode", "outbox", "turn", "message")
    ),
)
OF_CUSTOMER = (
    "DELETE FROM conversation WHERE customer_id = ?",
    "UPDATE audit SET customer_id = NULL WHERE customer_id = ?",
    "DELETE FROM customer WHERE id = ?",
)
SUPPRESS = (
    "INSERT INTO suppression (hash, reason, at) VALUES (?, 'erased', ?)"
    " ON CONFLICT (hash) DO UPDATE SET at = excluded.at"
)
AUDIT = "INSERT INTO audit (id, at, who, what, customer_id, details) VALUES (?, ?, ?, 'erased', NULL, ?)"
LIFT = "DELETE FROM suppression WHERE hash = ?"
LIFTED = "INSERT INTO audit (id, at, who, what, customer_id, details) VALUES (?, ?, ?, 'allowed again', NULL, ?)"


class Graph(NamedTuple):
    """All that is one customer's."""

    customers: tuple[int, ...]  # this one first, then those linked into it
    conversations: tuple[int, ...]
    identities: tuple[tuple[int, str, str, str], ...]  # id, channel, account, address


async def graph_of(shop: "RunningShop", customer_id: int) -> Graph | None:
    """Follow the links; None when there is no such customer."""
    if not await shop.store.fetch("SELECT 1 FROM customer WHERE id = ?", (customer_id,)):
        return None
    customers = [customer_id]
    for one in customers:  # grows while it is walked: who was linked into somebody who was linked
        customers += [int(row[0]) for row in await shop.store.fetch(MERGED, (one,))]
    conversations = [int(row[0]) for one in customers for row in await shop.store.fetch(CONVERSATION, (one,))]
    identities = [(*row,) for one in customers for row in await shop.store.fetch(ADDRESSES, (one,))]
    return Graph(tuple(customers), tuple(conversations), tuple(identities))


async def erase(shop: "RunningShop", customer_id: int, who: str) -> tuple[int, list[str]] | None:
    """Erase a customer for ever.

    Returns:
        How many addresses went, and plugins that could not say what is theirs; None: there is no such customer.

    Raises:
        StoreError: the database refuses; nothing was erased.
    """
    graph = await graph_of(shop, customer_id)
    if graph is None:
        return None
    seats = [await shop.lanes.seat((channel, account, address)) for _, channel, account, address in graph.identities]
    held = await shop.linking.hold(seats[0], seats[0]) if seats else []
    try:
        graph = await graph_of(shop, customer_id) or graph  # a link may have been on its way
        writes, failed = await _plugins_writes(shop, graph)
        media = [row[0] for one in graph.identities for row in await shop.store.fetch(MEDIA, (one[0],))]
        await shop.store.commit([*writes, *_core_writes(shop, graph, who)])
        shop.dialogues.recent.forget(graph.conversations)
        waiting = [fresh for lane in held for fresh in shop.lanes.erased(lane)]
    finally:
        shop.linking.release(held)
    shop.linking.release(waiting)
    await _drop_files(shop, media)
    log.info("customer erased", addresses=len(graph.identities), plugins_failed=len(failed))
    return len(graph.identities), failed


async def allow(shop: "RunningShop", channel: str, address: str, who: str) -> bool:
    """Take an address off the list that survives erasure; False: it is not there. Raises ``StoreError``."""
    if not await shop.permits.suppressed(channel, address):
        return False
    row = (shop.store.ids.next("audit"), shop.clock.now(), who, channel)
    await shop.store.commit([Write(LIFT, (shop.permits.mark(channel, address),)), Write(LIFTED, row, 1)])
    return True


def _core_writes(shop: "RunningShop", graph: Graph, who: str) -> list[Write]:
    now = shop.clock.now()
    writes = [Write(SUPPRESS, (shop.permits.mark(one[1], one[3]), now)) for one in graph.identities]
    for identity_id, *address in graph.identities:
        writes += [Write(sql, (identity_id,)) for sql in OF_IDENTITY]
        writes += [Write(sql, tuple(address)) for sql in OF_ADDRESS]
    writes += [Write(sql, (one,)) for sql in OF_CONVERSATION for one in graph.conversations]
    writes += [Write(sql, (one,)) for sql in OF_CUSTOMER for one in graph.customers]
    details = f"{len(graph.identities)} addresses, {len(graph.conversations)} conversations"
    return [*writes, Write(AUDIT, (shop.store.ids.next("audit"), now, who, details), 1)]


async def _plugins_writes(shop: "RunningShop", graph: Graph) -> tuple[list[Write], list[str]]:
    """What plugins hold about the customer; one that fails is told, and keeps nobody from being erased."""
    writes, failed = _asked(shop, graph)
    manifests = shop.host.manifests()
    tables = await personal_tables(shop)
    # Nobody knows which rows of theirs must stay, so all do.
    unreadable = sorted({one.plugin for one in tables if manifests.get(one.plugin, ...) is None})
    kept = {name: manifest.keeps for name, manifest in manifests.items() if manifest is not None}
    writes += erasing([one for one in tables if one.plugin not in unreadable], graph, kept)
    return writes, failed + [name for name in unreadable if name not in failed]


def _asked(shop: "RunningShop", graph: Graph) -> tuple[list[Write], list[str]]:
    """What the plugins say themselves; it comes first, for it may look at rows that go."""
    writes: list[Write] = []
    failed: list[str] = []
    identities = tuple(one[0] for one in graph.identities)
    for plugin, hook in shop.host.epoch.erase:
        try:
            for customer_id in graph.customers:
                theirs = list(hook(customer_id=customer_id, identity_ids=identities))
                for write in theirs:
                    check_own(plugin, write.sql)
                writes += theirs
        except BaseException as exc:  # a plugin's code, called without a wait
            log.error("plugin cannot erase", plugin=plugin, error=whereabouts(exc))
            failed.append(plugin)
    return writes, failed


async def _drop_files(shop: "RunningShop", hashes: Iterable[str]) -> None:
    """Files go at once, unless somebody else sent the same."""
    for sha256 in set(hashes):
        if not await shop.store.fetch(MENTIONED, (sha256,)):
            await asyncio.to_thread(shop.store.media.drop, sha256)
