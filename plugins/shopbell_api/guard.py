"""Where a callback may lead: the open internet by https, or this machine; not the shop's own network."""

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from shopbell import ConfigError

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


class PrivateAddressError(OSError):
    """A name leads into a private network; the connection is not opened."""


def check_url(url: str, app: str, *, private: bool) -> None:
    """Refuse what can be told from the address alone.

    Raises:
        ConfigError: no https (http is for this machine), or a private address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.scheme not in ("https", "http") or parts.username is not None:
        raise ConfigError(f"the callback of {app} is no address such as https://example.org/shopbell")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ConfigError(f"the callback of {app} must be https", hint="http is only for a server on this machine")
    if not private and host not in LOOPBACK and _is_private(host):
        raise ConfigError(
            f"the callback of {app} leads into a private network",
            hint="private_callbacks = true in [plugins.shopbell_api] allows it",
        )


class GuardedResolver(AbstractResolver):
    """Resolves names, and refuses answers that point inside: what is checked is what is connected to."""

    def __init__(self, *, private: bool) -> None:
        self._private, self._inner = private, ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """All addresses of a name.

        Raises:
            PrivateAddressError: one of them is private.
        """
        found = await self._inner.resolve(host, port, family)
        if not self._private and host not in LOOPBACK and any(_is_private(each["host"]) for each in found):
            raise PrivateAddressError(f"{host} leads into a private network")
        return found

    async def close(self) -> None:
        """Nothing is held open."""


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False  # a name: the resolver sees where it leads
    mapped = getattr(address, "ipv4_mapped", None)
    return not (address if mapped is None else mapped).is_global
