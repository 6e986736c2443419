"""Addresses on the open internet, told from those inside: what a shop may call that somebody else has named."""

import ipaddress
from urllib.parse import urlsplit

THIS_MACHINE = frozenset(("localhost", "127.0.0.1", "::1"))
INSIDE = ("localhost", ".local", ".internal")  # ends of names that no public name server knows
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_private(host: str) -> bool:
    """Is this one that the open internet cannot reach, however it is written? A name is only known by its resolver."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host.lower().rstrip(".").endswith(INSIDE)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return not address.is_global or address.is_multicast


def callback_mistake(url: str, *, private: bool = False) -> str:
    """Look at the address of a server that the owner wants to be called, for a plugin's settings.

    It must be https on the open internet; this machine may be called, by http, too. Where a name leads is only known
    when it is called: use ``scope.outside(url)``.

    Args:
        url: as the owner wrote it.
        private: may it lead into the shop's own network?

    Returns:
        What is wrong, as the rest of a sentence ("must be https; ..."); empty: nothing.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.scheme not in ("https", "http") or parts.username is not None:
        return "is no address such as https://example.org/shopbell"
    if host in THIS_MACHINE:
        return ""
    if parts.scheme == "http":
        return "must be https; http is only for a server on this machine"
    return "leads into a private network" if not private and is_private(host) else ""
