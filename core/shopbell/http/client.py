"""Who is at the other end: the client's address as far as the proxies can be trusted."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP")
MOST_HOPS = 20  # of a header that a stranger may have made as long as the parser allows


class Proxies:
    """The proxies that may say for whom they speak; none by default, then every such header is ignored.

    Args:
        trusted: networks in CIDR notation, ``127.0.0.1/32``.

    Raises:
        ValueError: an entry is no network.
    """

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks: tuple[Network, ...] = tuple(ipaddress.ip_network(entry, strict=False) for entry in trusted)

    def client(self, request: web.BaseRequest) -> str:
        """The address of the last hop that is not one of ours: what stands further left may be invented."""
        peer = request.remote or ""
        if not self._networks or not self._trusts(peer):
            return peer
        client = peer
        for entry in reversed(_hops(request)):
            address = parse_address(entry)
            if address is None:
                return client  # nonsense: whoever wrote it is not believed, the hop that passed it on is known
            client = str(address)
            if not self._trusts(client):
                return client
        return client

    def is_local(self, request: web.BaseRequest) -> bool:
        """Does this come from the shop's own machine, and not from a stranger through a proxy on it?

        Three signs must agree, for proxies forget some: a loopback client (or our own address at both ends), no
        forwarding header, a loopback ``Host`` (which also stops a web page whose name was pointed at 127.0.0.1).
        """
        client = self.client(request)
        address = parse_address(client)
        if address is None or not (address.is_loopback or client == _own_address(request)):
            return False
        return not any(name in request.headers for name in FORWARDING) and _is_loopback_host(request.host)

    def _trusts(self, address: str) -> bool:
        parsed = parse_address(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def _hops(request: web.BaseRequest) -> list[str]:
    values = request.headers.getall("X-Forwarded-For", [])
    return [hop for value in values for hop in value.split(",")][-MOST_HOPS:]


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address | None:
    """An address as proxies write it (``1.2.3.4:80``, ``[::1]:80``, ``::ffff:1.2.3.4``); None if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return address if mapped is None else mapped


@lru_cache(maxsize=4096)
def limit_key(client: str) -> str:
    """What one subscriber cannot change at will: the address itself, or the /64 of an IPv6 address."""
    address = parse_address(client)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Address(int(address) >> 64 << 64))
    return client


def _own_address(request: web.BaseRequest) -> str | None:
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return str(name[0]) if isinstance(name, tuple) else None


def reachable(host: str) -> str:
    """The address under which this machine reaches what listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 compared, not bound


def _is_loopback_host(host: str) -> bool:
    address = parse_address(host)
    return address.is_loopback if address else host.partition(":")[0].lower() == "localhost"
