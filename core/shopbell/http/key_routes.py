"""API keys over HTTP: how the command line changes them while the shop runs, at once and without a restart."""

import msgspec
import structlog
from aiohttp import web

from shopbell.errors import RequestError
from shopbell.http.core_routes import CoreRoute, RouteDoc, int_segment, json_body, json_response
from shopbell.http.keys import KeyInfo, Keys

log = structlog.get_logger("shopbell.http")


class WantedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key to be made. ``ends_at``: milliseconds UTC."""

    app: str
    scopes: list[str]
    limited: bool = False
    ends_at: int | None = None


class MadeKey(msgspec.Struct, frozen=True):
    """The key, shown this once, and its description."""

    key: str
    info: KeyInfo


class KeyRoutes:
    """Create, list, revoke."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def routes(self) -> list[CoreRoute]:
        """All three, for ``admin``."""
        path = "/api/v1/keys"
        return [
            CoreRoute("GET", path, self.list, "admin", RouteDoc("All API keys", answers={200: list[KeyInfo]})),
            CoreRoute("POST", path, self.create, "admin", RouteDoc("Make an API key", WantedKey, {201: MadeKey})),
            CoreRoute(
                "DELETE", path + "/{id}", self.revoke, "admin", RouteDoc("End a key now", answers={200: KeyInfo})
            ),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """Never the keys themselves."""
        return json_response(await self._keys.list())

    async def create(self, request: web.Request) -> web.Response:
        """The only time the key is seen."""
        wanted: WantedKey = await json_body(request, WantedKey)
        key, info = await self._keys.create(wanted.app, wanted.scopes, limited=wanted.limited, ends_at=wanted.ends_at)
        log.info("api key created", id=info.id, app=info.app, scopes=info.scopes, by=request["app"].name)
        return json_response(MadeKey(key, info), 201)

    async def revoke(self, request: web.Request) -> web.Response:
        """The next request with it is refused."""
        info = await self._keys.revoke(int_segment(request, "id"))
        if info is None:
            raise RequestError(404, "Not Found", "There is no such key.")
        log.info("api key revoked", id=info.id, app=info.app, by=request["app"].name)
        return json_response(info)
