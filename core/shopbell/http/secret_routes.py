"""Stored secrets over HTTP: how the command line changes them while the shop runs. Values go in, never out."""

from collections.abc import Callable

import msgspec
from aiohttp import web

from shopbell.clock import Clock
from shopbell.config.vault import Vault
from shopbell.errors import ConfigError, RequestError
from shopbell.http.core_routes import CoreRoute, RouteDoc, json_body, json_response


class SecretValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be stored."""

    value: str


class SecretInfo(msgspec.Struct, frozen=True):
    """That there is one. ``changed_at``: milliseconds UTC."""

    name: str
    changed_at: int


class SecretRoutes:
    """List, set, remove; ``changed`` hears the name, so that plugins which use it can be set up again."""

    def __init__(self, vault: Vault, clock: Clock, changed: Callable[[str], None]) -> None:
        self._vault, self._clock, self._changed = vault, clock, changed

    def routes(self) -> list[CoreRoute]:
        """All three, for ``admin``."""
        path = "/api/v1/secrets"
        one, doc = path + "/{name}", "Set or replace a stored secret"
        return [
            CoreRoute("GET", path, self.list, "admin", RouteDoc("All names", answers={200: list[SecretInfo]})),
            CoreRoute("PUT", one, self.put, "admin", RouteDoc(doc, SecretValue, {200: SecretInfo})),
            CoreRoute(
                "DELETE", one, self.remove, "admin", RouteDoc("Forget a stored secret", answers={200: SecretInfo})
            ),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """Never the secrets themselves."""
        names = await self._vault.names()
        return json_response([SecretInfo(name, changed_at) for name, changed_at in names.items()])

    async def put(self, request: web.Request) -> web.Response:
        """Valid from the next time it is asked for."""
        wanted: SecretValue = await json_body(request, SecretValue)
        name, now = request.match_info["name"], self._clock.now()
        try:
            await self._vault.put(name, wanted.value, now)
        except ConfigError as exc:
            raise RequestError(422, "Not a secret", str(exc)) from exc
        self._changed(name)
        return json_response(SecretInfo(name, now))

    async def remove(self, request: web.Request) -> web.Response:
        """Plugins that refer to it say that it is missing."""
        name = request.match_info["name"]
        changed_at = (await self._vault.names()).get(name)
        if changed_at is None:
            raise RequestError(404, "Not Found", f"There is no stored secret {name}.")
        await self._vault.remove(name)
        self._changed(name)
        return json_response(SecretInfo(name, changed_at))
