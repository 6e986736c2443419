"""All that the shop keeps about a customer, as plain data: for the customer, and for another shop system."""

from typing import TYPE_CHECKING, Any

import msgspec

from shopbell.app.erasing import graph_of
from shopbell.app.plugin_rows import rows_of
from shopbell.messages import ShopEvent
from shopbell.replies import decode_reply
from shopbell.runtime.commit import decode_message
from shopbell.runtime.profile import facts_of, profile_of

if TYPE_CHECKING:
    from shopbell.app.shop import RunningShop

MESSAGES = "SELECT id, identity_id, at, author, body FROM message WHERE identity_id = ? ORDER BY id"
CONSENTS = "SELECT purpose, given, at, wording, source FROM consent WHERE identity_id = ? ORDER BY id"
EVENTS = "SELECT kind, source, at, body FROM event WHERE identity_id = ? ORDER BY id"
ORDERS = "SELECT order_number, at FROM order_ref WHERE identity_id = ? ORDER BY id"
LINKS = "SELECT id, how, who, at, state, reason FROM link_proof WHERE identity_id = ? ORDER BY id"
_event = msgspec.msgpack.Decoder(ShopEvent).decode


async def export(shop: "RunningShop", customer_id: int) -> dict[str, Any] | None:
    """Everything the core and the plugins keep; None: there is no such customer. Times are milliseconds UTC."""
    graph = await graph_of(shop, customer_id)
    if graph is None:
        return None
    store, messages, addresses = shop.store, [], []
    for identity_id, channel, account, address in graph.identities:
        rows = await store.fetch(MESSAGES, (identity_id,))
        messages += [{"channel": channel, "account": account, **_message(*row)} for row in rows]
        addresses.append({
            "id": identity_id, "channel": channel, "account": account, "address": address,
            "consent": [_named(row, "purpose", "given", "at", "wording", "source")
                        for row in await store.fetch(CONSENTS, (identity_id,))],
            "events": [_fact(*row) for row in await store.fetch(EVENTS, (identity_id,))],
            "orders": [_named(row, "number", "at") for row in await store.fetch(ORDERS, (identity_id,))],
            "links": [_named(row, "id", "how", "who", "at", "state", "reason")
                      for row in await store.fetch(LINKS, (identity_id,))],
        })  # fmt: skip
    profile = profile_of(customer_id, await facts_of(store, *graph.customers))
    return {
        "customer": msgspec.to_builtins(profile),
        "identities": addresses,
        "messages": sorted(messages, key=lambda one: one["id"]),
        "plugins": await rows_of(shop, graph),
    }


def _message(message_id: int, identity_id: int, at: int, author: str, body: bytes) -> dict[str, Any]:
    said = decode_message(body) if author == "customer" else list(decode_reply(body).parts)
    return {"id": message_id, "at": at, "author": author, "said": msgspec.to_builtins(said)}


def _fact(kind: str, source: str, at: int, body: bytes) -> dict[str, Any]:
    return {"kind": kind, "source": source, "at": at, "body": _event(body).body}


def _named(row: tuple[Any, ...], *names: str) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))
