"""Which web sites may show the chat."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp import web

from shopbell import RequestError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
DEFAULT_PORTS = {"http": 80, "https": 443}


class Origins:
    """The allow-list: the shop's own address, this machine, and what the settings name."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = frozenset(origin.casefold() for origin in allowed)

    def check(self, request: web.Request) -> dict[str, str]:
        """Let a request in, or not.

        A request without an Origin comes from no other web site (a browser always says where a socket or a
        cross-site call was opened), so it passes: the limits hold for it as well.

        Returns:
            The CORS headers of the answer.

        Raises:
            RequestError: 403, the page is not one of the shop's.
        """
        origin = request.headers.get("Origin")
        if origin is None:
            return {}
        if not self.allows(origin, request.host):
            raise RequestError(
                403,
                "This web site may not show the chat",
                "Add its address to origins in [plugins.shopbell_webchat] of shopbell.toml.",
            )
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

    def allows(self, origin: str, host: str) -> bool:
        """May a page of ``origin`` (scheme://host[:port]) talk to us, who were called as ``host``?"""
        if origin.casefold() in self._allowed:
            return True
        scheme = origin.partition("://")[0]
        try:
            # The scheme is not compared: behind a proxy with TLS the page is https while we are called by http.
            page, own = _place(origin), _place(f"{scheme}://{host}")
        except ValueError:
            return False
        return scheme in DEFAULT_PORTS and page[0] is not None and (page[0] in LOOPBACK or page == own)


def _place(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
