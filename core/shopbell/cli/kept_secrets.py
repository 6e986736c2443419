"""Stored secrets on the command line: through the running shop, which has them in memory, or on disk."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from shopbell.cli.running import changing, reading
from shopbell.clock import Clock
from shopbell.config.vault import Vault, read_key, unseal
from shopbell.errors import ShopbellError
from shopbell.http.local import running_shop


def keep_secret(config: Path, data: Path, name: str, value: str) -> None:
    """Store a secret, or replace it.

    Raises:
        ShopbellError: a name or value that cannot be used, or the shop cannot be changed now.
    """
    shop = running_shop(data)
    if shop is not None:
        shop.call("PUT", f"/api/v1/secrets/{name}", {"value": value})
    else:
        asyncio.run(_offline(config, data, lambda vault: vault.put(name, value, Clock().now())))


def forget_secret(config: Path, data: Path, name: str) -> None:
    """Remove a secret.

    Raises:
        ShopbellError: there is none of that name, or the shop cannot be changed now.
    """
    shop = running_shop(data)
    if shop is not None:
        shop.call("DELETE", f"/api/v1/secrets/{name}")
    else:
        asyncio.run(_offline(config, data, lambda vault: vault.remove(name)))


def opened_secrets(config: Path, data: Path) -> Mapping[str, str]:
    """The values by name, read without a lock; those that ``secret.key`` does not open are left out."""
    try:
        with reading(config, data) as database:
            rows = database.fetch("SELECT name, value FROM secret")
    except ShopbellError:
        return {}
    if not rows:
        return {}
    key = read_key(data)
    return {name: value for name, sealed in rows if (value := unseal(key, name, sealed)) is not None}


async def _offline(config: Path, data: Path, work: Callable[[Vault], Awaitable[None]]) -> None:
    async with changing(config, data) as store:
        await work(Vault(store, data))
