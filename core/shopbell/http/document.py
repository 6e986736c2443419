"""``/openapi.json``: the document of the routes that answer now, the core's and the plugins'."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from shopbell.http.core_routes import CoreRoute, RouteDoc, json_response
from shopbell.http.openapi import DocumentedRoute, openapi

if TYPE_CHECKING:
    from shopbell.http.door import Host
    from shopbell.plugin_host.epoch import Epoch
    from shopbell.plugin_host.routes import Route

log = structlog.get_logger("shopbell.http")


class DocumentRoute:
    """Made once per epoch, a few milliseconds; then from memory."""

    def __init__(self, host: "Host", own: Sequence[CoreRoute], title: str, version: str) -> None:
        self._host, self._title, self._version = host, title, version
        self.route = CoreRoute(
            "GET", "/openapi.json", self.answer, None, RouteDoc("This document", answers={200: None})
        )
        self._own = [_own_route(route) for route in (*own, self.route)]
        self._made: tuple[int, dict[str, Any]] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        """Public: it tells what there is, not what is in it."""
        epoch = self._host.epoch
        if self._made is None or self._made[0] != epoch.id:
            routes = [*self._own, *self._of_plugins(epoch)]
            self._made = epoch.id, openapi(self._title, self._version, routes)
        return json_response(self._made[1])

    def _of_plugins(self, epoch: "Epoch") -> list[DocumentedRoute]:
        shown = []
        for route in (route for member in epoch.members for route in member.generation.given.routes):
            told: Mapping[str, Any] = getattr(route.handler, "openapi", {})
            plain = DocumentedRoute(route.method, route.path, route.needs, _summary(route), route.plugin)
            try:
                full = plain._replace(**{name: told[name] for name in ("body", "answers", "query") if name in told})
                openapi("", "", [full])
            except Exception as exc:  # a plugin's types are its own; the rest of the document must stand
                log.warning("route not documented", plugin=route.plugin, route=route.path, error=str(exc))
                full = plain
            shown.append(full)
        return shown


def _own_route(route: CoreRoute) -> DocumentedRoute:
    doc = route.doc
    return DocumentedRoute(
        route.method, route.path, route.needs, doc.summary, "shopbell", doc.body, doc.answers, doc.query
    )


def _summary(route: "Route") -> str:
    told: Mapping[str, Any] = getattr(route.handler, "openapi", {})
    return str(told.get("summary") or (getattr(route.handler, "__doc__", None) or "").partition("\n")[0])
