"""One call for who opens the shop: keys read, limits set, routes collected, the door made."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from shopbell.clock import Clock
from shopbell.http.auth import Authentication
from shopbell.http.client import Proxies
from shopbell.http.core_routes import CoreRoute
from shopbell.http.document import DocumentRoute
from shopbell.http.door import BODY_LIMIT, Door, Host
from shopbell.http.key_routes import KeyRoutes
from shopbell.http.keys import Keyring, StoredKeys, keys_from_env, write_admin_token
from shopbell.http.limits import Limits
from shopbell.http.operations import Operations
from shopbell.http.operator_routes import OperatorRoutes
from shopbell.stores.store import Store


class DoorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What of the configuration concerns the door."""

    title: str  # the shop's name, for the OpenAPI document
    version: str
    keys_env: str = "SHOPBELL_API_KEYS"  # name of the variable
    trusted_proxies: tuple[str, ...] = ()  # CIDR
    body_limit: int = BODY_LIMIT


async def open_door(
    settings: DoorSettings,
    shop: Operations,
    host: Host,
    store: Store,
    clock: Clock,
    data: Path,
    limits: Limits | None = None,
    more: Iterable[CoreRoute] = (),
) -> Door:
    """Make the door, with a fresh ``DATA/admin.token``. It serves nothing until ``serve`` is entered.

    Args:
        more: further routes of the shop's own.
    """
    keyring = Keyring(clock)
    for key in (*keys_from_env(os.environ.get(settings.keys_env, "")), write_admin_token(data)):
        keyring.add(key)
    stored = StoredKeys(store, keyring, clock)
    await stored.load()
    proxies, statuses = Proxies(settings.trusted_proxies), Counter[int]()
    own = [*OperatorRoutes(shop, statuses).routes(), *KeyRoutes(stored).routes(), *more]
    own.append(DocumentRoute(host, own, settings.title, settings.version).route)
    auth = Authentication(keyring, proxies, clock)
    return Door(host, own, auth, proxies, limits or Limits(), statuses, body_limit=settings.body_limit)
